"""On which facts does a finding rest, and along which chains?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from procurement.neutrality.findings import PathStep
from procurement.neutrality.inquiry import Inquiry
from procurement.neutrality.sentences import held, listing, short
from vendors.ownership.bounds import Measure
from vendors.ownership.control import Group, Mode, column_of
from vendors.ownership.derivation import Ground, Step
from vendors.ownership.facts import Confidence, Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.paths import MOST_PATHS, Link, Path, best_paths

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


def without_stand_ins(paths: Paths) -> Paths:
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


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains that carry a share, and the facts they rest on.

    `rest`: more is carried by circles, or by more chains than are told.
    """

    paths: Paths = ()
    facts: tuple[Fact, ...] = ()
    rest: bool = False

    @property
    def holders(self) -> list[str]:
        """With whom the chains begin."""
        return list(dict.fromkeys(path[0].party for path in self.paths))


def money_paths(inquiry: Inquiry, group: Group, target: str, share: Measure, mode: Mode) -> Chains:
    """The chains that carry 95 percent of what is proved, or of what is possible.

    Totals over all paths are links only where what is held directly does not come to as much.
    """
    is_sure, book = mode is Mode.SURE, inquiry.book
    whole = Fraction((share.lo if is_sure else share.hi).value) / HUNDRED_PERCENT
    if not whole:
        return Chains()
    ask = partial(
        best_paths,
        book,
        group.sure if is_sure else group.possible,
        target,
        mode=mode,
        until=whole * ENOUGH,
    )
    found = ask()
    if book.claims and len(found) < MOST_PATHS and _carried(found) < whole * ENOUGH:
        found = ask(claims=book.claims)
    if is_sure and not found:  # by what the others leave, where a complete list says who they are
        found = ask(mode=Mode.POSSIBLE, claims=book.claims)
    facts = (fact for path in found for link in path.links for fact in link.holding.facts)
    return Chains(
        tuple((*map(_money_link, path.links), PathStep(target)) for path in found),
        tuple(fact for fact in facts if inquiry.proves(fact) or not is_sure),
        rest=_carried(found) < whole * ENOUGH,
    )


def _carried(paths: Iterable[Path]) -> Fraction:
    return sum((path.value for path in paths), Fraction(0))


def _money_link(link: Link) -> PathStep:
    is_total = any(fact.directness != "direct" for fact in link.holding.facts)
    interest = Ground.CLAIM if is_total else Dimension.ECONOMIC
    return PathStep(link.owner, interest.value, held(link.holding))


def how_held(inquiry: Inquiry, chains: Chains) -> str:
    """In words: "directly", "through Holding", "directly and through Holding and others"."""
    if not chains.paths or any(_is_total(path) for path in chains.paths):
        return "directly or indirectly"
    between = dict.fromkeys(step.party for path in chains.paths for step in path[1:-1])
    names = [inquiry.name(party) for party in between]
    if chains.rest:
        names.append("others")
    ways = ["directly"] if any(len(path) == LINK for path in chains.paths) else []
    return " and ".join([*ways, *([f"through {listing(names)}"] if names else [])])


def _is_total(path: tuple[PathStep, ...]) -> bool:
    return len(path) == LINK and path[0].interest == Ground.CLAIM


LINK = 2
"""A chain of one link has two steps: who has it, and of whom."""


def stake_paths(inquiry: Inquiry, holder: str, company: str, share: Measure, mode: Mode) -> Chains:
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
        return Chains((in_short,), (*direct, *claims))
    return money_paths(inquiry, Group.of([holder]), company, share, mode)


def doubted(inquiry: Inquiry, facts: Iterable[Fact], lead: str = ", ") -> str:
    """What keeps facts from being proof, to be said behind "facts"; nothing, if they prove."""
    unsure = {fact.confidence for fact in facts if not inquiry.proves(fact)}
    if not unsure:
        return ""
    doubt = "disputed" if Confidence.DISPUTED in unsure else "only reported"
    return f"{lead}some of which are {doubt}"
