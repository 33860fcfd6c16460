"""The rows of the contract file: what was signed, what is out there, and how we leave."""

from contracts.models.contracts import BEFORE_SIGNING, TERMS, Amendment, Clause, Contract
from contracts.models.inventory import AccessGrant, ContractDelivery, DataAsset, DataHolder
from contracts.models.terminations import (
    Certificate,
    SanitizationMethod,
    Step,
    StepEvidence,
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
    "DataAsset",
    "DataHolder",
    "SanitizationMethod",
    "Step",
    "StepEvidence",
    "Termination",
    "Verification",
]
