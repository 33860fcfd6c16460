"""Who stands behind a competitor? Whoever controls one belongs to its group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from vendors.ownership.book import Book
from vendors.ownership.bounds import Bound
from vendors.ownership.control import ControlTest, Group, Mode
from vendors.ownership.growth import Growth
from vendors.ownership.holdings import NOBODY
from vendors.ownership.kinds import Dimension

WORK_LIMIT = 1_000_000
"""Holdings added up in search of controllers; past it every further ancestor is only possible."""


def with_controllers(book: Book, listed: Collection[str], test: ControlTest) -> Group:
    """The listed parties and whoever controls one of them, surely and possibly."""
    base = book.base
    if base is not None and base.closed.issuperset(listed):
        asked = "controllers", frozenset(listed), test
        return base.remembered(asked, lambda: with_controllers(base, listed, test))
    group = Group.of(listed)
    sure = group.sure | _controllers(book, group, test, Mode.SURE)
    possible = sure | _controllers(book, group, test, Mode.POSSIBLE)
    return Group(sure, possible, group.listed)


def _controllers(book: Book, group: Group, test: ControlTest, mode: Mode) -> frozenset[str]:
    """Nearest ancestors first: a company found early spares its own owners the whole search.

    Were the work limit ever reached, what is left counts as possible and never as proved.
    """
    found: set[str] = set()
    goal = set(group.listed)
    steps = 0
    for candidate in ancestors(book, sorted(group.listed), test.dimensions, mode):
        if candidate in group.listed or not _may_start(book, candidate, test, mode):
            continue
        if steps > WORK_LIMIT:
            found |= {candidate} if mode is not Mode.SURE else set()
            continue
        growth = Growth(book, test, mode, Group.of([candidate]), frozenset(), book)
        growth.grow([candidate], until=goal)
        steps += growth.steps
        if not goal.isdisjoint(growth.members):
            found.add(candidate)
            goal.add(candidate)
    return frozenset(found)


def _may_start(book: Book, party: str, test: ControlTest, mode: Mode) -> bool:
    """Nobody controls anything who cannot control a first company alone."""
    if book.claims_of.get(party) or book.assertions_of.get(party):
        return True
    side = book.possible if mode is Mode.POSSIBLE else book.sure
    return any(
        side.columns[place].own is not None
        or side.columns[place].accepted_over_100
        or test.threshold.allowed_by(Bound(holding.hi, holding.hi_open))
        for place, holding in side.holdings_of.get(party, ())
        if place[1] in test.dimensions
    )


def ancestors(
    book: Book, starts: Iterable[str], dimensions: Iterable[Dimension], mode: Mode
) -> Iterator[str]:
    """Everybody above the starts, level by level, through holdings, totals and assertions.

    What belongs to nobody in two companies is no tie between them.
    """
    dimensions = tuple(dimensions)
    frontier = list(starts)
    seen = {*frontier, NOBODY}
    base = book.base
    known = (
        {}
        if base is None
        else base.remembered(
            ("owners", dimensions, mode), lambda: _all_owners(base, dimensions, mode)
        )
    )
    while frontier:
        above: set[str] = set()
        for party in frontier:
            owners = known.get(party)
            above.update(_owners(book, party, dimensions, mode) if owners is None else owners)
        frontier = sorted(above - seen)
        seen |= above
        yield from frontier


def above(
    book: Book, starts: Sequence[str], dimensions: tuple[Dimension, ...], mode: Mode
) -> Mapping[str, None]:
    """All `ancestors`, in their order, in which any of them is soon found."""
    base = book.base
    if base is not None and base.closed.issuperset(starts):
        asked = "above", tuple(starts), dimensions, mode
        return base.remembered(asked, lambda: above(base, starts, dimensions, mode))
    return dict.fromkeys(ancestors(book, starts, dimensions, mode))


def _all_owners(
    book: Book, dimensions: tuple[Dimension, ...], mode: Mode
) -> Mapping[str, frozenset[str]]:
    return {party: frozenset(_owners(book, party, dimensions, mode)) for party in book.closed}


def _owners(book: Book, party: str, dimensions: Iterable[Dimension], mode: Mode) -> Iterator[str]:
    side = book.possible if mode is Mode.POSSIBLE else book.sure
    for dimension in dimensions:
        column = side.columns.get((party, dimension))
        if column is not None:
            yield from (holding.owner for holding in column.holdings)
        yield from (claim.owner for claim in book.claims.get((party, dimension), ()))
    yield from (assertion.owner for assertion in book.assertions_on.get(party, ()))
