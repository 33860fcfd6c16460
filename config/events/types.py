"""What can happen? Every type of event, and what it tells. The reference page is made from this."""

from __future__ import annotations

from collections.abc import Mapping

from config.reactions import REACTIONS

EVENTS: Mapping[str, str] = {
    "vendors.party_registered": "A party was taken into the file.",
    "vendors.party_amended": "What is on file about a party changed.",
    "vendors.party_merged": "A party turned out to be another one and is taken for it.",
    "vendors.party_unmerged": "A merge was undone.",
    "vendors.vendor_registered": "A party became a vendor; it will be assessed.",
    "vendors.vendor_amended": "What is on file about a vendor changed.",
    "vendors.expertise_claimed": "Somebody's word for what a vendor knows; `said_by` whose.",
    "vendors.claim_withdrawn": "A claim about what a vendor knows was taken back.",
    "vendors.capacity_planned": "A vendor's hours a week from a day on were written down.",
    "vendors.workforce_placed": "Where a vendor's people work from a day on was written down.",
    "vendors.certificate_recorded": "A certificate of a vendor was written down; `expires_on`.",
    "vendors.certificate_withdrawn": "A certificate was revoked, or never was.",
    "vendors.expiry_near": "A certificate or attestation ends soon; once per offset.",
    "vendors.expiry_passed": "A certificate or attestation has ended; `kind`, `about`.",
    "vendors.domain_added": "The vocabulary of domains has one more.",
    "vendors.domain_amended": "A domain was renamed, retired or reinstated.",
    "vendors.hold_placed": "Something is not to happen with a vendor for now.",
    "vendors.hold_released": "A hold was released.",
    "vendors.ownership_disclosed": "A disclosure was recorded; `parties`: everyone it touches.",
    "vendors.attestation_given": "A vendor swore something about a cap table or its own conduct.",
    "vendors.attestation_asked": "A vendor was asked to swear something (again); `due_on`.",
    "vendors.attestation_answered": "A vendor swore what it had been asked for.",
    "vendors.evidence_stored": "A file was kept as evidence.",
    "procurement.policy_drafted": "A policy was drafted.",
    "procurement.policy_amended": "A draft of a policy changed.",
    "procurement.policy_adopted": "A policy counts from now on; everyone is rechecked.",
    "procurement.competitors_changed": "The list of competitors changed; everyone is rechecked.",
    "procurement.recheck_asked": "Somebody asked for a recheck.",
    "procurement.recheck_due": "A day has come on which a verdict may change by itself.",
    "procurement.vendor_assessed": "A vendor was judged on new inputs.",
    "procurement.verdict_changed": "A verdict, its proof, or what is then to be done, changed.",
    "procurement.case_opened": "A verdict became worse, or the policy wants a person's decision.",
    "procurement.case_joined": "A later worse verdict joined the open case.",
    "procurement.case_proposed": "A decision was proposed.",
    "procurement.case_decided": "Another person decided.",
    "procurement.case_closed": "A case was closed.",
    "procurement.claim_tested": "What a vendor swore stands otherwise; `before`, `after`, `why`.",
    "procurement.backtest_asked": "Somebody asked what a policy would have said of the past.",
    "procurement.backtest_finished": "A policy was tried against the past; nothing else changed.",
    "procurement.waiver_changed": "A waiver moved; `act` says how.",
    "procurement.requisition_drafted": "A need for data was written down.",
    "procurement.requisition_amended": "A draft of a need changed.",
    "procurement.requisition_submitted": "A need was submitted; `within_limit`: it opens.",
    "procurement.requisition_opened": "A need within the limit is looked after from now on.",
    "procurement.requisition_approved": "Another person opened a need over the limit.",
    "procurement.requisition_rejected": "A need was refused.",
    "procurement.requisition_reopened": "A need is a draft again; its approval is void.",
    "procurement.requisition_awarded": "A vendor was chosen; a contract is drafted for it.",
    "procurement.requisition_contracted": "The contract of an award was drafted; `contract`.",
    "procurement.requisition_cancelled": "A need is no more.",
    "contracts.drafted": "A contract was written down.",
    "contracts.revised": "A contract changed before signature; review and approval are void.",
    "contracts.submitted": "A contract went into review.",
    "contracts.approved": "Another person approved a contract.",
    "contracts.rejected": "A contract went back to its drafter.",
    "contracts.signed": "A contract was signed on a clearance.",
    "contracts.suspended": "Work under a contract is suspended.",
    "contracts.resumed": "Work under a contract goes on.",
    "contracts.cancelled": "A contract was cancelled before signature.",
    "contracts.amended": "An amendment was signed; `effective_on` is the day from which it binds.",
    "contracts.amendment_took_effect": "The day came from which a signed amendment binds.",
    "contracts.renewed": "A contract was renewed.",
    "contracts.replanned": "Our own lead time for a decision changed.",
    "contracts.ended": "A contract has ended.",
    "contracts.letter_recorded": "An approval or a vendor's notice about a party was written down.",
    "contracts.letter_retracted": "A letter turned out never to have been written.",
    "contracts.right_found": "The facts give us a right under a clause; `opens_on`, `closes_on`.",
    "contracts.grant_opened": "A vendor was given access to something.",
    "contracts.grant_revoked": "An access was closed.",
    "contracts.asset_registered": "Something of ours that a vendor has was written down.",
    "contracts.copy_added": "One more party has a copy of something of ours.",
    "contracts.delivery_planned": "A batch is to be delivered; `due_on`, `items`.",
    "contracts.planned_delivery_withdrawn": "A planned batch is to come no more.",
    "contracts.delivery_recorded": "A delivered batch was written down.",
    "contracts.termination_proposed": "A termination was proposed, by a person or by the policy.",
    "contracts.termination_approved": "Another person approved a termination; its steps exist.",
    "contracts.termination_rejected": "A termination was rejected.",
    "contracts.notice_served": "Notice was served; the contract is terminating.",
    "contracts.winding_down": "The first step after notice was begun.",
    "contracts.step_changed": "A step moved; `code`, `before` and `after`.",
    "contracts.termination_rescheduled": "The effective day moved, as agreed with the vendor.",
    "contracts.cure_judged": "The vendor said it had cured; `accepted`: whether we agreed.",
    "contracts.termination_disputed": "The vendor denied our right to terminate.",
    "contracts.dispute_settled": "A dispute ended; `outcome` says how.",
    "contracts.matter_waived": "An approver let one thing go on the way out; `matter` says what.",
    "contracts.settlement_booked": "A line of the final account was booked, or taken back.",
    "contracts.exit_rehearsed": "Leaving a contract was rehearsed; nothing of it changed.",
    "contracts.termination_withdrawn": "A termination was withdrawn.",
    "contracts.reinstated": "The contract is back where it was before notice.",
    "contracts.terminated": "Every step is settled and the effective day has come.",
    "contracts.suspension_noted": "An open termination learnt that its contract was suspended.",
    "contracts.substitutability_assessed": "It was assessed how hard a vendor is to replace.",
    "contracts.rate_entered": "What a currency is worth from a day on was entered.",
    "contracts.exposure_limit_passed": "More hangs on one than the policy allows; `found`.",
    "contracts.exposure_limit_kept": "A limit on what may hang on one is kept again.",
    "contracts.deadline_near": "A day comes near; `kind`, `on`, `days_left`, once per offset.",
    "contracts.deadline_passed": "A day by which something had to happen has passed.",
    "events.delivery_replayed": "A parked reaction was given another chance.",
    "events.webhook_registered": "An address outside is told of events; `url`, `types`.",
    "events.webhook_rotated": "An endpoint has a new secret; the old one signs for a while, too.",
    "events.webhook_disabled": "An endpoint is told no more.",
    "events.webhook_enabled": "An endpoint is told again, from now on.",
    "events.webhook_replayed": "A message to an endpoint is sent once more.",
    "rest.token_issued": "A token was made.",
    "rest.token_revoked": "A token was taken back.",
    "rest.user_changed": "What is known of a person was changed: roles, password or name.",
    "rest.user_created": "A person who can sign in was made.",
}


def reference() -> str:
    """The reference page, as Markdown."""
    rows = [
        f"| `{name}` | {meaning} | {', '.join(f'`{t}`' for t in REACTIONS.get(name, ()))} |"
        for name, meaning in EVENTS.items()
    ]
    head = (
        "# Events\n\nMade from `config/events/types.py` by `python -m config.events.types`.\n\n"
        "Each event has `id, type, at, actor, request_id, subject, reason, data, cause`. Read them"
        " in commit order from `GET /api/v1/events?after=<id>`.\n\n"
        "| type | what happened | owes |\n|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - this is how the page is made
