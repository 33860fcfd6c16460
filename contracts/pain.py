"""How much would it hurt to lose a contract at once, in points of a hundred?

pain = 30 value + 20 days + 15 replacement + 15 cover + 10 data + 10 access, each part between
0 and 1:

- value: what is committed and not delivered yet, as a part of all that is touched in that currency;
- days: the days it takes to replace, of a year; a year where nobody knows;
- replacement: 1 where it cannot be replaced, 1/2 where it is hard or nobody has assessed it;
- cover: 1 where nobody else covers the domain, 1/2 where somebody could and nobody does yet;
- data: the data assets the vendor has of ours, of five;
- access: the doors that are open to it, of five.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final, assert_never

from contracts.substitution import Substitutability


class Part(StrEnum):
    VALUE = "value"
    DAYS = "days"
    REPLACEMENT = "replacement"
    COVER = "cover"
    DATA = "data"
    ACCESS = "access"


WEIGHTS: Final[Mapping[Part, int]] = MappingProxyType(
    {
        Part.VALUE: 30,
        Part.DAYS: 20,
        Part.REPLACEMENT: 15,
        Part.COVER: 15,
        Part.DATA: 10,
        Part.ACCESS: 10,
    }
)
YEAR: Final = 365
MANY: Final = 5
_HALF: Final = Fraction(1, 2)


class Cover(StrEnum):
    """Who else there is for a domain: one that works for us, one that could, or nobody."""

    RUNNING = "running"
    CANDIDATE = "candidate"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Loss:
    """What losing a contract would mean.

    :ivar value_share: of all that is touched; 0 where no value was agreed
    :ivar days: None where nobody knows how long it would take
    :ivar verdict: None where nobody has assessed it, or too long ago
    :ivar cover: of its domain; nobody where it does not say which
    """

    value_share: Fraction
    days: int | None
    verdict: Substitutability | None
    cover: Cover
    assets: int
    doors: int


@dataclass(frozen=True, slots=True)
class Felt:
    """One part of the pain: what it counts, and how much of that there is."""

    part: Part
    there: Fraction

    @property
    def weight(self) -> int:
        return WEIGHTS[self.part]

    @property
    def points(self) -> Fraction:
        return self.there * self.weight


def felt(loss: Loss) -> tuple[Felt, ...]:
    """Every part, in the order of `WEIGHTS`."""
    there = {
        Part.VALUE: loss.value_share,
        Part.DAYS: Fraction(1) if loss.days is None else _of(loss.days, YEAR),
        Part.REPLACEMENT: _replacement(loss.verdict),
        Part.COVER: _cover(loss.cover),
        Part.DATA: _of(loss.assets, MANY),
        Part.ACCESS: _of(loss.doors, MANY),
    }
    return tuple(Felt(part, there[part]) for part in WEIGHTS)


def pain(loss: Loss) -> Fraction:
    """The points together, 0 to 100."""
    return sum((each.points for each in felt(loss)), Fraction(0))


def _of(count: int, most: int) -> Fraction:
    return Fraction(min(count, most), most)


def _replacement(verdict: Substitutability | None) -> Fraction:
    match verdict:
        case Substitutability.SUBSTITUTABLE:
            return Fraction(0)
        case Substitutability.HARD | None:
            return _HALF
        case Substitutability.NOT_SUBSTITUTABLE:
            return Fraction(1)
        case _:
            assert_never(verdict)


def _cover(cover: Cover) -> Fraction:
    match cover:
        case Cover.RUNNING:
            return Fraction(0)
        case Cover.CANDIDATE:
            return _HALF
        case Cover.NONE:
            return Fraction(1)
        case _:
            assert_never(cover)
