"""The rows of the contract file: what was signed, what is out there, and how we leave."""

from contracts.models.contracts import BEFORE_SIGNING, NAMES, TERMS, Clause, Contract
from contracts.models.inventory import AccessGrant, ContractDelivery, DataAsset, DataHolder
from contracts.models.papers import Amendment, Letter, LetterKind, Renewal, SurvivalDuty
from contracts.models.terminations import (
    Certificate,
    SanitizationMethod,
    Step,
    StepEvidence,
    Termination,
    Verification,
)
from contracts.models.watch import Deadline, Reminder, Right

__all__ = [
    "BEFORE_SIGNING",
    "NAMES",
    "TERMS",
    "AccessGrant",
    "Amendment",
    "Certificate",
    "Clause",
    "Contract",
    "ContractDelivery",
    "DataAsset",
    "DataHolder",
    "Deadline",
    "Letter",
    "LetterKind",
    "Reminder",
    "Renewal",
    "Right",
    "SanitizationMethod",
    "Step",
    "StepEvidence",
    "SurvivalDuty",
    "Termination",
    "Verification",
]
