"""Who holds one company in one dimension, between which ends, and what is left undisclosed?

A column is all possible ways ("worlds") of splitting 100 percent of a subject between its
disclosed holders, each between two ends, and a remainder that belongs to holders nobody named.
Columns are independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vendors.ownership.bounds import Bound
from vendors.ownership.facts import Fact
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.kinds import Dimension

# Published percentages are rounded, usually to two decimals: each holder may carry this much, and
# since roundings go both ways, not even a thousand holders together more than one percent.
ROUNDING_PER_HOLDER = 10_000
MOST_ROUNDING = ONE_PERCENT


class Consistency(StrEnum):
    OK = "ok"
    OVER_100 = "over_100"
    UNDER_100 = "under_100"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one owner has of the column's subject, in units."""

    owner: str
    lo: int
    hi: int
    lo_open: bool = False
    hi_open: bool = False
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a set of holdings; the counts say how many of the ends are open."""

    lo: int = 0
    lo_open: int = 0
    hi: int = 0
    hi_open: int = 0
    fixed_lo: int = 0  # the part of `lo` in the hands of parties nobody can stand behind

    @classmethod
    def of(cls, holdings: Iterable[Holding], fixed: frozenset[str] = frozenset()) -> Totals:
        lo = lo_open = hi = hi_open = fixed_lo = 0
        for holding in holdings:
            lo += holding.lo
            lo_open += holding.lo_open
            hi += holding.hi
            hi_open += holding.hi_open
            fixed_lo += holding.lo if holding.owner in fixed else 0
        return cls(lo, lo_open, hi, hi_open, fixed_lo)

    def plus(self, holding: Holding, *, fixed: bool) -> Totals:
        return Totals(
            self.lo + holding.lo,
            self.lo_open + holding.lo_open,
            self.hi + holding.hi,
            self.hi_open + holding.hi_open,
            self.fixed_lo + (holding.lo if fixed else 0),
        )

    def minus(self, other: Totals) -> Totals:
        return Totals(
            self.lo - other.lo,
            self.lo_open - other.lo_open,
            self.hi - other.hi,
            self.hi_open - other.hi_open,
            self.fixed_lo - other.fixed_lo,
        )

    @property
    def floor(self) -> Bound:
        return Bound(self.lo, self.lo_open > 0)

    @property
    def ceiling(self) -> Bound:
        return Bound(self.hi, self.hi_open > 0)


@dataclass(frozen=True, slots=True)
class Column:
    """`own` is what the subject holds of itself; `cap` what any one undisclosed holder may have.

    `complete` says that no holder is undisclosed. `accepted_over_100` keeps a column whose
    holders have more than everything as it was published, because the policy asks for it.
    `scenarios`: where some may convert, the column as it is now and as converted; its own holdings
    then reach from the less to the more of both, holder by holder. As converted all who did not
    convert are one holder, and `others` is the column of that.
    """

    subject: str
    dimension: Dimension
    holdings: tuple[Holding, ...] = ()
    own: Holding | None = None
    complete: bool = False
    cap: Bound | None = None
    consistency: Consistency = Consistency.OK
    disputed: bool = False
    accepted_over_100: bool = False
    totals: Totals = Totals()
    scenarios: tuple[Column, ...] = ()
    others: Column | None = None

    @property
    def contradictory(self) -> bool:
        return self.disputed or (
            self.consistency is not Consistency.OK and not self.accepted_over_100
        )

    @property
    def disclosed_floor(self) -> int:
        return self.totals.lo + (self.own.lo if self.own else 0)

    @property
    def remainder(self) -> int:
        """The most that undisclosed holders may have together."""
        return 0 if self.complete else max(0, HUNDRED_PERCENT - self.disclosed_floor)


def capped(column: Column, cap: Bound) -> Column:
    """The same column when no holder who is not disclosed has more than `cap`."""
    others = None if column.others is None else capped(column.others, cap)
    scenarios = tuple(capped(each, cap) for each in column.scenarios)
    return replace(column, cap=cap, scenarios=scenarios, others=others)


def everyone(column: Column) -> tuple[Holding, ...]:
    return column.holdings if column.own is None else (*column.holdings, column.own)


def check_sums(holdings: Sequence[Holding], *, complete: bool) -> Consistency:
    """Whether the holders can have 100 percent between them, but for the rounding of numbers.

    Open ends are no rounding: two holders cannot both have "more than 50".
    """
    slack = min(ROUNDING_PER_HOLDER * len(holdings), MOST_ROUNDING)
    totals = Totals.of(holdings)
    if totals.lo > HUNDRED_PERCENT + slack or (totals.lo >= HUNDRED_PERCENT and totals.lo_open):
        return Consistency.OVER_100
    if complete and (
        totals.hi < HUNDRED_PERCENT - slack or (totals.hi <= HUNDRED_PERCENT and totals.hi_open)
    ):
        return Consistency.UNDER_100
    return Consistency.OK


def sceptical(holdings: Sequence[Holding]) -> list[Holding]:
    """Believe of each holder only what is left when all the others are right.

    Where the holders have more than everything, somebody is wrong and nobody knows who: such
    facts prove nothing by themselves. A column that adds up is returned as it is. When the others
    have "more than 50", less than 50 is left: one unit less, because no interval can say "just
    below".
    """
    totals = Totals.of(holdings)
    if totals.lo < HUNDRED_PERCENT or (totals.lo == HUNDRED_PERCENT and not totals.lo_open):
        return list(holdings)
    believed = []
    for holding in holdings:
        more_than = int(totals.lo_open > holding.lo_open)
        left = max(0, HUNDRED_PERCENT - (totals.lo - holding.lo) - more_than)
        if left < holding.lo or (left == holding.lo and holding.lo_open):
            holding = replace(holding, lo=left, lo_open=False)  # noqa: PLW2901
        believed.append(holding)
    return believed


def unproved(holding: Holding) -> Holding:
    """The same holding when nothing says that it is still there."""
    return replace(holding, lo=0, lo_open=holding.hi_open and holding.hi == 0)
