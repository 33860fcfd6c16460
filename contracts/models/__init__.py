"""The rows of the contract file: what was signed, what is out there, and how we leave."""

from contracts.models.contracts import BEFORE_SIGNING, TERMS, Amendment, Clause, Contract
from contracts.models.exits import (
    CureAttempt,
    Dispute,
    ExitRehearsal,
    ExitWaiver,
    ReturnedItem,
    SettlementLine,
    WaivedMatter,
)
from contracts.models.inventory import AccessGrant, ContractDelivery, DataAsset, DataHolder
from contracts.models.terminations import (
    Certificate,
    SanitizationMethod,
    Step,
    StepEvidence,
    Storage,
    Termination,
    Verification,
)

__all__ = [
    "BEFORE_SIGNING",
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
    "Dispute",
    "ExitRehearsal",
    "ExitWaiver",
    "ReturnedItem",
    "SanitizationMethod",
    "SettlementLine",
    "Step",
    "StepEvidence",
    "Storage",
    "Termination",
    "Verification",
    "WaivedMatter",
]
