"""The rows of the contract file: what was signed, what is out there, and how we leave."""

from contracts.models.contracts import BEFORE_SIGNING, NAMES, TERMS, Clause, Contract
from contracts.models.exits import (
    CureAttempt,
    Dispute,
    ExitRehearsal,
    ExitWaiver,
    ReturnedItem,
    SettlementLine,
    WaivedMatter,
)
from contracts.models.inventory import (
    AccessGrant,
    ContractDelivery,
    DataAsset,
    DataHolder,
    PlannedDelivery,
)
from contracts.models.papers import Amendment, Letter, LetterKind, Renewal, SurvivalDuty
from contracts.models.reliance import (
    ExchangeRate,
    ExposureWatch,
    LimitPassed,
    SubstitutabilityAssessment,
)
from contracts.models.terminations import (
    Certificate,
    SanitizationMethod,
    Step,
    StepEvidence,
    Storage,
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
    "CureAttempt",
    "DataAsset",
    "DataHolder",
    "Deadline",
    "Dispute",
    "ExchangeRate",
    "ExitRehearsal",
    "ExitWaiver",
    "ExposureWatch",
    "Letter",
    "LetterKind",
    "LimitPassed",
    "PlannedDelivery",
    "Reminder",
    "Renewal",
    "ReturnedItem",
    "Right",
    "SanitizationMethod",
    "SettlementLine",
    "Step",
    "StepEvidence",
    "Storage",
    "SubstitutabilityAssessment",
    "SurvivalDuty",
    "Termination",
    "Verification",
    "WaivedMatter",
]
