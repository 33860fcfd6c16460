"""How is a contract written down, and how does it look?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from rest_framework import serializers

from config.rest.fields import Choice, Country, Day, Id, Instant, Strict, Text, Whole, instant
from contracts.api.serializers.parts import (
    ClauseRecord,
    ClauseTerms,
    DatasetTerms,
    DatedRecord,
    MoneyValue,
    RenewalTerms,
    TimeZone,
    clause_json,
    dated_json,
)
from contracts.calendar import DayType
from contracts.lifecycle import Field, State, Status
from contracts.models import Amendment, Contract
from contracts.models.choices import NOTICE_FORMS
from contracts.operations.drafting import Wording
from contracts.queries.acts import contract_acts
from contracts.queries.contracts import open_termination_of, standing_of
from contracts.queries.reading import money_of
from contracts.termination import FinalStatus, Ground
from vendors.models.choices import choices_of


class ContractChanges(Strict):
    """What may be said of a contract before it is signed; what is left out stays."""

    reference = Text(max_length=100, required=False)
    title = Text(required=False)
    vendor = Id(required=False)
    requisition = Id(required=False, allow_null=True)
    parent = Id(required=False, allow_null=True)  # type: ignore[assignment]  # a field, not DRF's own
    dataset = DatasetTerms(required=False)
    value = MoneyValue(required=False, allow_null=True)
    starts_on = Day(required=False, allow_null=True)
    ends_on = Day(required=False, allow_null=True)
    renewal = RenewalTerms(required=False, allow_null=True)
    notice_days_ours = Whole(required=False, allow_null=True)
    notice_days_theirs = Whole(required=False, allow_null=True)
    notice_day_type = Choice(choices=choices_of(DayType), required=False)
    minimum_term_ends_on = Day(required=False, allow_null=True)
    jurisdiction = Country(max_length=10, allow_blank=True, required=False)
    zone = TimeZone(max_length=64, required=False)
    owner = Text(max_length=200, allow_blank=True, required=False)
    notice_form = Choice(choices=NOTICE_FORMS, allow_blank=True, required=False)
    notice_address = Text(max_length=500, allow_blank=True, required=False)
    clauses = serializers.ListField(child=ClauseTerms(), required=False, max_length=200)


class ContractDraft(ContractChanges):
    """A new contract, as a draft. What is not known yet is left out, and listed in `missing`."""

    reference = Text(max_length=100)
    title = Text()
    vendor = Id()


def wording(asked: Mapping[str, Any]) -> Wording:
    """A parsed body as the operations take it."""
    said = {name: value for name, value in asked.items() if name not in ("dataset", "renewal")}
    for name, value in asked.get("dataset", {}).items():
        said[f"dataset_{name}"] = value
    if "renewal" in asked:
        renewal = asked["renewal"] or {}
        said |= {
            "renewal_type": renewal.get("type", ""),
            "renewal_months": renewal.get("months"),
        }
    return cast(Wording, said)


class ContractRecord(serializers.Serializer[Contract]):
    """A contract as it stands on a day. The context gives `on` and the caller's `roles`."""

    model = Contract

    id = Id()
    created_at = Instant()
    updated_at = Instant()
    reference = serializers.CharField()
    title = serializers.CharField()
    vendor = Id()
    requisition = Id(allow_null=True)
    parent = Id(allow_null=True)  # type: ignore[assignment]  # a field, not DRF's own
    dataset = DatasetTerms()
    value = MoneyValue(allow_null=True)
    starts_on = Day(allow_null=True)
    ends_on = Day(allow_null=True)
    renewal = RenewalTerms(allow_null=True)
    notice_days_ours = Whole(allow_null=True)
    notice_days_theirs = Whole(allow_null=True)
    notice_day_type = Choice(choices=choices_of(DayType))
    minimum_term_ends_on = Day(allow_null=True)
    jurisdiction = serializers.CharField()
    zone = serializers.CharField()
    owner = serializers.CharField()
    notice_form = Choice(choices=NOTICE_FORMS, allow_null=True)
    notice_address = serializers.CharField()
    clauses = ClauseRecord(many=True)
    state = Choice(choices=choices_of(State))
    final_status = Choice(choices=choices_of(FinalStatus), allow_null=True)
    end_reason = Choice(choices=choices_of(Ground), allow_null=True)
    signed_on = Day(allow_null=True)
    signed_at = Instant(allow_null=True)
    ended_on = Day(allow_null=True)
    status = Choice(choices=choices_of(Status))
    missing = serializers.ListField(child=Choice(choices=choices_of(Field)))
    next_dates = DatedRecord(many=True)
    termination = Id(allow_null=True, help_text="The open termination, if there is one.")
    allowed_acts = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Contract) -> dict[str, Any]:
        leaving = open_termination_of(instance)
        roles = self.context["roles"]
        return {
            **_said(instance),
            **_happened(instance),
            **_derived(instance, self.context["on"]),
            "termination": str(leaving.id) if leaving else None,
            "allowed_acts": contract_acts(instance, roles, is_leaving=leaving is not None),
        }


