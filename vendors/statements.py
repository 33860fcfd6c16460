"""What is in a disclosure before anything is stored: who says what of whom, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vendors.identifiers import Number
from vendors.ownership.facts import Basis, Confidence, Directness, Interval, Kind, PartyKind
from vendors.ownership.revision import StatementKind


@dataclass(frozen=True, slots=True)
class PartyById:
    """A party we know."""

    id: UUID


@dataclass(frozen=True, slots=True)
class PartyByNumber:
    """A party we know by a number of a register."""

    number: Number


@dataclass(frozen=True, slots=True)
class InlineParty:
    """A party described on the spot: the one that has any of its numbers, or else a new one."""

    kind: PartyKind
    name: str
    publicly_listed: bool = False
    jurisdiction: str = ""
    aliases: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()


PartyRef = PartyById | PartyByNumber | InlineParty


@dataclass(frozen=True, slots=True)
class Unspecified:
    """No interested party is named; `reason` is a code of BODS."""

    reason: str


@dataclass(frozen=True, slots=True)
class SaidInterest:
    """One interest, as it was told. `says_end` tells "no end" from not saying one."""

    type: Kind
    share: Interval | None = None
    directness: Directness = "direct"
    valid_from: date | None = None
    valid_to: date | None = None
    says_end: bool = False
    details: str = ""
    key_person: bool = False
    members: tuple[PartyRef, ...] = ()
    exercisable_from: date | None = None
    basis: Basis | None = None
    seats: int | None = None
    seats_total: int | None = None
    share_class: str = ""
    nominated_by: PartyRef | None = None
    same_as: UUID | None = None
    tie_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. With a `record_id` it is about what was said before, of parties then known."""

    kind: StatementKind
    record_id: UUID | None = None
    subject: PartyRef | None = None
    interested_party: PartyRef | Unspecified | None = None
    valid_from: date | None = None
    interests: tuple[SaidInterest, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a disclosure comes from; `type` is one of `SourceType`."""

    type: str
    title: str
    url: str = ""
    published_on: date | None = None
    asserted_by: str = ""


def usual_confidence(source_type: str) -> Confidence:
    """How far a source is believed when nobody says."""
    match source_type:
        case "press":
            return Confidence.REPORTED
        case "analyst" | "other":
            return Confidence.PROBABLE
        case _:
            return Confidence.CONFIRMED
