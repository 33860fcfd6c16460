"""How much of one company can each of its many holders have, at the very most? Quick, never less.

`ceilings` asks this for holders that are named; here one look from the company upward leaves out
all who are too small to be named. A walk starts at the company and goes on to owners, each with
the most that it can have. The part of the walks that has passed a holder within some steps,
together with the part still on its way, is never less than the part that ends with the holder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vendors.ownership.book import Book
from vendors.ownership.ceilings import ROUNDED_UP, Link, links_of
from vendors.ownership.interval import HUNDRED_PERCENT

MOST_STEPS = 100
LITTLE_LEFT = 0.005
"""The walks still on their way, as a part of one, that are not worth another step."""
TOO_MUCH = 1000.0
"""Where holders may have far more than everything between them, no further step helps."""

Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spread:
    """What passed each holder, and what is `left` on its way and may end with anybody."""

    passed: Mapping[str, float]
    left: float

    def of(self, holder: str) -> int:
        """A bound on the upper end of `integrated` for the holder alone, in units, rounded up."""
        share = self.passed.get(holder, 0.0) + self.left
        return HUNDRED_PERCENT if share >= 1 else int(share * HUNDRED_PERCENT) + 1


@dataclass(frozen=True, slots=True)
class Net:
    """Who has the most of whom, as arrays: `weights[n]` is what owner n has of subject n."""

    rows: Mapping[str, int]
    subjects: Places
    owners: Places
    weights: Values


def spread(book: Book, company: str) -> Spread:
    """What each holder can have of the company at the most, itself and through all chains."""
    base, added = book.base, book.added
    if base is None or added is None:
        return _walked(_net(links_of(book)), company)
    below = base.remembered("net", lambda: _net(links_of(base)))
    if company in base.closed:
        return base.remembered(("spread", company), lambda: _walked(below, company))
    return _walked(_net(links_of(added), below), company)


def _net(links: Sequence[Link], under: Net | None = None) -> Net:
    """The links as arrays, beside those there are."""
    rows = {} if under is None else dict(under.rows)
    for subject, owner, _ in links:
        rows.setdefault(subject, len(rows))
        rows.setdefault(owner, len(rows))
    subjects = np.array([rows[subject] for subject, _, _ in links], dtype=np.int64)
    owners = np.array([rows[owner] for _, owner, _ in links], dtype=np.int64)
    weights = np.array([most for _, _, most in links], dtype=np.float64) / HUNDRED_PERCENT
    if under is None:
        return Net(rows, subjects, owners, weights)
    return Net(
        rows,
        np.concatenate((under.subjects, subjects)),
        np.concatenate((under.owners, owners)),
        np.concatenate((under.weights, weights)),
    )


def _walked(net: Net, company: str) -> Spread:
    start = net.rows.get(company)
    if start is None:
        return Spread({}, 0.0)
    passed: Values = np.zeros(len(net.rows))
    on_way: Values = np.zeros(len(net.rows))
    on_way[start] = 1.0
    left = 1.0
    for _ in range(MOST_STEPS):
        flowing = on_way[net.subjects] * net.weights
        on_way = _added(net, flowing) * ROUNDED_UP
        passed = (passed + on_way) * ROUNDED_UP
        left = float(on_way.sum()) * ROUNDED_UP
        if left <= LITTLE_LEFT or left >= TOO_MUCH:
            break
    there = np.flatnonzero(passed)
    names = list(net.rows)
    return Spread({names[row]: float(passed[row]) for row in there}, min(left, 1.0))


def _added(net: Net, flowing: Values) -> Values:
    """What comes together at each party."""
    return np.bincount(net.owners, flowing, len(net.rows)).astype(np.float64, copy=False)
