"""Along which chains are two parties bound together by somebody they share, and how surely?

A chain goes up from the first party to whoever has a part, a place or a claim there, up again, and
then down to something else that the same one is behind. The party at its top is the one they share.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from vendors.links import Link
from vendors.ownership.facts import Confidence, Kind
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import KINDS, PERSONAL_ROLES, KindClass

MOST_EXPANSIONS = 20_000
MOST_CHAINS = 3
"""Told of one connection; the others are no surer."""


class Family(StrEnum):
    """What kinds of interests have in common."""

    OWNERSHIP = "ownership"
    PEOPLE = "people"
    DEBT = "debt"
    SUPPLY = "supply"


_SUPPLY = frozenset(
    {
        Kind.REVENUE_SHARE,
        Kind.EXCLUSIVE_SUPPLY,
        Kind.SOLE_SOURCE,
        Kind.LICENCE,
        Kind.DATA_ACCESS,
    }
)
_PEOPLE = PERSONAL_ROLES | {Kind.FAMILY, Kind.ASSOCIATE}
FAMILIES: Mapping[Family, frozenset[Kind]] = {
    Family.OWNERSHIP: frozenset(
        kind
        for kind, spec in KINDS.items()
        if kind not in _PEOPLE and spec.kind_class is not KindClass.TIE
    ),
    Family.PEOPLE: frozenset(_PEOPLE),
    Family.DEBT: frozenset({Kind.DEBT, Kind.GUARANTEE}),
    Family.SUPPLY: _SUPPLY,
}


def kinds_of(interest: str | None) -> frozenset[Kind]:
    """What is asked for by the name of a family or of one kind; everything if by none.

    A family's name goes before a kind's: `debt` is guarantees, too.
    """
    if interest is None:
        return frozenset(Kind)
    if interest in set(Family):
        return FAMILIES[Family(interest)]
    return frozenset({Kind(interest)})


SURENESS: Mapping[Confidence, int] = {
    Confidence.CONFIRMED: 3,
    Confidence.PROBABLE: 2,
    Confidence.REPORTED: 1,
    Confidence.DISPUTED: 0,
}
Order: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Chain:
    """From the first of `parties` to the last; `turn` is the place of the one they share.

    It is as sure as its weakest link, and as large as its smallest part (in units; between 0 and
    100 percent where none of its links is a part of anything).
    """

    parties: tuple[UUID, ...]
    links: tuple[Link, ...] = ()
    turn: int = 0
    sureness: int = SURENESS[Confidence.CONFIRMED]
    lo: int = HUNDRED_PERCENT
    hi: int = HUNDRED_PERCENT
    is_going_down: bool = False

    @property
    def shared(self) -> UUID:
        return self.parties[self.turn]

    @property
    def confidence(self) -> Confidence:
        return next(code for code, sureness in SURENESS.items() if sureness == self.sureness)

    @property
    def counts_shares(self) -> bool:
        return any(link.counts_shares for link in self.links)

    @property
    def order(self) -> Order:
        """What is surer comes first, then what is larger, then what is shorter."""
        return (-self.sureness, -self.lo, -self.hi, len(self.links))

    def and_up(self, link: Link) -> Chain:
        return self._and(link, link.owner, turn=len(self.parties), is_going_down=False)

    def and_down(self, link: Link) -> Chain:
        turn = self.turn if self.is_going_down else len(self.parties) - 1
        return self._and(link, link.subject, turn=turn, is_going_down=True)

    def _and(self, link: Link, party: UUID, *, turn: int, is_going_down: bool) -> Chain:
        lo, hi = HUNDRED_PERCENT, HUNDRED_PERCENT
        if link.counts_shares:
            lo, hi = (link.share.lo, link.share.hi) if link.share else (0, HUNDRED_PERCENT)
        return Chain(
            (*self.parties, party),
            (*self.links, link),
            turn,
            min(self.sureness, SURENESS[link.confidence]),
            min(self.lo, lo),
            min(self.hi, hi),
            is_going_down,
        )


@dataclass(frozen=True, slots=True)
class Connection:
    """A party that is bound to the first one, and the surest chains."""

    party: UUID
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`truncated`: there were more chains than were looked at."""

    connections: tuple[Connection, ...]
    truncated: bool


def connections(
    start: UUID, links: Iterable[Link], goals: Collection[UUID], *, depth: int
) -> Found:
    """Every goal that a chain of at most `depth` links leads to, the surest first.

    No continuation of a chain is surer, larger or shorter than the chain, so the first chain that
    arrives anywhere is the best one.
    """
    looked: list[Chain] = []
    is_cut = False
    for chain in _best_first(start, _both_ways(links), depth):
        if chain is None:
            is_cut = True
        elif chain.parties[-1] in goals:
            looked.append(chain)
    told: dict[UUID, list[Chain]] = defaultdict(list)
    for chain in looked:
        told[chain.parties[-1]].append(chain)
    return Found(
        tuple(Connection(party, tuple(chains[:MOST_CHAINS])) for party, chains in told.items()),
        is_cut,
    )


@dataclass(frozen=True, slots=True)
class _Map:
    up: Mapping[UUID, Sequence[Link]]
    down: Mapping[UUID, Sequence[Link]]


def _both_ways(links: Iterable[Link]) -> _Map:
    up: dict[UUID, list[Link]] = defaultdict(list)
    down: dict[UUID, list[Link]] = defaultdict(list)
    for link in sorted(links, key=lambda each: (each.interest, each.owner)):
        up[link.subject].append(link)
        down[link.owner].append(link)
    return _Map(up, down)


def _best_first(start: UUID, chart: _Map, depth: int) -> Iterator[Chain | None]:
    """Chains without repetition by falling strength; None where it was cut off.

    The best few chains to a party are followed on; through any other they would only be weaker.
    """
    queue: list[tuple[Order, tuple[UUID, ...], int, Chain]] = []
    visits: Counter[tuple[UUID, bool]] = Counter()
    number = 0
    heapq.heappush(queue, ((0, 0, 0, 0), (start,), number, Chain((start,))))
    for _ in range(MOST_EXPANSIONS):
        if not queue:
            return
        chain = heapq.heappop(queue)[-1]
        place = chain.parties[-1], chain.is_going_down
        visits[place] += 1
        if visits[place] > MOST_CHAINS:
            continue
        if chain.links:
            yield chain
        if len(chain.links) == depth:
            continue
        for longer in _continued(chain, chart):
            number += 1
            heapq.heappush(queue, (longer.order, longer.parties, number, longer))
    yield None


def _continued(chain: Chain, chart: _Map) -> Iterator[Chain]:
    at = chain.parties[-1]
    for link in chart.down.get(at, ()):
        if link.subject not in chain.parties:
            yield chain.and_down(link)
    if not chain.is_going_down:
        for link in chart.up.get(at, ()):
            if link.owner not in chain.parties:
                yield chain.and_up(link)
