"""On which facts does a finding rest, and along which chains?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from procurement.neutrality.findings import PathStep
from procurement.neutrality.inquiry import Inquiry
from procurement.neutrality.sentences import held
from vendors.ownership.bounds import Bound
from vendors.ownership.control import Group
from vendors.ownership.derivation import Step
from vendors.ownership.facts import Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.paths import best_paths, lower_end, upper_end

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
