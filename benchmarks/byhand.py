"""What would somebody write who wants nothing but this one page of contracts, as fast as can be?

Six queries over a plain connection and no objects of any framework. The days and the status are
reckoned by the same pure functions as ours, because the answer has to be the same; who asks is
taken for granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row

from config.rest.roles import Role
from contracts import lifecycle
from contracts.calendar import DayType
from contracts.models import Contract
from contracts.money import Money
from contracts.queries.acts import contract_acts

_CONTRACTS = """
SELECT id, created_at, updated_at, reference, title, vendor_id, requisition, parent_id,
    dataset_domain, dataset_modality, dataset_sensitivity, dataset_description, value_amount,
    value_currency, starts_on, ends_on, renewal_type, renewal_months, notice_days_ours,
    notice_days_theirs, notice_day_type, minimum_term_ends_on, jurisdiction, zone, owner, state,
    final_status, end_reason, signed_on, signed_at, ended_on, notice_counting, notice_receipt,
    to_char(notice_cut_off, 'HH24:MI') AS notice_cut_off, notice_form, notice_address,
    minimum_term_bars, decision_lead_days
FROM contracts_contract WHERE id < %s ORDER BY id DESC LIMIT %s
"""
_CLAUSES = """
SELECT contract_id, id, kind, measure, comparator, threshold, party_class, remedy, window_days,
    window_from, window_day_type, window_counting, cure_days
FROM contracts_clause WHERE contract_id = ANY (%s) AND superseded_version IS NULL
ORDER BY contract_id, position
"""
_LEAVING = """
SELECT contract_id, id, notice_served_on, effective_on, winding_down_on FROM contracts_termination
WHERE contract_id = ANY (%s) AND state IN ('proposed', 'approved', 'notice_served', 'winding_down')
"""
_DUTIES = """
SELECT contract_id, json_agg(json_build_object('id', id, 'kind', kind, 'owed_by', owed_by,
    'description', description, 'months', months, 'until', until) ORDER BY position)
