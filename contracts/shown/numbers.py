"""How are exact shares written as numbers?"""

from __future__ import annotations

from fractions import Fraction


def percent_of(share: Fraction | None) -> float | int | None:
    """A part of 1 in percent, rounded to six decimals."""
    return None if share is None else number_of(share * 100)


def number_of(value: Fraction) -> float | int:
    """Rounded to six decimals, half-even."""
    rounded = round(value, 6)
    return int(rounded) if rounded.denominator == 1 else float(rounded)
