"""What has been said about who holds what, in the values that the engine reads?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT, BadInterval, Interval
from vendors.ownership.kinds import KINDS, Basis, Dimension, Kind, KindClass, KindSpec

__all__ = [
    "HUNDRED_PERCENT",
    "KINDS",
    "ONE_PERCENT",
    "Attestation",
    "AttestationKind",
    "BadInterval",
    "Basis",
    "Confidence",
    "Dimension",
    "Directness",
    "Fact",
    "Facts",
    "Interval",
    "Kind",
    "KindClass",
    "KindSpec",
    "Party",
    "PartyKind",
    "in_force",
]

Directness = Literal["direct", "indirect", "unknown"]


class PartyKind(StrEnum):
    COMPANY = "company"
    LEGAL_ENTITY = "legal_entity"
    PERSON = "person"
    ARRANGEMENT = "arrangement"
    STATE = "state"
    STATE_BODY = "state_body"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    REPORTED = "reported"
    DISPUTED = "disputed"


class AttestationKind(StrEnum):
    COMPLETE = "complete"
    ALL_HOLDERS_ABOVE = "all_holders_above"
    NOBODY_ABOVE = "nobody_above"
    NO_COMPETITOR_ABOVE = "no_competitor_above"
    EXEMPT = "exempt"
    REFUSED = "refused"
    NOT_YET = "not_yet"
    NO_CUSTOMER_DATA_ACCESS = "no_customer_data_access"
    NO_SHARING = "no_sharing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Party:
    id: str
    kind: PartyKind = PartyKind.COMPANY
    publicly_listed: bool = False
    name: str = ""

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated statement that `owner` holds `kind` in `subject`.

    Facts of one `record` are one holding, and so are facts that name the same `same_as`.
    `owner` None is a holder the source does not name; `share` None an honest unknown where one is
    expected. `directness` other than "direct" makes an edge a total over all paths: it bounds
    what the owner has and is never added to anything. `valid_to` is the first day it no longer
    holds. `source` is the id of the disclosure. In a `concert` the `members` act, not the owner;
    in a seat `nominated_by` is who may fill it. `infer` marks a link that is to be worked out from
    published totals: it is direct, whatever its `directness` says.
    """

    id: str
    record: str
    owner: str | None
    subject: str
    kind: Kind
    share: Interval | None = None
    directness: Directness = "direct"
    confidence: Confidence = Confidence.CONFIRMED
    source: str = ""
    source_type: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    asserted_on: date | None = None
    key_person: bool = False
    members: tuple[str, ...] = ()
    exercisable_from: date | None = None
    basis: Basis | None = None
    seats: int | None = None
    seats_total: int | None = None
    share_class: str = ""
    nominated_by: str | None = None
    same_as: str | None = None
    tie_ends_on: date | None = None
    infer: bool = False

    @property
    def spec(self) -> KindSpec:
        return KINDS[self.kind]

    def holds_on(self, day: date | None) -> bool:
        """Without a day nothing is read from a clock: what has no end yet holds."""
        if day is None:
            return self.valid_to is None and self.tie_ends_on is None
        ends = [end for end in (self.valid_to, self.tie_ends_on) if end is not None]
        begun = self.valid_from is None or self.valid_from <= day
        return begun and all(day < end for end in ends)


@dataclass(frozen=True, slots=True)
class Attestation:
    """What was sworn about a subject's disclosure; `value` in the units of `Interval`.

    Without a `dimension` a statement about holders speaks of money and of votes.
    """

    id: str
    subject: str
    kind: AttestationKind
    dimension: Dimension | None = None
    value: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    def holds_on(self, day: date | None) -> bool:
        if day is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was known at one moment, past and future validity included.

    The caller has dropped what was superseded by then. `valid_at` is the day of the world that is
    asked about; None asks about no day (see `Fact.holds_on`). `cut_short`: there was too much to be
    looked at, and companies about which nothing is said are described as of unknown kind.
    """

    parties: Mapping[str, Party] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    valid_at: date | None = None
    cut_short: bool = False

    def party(self, party_id: str) -> Party:
        """A party that nobody described may be anybody."""
        return self.parties.get(party_id) or Party(party_id, PartyKind.UNKNOWN, name=party_id)


def in_force(facts: Iterable[Fact], valid_at: date | None) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.holds_on(valid_at))


def on_day(facts: Facts, valid_at: date | None) -> Facts:
    return replace(facts, valid_at=valid_at)