FROM contracts_survivalduty WHERE contract_id = ANY (%s) AND superseded_version IS NULL
GROUP BY contract_id
"""
_CHILDREN = """
SELECT parent_id, array_agg(id ORDER BY id) FROM contracts_contract WHERE parent_id = ANY (%s)
GROUP BY parent_id
"""
_AHEAD = "SELECT contract_id FROM contracts_amendment WHERE contract_id = ANY (%s)"
_COLUMNS = """
SELECT coalesce(json_agg(page), '[]')::text FROM (
    SELECT c.*, (SELECT json_agg(k ORDER BY k.position) FROM contracts_clause k
        WHERE k.contract_id = c.id AND k.superseded_version IS NULL) AS clauses
    FROM contracts_contract c WHERE id < %s ORDER BY id DESC LIMIT %s
) AS page
"""
Record = dict[str, Any]  # rows as they come, which is the point of writing it by hand


@dataclass(frozen=True, slots=True)
class ByHand:
    """A page of what comes after an id, newest first."""

    plain: psycopg.Connection
    on: date
    roles: frozenset[Role]

    def page(self, after: UUID, size: int) -> bytes:
        with self.plain.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(_CONTRACTS, [after, size]).fetchall()
            ids = [row["id"] for row in rows]
            clauses: dict[UUID, list[Record]] = {}
            for clause in cursor.execute(_CLAUSES, [ids]):
                clauses.setdefault(clause["contract_id"], []).append(_clause(clause))
            leaving = {one["contract_id"]: one for one in cursor.execute(_LEAVING, [ids])}
        duties: dict[UUID, list[Record]] = dict(self.plain.execute(_DUTIES, [ids]).fetchall())
        children: dict[UUID, list[UUID]] = dict(self.plain.execute(_CHILDREN, [ids]).fetchall())
        # Of these contracts none was amended; with papers there would be more to do.
        assert self.plain.execute(_AHEAD, [ids]).fetchone() is None
        return orjson.dumps(
            {
                "results": [
                    self._contract(row, clauses.get(row["id"], []), leaving.get(row["id"]))
                    | {
                        "survival": duties.get(row["id"], []),
                        "children": children.get(row["id"], []),
                        "amendments_ahead": [],
                        # None of them stands under another one.
                        "affected_by": None,
                    }
                    for row in rows
                ]
            }
        )

    def columns(self, after: UUID, size: int) -> bytes:
        """Without status, next dates and what may be done: no more than a table can say."""
        row = self.plain.execute(_COLUMNS, [after, size]).fetchone()
        return b"" if row is None else str(row[0]).encode()

    def _contract(self, row: Record, clauses: list[Record], leaving: Record | None) -> Record:
        departure = None
        if leaving is not None and leaving["notice_served_on"] is not None:
            departure = lifecycle.Departure(
                leaving["notice_served_on"], leaving["effective_on"], leaving["winding_down_on"]
            )
        state = lifecycle.State(row["state"])
        standing = lifecycle.stand(state, _terms(row), self.on, departure)
        dates = [
            {"kind": m.kind.value, "on": m.on.isoformat(), "rule": m.rule}
            for m in standing.next_dates
        ]
        return {
            **_said(row),
            "clauses": clauses,
            "state": row["state"],
            "final_status": row["final_status"] or None,
            "end_reason": row["end_reason"] or None,
            "signed_on": row["signed_on"],
            "signed_at": _instant(row["signed_at"]),
            "ended_on": row["ended_on"],
            "status": standing.status.value,
            "missing": [missing.value for missing in standing.missing],
            "next_dates": dates,
            "termination": leaving["id"] if leaving else None,
            "allowed_acts": _acts(row["state"], self.roles, leaving is not None),
        }


def _said(row: Record) -> Record:
    amount, kind = row["value_amount"], row["renewal_type"]
    return {
        "id": row["id"],
        "created_at": _instant(row["created_at"]),
        "updated_at": _instant(row["updated_at"]),
        "reference": row["reference"],
        "title": row["title"],
        "vendor": row["vendor_id"],
        "requisition": row["requisition"],
        "parent": row["parent_id"],
        "dataset": {
            "domain": row["dataset_domain"],
            "modality": row["dataset_modality"],
            "sensitivity": row["dataset_sensitivity"],
            "description": row["dataset_description"],
        },
        "value": None if amount is None else Money(amount, row["value_currency"]).render(),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "renewal": {"type": kind, "months": row["renewal_months"]} if kind else None,
        "notice_days_ours": row["notice_days_ours"],
        "notice_days_theirs": row["notice_days_theirs"],
        "notice_day_type": row["notice_day_type"],
        "notice_counting": row["notice_counting"],
        "notice_receipt": row["notice_receipt"],
        "notice_cut_off": row["notice_cut_off"],
        "notice_form": row["notice_form"] or None,
        "notice_address": row["notice_address"],
        "minimum_term_bars": row["minimum_term_bars"],
        "decision_lead_days": row["decision_lead_days"],
        "minimum_term_ends_on": row["minimum_term_ends_on"],
        "jurisdiction": row["jurisdiction"],
        "zone": row["zone"],
        "owner": row["owner"],
    }


def _clause(row: Record) -> Record:
    threshold: Decimal | None = row["threshold"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "measure": row["measure"] or None,
        "comparator": row["comparator"],
        "threshold": None if threshold is None else float(threshold),
        "party_class": row["party_class"],
        "remedy": row["remedy"],
        "window_days": row["window_days"],
        "window_from": row["window_from"],
        "window_day_type": row["window_day_type"],
        "window_counting": row["window_counting"],
        "cure_days": row["cure_days"],
    }


def _terms(row: Record) -> lifecycle.Terms:
    renewal = row["renewal_type"]
    return lifecycle.Terms(
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        renewal=lifecycle.RenewalType(renewal) if renewal else None,
        renewal_months=row["renewal_months"],
        notice_days_ours=row["notice_days_ours"],
        notice_days_theirs=row["notice_days_theirs"],
        notice_day_type=DayType(row["notice_day_type"]),
        minimum_term_ends_on=row["minimum_term_ends_on"],
        jurisdiction=row["jurisdiction"],
    )


@cache
def _acts(state: str, roles: frozenset[Role], is_leaving: bool) -> list[str]:
    unmet = [lifecycle.Need.NO_OPEN_TERMINATION] if is_leaving else []
    return contract_acts(Contract(state=state), roles, unmet=unmet)


def _instant(value: datetime | None) -> str | None:
    return None if value is None else f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
