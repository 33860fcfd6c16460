"""Along which chains does one party come to hold another, and where is the weakest link?"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from vendors.ownership.book import Book, Claim, Place
from vendors.ownership.columns import Holding, everyone
from vendors.ownership.control import Mode, column_of
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension

Claims = Mapping[Place, Sequence[Claim]]
NO_CLAIMS: Claims = MappingProxyType({})

MOST_PATHS = 25
MOST_EXPANSIONS = 20_000
ENOUGH = Fraction(95, 100)


@dataclass(frozen=True, slots=True)
class Link:
    owner: str
    subject: str
    holding: Holding


@dataclass(frozen=True, slots=True)
class Path:
    """Links from the owner down to the subject; `value` is their product, as a fraction of one."""

    links: tuple[Link, ...]
    value: Fraction

    @property
    def nodes(self) -> tuple[str, ...]:
        return (*(link.owner for link in self.links), self.links[-1].subject)


def _width(holding: Holding, mode: Mode) -> int:
    return holding.lo if mode is Mode.SURE else holding.hi


def best_paths(
    book: Book,
    sources: Iterable[str],
    target: str,
    *,
    mode: Mode = Mode.SURE,
    until: Fraction = Fraction(1),
    most: int = MOST_PATHS,
    claims: Claims = NO_CLAIMS,
) -> tuple[Path, ...]:
    """Chains without repetition by falling product, until together they reach `until`.

    What is missing after that lies in other paths and in circles. Surely, a link is as wide as its
    lower end; possibly, as its upper end, and what is only reported is one.

    :param claims: totals over all paths; a link where wider than what their holder has directly
    """
    found: list[Path] = []
    together = 0
    for links, value in _by_product(book, frozenset(sources), target, mode, claims):
        found.append(Path(links, Fraction(value, WHOLE)))
        together += value
        if together >= until * WHOLE or len(found) >= most:
            break
    return tuple(found)


def _by_product(
    book: Book, sources: frozenset[str], target: str, mode: Mode, claims: Claims
) -> Iterator[tuple[tuple[Link, ...], int]]:
    """Best first: every continuation is worth at most what it continues."""
    queue: list[tuple[int, int, tuple[str, ...], tuple[Link, ...]]] = [(-WHOLE, 0, (target,), ())]
    for _ in range(MOST_EXPANSIONS):
        if not queue:
            return
        minus, length, nodes, links = heapq.heappop(queue)
        if nodes[0] in sources and links:
            yield links, -minus
            continue
        for holding in _owners(book, (nodes[0], Dimension.ECONOMIC), mode, claims):
            weight = _width(holding, mode)
            if weight and holding.owner not in nodes:
                value = -minus * weight // HUNDRED_PERCENT
                if value < LEAST_PATH:
                    continue
                link = Link(holding.owner, nodes[0], holding)
                onward = (holding.owner, *nodes), (link, *links)
                heapq.heappush(queue, (-value, length + 1, *onward))


def _owners(book: Book, place: Place, mode: Mode, claims: Claims) -> Collection[Holding]:
    found = {holding.owner: holding for holding in everyone(column_of(book, place, mode))}
    for claim in claims.get(place, ()):
        share = claim.share
        total = Holding(
            claim.owner, share.lo, share.hi, share.lo_open, share.hi_open, (claim.fact,)
        )
        direct = found.get(claim.owner)
        is_wider = direct is None or _width(total, mode) > _width(direct, mode)
        if is_wider and (claim.proving or mode is not Mode.SURE):
            found[claim.owner] = total
    return found.values()


def weakest_link(
    book: Book,
    source: str,
    target: str,
    dimension: Dimension = Dimension.ECONOMIC,
    mode: Mode = Mode.SURE,
) -> int:
    """The smallest link of the widest chain from `source` to `target`, in units; 0 without one."""
    best: dict[str, int] = {target: HUNDRED_PERCENT}
    done: set[str] = set()
    queue = [(-HUNDRED_PERCENT, target)]
    while queue:
        width, party = heapq.heappop(queue)
        if party in done:
            continue
        done.add(party)
        if party == source and party != target:
            return -width
        for holding in column_of(book, (party, dimension), mode).holdings:
            through = min(-width, _width(holding, mode))
            if through > best.get(holding.owner, 0):
                best[holding.owner] = through
                heapq.heappush(queue, (-through, holding.owner))
    return 0


WHOLE = HUNDRED_PERCENT**12
"""One, in whole numbers: exact along twelve links, and rounded down by 10**-96 after them."""

LEAST_PATH = -(-WHOLE >> 192)
