"""What does a contract say, in the words and plain values of the API?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from config.rest.fields import plain_number
from contracts.models import Clause, Contract, SurvivalDuty
from contracts.queries.reading import money_of


def what_it_says(
    contract: Contract, clauses: Iterable[Clause], duties: Iterable[SurvivalDuty]
) -> dict[str, object]:
    """All that both sides agreed, by the names a draft is written with."""
    money = money_of(contract.value_amount, contract.value_currency)
    renewal = {"type": contract.renewal_type, "months": contract.renewal_months}
    return {
        "reference": contract.reference,
        "title": contract.title,
        "vendor": str(contract.vendor_id),
        "requisition": str(contract.requisition) if contract.requisition else None,
        "parent": str(contract.parent_id) if contract.parent_id else None,
        "dataset": {
            "domain": contract.dataset_domain,
            "modality": contract.dataset_modality,
            "sensitivity": contract.dataset_sensitivity,
            "description": contract.dataset_description,
        },
        "value": money.render() if money else None,
        "starts_on": day(contract.starts_on),
        "ends_on": day(contract.ends_on),
        "renewal": renewal if contract.renewal_type else None,
        **_notice(contract),
        "minimum_term_ends_on": day(contract.minimum_term_ends_on),
        "minimum_term_bars": contract.minimum_term_bars,
        "jurisdiction": contract.jurisdiction,
        "zone": contract.zone,
        "owner": contract.owner,
        "clauses": [clause_json(row) for row in clauses],
        "survival": [duty_json(row) for row in duties],
    }


def _notice(contract: Contract) -> dict[str, object]:
    cut_off = contract.notice_cut_off
    return {
        "notice_days_ours": contract.notice_days_ours,
        "notice_days_theirs": contract.notice_days_theirs,
        "notice_day_type": contract.notice_day_type,
        "notice_counting": contract.notice_counting,
        "notice_receipt": contract.notice_receipt,
        "notice_cut_off": f"{cut_off:%H:%M}" if cut_off else None,
        "notice_form": contract.notice_form or None,
        "notice_address": contract.notice_address,
    }


def clause_json(row: Clause) -> dict[str, object]:
    """One clause of a contract."""
    return {
        "id": str(row.id),
        "kind": row.kind,
        "measure": row.measure or None,
        "comparator": row.comparator,
        "threshold": plain_number(row.threshold),
        "party_class": row.party_class,
        "remedy": row.remedy,
        "window_days": row.window_days,
        "window_from": row.window_from,
        "window_day_type": row.window_day_type,
        "window_counting": row.window_counting,
        "cure_days": row.cure_days,
    }


def duty_json(row: SurvivalDuty) -> dict[str, object]:
    """One duty that outlives a contract."""
    return {
        "id": str(row.id),
        "kind": row.kind,
        "owed_by": row.owed_by,
        "description": row.description,
        "months": row.months,
        "until": day(row.until),
    }


def day(value: date | None) -> str | None:
    """A day as the API writes it."""
    return value.isoformat() if value else None
