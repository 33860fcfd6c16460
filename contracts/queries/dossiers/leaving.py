"""What was agreed, how was it left, step by step, and what proves each?"""

from __future__ import annotations

from datetime import date
from typing import cast

from config.events.models import Event
from contracts.dossier import Json, Object
from contracts.models import Contract, Step, SurvivalDuty, Termination
from contracts.queries.dossiers.plain import plain, row_json, rows_json
from contracts.queries.exits import account_of, open_items
from contracts.queries.reading import duty_of, money_of
from contracts.queries.survival import list_binding_duties
from contracts.queries.terminations import get_dates, lawful_end
from contracts.survival import duty_state, last_day, open_end
from contracts.termination import Account, LineKind

_CERTIFICATE = (
    "data_asset_id", "holder_id", "evidence_id", "attempt", "performed_by", "performer_title",
    "organisation", "contact", "performed_on", "place", "storage", "media_type", "media_make",
    "media_model", "media_serial", "media_owner", "location", "source_system", "data_scope",
    "classification", "method", "technique", "tool", "tool_version", "verification",
    "verified_by", "destination", "standard", "validator", "signed_by", "signed_on",
)  # fmt: skip


def contract_json(contract: Contract) -> Object:
    """What was signed, with its clauses and surviving duties, and every paper that came after."""
    return {
        **row_json(
            contract,
            "id", "reference", "title", "vendor_id", "state", "final_status", "end_reason",
            "ended_on", "dataset_domain", "dataset_modality", "dataset_sensitivity",
            "dataset_description", "starts_on", "ends_on",
            "renewal_type", "renewal_months", "notice_days_ours", "notice_days_theirs",
            "notice_day_type", "notice_counting", "notice_receipt", "notice_cut_off", "notice_form",
            "notice_address", "minimum_term_ends_on", "minimum_term_bars",
            "jurisdiction", "zone", "owner", "signed_on", "signed_at",
        ),
        "value": plain(money_of(contract.value_amount, contract.value_currency)),
        "clauses": rows_json(
            contract.clauses.filter(superseded_version=None).order_by("position"),
            "id", "kind", "measure", "comparator", "threshold", "party_class", "remedy",
            "window_days", "window_from", "window_day_type", "window_counting", "cure_days",
        ),
        "survival": rows_json(
            contract.survival.filter(superseded_version=None).order_by("position"),
            "id", "kind", "owed_by", "description", "months", "until",
        ),
        "evidence": _signed_on_what(contract),
        "amendments": rows_json(
            contract.amendments.order_by("number"),
            "number", "reason", "changes", "signed_on", "effective_on", "evidence",
        ),
        "renewals": rows_json(
            contract.renewals.order_by("number"),
            "number", "ended_on", "ends_on", "rule", "reason", "renewed_on", "evidence",
        ),
        "letters": rows_json(
            contract.letters.order_by("id"),
            "id", "kind", "party_id", "on", "summary", "evidence", "retraction",
        ),
    }  # fmt: skip


def _signed_on_what(contract: Contract) -> list[Json]:
    """The papers the signature was recorded with."""
    signed = Event.objects.filter(
        type="contracts.signed", subject_type="contract", subject_id=contract.id
    ).first()
    papers = signed.data.get("evidence") if signed else None
    return [str(one) for one in papers] if isinstance(papers, list) else []


def termination_json(found: Termination) -> Object:
    """Why and when it is left, how notice was served, what the vendor said, what was let go."""
    end = lawful_end(found, found.notice_on)
    return {
        **row_json(
            found,
            "id", "created_at", "contract_id", "ground", "clause_id", "comment", "emergency",
            "state", "state_before", "requested_effective_on", "proposed_on", "proposed_by",
            "approved_on", "approved_by", "notice_on", "notice_rule", "notice_served_on",
            "effective_on", "effective_rule", "winding_down_on", "completed_on", "event_on",
            "aware_on", "right_opens_on", "right_closes_on", "right_why", "assessment_id",
            "served_form", "served_address", "proof_kind", "delivered_on", "delivered_by",
            "cure_until", "cure_rule",
        ),
        "dates": [
            {"kind": day.kind.value, "on": day.on.isoformat(), "rule": day.rule}
            for day in get_dates(found)
        ],
        "earliest_end": {
            "on": end.on.isoformat(),
            "chain": [
                {"rule": link.rule.value, "on": link.on.isoformat(), "words": link.words,
                 "moved": link.moved}
                for link in end.chain
            ],
        },
        "cures": rows_json(
            found.cures.order_by("id"),
            "id", "accepted", "reason", "evidence", "recorded_on", "recorded_by",
        ),
        "disputes": [
            {
                **row_json(row, "id", "reason", "raised_on", "answer_by", "recorded_by", "outcome"),
                **row_json(row, "settlement", "settled_on", "settled_by"),
                "evidence": plain([*row.evidence, *row.settlement_evidence]),
            }
            for row in found.disputes.order_by("id")
        ],
        "let_go": [
            {
                **row_json(row, "id", "matter", "dispute_id", "data_asset_id", "attempt"),
                **row_json(row, "reason", "waived_on", "waived_by"),
                "balance": plain(money_of(row.amount, row.currency)),
            }
            for row in found.waivers.order_by("id")
        ],
    }  # fmt: skip


