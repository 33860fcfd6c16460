"""On which facts does a finding rest, and along which chains?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from procurement.neutrality.findings import PathStep
from procurement.neutrality.inquiry import Inquiry
from procurement.neutrality.sentences import held, short
from vendors.ownership.bounds import Measure
from vendors.ownership.control import Group, Mode, column_of
from vendors.ownership.derivation import Step
from vendors.ownership.facts import Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.paths import MOST_PATHS, best_paths

Paths = tuple[tuple[PathStep, ...], ...]

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
    paths: Paths,
) -> Paths:
    """A holder whom no source names has no id that anybody could look up: it is left empty."""
    return tuple(
        tuple(replace(step, party="") if is_unspecified(step.party) else step for step in path)
        for path in paths
    )


def control_paths(steps: Sequence[Step]) -> Paths:
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
    inquiry: Inquiry, group: Group, target: str, share: Measure, mode: Mode
) -> tuple[Paths, list[Fact]]:
    """The chains that carry 95 percent of what is proved, or of what is possible.

    Totals over all paths are links only where what is held directly does not come to as much.
    """
    is_sure, book = mode is Mode.SURE, inquiry.book
    whole = Fraction((share.lo if is_sure else share.hi).value) / HUNDRED_PERCENT
    if not whole:
        return (), []
    ask = partial(
        best_paths,
        book,
        group.sure if is_sure else group.possible,
        target,
        mode=mode,
        until=whole * ENOUGH,
    )
    found = ask()
    if book.claims and len(found) < MOST_PATHS and sum(p.value for p in found) < whole * ENOUGH:
        found = ask(claims=book.claims)
    if not found:  # proved by what the others leave, where a complete list says who they are
        found = ask(mode=Mode.POSSIBLE, claims=book.claims)
    paths = tuple(
        (
            *(
                PathStep(link.owner, Dimension.ECONOMIC.value, held(link.holding))
                for link in path.links
            ),
            PathStep(target),
        )
        for path in found
    )
    facts = [fact for path in found for link in path.links for fact in link.holding.facts]
    return paths, [fact for fact in facts if inquiry.proves(fact) or not is_sure]


def stake_paths(
    inquiry: Inquiry, holder: str, company: str, share: Measure, mode: Mode
) -> tuple[Paths, list[Fact]]:
    """On what it rests that one holder has so much of a company, in money or its own votes."""
    places = [(company, dimension) for dimension in (Dimension.ECONOMIC, Dimension.VOTES)]
    direct = [
        fact
        for place in places
        for holding in column_of(inquiry.book, place, mode).holdings
        if holding.owner == holder
        for fact in holding.facts
    ]
    claims = [
        claim.fact
        for place in places
        for claim in inquiry.book.claims.get(place, ())
        if claim.owner == holder and (claim.proving or mode is not Mode.SURE)
    ]
    if direct or claims:
        in_short = PathStep(holder, "shares", short(share)), PathStep(company)
        return (in_short,), [*direct, *claims]
    return money_paths(inquiry, Group.of([holder]), company, share, mode)
