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


class Domainhood(models.TextChoices):
    """Whether anything new may be said of a domain."""

    OPEN = "open"
    RETIRED = "retired"


class Voice(models.TextChoices):
    """Whose word something is; the later ones go before the earlier."""

    VENDOR = "vendor"
    THIRD_PARTY = "third_party"
    LAB = "lab"


class Standard(models.TextChoices):
    """What security and privacy certificates certify."""

    ISO_9001 = "iso_9001", "ISO 9001"
    ISO_27001 = "iso_27001", "ISO/IEC 27001"
    ISO_27017 = "iso_27017", "ISO/IEC 27017"
    ISO_27018 = "iso_27018", "ISO/IEC 27018"
    ISO_27701 = "iso_27701", "ISO/IEC 27701"
    ISO_42001 = "iso_42001", "ISO/IEC 42001"
    SOC_2_TYPE_1 = "soc_2_type_1", "SOC 2 Type 1"
    SOC_2_TYPE_2 = "soc_2_type_2", "SOC 2 Type 2"
    HIPAA = "hipaa", "HIPAA"
    HITRUST = "hitrust", "HITRUST"
    PCI_DSS = "pci_dss", "PCI DSS"
    FEDRAMP = "fedramp", "FedRAMP"
    TISAX = "tisax", "TISAX"
    CYBER_ESSENTIALS = "cyber_essentials", "Cyber Essentials"
    EU_CLOUD_COC = "eu_cloud_coc", "EU Cloud Code of Conduct"
    OTHER = "other", "another one"


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
