"""What can be done with parties, vendors, facts and evidence; every write goes through here."""

from vendors.operations.asking import ask_attestation
from vendors.operations.attesting import attest
from vendors.operations.disclosing import disclose
from vendors.operations.domains import (
    add_domain,
    reinstate_domain,
    rename_domain,
    retire_domain,
)
from vendors.operations.holds import place_hold, release_hold
from vendors.operations.keeping import store_evidence
from vendors.operations.merging import merge_parties, unmerge_party
from vendors.operations.parties import amend_party, register_party
from vendors.operations.placing import place_workforce
from vendors.operations.standing import (
    note_engagement,
    note_group_checked,
    note_recheck_owed,
    note_standards_changed,
    record_standing,
)
from vendors.operations.vendors import amend_vendor, lock_vendor, register_vendor
from vendors.operations.vouching import (
    claim_expertise,
    plan_capacity,
    record_certificate,
    withdraw_certificate,
    withdraw_claim,
)

__all__ = [
    "add_domain",
    "amend_party",
    "amend_vendor",
    "ask_attestation",
    "attest",
    "claim_expertise",
    "disclose",
    "lock_vendor",
    "merge_parties",
    "note_engagement",
    "note_group_checked",
    "note_recheck_owed",
    "note_standards_changed",
    "place_hold",
    "place_workforce",
    "plan_capacity",
    "record_certificate",
    "record_standing",
    "register_party",
    "register_vendor",
    "reinstate_domain",
    "release_hold",
    "rename_domain",
    "retire_domain",
    "store_evidence",
    "unmerge_party",
    "withdraw_certificate",
    "withdraw_claim",
]
