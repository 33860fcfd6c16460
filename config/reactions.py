"""What happens when? Event type to the tasks it is owed to, and what the clock looks after."""

from __future__ import annotations

from collections.abc import Mapping

REACTIONS: Mapping[str, tuple[str, ...]] = {
    "vendors.ownership_disclosed": ("procurement.tasks.recheck_affected",),
    "vendors.attestation_given": ("procurement.tasks.recheck_affected",),
    "vendors.party_amended": ("procurement.tasks.recheck_affected",),
    "vendors.party_merged": ("procurement.tasks.recheck_affected",),
    "vendors.party_unmerged": ("procurement.tasks.recheck_affected",),
    "vendors.vendor_registered": ("procurement.tasks.recheck_vendor",),
    "procurement.policy_adopted": ("procurement.tasks.recheck_all",),
    "procurement.competitors_changed": ("procurement.tasks.recheck_all",),
    "procurement.recheck_due": ("procurement.tasks.recheck_vendor",),
    "procurement.verdict_changed": (
        "procurement.tasks.open_case",
        "procurement.tasks.void_waivers",
        "contracts.tasks.protect_contracts",
    ),
    "procurement.backtest_asked": ("procurement.tasks.try_policy",),
    "procurement.vendor_assessed": (
        "procurement.tasks.hold_claims_to_facts",
        "contracts.tasks.keep_rights",
    ),
    "procurement.claim_tested": ("procurement.tasks.reopen_case",),
    "procurement.waiver_changed": ("contracts.tasks.keep_dates",),
    "procurement.requisition_awarded": ("contracts.tasks.draft_awarded",),
    "contracts.signed": ("contracts.tasks.note_engagement", "contracts.tasks.keep_rights"),
    "contracts.amended": ("contracts.tasks.keep_rights",),
    "contracts.amendment_took_effect": ("contracts.tasks.keep_rights",),
    "contracts.letter_recorded": ("contracts.tasks.keep_rights",),
    "contracts.letter_retracted": ("contracts.tasks.keep_rights",),
    "contracts.replanned": ("contracts.tasks.keep_dates",),
    "contracts.termination_approved": ("contracts.tasks.keep_dates",),
    "contracts.notice_served": ("contracts.tasks.keep_dates",),
    "contracts.termination_rescheduled": ("contracts.tasks.keep_dates",),
    "contracts.termination_withdrawn": ("contracts.tasks.keep_dates",),
    "contracts.cure_judged": ("contracts.tasks.keep_dates",),
    "contracts.termination_disputed": ("contracts.tasks.keep_dates",),
    "contracts.dispute_settled": ("contracts.tasks.keep_dates",),
    "contracts.matter_waived": ("contracts.tasks.keep_dates",),
    "contracts.step_changed": ("contracts.tasks.keep_dates",),
    "contracts.ended": ("contracts.tasks.note_engagement", "contracts.tasks.keep_dates"),
}

# Looked after by the dispatcher: each is called once a minute, in a transaction of its own.
CLOCKWORK: tuple[str, ...] = (
    "procurement.tasks.adopt_default_policy",
    "procurement.tasks.note_due_rechecks",
    "procurement.tasks.expire_waivers",
    "procurement.tasks.look_after_claims",
    "vendors.tasks.tell_expiries",
    "contracts.tasks.note_passed_deadlines",
    "contracts.tasks.watch_exposure",
    "config.rest.broker.remove_misfits",
    "config.rest.operations.prune_idempotency_keys",
    "config.rest.sign_in.prune_sign_ins",
    # Last, so that what the others have just written is sealed with the rest.
    "config.events.sealing.seal_events",
    "config.events.checkpoints.write_checkpoint",
)

# What `verify_audit` has each room look at beside seals and journal: generators of flaws.
AUDITS: tuple[str, ...] = (
    "vendors.queries.evidence.files_unlike_their_names",
    "procurement.queries.verdicts.standings_unlike_verdicts",
)
