"""The rows of the vendor file: parties and vendors, what was said of them, where they stand."""

from vendors.models.choices import (
    Domainhood,
    ExpertiseLevel,
    HoldType,
    Lifecycle,
    NeutralityLevel,
    NeutralityState,
    SourceType,
    Standard,
    UnspecifiedReason,
    Voice,
)
from vendors.models.claims import AttestationRequest, ClaimStanding, ExpiryReminder
from vendors.models.evidence import Evidence
from vendors.models.facts import Attestation, Disclosure, Interest, Statement
from vendors.models.parties import Identifier, Merge, Party, PartyVersion
from vendors.models.sourcing import (
    Capacity,
    Certificate,
    Domain,
    ExpertiseClaim,
    Workforce,
)
from vendors.models.standing import Footprint, Standards, Standing, Watched
from vendors.models.vendors import Expertise, Hold, Vendor

__all__ = [
    "Attestation",
    "AttestationRequest",
    "Capacity",
    "Certificate",
    "ClaimStanding",
    "Disclosure",
    "Domain",
    "Domainhood",
    "Evidence",
    "Expertise",
    "ExpertiseClaim",
    "ExpertiseLevel",
    "ExpiryReminder",
    "Footprint",
    "Hold",
    "HoldType",
    "Identifier",
    "Interest",
    "Lifecycle",
    "Merge",
    "NeutralityLevel",
    "NeutralityState",
    "Party",
    "PartyVersion",
    "SourceType",
    "Standard",
    "Standards",
    "Standing",
    "Statement",
    "UnspecifiedReason",
    "Vendor",
    "Voice",
    "Watched",
    "Workforce",
]
