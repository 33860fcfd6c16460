"""How do days, people and lists of a contract's file look on its page?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString

from config.rest.models import Token, User
from config.rest.tables import day, link, table
from contracts.calendar import Milestone
from contracts.models import Clause, Contract, Step


def who(person: str) -> str:
    """A person of the four-eyes rule by name."""
    kind, _, key = person.partition(":")
    if kind == "user":
        user = User.objects.filter(id=_id(key)).first()
        return (user.get_full_name() or user.username) if user else person
    if kind == "token":
        token = Token.objects.filter(id=_id(key)).first()
        return f"{token.name} (token)" if token else person
    return "the system" if kind == "system" else person


def by_on(person: str, on: date | None) -> str:
    """Who did something and when; a dash where nobody did."""
    if not person and on is None:
        return "-"
    return ", ".join(filter(None, [who(person) if person else "", day(on)]))


def days_table(days: Iterable[Milestone]) -> SafeString:
    """Days with the rule that gave each."""
    rows = [(day(each.on), words(each.kind), each.rule) for each in days]
    return table(("day", "what", "rule"), rows, "Nothing comes.")


def clauses_table(clauses: Iterable[Clause]) -> SafeString:
    """What gives which right, and for how long."""
    rows = [
        (
            link(clause, words(clause.kind)),
            _measured(clause),
            "a competitor" if clause.party_class == "competitor" else "anybody",
            words(clause.remedy),
            _window(clause),
            f"{clause.cure_days} days" if clause.cure_days else "-",
        )
        for clause in clauses
    ]
    heads = ("clause", "fires at", "by", "right", "window", "to cure")
    return table(heads, rows, "It has no clauses as data.")


def steps_table(steps: Iterable[Step]) -> SafeString:
    """The steps of a way out, and who did and who checked each."""
    rows = [
        (
            link(step, words(step.code)),
            words(step.role),
            day(step.due_on),
            words(step.state),
            who(step.submitted_by) if step.submitted_by else "-",
            who(step.settled_by) if step.settled_by else "-",
            step.rule,
        )
        for step in steps
    ]
    heads = ("step", "role", "due", "state", "done by", "checked by", "rule")
    return table(heads, rows, "Steps are planned with the approval.")


def papers_table(contract: Contract) -> SafeString:
    """Amendments, with what each changed and from when."""
    rows = [
        (
            link(row, f"amendment {row.number}"),
            day(row.signed_on),
            day(row.binds_from),
            "; ".join(_changed(name, row.changes[name]) for name in sorted(row.changes)) or "-",
            row.reason,
        )
        for row in contract.amendments.order_by("number")
    ]
    return table(("paper", "signed", "binds from", "changes", "why"), rows, "None.")


def words(code: str) -> str:
    """A code as people read it."""
    return code.replace("_", " ")


def _changed(name: str, change: Mapping[str, object]) -> str:
    """`notice days ours: 30 to 60`; lists and terms with parts are long, and stand in the paper."""
    before, after = change["before"], change["after"]
    if isinstance(before or after, list | dict):
        return words(name)
    return f"{words(name)}: {_plain(before)} to {_plain(after)}"


def _plain(value: object) -> str:
    return "-" if value in (None, "") else words(str(value))


def _measured(clause: Clause) -> str:
    if not clause.measure:
        return "what a person reads in it"
    if clause.threshold is None:
        return words(clause.measure)
    than = "at least" if clause.comparator == "ge" else "more than"
    return f"{words(clause.measure)}, {than} {clause.threshold.normalize():f} %"


def _window(clause: Clause) -> str:
    if clause.window_days is None:
        return "does not lapse"
    return f"{clause.window_days} {clause.window_day_type} days from {clause.window_from}"


def _id(key: str) -> UUID:
    """As an id; one that nobody has where it is none."""
    try:
        return UUID(key)
    except ValueError:
        return UUID(int=0)
