"""Along which chains does one party come to hold another, and where is the weakest link?"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from vendors.ownership.book import Book
from vendors.ownership.columns import Holding, everyone
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension

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


def lower_end(holding: Holding) -> int:
    return holding.lo


def upper_end(holding: Holding) -> int:
    return holding.hi


def best_paths(
    book: Book,
    sources: Iterable[str],
    target: str,
    *,
    weigh: Callable[[Holding], int] = lower_end,
    until: Fraction = Fraction(1),
    most: int = MOST_PATHS,
    holders: Callable[[str], Iterable[Holding]] | None = None,
) -> tuple[Path, ...]:
    """Chains without repetition by falling product, until together they reach `until`.

    What is missing after that lies in other paths and in circles. `holders` of a company: the
    proved ones, unless told otherwise.
    """

    def proved(company: str) -> Iterable[Holding]:
        return everyone(book.column(company, Dimension.ECONOMIC))

    found: list[Path] = []
    together = 0
    for links, value in _by_product(frozenset(sources), target, weigh, holders or proved):
        found.append(Path(links, Fraction(value, WHOLE)))
        together += value
        if together >= until * WHOLE or len(found) >= most:
            break
    return tuple(found)


def _by_product(
    sources: frozenset[str],
    target: str,
    weigh: Callable[[Holding], int],
    holders: Callable[[str], Iterable[Holding]],
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
        for holding in holders(nodes[0]):
            weight = weigh(holding)
            if weight and holding.owner not in nodes:
                value = -minus * weight // HUNDRED_PERCENT
                if value < LEAST_PATH:
                    continue
                link = Link(holding.owner, nodes[0], holding)
                onward = (holding.owner, *nodes), (link, *links)
                heapq.heappush(queue, (-value, length + 1, *onward))


def weakest_link(
    book: Book,
    source: str,
    target: str,
    dimension: Dimension = Dimension.ECONOMIC,
    weigh: Callable[[Holding], int] = lower_end,
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
        for holding in book.column(party, dimension).holdings:
            through = min(-width, weigh(holding))
            if through > best.get(holding.owner, 0):
                best[holding.owner] = through
                heapq.heappush(queue, (-through, holding.owner))
    return 0


WHOLE = HUNDRED_PERCENT**12
"""One, in whole numbers: exact along twelve links, and rounded down by 10**-96 after them."""

LEAST_PATH = -(-WHOLE >> 192)