def _said(contract: Contract) -> dict[str, object]:
    money = money_of(contract.value_amount, contract.value_currency)
    renewal = {"type": contract.renewal_type, "months": contract.renewal_months}
    return {
        "id": str(contract.id),
        "created_at": instant(contract.created_at),
        "updated_at": instant(contract.updated_at),
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
        "starts_on": _day(contract.starts_on),
        "ends_on": _day(contract.ends_on),
        "renewal": renewal if contract.renewal_type else None,
        "notice_days_ours": contract.notice_days_ours,
        "notice_days_theirs": contract.notice_days_theirs,
        "notice_day_type": contract.notice_day_type,
        "minimum_term_ends_on": _day(contract.minimum_term_ends_on),
        "jurisdiction": contract.jurisdiction,
        "zone": contract.zone,
        "owner": contract.owner,
        "notice_form": contract.notice_form or None,
        "notice_address": contract.notice_address,
        "clauses": [clause_json(row) for row in contract.present_clauses],  # type: ignore[attr-defined]
    }


def _happened(contract: Contract) -> dict[str, object]:
    return {
        "state": contract.state,
        "final_status": contract.final_status or None,
        "end_reason": contract.end_reason or None,
        "signed_on": _day(contract.signed_on),
        "signed_at": instant(contract.signed_at),
        "ended_on": _day(contract.ended_on),
    }


def _derived(contract: Contract, on: date) -> dict[str, object]:
    standing = standing_of(contract, on)
    return {
        "status": standing.status.value,
        "missing": [field.value for field in standing.missing],
        "next_dates": [dated_json(milestone) for milestone in standing.next_dates],
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


class WindowRecord(serializers.Serializer[Any]):
    """The days on which a right can be used, both included; without `to` it does not lapse."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # `from` cannot be the name of an attribute.
        return {"from": Day(source="opens_on"), "to": Day(source="closes_on", allow_null=True)}


class EvaluatedClause(serializers.Serializer[Any]):
    """What the facts say about one clause."""

    clause = Id()
    result = serializers.CharField(source="evaluation.result")
    why = serializers.CharField(source="evaluation.why")
    window = WindowRecord(source="evaluation.window", allow_null=True)
    party = serializers.CharField(source="evaluation.party", allow_null=True)
    event_on = Day(source="evaluation.event_on", allow_null=True)
    aware_on = Day(source="evaluation.aware_on", allow_null=True)


class EvaluatedClauses(serializers.Serializer[Any]):
    """What the facts say about every clause of a contract."""

    results = EvaluatedClause(many=True)


class AmendmentRecord(serializers.ModelSerializer[Amendment]):
    """A signed amendment."""

    created_at = Instant(read_only=True)

    class Meta:
        model = Amendment
        fields = ["id", "created_at", "contract", "number", "reason", "evidence", "signed_on"]
        read_only_fields = fields