def survival_json(contract: Contract, on: date) -> list[Json]:
    """The duties that bind after the end, until when and why, as they stand on a day."""
    return [_duty(contract, row, on) for row in list_binding_duties(contract, on)]


def _duty(contract: Contract, row: SurvivalDuty, on: date) -> Object:
    duty = duty_of(row)
    last = last_day(duty, contract.ended_on)
    return {
        **row_json(row, "id", "kind", "owed_by", "description"),
        "until": last.on.isoformat() if last else None,
        "rule": last.rule if last else open_end(duty),
        "state": duty_state(duty, contract.ended_on, on).value,
    }


def steps_json(found: Termination) -> list[Json]:
    """Every step with who did and who checked it, and all that was submitted, tries included."""
    steps = found.steps.order_by("position").prefetch_related(
        "evidence", "certificates", "manifest"
    )
    return [_step(found, row) for row in steps]


def _step(found: Termination, row: Step) -> Object:
    return {
        **row_json(
            row,
            "code", "role", "due_on", "rule", "depends_on", "evidence_required", "state",
            "attempt", "started_by", "submitted_by", "settled_by",
        ),
        "evidence": [str(one.evidence_id) for one in row.evidence.all()],
        "certificates": rows_json(row.certificates.all(), *_CERTIFICATE),
        "manifest": rows_json(row.manifest.all(), "data_asset_id", "attempt", "items", "sha256"),
        "open_items": [
            {"data_asset": item.data_asset, "mismatch": item.mismatch.value}
            for item in open_items(found, row)
        ],
    }  # fmt: skip


def inventory_json(contract: Contract) -> Object:
    """What the vendor could reach, what we sent and who had it, and what was delivered."""
    return {
        "access_grants": rows_json(
            contract.grants.order_by("id"),
            "id", "system", "account", "scope", "description", "owner", "opened_on", "opened_by",
            "revoked_on", "revoked_by", "revoke_reason", "evidence",
        ),
        "data_assets": [
            {
                **row_json(asset, "id", "name", "description", "sensitivity", "items", "sha256"),
                "sent_on": plain(asset.sent_on),
                "holders": [str(copy.holder_id) for copy in asset.copies.all()],
                "copies": rows_json(asset.copies.all(), "holder_id", "location", "since"),
            }
            for asset in contract.data_assets.order_by("id").prefetch_related("copies")
        ],
        "deliveries": [
            {
                **row_json(row, "id", "delivered_on", "items"),
                "accepted": plain(money_of(row.accepted_amount, row.accepted_currency)),
            }
            for row in contract.deliveries.order_by("id")
        ],
    }  # fmt: skip


def settlement_json(found: Termination) -> Object:
    """The final account, line by line."""
    account = account_of(found)
    return {
        "lines": [
            {
                **row_json(line, "id", "kind", "description", "reference", "booked_on"),
                **row_json(line, "reverses_id", "evidence", "recorded_by"),
                "amount": plain(money_of(line.amount, line.currency)),
            }
            for line in found.settlement_lines.order_by("id")
        ],
        **(_totals(account) if account else {"balance": None}),
    }


def _totals(account: Account) -> Object:
    totals = {kind.value: cast(Json, dict(account.total(kind).render())) for kind in LineKind}
    return {
        **totals,
        "balance": plain(account.balance),
        "waived": plain(account.waived),
        "balanced": account.is_balanced,
    }
