"""How do the words of case files translate into ours?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from vendors.ownership.facts import AttestationKind, Basis, Dimension, Kind, PartyKind


class BadCase(ValueError):
    """A case file that cannot be read; says where, and what was expected."""


PARTY_TYPES: Mapping[str, tuple[PartyKind, bool]] = {
    "person": (PartyKind.PERSON, False),
    "company": (PartyKind.COMPANY, False),
    "listed": (PartyKind.COMPANY, True),
    "legalEntity": (PartyKind.LEGAL_ENTITY, False),
    "state": (PartyKind.STATE, False),
    "stateBody": (PartyKind.STATE_BODY, False),
    "arrangement": (PartyKind.ARRANGEMENT, False),
    "trust": (PartyKind.ARRANGEMENT, False),
    "fund": (PartyKind.ARRANGEMENT, False),
    "unknown": (PartyKind.UNKNOWN, False),
    "registeredEntity": (PartyKind.COMPANY, False),
    "anonymousEntity": (PartyKind.UNKNOWN, False),
    "unknownEntity": (PartyKind.UNKNOWN, False),
    "knownPerson": (PartyKind.PERSON, False),
    "anonymousPerson": (PartyKind.UNKNOWN, False),
    "unknownPerson": (PartyKind.UNKNOWN, False),
}

INTERESTS: Mapping[str, tuple[Kind, Basis | None]] = {
    "ordinaryShares": (Kind.ORDINARY_SHARES, None),
    "shareholding": (Kind.SHAREHOLDING, None),
    "rightsToProfitOrIncome": (Kind.SHAREHOLDING, None),
    "treasuryShares": (Kind.ORDINARY_SHARES, None),
    "nonVotingShares": (Kind.NON_VOTING_SHARES, None),
    "votingRights": (Kind.VOTING_RIGHTS, None),
    "surplusAssets": (Kind.SURPLUS_ASSETS, None),
    "rightsToSurplusAssetsOnDissolution": (Kind.SURPLUS_ASSETS, None),
    "appointmentOfBoard": (Kind.BOARD_APPOINTMENT, None),
    "boardMember": (Kind.BOARD_SEAT, None),
    "boardSeatNominated": (Kind.BOARD_SEAT, None),
    "boardChair": (Kind.BOARD_CHAIR, None),
    "boardObserver": (Kind.BOARD_OBSERVER, None),
    "director": (Kind.BOARD_SEAT, None),
    "observer": (Kind.BOARD_OBSERVER, None),
    "officer": (Kind.SENIOR_OFFICIAL, None),
    "seniorManagingOfficial": (Kind.SENIOR_OFFICIAL, None),
    "employment": (Kind.EMPLOYMENT, None),
    "generalPartner": (Kind.CONTROL_ASSERTION, Basis.GENERAL_PARTNER),
    "consolidatedBy": (Kind.CONTROL_ASSERTION, Basis.CONSOLIDATION),
    "trusteeControl": (Kind.CONTROL_ASSERTION, Basis.TRUSTEE),
    "managementContract": (Kind.CONTROL_ASSERTION, Basis.MANAGEMENT_CONTRACT),
    "fundManagedBy": (Kind.CONTROL_ASSERTION, Basis.MANAGEMENT_CONTRACT),
    "nominator": (Kind.CONTROL_ASSERTION, Basis.NOMINATOR),
    "controlViaCompanyRulesOrArticles": (Kind.CONTROL_ASSERTION, Basis.ARTICLES),
    "controlByLegalFramework": (Kind.CONTROL_ASSERTION, Basis.LEGAL_FRAMEWORK),
    "internationalBranchOf": (Kind.CONTROL_ASSERTION, Basis.LEGAL_FRAMEWORK),
    "significantInfluenceOrControl": (Kind.INFLUENCE_OR_CONTROL, None),
    "otherInfluenceOrControl": (Kind.INFLUENCE_OR_CONTROL, None),
    "rightsGrantedByContract": (Kind.INFLUENCE_OR_CONTROL, None),
    "veto": (Kind.VETO_RIGHTS, None),
    "reservedMatters": (Kind.VETO_RIGHTS, None),
    "shareholdersAgreement": (Kind.CONCERT, None),
    "conditionalRightsGrantedByContract": (Kind.OPTION, None),
    "convertibleNote": (Kind.CONVERTIBLE, None),
    "SAFE": (Kind.SAFE, None),
    "loan": (Kind.DEBT, None),
    "license": (Kind.LICENCE, None),
    "enjoymentAndUseOfAssets": (Kind.LICENCE, None),
    "revenue": (Kind.REVENUE_SHARE, None),
    "unknownInterest": (Kind.UNKNOWN, None),
    "unpublishedInterest": (Kind.UNKNOWN, None),
    "beneficiaryOfLegalArrangement": (Kind.BENEFICIARY, None),
}

DIMENSIONS: Mapping[str, tuple[Dimension, ...]] = {
    "equity": (Dimension.ECONOMIC,),
    "both": (Dimension.ECONOMIC, Dimension.VOTES),
    **{dimension.value: (dimension,) for dimension in Dimension},
}

TIE_WORDS: Mapping[str, str] = {
    "exclusive_supply": "exclusiveSupply",
    "sole_source": "soleSource",
    "data_access": "dataAccess",
    "management_contract": "managementContract",
}
"""The ties that case files spell in their own way."""


def snake(word: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", word).lower()


def party_kind(word: str) -> tuple[PartyKind, bool]:
    found = PARTY_TYPES.get(word)
    return found if found is not None else (_code(PartyKind, word, "type of party"), False)


def interest(word: str) -> tuple[Kind, Basis | None]:
    found = INTERESTS.get(word)
    if found is None and word.startswith("managementContract"):
        found = INTERESTS["managementContract"]
    return found if found is not None else (_code(Kind, word, "interest_type"), None)


def dimensions(word: str) -> tuple[Dimension, ...]:
    found = DIMENSIONS.get(word)
    if found is None:
        raise BadCase(f"unknown dimension {word!r}")
    return found


def attestation_kind(word: str) -> AttestationKind:
    return _code(AttestationKind, word, "kind of attestation")


Code = TypeVar("Code", bound=StrEnum)


def _code(enum: type[Code], word: str, what: str) -> Code:
    try:
        return enum(snake(word))
    except ValueError as error:
        raise BadCase(f"unknown {what} {word!r}") from error
