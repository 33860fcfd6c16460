"""On which facts does a finding rest, and along which chains?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from procurement.neutrality.findings import PathStep
from procurement.neutrality.inquiry import Inquiry
from procurement.neutrality.sentences import held, listing
from vendors.ownership.bounds import Measure
from vendors.ownership.columns import Holding, everyone
from vendors.ownership.control import Group
from vendors.ownership.derivation import Ground, Step
from vendors.ownership.facts import Confidence, Fact
from vendors.ownership.holdings import is_unspecified
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.paths import Link, Path, best_paths, lower_end, upper_end

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


@dataclass(frozen=True, slots=True)
class Money:
    """Chains that carry money, and the facts they rest on.

    `rest`: more is carried by circles, or by more chains than are told.
    """

    paths: tuple[tuple[PathStep, ...], ...] = ()
    facts: tuple[Fact, ...] = ()
    rest: bool = False

    @property
    def holders(self) -> list[str]:
        """With whom the chains begin."""
        return list(dict.fromkeys(path[0].party for path in self.paths))


def money_paths(inquiry: Inquiry, group: Group, share: Measure, *, proved: bool) -> Money:
    """The chains that carry 95 percent of what is proved, or of what is possible.

    What no chain of holdings carries, a total over all paths may.
    """
    whole = Fraction(share.lo.value if proved else share.hi.value) / HUNDRED_PERCENT
    if not whole:
        return Money()
    found: tuple[Path, ...] = ()
    for totals in (False, True):
        found = best_paths(
            inquiry.book,
            group.sure if proved else group.possible,
            inquiry.vendor,
            weigh=lower_end if proved else upper_end,
            until=whole * ENOUGH,
            holders=partial(_holders, inquiry, proved=proved, totals=totals),
        )
        if sum(path.value for path in found) >= whole * ENOUGH:
            break
    return Money(
        tuple((*map(_money_link, path.links), PathStep(inquiry.vendor)) for path in found),
        tuple(fact for path in found for link in path.links for fact in link.holding.facts),
        rest=sum(path.value for path in found) < whole * ENOUGH,
    )


def _holders(inquiry: Inquiry, company: str, *, proved: bool, totals: bool) -> Iterator[Holding]:
    book, place = inquiry.book, (company, Dimension.ECONOMIC)
    yield from everyone(book.column(*place) if proved else book.possible_column(*place))
    if totals:
        for claim in book.claims.get(place, ()):
            if claim.proving or not proved:
                ends = claim.share.lo, claim.share.hi, claim.share.lo_open, claim.share.hi_open
                yield Holding(claim.owner, *ends, facts=(claim.fact,))


def _money_link(link: Link) -> PathStep:
    is_total = any(fact.directness != "direct" for fact in link.holding.facts)
    interest = Ground.CLAIM if is_total else Dimension.ECONOMIC
    return PathStep(link.owner, interest.value, held(link.holding))


def how_held(inquiry: Inquiry, money: Money) -> str:
    """In words: "directly", "through Holding", "directly and through Holding and others"."""
    if not money.paths or any(_is_total(path) for path in money.paths):
        return "directly or indirectly"
    between = dict.fromkeys(step.party for path in money.paths for step in path[1:-1])
    names = [inquiry.name(party) for party in between]
    if money.rest:
        names.append("others")
    ways = ["directly"] if any(len(path) == LINK for path in money.paths) else []
    return " and ".join([*ways, *([f"through {listing(names)}"] if names else [])])


def _is_total(path: tuple[PathStep, ...]) -> bool:
    return len(path) == LINK and path[0].interest == Ground.CLAIM


LINK = 2
"""A chain of one link has two steps: who has it, and the vendor."""


def doubted(inquiry: Inquiry, facts: Iterable[Fact], lead: str = ", ") -> str:
    """What keeps facts from being proof, to be said behind "facts"; nothing, if they prove."""
    unsure = {fact.confidence for fact in facts if not inquiry.proves(fact)}
    if not unsure:
        return ""
    doubt = "disputed" if Confidence.DISPUTED in unsure else "only reported"
    return f"{lead}some of which are {doubt}"
