"""Do the facts about a company add up, and does anybody outside own it in the end?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vendors.ownership.book import Book
from vendors.ownership.columns import Column, Consistency, everyone
from vendors.ownership.components import upstream_components
from vendors.ownership.kinds import Dimension

OWNERSHIP = (Dimension.ECONOMIC, Dimension.VOTES)
JUDGED = (*OWNERSHIP, Dimension.BOARD)


def consistency(book: Book, subject: str) -> str:
    """`over_100`, `under_100`, `closed_cycle` or `ok`, in that order of importance."""
    columns = [book.column(subject, dimension) for dimension in JUDGED]
    for found in (Consistency.OVER_100, Consistency.UNDER_100):
        if any(column.consistency is found for column in columns):
            return found.value
    return "closed_cycle" if closed_circles(book, subject) else Consistency.OK.value


def closed_circles(book: Book, subject: str) -> tuple[frozenset[str], ...]:
    """Circles above the subject in which companies own each other and nobody outside owns any."""
    base = book.base
    if base is not None and subject in base.closed:
        if not base.remembered("circles", lambda: _circles_above(base, sorted(base.closed))):
            return ()
        return base.remembered(("circles", subject), lambda: closed_circles(base, subject))
    return _circles_above(book, [subject])


def _circles_above(book: Book, subjects: Iterable[str]) -> tuple[frozenset[str], ...]:
    settled: set[str] = set()

    def owners(party: str) -> Iterator[str]:
        if not book.ends_walks(party):
            for holding in everyone(book.column(party, Dimension.ECONOMIC)):
                if holding.hi and holding.owner in book.settled:
                    settled.add(holding.owner)
                elif holding.hi:
                    yield holding.owner

    own = [
        frozenset(component)
        for component in upstream_components(subjects, owners)
        if _is_closed(book, frozenset(component))
    ]
    known = (circle for party in settled for circle in closed_circles(book, party))
    return tuple(dict.fromkeys((*own, *known)))


def _is_closed(book: Book, circle: frozenset[str]) -> bool:
    for party in circle:
        column = book.column(party, Dimension.ECONOMIC)
        if book.ends_walks(party) or column.remainder:
            return False
        if any(h.hi and h.owner not in circle for h in everyone(column)):
            return False
    return True


def contradictory_above(book: Book, subject: str, stop: frozenset[str]) -> tuple[Column, ...]:
    """Columns that cannot all be true, of the subject and of everybody above it up to `stop`."""
    base = book.base
    if base is not None and subject in base.closed:
        if not base.remembered("contradictory", lambda: any(base.contradictory_columns())):
            return ()
        asked = "contradictory", subject, stop
        return base.remembered(asked, lambda: contradictory_above(base, subject, stop))
    found: dict[tuple[str, str], Column] = {}
    seen = {subject}
    frontier = [subject]
    while frontier:
        party = frontier.pop()
        if party in book.settled:
            columns = contradictory_above(book, party, stop)
            found |= {(column.subject, column.dimension): column for column in columns}
            continue
        for dimension in JUDGED:
            column = book.column(party, dimension)
            if column.contradictory:
                found[party, dimension] = column
            above = {h.owner for h in column.holdings} - seen - stop
            seen |= above
            frontier.extend(above)
    return tuple(found[place] for place in sorted(found))
