"""How much of a company is meant when a source says "more than 25 up to 50 percent"?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

ONE_PERCENT = 10**6
HUNDRED_PERCENT = 100 * ONE_PERCENT


class BadInterval(ValueError):
    """A share that no company can have: below 0, above 100, upside down or empty."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share between two ends, each open or closed, in whole units (10**6 units are one percent).

    Integers, because 11.8 + 5.3 + 16.3 + 16.6 is 50 and in binary floating point is not.
    """

    lo: int
    hi: int
    lo_open: bool = False
    hi_open: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.lo <= self.hi <= HUNDRED_PERCENT:
            raise BadInterval(f"a share lies between 0 and 100 percent, not {self}")
        if self.lo == self.hi and (self.lo_open or self.hi_open):
            raise BadInterval(f"no share lies in {self}")

    @classmethod
    def exact(cls, units: int) -> Self:
        return cls(units, units)

    @classmethod
    def unknown(cls) -> Self:
        return cls(0, HUNDRED_PERCENT)

    @classmethod
    def from_percent(
        cls,
        lo: Decimal | int | str,
        hi: Decimal | int | str,
        *,
        lo_open: bool = False,
        hi_open: bool = False,
    ) -> Self:
        """Read percentages; digits beyond the sixth decimal are rounded outward to an open end.

        :raises BadInterval: if the ends are not numbers, or no share lies between them
        """
        return cls._outward(_units(lo), _units(hi), lo_open, hi_open)

    @classmethod
    def from_counts(cls, count: int, of_total: int) -> Self:
        """Read so many shares of so many: one of three is more than 33.333333 percent.

        :raises BadInterval: if nobody can have so many of them
        """
        if not 0 <= count <= of_total or of_total == 0:
            raise BadInterval(f"nobody has {count} of {of_total}")
        share = Fraction(count * HUNDRED_PERCENT, of_total)
        return cls._outward(share, share)

    @classmethod
    def _outward(
        cls, low: Fraction, high: Fraction, lo_open: bool = False, hi_open: bool = False
    ) -> Self:
        floor, ceiling = low.__floor__(), high.__ceil__()
        return cls(floor, ceiling, lo_open or floor < low, hi_open or ceiling > high)

    @property
    def is_exact(self) -> bool:
        return self.lo == self.hi

    def __str__(self) -> str:
        if self.is_exact:
            return f"{percent_text(self.lo)} %"
        left, right = "(" if self.lo_open else "[", ")" if self.hi_open else "]"
        return f"{left}{percent_text(self.lo)}, {percent_text(self.hi)}{right} %"


def percent_text(units: int) -> str:
    """Units as a plain decimal percentage without trailing zeros: 33500000 reads "33.5"."""
    text = f"{Decimal(units) / ONE_PERCENT:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


MOST_DECIMALS = 30


def _units(percent: Decimal | int | str) -> Fraction:
    try:
        number = Decimal(percent)
    except (ArithmeticError, ValueError) as error:
        raise BadInterval(f"not a percentage: {percent!r}") from error
    if not number.is_finite() or not 0 <= number <= 100:
        raise BadInterval(f"a share lies between 0 and 100 percent, not at {percent}")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_DECIMALS:
        raise BadInterval(f"a share has at most {MOST_DECIMALS} decimals: {percent}")
    return Fraction(number) * ONE_PERCENT
