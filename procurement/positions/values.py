"""What can be said of one party's hold on a vendor, in the measures that contracts speak of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Measure(StrEnum):
    ECONOMIC = "economic"
    VOTING = "voting"
    BOARD = "board"
    REVENUE_SHARE = "revenue_share"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Position:
    """What one party has of one measure, in percent; `worst` if all undisclosed were theirs.

    `since` is the day from which it has been so, `known_at` the day on which we heard of it.
    """

    party: str
    name: str
    is_competitor: bool
    measure: Measure
    lo: Fraction
    hi: Fraction
    worst: Fraction
    lo_open: bool
    hi_open: bool
    since: date | None
    known_at: date | None


@dataclass(frozen=True, slots=True)
class ControlPosition:
    """Whether one party alone controls the vendor, and because of what."""

    party: str
    name: str
    is_competitor: bool
    answer: Answer
    because: str
    since: date | None
    known_at: date | None


@dataclass(frozen=True, slots=True)
class KeyPersonPosition:
    """What became of one key person."""

    party: str
    name: str
    left: Answer
    joined_competitor: Answer
    employer: str
    since: date | None
    known_at: date | None


@dataclass(frozen=True, slots=True)
class Positions:
    """All that clauses about one vendor can be held against."""

    measured: tuple[Position, ...]
    controlled: tuple[ControlPosition, ...]
    key_people: tuple[KeyPersonPosition, ...]
