"""On which facts does a finding rest, along which chains, and what would settle it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from procurement.neutrality.findings import PathStep, Settling
from procurement.neutrality.inquiry import Inquiry
from procurement.neutrality.sentences import PARTS, held, percent_down, plain
from vendors.ownership.bounds import Bound
from vendors.ownership.columns import Column, Holding
from vendors.ownership.control import Group
from vendors.ownership.derivation import Step
from vendors.ownership.facts import Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.paths import best_paths, exposures, lower_end, upper_end

MOST_QUESTIONS = 10
ENOUGH = Fraction(95, 100)


def sources_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(sorted({fact.source for fact in facts if fact.source}))


def facts_of(steps: Iterable[Step]) -> list[Fact]:
    found: list[Fact] = []
    for step in steps:
        found.extend(step.facts)
        for holding in step.holdings:
            found.extend(holding.facts)
    return found


def fact_path(inquiry: Inquiry, fact: Fact, owner: str | None = None) -> tuple[PathStep, ...]:
    """A chain of one link."""
    share = None if fact.share is None else str(fact.share)
    return (
        PathStep(owner or fact.owner or "", fact.kind.value, share),
        PathStep(fact.subject),
    )


def without_stand_ins(
    paths: tuple[tuple[PathStep, ...], ...],
) -> tuple[tuple[PathStep, ...], ...]:
    """A holder whom no source names has no id that anybody could look up: it is left empty."""
    return tuple(
        tuple(replace(step, party="") if is_unspecified(step.party) else step for step in path)
        for path in paths
    )


def control_paths(steps: Sequence[Step]) -> tuple[tuple[PathStep, ...], ...]:
    """From each premise of the last step back to the group, along the first premise of each."""
    if not steps:
        return ()
    by_party = {step.party: step for step in steps}
    last = steps[-1]
    return tuple(_back(by_party, last, premise) for premise in last.premises)


def _back(by_party: dict[str, Step], last: Step, premise: str) -> tuple[PathStep, ...]:
    upward = [PathStep(last.party), _link(last, premise)]
    while (step := by_party.get(premise)) is not None and step.premises:
        premise = step.premises[0]
        upward.append(_link(step, premise))
    return tuple(reversed(upward))


def _link(step: Step, premise: str) -> PathStep:
    for holding in step.holdings:
        if holding.owner == premise:
            return PathStep(premise, step.ground.value, held(holding))
    return PathStep(premise, step.ground.value)


def money_paths(
    inquiry: Inquiry, group: Group, floor: Bound, ceiling: Bound
) -> tuple[tuple[tuple[PathStep, ...], ...], list[Fact]]:
    """The chains that carry 95 percent of what is proved, or else of what is possible."""
    proved = bool(floor.value)
    whole = Fraction(floor.value if proved else ceiling.value) / HUNDRED_PERCENT
    if not whole:
        return (), []
    found = best_paths(
        inquiry.book,
        group.sure if proved else group.possible,
        inquiry.vendor,
        weigh=lower_end if proved else upper_end,
        until=whole * ENOUGH,
    )
    paths = tuple(
        (
            *(
                PathStep(link.owner, Dimension.ECONOMIC.value, held(link.holding))
                for link in path.links
            ),
            PathStep(inquiry.vendor),
        )
        for path in found
    )
    facts = [fact for path in found for link in path.links for fact in link.holding.facts]
    return paths, facts


def questions_on(
    inquiry: Inquiry, parties: Iterable[str], dimension: Dimension
) -> tuple[Settling, ...]:
    """Ask for the holders nobody named, where most of the vendor hangs on them first."""
    columns = {
        party: inquiry.book.column(party, dimension)
        for party in sorted(set(parties))
        if not inquiry.book.ends_walks(party)
    }
    open_parts = {party: column.remainder for party, column in columns.items() if column.remainder}
    worth = exposures(inquiry.book, inquiry.vendor, open_parts)
    asked = [*worth, *(party for party in open_parts if party not in worth)][:MOST_QUESTIONS]
    return tuple(
        Settling(
            party,
            dimension.value,
            percent_down(Bound(worth[party])) if party in worth else None,
            _holders_question(inquiry, columns[party]),
        )
        for party in asked
    )


def _holders_question(inquiry: Inquiry, column: Column) -> str:
    missing = plain(percent_down(Bound(column.remainder)))
    whole = column.remainder == HUNDRED_PERCENT
    which = "who holds the" if whole else f"who holds the remaining {missing} % of the"
    return f"{which} {PARTS[column.dimension]} {inquiry.name(column.subject)}"


def questions_about_members(
    inquiry: Inquiry, members: Iterable[str], dimension: Dimension
) -> tuple[Settling, ...]:
    """Ask for the exact share of whoever is known only between two ends, or only by report."""
    inside = frozenset(members)
    first = (inquiry.vendor,)
    asked: list[Settling] = []
    for party in (*first, *sorted(inquiry.upstream - set(first))):
        for holding in inquiry.book.possible_column(party, dimension).holdings:
            known = holding.lo == holding.hi or is_unspecified(holding.owner)
            if holding.owner in inside and not known:
                asked.append(_share_question(inquiry, party, dimension, holding))
            if len(asked) >= MOST_QUESTIONS:
                return tuple(asked)
    return tuple(asked)


def _share_question(
    inquiry: Inquiry, party: str, dimension: Dimension, holding: Holding
) -> Settling:
    owner, part = inquiry.name(holding.owner), f"{PARTS[dimension]} {inquiry.name(party)}"
    return Settling(
        party,
        dimension.value,
        None,
        f"what exactly {owner} has of the {part}: so far {held(holding)}",
    )
