"""Does a quantity that is only known between two ends pass a threshold: surely, possibly, never?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from vendors.ownership.interval import HUNDRED_PERCENT

Number = int | Fraction


class Comparator(StrEnum):
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a quantity, in units; an open end is approached and never reached."""

    value: Number
    open: bool = False


NOTHING = Bound(0)
EVERYTHING = Bound(HUNDRED_PERCENT)


def highest_floor(*bounds: Bound) -> Bound:
    """The strictest of several lower bounds: among equals, the open one says more."""
    return max(bounds, key=lambda bound: (bound.value, bound.open))


def lowest_ceiling(*bounds: Bound) -> Bound:
    """The strictest of several upper bounds."""
    return min(bounds, key=lambda bound: (bound.value, not bound.open))


def highest_ceiling(*bounds: Bound) -> Bound:
    """The most permissive of several upper bounds."""
    return max(bounds, key=lambda bound: (bound.value, not bound.open))


def lowest_floor(*bounds: Bound) -> Bound:
    """The most permissive of several lower bounds."""
    return min(bounds, key=lambda bound: (bound.value, bound.open))


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold with its comparator; "more than 50" and "50 or more" are different laws."""

    comparator: Comparator
    units: Number

    def proved_by(self, floor: Bound) -> bool:
        match self.comparator:
            case Comparator.GT:
                return floor.value > self.units or (floor.value == self.units and floor.open)
            case Comparator.GE:
                return floor.value >= self.units
            case _:
                assert_never(self.comparator)

    def allowed_by(self, ceiling: Bound) -> bool:
        match self.comparator:
            case Comparator.GT:
                return ceiling.value > self.units
            case Comparator.GE:
                return ceiling.value > self.units or (
                    ceiling.value == self.units and not ceiling.open
                )
            case _:
                assert_never(self.comparator)


@dataclass(frozen=True, slots=True)
class Measure:
    """`lo` is proved, `hi` possible with the holders we know, `worst` with those we do not."""

    lo: Bound
    hi: Bound
    worst: Bound
