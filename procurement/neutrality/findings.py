"""What can be found about a vendor, how bad is it, and on what does it rest?"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """How sure a finding is, from best to worst."""

    CLEAR = "clear"
    INSUFFICIENT = "insufficient"
    POSSIBLE = "possible"
    CONFLICT = "conflict"

    @property
    def rank(self) -> int:
        return list(State).index(self)


class Level(StrEnum):
    """How deep a relation goes, from best to worst; each but `none` is also the code of a rule."""

    NONE = "none"
    TIE = "tie"
    MATERIAL_INTEREST = "material_interest"
    SIGNIFICANT_INFLUENCE = "significant_influence"
    JOINT_OR_NEGATIVE_CONTROL = "joint_or_negative_control"
    CONTROL = "control"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class TieCode(StrEnum):
    INTERLOCK = "interlock"
    DIRECTOR_EMPLOYED_BY_COMPETITOR = "director_employed_by_competitor"
    SHARED_STAFF = "shared_staff"
    KEY_PERSON_HIRE = "key_person_hire"
    FAMILY = "family"
    ASSOCIATE = "associate"
    COMMON_HOLDER = "common_holder_20"
    VENDOR_OWNS_COMPETITOR = "vendor_owns_competitor"
    DEBT = "debt"
    GUARANTEE = "guarantee"
    REVENUE_DEPENDENCY = "revenue_dependency"
    EXCLUSIVE_SUPPLY = "exclusive_supply"
    SOLE_SOURCE = "sole_source"
    LICENCE = "licence"
    DATA_ACCESS = "data_access"
    MANAGEMENT_CONTRACT = "management_contract"


@dataclass(frozen=True, slots=True)
class PathStep:
    """One party of a chain that ends at the vendor, and what it has in the next.

    `party` is empty for a holder whom no source names. `interest` is a kind of interest (the last
    step has none), `share` what is known of it.
    """

    party: str
    interest: str | None = None
    share: str | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    """Something to ask for that may change the finding.

    `exposure` is the part of the vendor, in percent, that hangs on the answer.
    """

    party: str
    dimension: str | None
    exposure: Decimal | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one competitor group, or one tie.

    `rule` is the code of the rule; `competitors` the group that was asked about, `involved` those
    of it that the finding rests on; `about` the person or party a tie runs through. `min`, `max`
    and `worst` are percentages of `measure`, rounded outward to six decimals; an open end is
    approached and never reached. `sources` are ids of disclosures.
    """

    rule: Level
    state: State
    level: Level
    competitors: tuple[str, ...]
    sentence: str
    involved: tuple[str, ...] = ()
    measure: str | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    worst: Decimal | None = None
    min_open: bool = False
    max_open: bool = False
    worst_open: bool = False
    threshold: Decimal | None = None
    comparator: str | None = None
    tie_code: TieCode | None = None
    about: str | None = None
    paths: tuple[tuple[PathStep, ...], ...] = ()
    sources: tuple[str, ...] = ()
    would_settle: tuple[Settling, ...] = field(default=())

    @property
    def severity(self) -> tuple[int, int]:
        return self.state.rank, self.level.rank
