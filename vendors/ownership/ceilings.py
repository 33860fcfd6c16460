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
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Ceilings:
    """For each of `holders`, in units, what it has of each party at the most."""

    rows: Mapping[str, int]
    columns: Mapping[str, int]
    values: Table

    def of(self, holder: str, company: str) -> int:
        """A bound on the upper end of `integrated` for the holder alone, rounded up."""
        column = self.columns.get(holder)
        if column is None:
            return HUNDRED_PERCENT
        row = self.rows.get(company)
        if row is None:
            return 0
        return min(HUNDRED_PERCENT, int(self.values[row, column] * HUNDRED_PERCENT) + 1)


def ceilings(book: Book, holders: Iterable[str]) -> Ceilings:
    """What each holder can have at the most, of all parties of the book."""
    asked = list(dict.fromkeys(holders))
    links = sorted(_links(book))
    rows = {party: row for row, party in enumerate(dict.fromkeys(_ends(links, asked)))}
    parts = [
        _settled(links, rows, asked[start : start + AT_ONCE])
        for start in range(0, len(asked), AT_ONCE)
    ]
    values = np.concatenate(parts, axis=1) if parts else np.zeros((len(rows), 0))
    return Ceilings(rows, {holder: column for column, holder in enumerate(asked)}, values)


Link = tuple[str, str, int]


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


def _ends(links: Sequence[Link], asked: Sequence[str]) -> Iterator[str]:
    for subject, owner, _ in links:
        yield subject
        yield owner
    yield from asked


def _settled(links: Sequence[Link], rows: Mapping[str, int], holders: Sequence[str]) -> Table:
    """Let values flow from the holders down until nothing rises any more."""
    values = np.zeros((len(rows), len(holders)))
    own = ([rows[holder] for holder in holders], list(range(len(holders))))
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
