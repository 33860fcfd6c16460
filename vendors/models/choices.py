"""Which codes may stand in our columns? Those of the engine, and a few of the vendor file's own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.db import models

from vendors.ownership.facts import AttestationKind, Kind, PartyKind
from vendors.ownership.revision import StatementKind


def choices_of(codes: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The codes of an enum as Django wants them."""
    return [(code.value, code.value.replace("_", " ")) for code in codes]


# Named, so that the API document can name them too.
PARTY_KINDS = choices_of(PartyKind)
STATEMENT_KINDS = choices_of(StatementKind)
ATTESTATION_KINDS = choices_of(AttestationKind)
INTEREST_TYPES = choices_of(Kind)


class Lifecycle(models.TextChoices):
    PROSPECT = "prospect"
    SCREENING = "screening"
    QUALIFIED = "qualified"
    EXITING = "exiting"
    OFFBOARDED = "offboarded"
    REJECTED = "rejected"


class ExpertiseLevel(models.TextChoices):
    GENERALIST = "generalist"
    SPECIALIST = "specialist"
    EXPERT = "expert"
    PHD = "phd"


class HoldType(models.TextChoices):
    NEW_AWARDS = "new_awards"
    DATA_TRANSFER = "data_transfer"
    PAYMENTS = "payments"
    ALL = "all"


class SourceType(models.TextChoices):
    VENDOR_DECLARATION = "vendor_declaration"
    REGISTRY = "registry"
    REGULATORY_FILING = "regulatory_filing"
    PRESS = "press"
    CONTRACT = "contract"
    ANALYST = "analyst"
    OTHER = "other"


class UnspecifiedReason(models.TextChoices):
    """Why a source names no interested party: the codes of BODS 0.4, as BODS spells them."""

    NO_BENEFICIAL_OWNERS = "noBeneficialOwners"
    SUBJECT_UNABLE = "subjectUnableToConfirmOrIdentifyBeneficialOwner"
    NOT_PROVIDED = "interestedPartyHasNotProvidedInformation"
    SUBJECT_EXEMPT = "subjectExemptFromDisclosure"
    INTERESTED_PARTY_EXEMPT = "interestedPartyExemptFromDisclosure"
    UNKNOWN = "unknown"
    UNKNOWN_TO_PUBLISHER = "informationUnknownToPublisher"


class NeutralityState(models.TextChoices):
    CLEAR = "clear"
    INSUFFICIENT = "insufficient"
    POSSIBLE = "possible"
    CONFLICT = "conflict"


class NeutralityLevel(models.TextChoices):
    NONE = "none"
    TIE = "tie"
    MATERIAL_INTEREST = "material_interest"
    SIGNIFICANT_INFLUENCE = "significant_influence"
    JOINT_OR_NEGATIVE_CONTROL = "joint_or_negative_control"
    CONTROL = "control"
