"""Let the rows of a contract say what it says today, as the day of each signed paper comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from config.actors import Actor
from contracts.lifecycle import State
from contracts.models import Amendment, Clause, Contract, SurvivalDuty
from contracts.operations.dates import keep_dates
from contracts.operations.shifting import note, write
from contracts.operations.wording import Wording, columns_of
from contracts.queries.contracts import ENGAGING
from contracts.queries.deadlines import next_deadline
from contracts.queries.reading import day_of
from contracts.queries.text import (
    IS_AHEAD,
    Text,
    columns_saying,
    differing,
    present_text,
    reworded,
    text_on,
)

BATCH = 100


@transaction.atomic
def bring_into_effect(*, at: datetime, actor: Actor) -> int:
    """Work in the signed amendments whose day has come; answers how many contracts changed.

    Safe to run twice, late or on two machines: a contract is held, and what was worked in says so.
    Contracts locked by somebody's work, and the rest of a long list, wait a turn; whoever moves
    such a contract meanwhile works in first what is due, and readers see the text of the day.
    """
    # Somewhere on earth the next day has begun.
    due = Amendment.objects.filter(IS_AHEAD, effective_on__lte=at.date() + timedelta(days=1))
    running = due.filter(contract__state__in=[state.value for state in ENGAGING])
    ids = running.order_by("effective_on", "id").values_list("contract_id", flat=True)[:BATCH]
    locked = Contract.objects.select_for_update(skip_locked=True, no_key=True)
    contracts = list(locked.filter(id__in=set(ids)).order_by("id"))
    effects = [(contract, take_effect(contract, at)) for contract in contracts]
    for contract, rows in effects:
        tell_effect(contract, rows, actor)
    return sum(1 for _, rows in effects if rows)


def take_effect(contract: Contract, at: datetime) -> Sequence[Amendment]:
    """Work in what is due in a locked contract; answers it, to be told of by `tell_effect`."""
    if State(contract.state) not in ENGAGING:
        return ()
    day = day_of(contract, at)
    rows = list(
        Amendment.objects.select_for_update(no_key=True)
        .filter(IS_AHEAD, contract=contract, effective_on__lte=day)
        .order_by("effective_on", "number")
    )
    if rows:
        ids = [row.id for row in rows]
        Amendment.objects.filter(id__in=ids).update(worked_in_version=contract.version + 1)
        state = State(contract.state)
        write(contract, work_in(contract, day))
        keep_dates(contract, state, on=day)
        if state is not State.TERMINATING:
            deadline_on = next_deadline(contract, state, day)
            Contract.objects.filter(id=contract.id).update(deadline_on=deadline_on)
            contract.deadline_on = deadline_on
    return rows


def tell_effect(contract: Contract, rows: Iterable[Amendment], actor: Actor) -> None:
    """Record that amendments took effect; whoever records holds the ledger until commit."""
    for row in rows:
        data = {
            "amendment": row.number,
            "effective_on": row.effective_on,
            "changed": sorted(row.changes),
        }
        note(contract, "amendment_took_effect", actor=actor, reason=row.reason, data=data)


def work_in(contract: Contract, on: date) -> dict[str, object]:
    """Replace the lists of a locked contract by those of a day; answers the columns to write.

    The version they are written with must be named by a paper that is worked in with them.
    """
    present, text = present_text(contract), text_on(contract, on)
    said, before = text.said, present.said
    changed = [name for name in said if said[name] != before[name]]
    for name in ("clauses", "survival"):
        if name in changed:
            _replace(contract, text, name)
    columns = columns_saying({name: said[name] for name in changed})
    for name, value in columns.items():
        setattr(contract, name, value)
    return columns


def say_anew(text: Text, changes: Wording) -> tuple[Text, Mapping[str, dict[str, object]]]:
    """A text with the changes of a paper, and for each term that it changes before and after."""
    anew = reworded(text, {})
    for name, value in columns_of(changes).items():
        setattr(anew.contract, name, value)
    clauses = list(anew.clauses)
    if "clauses" in changes:
        clauses = _clauses(anew.contract, changes)
    duties = list(anew.duties)
    if "survival" in changes:
        duties = _duties(anew.contract, changes)
    anew = Text(anew.contract, clauses, duties)
    before, after = text.said, anew.said
    told = {
        name: {"before": before[name], "after": after[name]} for name in differing(before, after)
    }
    return anew, told


def _replace(contract: Contract, text: Text, name: str) -> None:
    model = Clause if name == "clauses" else SurvivalDuty
    gone = model.objects.filter(contract=contract, superseded_version=None)
    gone.update(superseded_version=contract.version)
    if name == "clauses":
        Clause.objects.bulk_create(text.clauses)
    else:
        SurvivalDuty.objects.bulk_create(text.duties)


def _clauses(contract: Contract, changes: Wording) -> list[Clause]:
    said = changes["clauses"]
    return [
        Clause(
            id=id_,
            contract=contract,
            position=position,
            **{
                name: "" if value is None and name == "measure" else value
                for name, value in asdict(clause).items()
                if name != "jurisdiction"
            },
        )
        for position, (id_, clause) in enumerate(zip(_fresh_ids(len(said)), said, strict=True))
    ]


def _duties(contract: Contract, changes: Wording) -> list[SurvivalDuty]:
    said = changes["survival"]
    return [
        SurvivalDuty(id=id_, contract=contract, position=position, **asdict(duty))
        for position, (id_, duty) in enumerate(zip(_fresh_ids(len(said)), said, strict=True))
    ]


def _fresh_ids(count: int) -> list[UUID]:
    """Ids as the database makes them, for rows that are only written when their day comes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]
