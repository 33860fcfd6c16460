"""How much can each of many holders have of each company, at the very most? Quick, and never less.

Where hundreds of holders are asked about, the exact ends of `integrated` are worth reckoning only
for those that may reach a threshold. Here every owner is granted its upper end, whatever that
leaves for others, in floating point: for all holders at once, in the time of a few exact answers.

Adding up upper ends is monotone, so any values that it does not raise are a bound for the least
fixpoint (Knaster-Tarski). Each step is raised by more than all rounding errors together; what does
not come to rest soon is granted everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vendors.ownership.book import Book
from vendors.ownership.columns import everyone
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension

ROUNDED_UP = 1 + 2.0**-32
MOST_STEPS = 256
AT_ONCE = 64
"""Holders looked at together: as many columns has the table of values."""

Table = npt.NDArray[np.float64]


MOST_REMEMBERED = 4_000_000
"""Values that a base keeps, of all holders together."""


@dataclass(slots=True)
class Ceilings:
    """For each of the holders asked about, in units, what it has of each party at the most.

    Of the `closed` parties of a base the base knows it, once for all who go on from it.
    """

    rows: Mapping[str, int]
    columns: dict[str, Table] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    under: Ceilings | None = None

    def of(self, holder: str, company: str) -> int:
        """A bound on the upper end of `integrated` for the holder alone, rounded up."""
        share = self.share(holder, company)
        return min(HUNDRED_PERCENT, int(share * HUNDRED_PERCENT) + 1) if share else 0

    def share(self, holder: str, company: str) -> float:
        """The same as a part of one, as it is reckoned."""
        if self.under is not None and company in self.closed:
            return self.under.share(holder, company)
        column = self.columns.get(holder)
        if column is None:
            return 1.0
        row = self.rows.get(company)
        if row is None:
            return 1.0 if company == holder else 0.0
        return float(column[row])


def ceilings(book: Book, holders: Iterable[str]) -> Ceilings:
    """What each holder can have at the most, of all parties of the book."""
    asked = list(dict.fromkeys(holders))
    base, added = book.base, book.added
    if base is None or added is None:
        links = links_of(book)
        return _asked(Ceilings(_rows(links)), links, asked)
    links_below: list[Link] = base.remembered("links", lambda: links_of(base))
    under = base.remembered("ceilings", lambda: Ceilings(_rows(links_below)))
    _asked(under, links_below, asked)
    links = links_of(added)
    return _asked(Ceilings(_rows(links), closed=base.closed, under=under), links, asked)


def _asked(known: Ceilings, links: Sequence[Link], holders: Sequence[str]) -> Ceilings:
    """Find out about those holders of whom nothing is known."""
    if len(known.columns) * len(known.rows) > MOST_REMEMBERED:
        known.columns.clear()
    missing = [holder for holder in holders if holder not in known.columns]
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        values = _settled(known, links, some)
        known.columns |= {holder: values[:, column].copy() for column, holder in enumerate(some)}
    return known


Link = tuple[str, str, int]


def links_of(book: Book) -> list[Link]:
    """All of them, in one order."""
    return sorted(_links(book))


def _links(book: Book) -> Iterator[Link]:
    """Subject, owner, and the most the owner has of it; a claim adds to what is held directly."""
    for (subject, dimension), column in book.possible.columns.items():
        if dimension is Dimension.ECONOMIC:
            for holding in everyone(column):
                yield subject, holding.owner, holding.hi
    for (subject, dimension), claims in book.claims.items():
        if dimension is Dimension.ECONOMIC:
            for claim in claims:
                yield subject, claim.owner, claim.share.hi


def _rows(links: Sequence[Link]) -> Mapping[str, int]:
    ends = (party for subject, owner, _ in links for party in (subject, owner))
    return {party: row for row, party in enumerate(dict.fromkeys(ends))}


def _settled(known: Ceilings, links: Sequence[Link], holders: Sequence[str]) -> Table:
    """Let values flow from the holders down until nothing rises any more."""
    rows = known.rows
    values = np.zeros((len(rows), len(holders)))
    if known.under is not None:
        for party in rows.keys() & known.closed:
            values[rows[party]] = [known.under.share(holder, party) for holder in holders]
    there = [(rows[holder], column) for column, holder in enumerate(holders) if holder in rows]
    own = ([row for row, _ in there], [column for _, column in there])
    values[own] = 1.0
    if not links:
        return values
    subjects, starts = np.unique(np.array([rows[s] for s, _, _ in links]), return_index=True)
    order = np.argsort(starts)
    subjects, starts = subjects[order], starts[order]
    owners = np.array([rows[owner] for _, owner, _ in links])
    weights = np.array([hi for _, _, hi in links], dtype=np.float64)[:, None] / HUNDRED_PERCENT
    rising: npt.NDArray[np.bool_] = np.ones(len(holders), dtype=bool)
    for _ in range(MOST_STEPS):
        flowing = np.add.reduceat(values[owners] * weights, starts, axis=0) * ROUNDED_UP
        before = values.copy()
        values[subjects] = np.minimum(1.0, flowing)
        values[own] = 1.0
        rising = np.any(values > before, axis=0)
        if not rising.any():
            break
    values[:, rising] = 1.0
    return values
