"""What is a statement, a version and a revision, as far as it decides what is believed when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import assert_never

from vendors.ownership.facts import Confidence
from vendors.ownership.revision.periods import Period


class StatementKind(StrEnum):
    ASSERTION = "assertion"
    CONFIRMATION = "confirmation"
    CHANGE = "change"
    CORRECTION = "correction"
    RETRACTION = "retraction"


class Layer(IntEnum):
    """What a belief may do in the reasoning; see `Confidence`."""

    PROVING = 0
    REPORTED = 1
    DISPUTED = 2

    @classmethod
    def of(cls, confidence: Confidence) -> Layer:
        match confidence:
            case Confidence.CONFIRMED | Confidence.PROBABLE:
                return cls.PROVING
            case Confidence.REPORTED:
                return cls.REPORTED
            case Confidence.DISPUTED:
                return cls.DISPUTED
            case _:
                assert_never(confidence)


@dataclass(frozen=True, slots=True)
class Version:
    """A live version of a record. `measured`: it has a share, so "nothing" can be said of it."""

    id: str
    slot: int
    period: Period
    confidence: Confidence
    measured: bool = True

    @property
    def layer(self) -> Layer:
        return Layer.of(self.confidence)


@dataclass(frozen=True, slots=True)
class Told:
    """When an interest of the statement holds; `says_end` tells "no end" from not saying one."""

    starts_on: date | None = None
    ends_on: date | None = None
    says_end: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement, as far as it decides what is believed when."""

    kind: StatementKind
    confidence: Confidence
    today: date
    valid_from: date | None = None
    statement_date: date | None = None
    interests: tuple[Told, ...] = ()

    @property
    def layer(self) -> Layer:
        return Layer.of(self.confidence)

    @property
    def said_day(self) -> date | None:
        """Its own `valid_from`, or the first day any of its interests names."""
        days = [told.starts_on for told in self.interests if told.starts_on is not None]
        return self.valid_from or min(days, default=None)

    @property
    def day(self) -> date:
        """The day it speaks of."""
        return self.said_day or self.statement_date or self.today


@dataclass(frozen=True, slots=True)
class Carried:
    """A part of version `of`, believed on as it was."""

    of: str
    slot: int
    period: Period


@dataclass(frozen=True, slots=True)
class Fresh:
    """Interest number `index` of the statement."""

    index: int
    slot: int
    period: Period


@dataclass(frozen=True, slots=True)
class Renewed:
    """Version `of`, said again by the statement's source."""

    of: str
    slot: int
    period: Period
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Ceased:
    """Version `of` is said, by a source that cannot prove it, to hold nothing any more."""

    of: str
    slot: int
    period: Period


Opening = Carried | Fresh | Renewed | Ceased


@dataclass(frozen=True, slots=True)
class Revision:
    """Which versions are closed in knowledge, and which are opened."""

    closes: tuple[str, ...] = ()
    opens: tuple[Opening, ...] = ()
