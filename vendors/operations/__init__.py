"""What can be done with parties, vendors, facts and evidence; every write goes through here."""

from vendors.operations.asking import ask_attestation
from vendors.operations.attesting import attest
from vendors.operations.disclosing import disclose
from vendors.operations.holds import place_hold, release_hold
from vendors.operations.keeping import store_evidence
from vendors.operations.merging import merge_parties, unmerge_party
from vendors.operations.parties import amend_party, register_party
from vendors.operations.standing import (
    note_engagement,
    note_group_checked,
    note_recheck_owed,
    note_standards_changed,
    record_standing,
)
from vendors.operations.vendors import amend_vendor, lock_vendor, register_vendor

__all__ = [
    "amend_party",
    "amend_vendor",
    "ask_attestation",
    "attest",
    "disclose",
    "lock_vendor",
    "merge_parties",
    "note_engagement",
    "note_group_checked",
    "note_recheck_owed",
    "note_standards_changed",
    "place_hold",
    "record_standing",
    "register_party",
    "register_vendor",
    "release_hold",
    "store_evidence",
    "unmerge_party",
]
