"""Which interests exist, and what does each of them count for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Dimension(StrEnum):
    """What a share is a share of."""

    ECONOMIC = "economic"
    VOTES = "votes"
    BOARD = "board"
    DISSOLUTION = "dissolution"


class KindClass(StrEnum):
    """How an interest enters the reasoning."""

    EDGE = "edge"  # a part of a whole: may be added up within one dimension
    CLAIM = "claim"  # control or influence without a percentage
    ROLE = "role"  # somebody's place in an organisation or arrangement
    TIE = "tie"  # dependence that is not ownership
    POTENTIAL = "potential"  # an edge that somebody may still bring about


class Basis(StrEnum):
    """What a control assertion rests on."""

    GENERAL_PARTNER = "general_partner"
    CONSOLIDATION = "consolidation"
    TRUSTEE = "trustee"
    MANAGEMENT_CONTRACT = "management_contract"
    NOMINATOR = "nominator"
    ARTICLES = "articles"
    LEGAL_FRAMEWORK = "legal_framework"


class Kind(StrEnum):
    ORDINARY_SHARES = "ordinary_shares"
    SHAREHOLDING = "shareholding"
    NON_VOTING_SHARES = "non_voting_shares"
    VOTING_RIGHTS = "voting_rights"
    SURPLUS_ASSETS = "surplus_assets"
    BOARD_APPOINTMENT = "board_appointment"
    BENEFICIARY = "beneficiary"
    UNKNOWN = "unknown"
    CONTROL_ASSERTION = "control_assertion"
    INFLUENCE_OR_CONTROL = "influence_or_control"
    VETO_RIGHTS = "veto_rights"
    CONCERT = "concert"
    BOARD_SEAT = "board_seat"
    BOARD_CHAIR = "board_chair"
    BOARD_OBSERVER = "board_observer"
    SENIOR_OFFICIAL = "senior_official"
    EMPLOYMENT = "employment"
    NOMINEE = "nominee"
    SETTLOR = "settlor"
    TRUSTEE = "trustee"
    PROTECTOR = "protector"
    OPTION = "option"
    WARRANT = "warrant"
    CONVERTIBLE = "convertible"
    SAFE = "safe"
    DEBT = "debt"
    GUARANTEE = "guarantee"
    REVENUE_SHARE = "revenue_share"
    EXCLUSIVE_SUPPLY = "exclusive_supply"
    SOLE_SOURCE = "sole_source"
    LICENCE = "licence"
    DATA_ACCESS = "data_access"
    FAMILY = "family"
    ASSOCIATE = "associate"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """What the engine may assume of one kind.

    `dimensions`: where its share counts. `share_expected`: without one, it is an honest unknown.
    `fields`: the typed optional fields of a fact that mean something for it.
    `person_only`: the interested party must be a person; `subject_is_person`: so must the subject.
    """

    kind_class: KindClass
    dimensions: frozenset[Dimension] = frozenset()
    share_expected: bool = False
    fields: frozenset[str] = frozenset()
    person_only: bool = False
    subject_is_person: bool = False


_ECONOMIC = frozenset({Dimension.ECONOMIC})
_VOTES = frozenset({Dimension.VOTES})
_BOARD = frozenset({Dimension.BOARD})
_BOTH = _ECONOMIC | _VOTES
_HOLDING = frozenset({"share_class", "same_as"})
_SEAT = frozenset({"nominated_by", "seats", "seats_total", "tie_ends_on"})
_TIE = frozenset({"tie_ends_on"})
_LATER = frozenset({"exercisable_from", "share_class"})


def _edge(dimensions: frozenset[Dimension], *more: str) -> KindSpec:
    return KindSpec(KindClass.EDGE, dimensions, share_expected=True, fields=_HOLDING | set(more))


def _claim(*fields: str) -> KindSpec:
    return KindSpec(KindClass.CLAIM, fields=frozenset(fields))


def _person_tie() -> KindSpec:
    return KindSpec(KindClass.TIE, fields=_TIE, person_only=True, subject_is_person=True)


_POTENTIAL = KindSpec(KindClass.POTENTIAL, _BOTH, share_expected=True, fields=_LATER)
_PERCENT_TIE = KindSpec(KindClass.TIE, share_expected=True, fields=_TIE)
_PLAIN_TIE = KindSpec(KindClass.TIE, fields=_TIE)

KINDS: Mapping[Kind, KindSpec] = MappingProxyType(
    {
        Kind.ORDINARY_SHARES: _edge(_BOTH),
        Kind.SHAREHOLDING: _edge(_ECONOMIC),
        Kind.NON_VOTING_SHARES: _edge(_ECONOMIC),
        Kind.VOTING_RIGHTS: _edge(_VOTES),
        Kind.SURPLUS_ASSETS: _edge(frozenset({Dimension.DISSOLUTION})),
        Kind.BOARD_APPOINTMENT: _edge(_BOARD, "seats", "seats_total"),
        Kind.BENEFICIARY: KindSpec(KindClass.EDGE, _ECONOMIC, share_expected=True, fields=_HOLDING),
        Kind.UNKNOWN: _edge(_BOTH),
        Kind.CONTROL_ASSERTION: _claim("basis", "tie_ends_on"),
        Kind.INFLUENCE_OR_CONTROL: _claim("tie_ends_on"),
        Kind.VETO_RIGHTS: _claim("tie_ends_on"),
        Kind.CONCERT: _claim("members", "tie_ends_on"),
        Kind.BOARD_SEAT: KindSpec(KindClass.ROLE, fields=_SEAT | {"key_person"}),
        Kind.BOARD_CHAIR: KindSpec(KindClass.ROLE, fields=_SEAT | {"key_person"}),
        Kind.BOARD_OBSERVER: KindSpec(KindClass.ROLE, fields=_SEAT),
        Kind.SENIOR_OFFICIAL: KindSpec(
            KindClass.ROLE, fields=frozenset({"key_person", "tie_ends_on"}), person_only=True
        ),
        Kind.EMPLOYMENT: KindSpec(
            KindClass.ROLE, fields=frozenset({"key_person", "tie_ends_on"}), person_only=True
        ),
        Kind.NOMINEE: KindSpec(KindClass.ROLE),
        Kind.SETTLOR: KindSpec(KindClass.ROLE),
        Kind.TRUSTEE: KindSpec(KindClass.ROLE),
        Kind.PROTECTOR: KindSpec(KindClass.ROLE),
        Kind.OPTION: _POTENTIAL,
        Kind.WARRANT: _POTENTIAL,
        Kind.CONVERTIBLE: _POTENTIAL,
        Kind.SAFE: _POTENTIAL,
        Kind.DEBT: _PERCENT_TIE,
        Kind.GUARANTEE: _PLAIN_TIE,
        Kind.REVENUE_SHARE: _PERCENT_TIE,
        Kind.EXCLUSIVE_SUPPLY: _PLAIN_TIE,
        Kind.SOLE_SOURCE: _PLAIN_TIE,
        Kind.LICENCE: _PLAIN_TIE,
        Kind.DATA_ACCESS: _PLAIN_TIE,
        Kind.FAMILY: _person_tie(),
        Kind.ASSOCIATE: _person_tie(),
    }
)

DIRECTORSHIPS = frozenset({Kind.BOARD_SEAT, Kind.BOARD_CHAIR})
OFFICES = DIRECTORSHIPS | {Kind.SENIOR_OFFICIAL}
PERSONAL_ROLES = OFFICES | {Kind.EMPLOYMENT, Kind.BOARD_OBSERVER}
