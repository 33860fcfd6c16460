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


class Ask(StrEnum):
    """What to ask for."""

    HOLDERS = "holders"  # the whole cap table, or everybody above `enough_above`
    EXACT_SHARE = "exact_share"
    CONFIRMATION = "confirmation"  # of what is only reported
    IDENTITY = "identity"  # of a holder without a name, or who may be anybody
    OUTSIDE_OWNERS = "outside_owners"  # of companies that own each other
    FRESH_STATEMENT = "fresh_statement"  # because the evidence is old
    CORRECTION = "correction"  # of what contradicts itself


@dataclass(frozen=True, slots=True)
class Settling:
    """Something to ask for that may change the finding.

    `party` is whom it is about, `about` the holder it is about, if it is about one. `exposure`:
    by how many percent points the open part shrinks, at most, by this answer alone; None where no
    percentage is open. `settles`: this answer alone may settle the finding. `enough_above`: a sworn
    list of all holders above so many percent would do as well as the whole cap table.
    """

    party: str
    dimension: str | None
    exposure: Decimal | None
    sentence: str
    ask: Ask = Ask.HOLDERS
    about: str = ""
    settles: bool = False
    enough_above: Decimal | None = None


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
