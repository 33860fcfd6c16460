"""How is a contract written down, and how does it look?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from rest_framework import serializers

from config.rest.fields import Choice, Country, Day, Id, Instant, Strict, Text, Whole, instant
from config.rest.money import MoneyValue
from contracts.api.serializers.parts import (
    ClauseRecord,
    ClauseTerms,
    DatasetTerms,
    DatedRecord,
    DutyRecord,
    DutyTerms,
    Hour,
    RenewalTerms,
    TimeZone,
    dated_json,
)
from contracts.calendar import Counting, DayType, Receipt
from contracts.lifecycle import Field, MinimumTermBars, State, Status, next_dates
from contracts.models import Amendment, Clause, Contract, SurvivalDuty
from contracts.models.choices import NOTICE_FORMS
from contracts.operations.drafting import Wording
from contracts.queries.acts import contract_acts, unmet_needs
from contracts.queries.contracts import open_termination_of, standing_of
from contracts.queries.family import affecting
from contracts.queries.reading import day_of, terms_of
from contracts.queries.saying import day, what_it_says
from contracts.queries.text import amendments_ahead, text_on
from contracts.termination import FinalStatus, Ground
from vendors.models.choices import choices_of


class ContractTerms(Strict):
    """What both sides agree: said in a draft, or anew in an amendment. What is left out stays."""

    title = Text(required=False)
    dataset = DatasetTerms(required=False)
    value = MoneyValue(required=False, allow_null=True)
    starts_on = Day(required=False, allow_null=True)
    ends_on = Day(required=False, allow_null=True)
    renewal = RenewalTerms(required=False, allow_null=True)
    notice_days_ours = Whole(required=False, allow_null=True)
    notice_days_theirs = Whole(required=False, allow_null=True)
    notice_day_type = Choice(choices=choices_of(DayType), required=False)
    notice_counting = Choice(choices=choices_of(Counting), required=False)
    notice_receipt = Choice(choices=choices_of(Receipt), required=False)
    notice_cut_off = Hour(required=False, allow_null=True)
    minimum_term_ends_on = Day(required=False, allow_null=True)
    minimum_term_bars = Choice(choices=choices_of(MinimumTermBars), required=False)
    jurisdiction = Country(max_length=10, allow_blank=True, required=False)
    zone = TimeZone(max_length=64, required=False)
    owner = Text(max_length=200, allow_blank=True, required=False)
    notice_form = Choice(choices=NOTICE_FORMS, allow_blank=True, required=False)
    notice_address = Text(max_length=500, allow_blank=True, required=False)
    clauses = serializers.ListField(child=ClauseTerms(), required=False, max_length=200)
    survival = serializers.ListField(child=DutyTerms(), required=False, max_length=100)


class ContractChanges(ContractTerms):
    """What may be said of a contract before it is signed; `decision_lead_days` also later."""

    reference = Text(max_length=100, required=False)
    vendor = Id(required=False)
    requisition = Id(required=False, allow_null=True)
    parent = Id(required=False, allow_null=True)  # type: ignore[assignment]  # a field, not DRF's own
    decision_lead_days = Whole(required=False, allow_null=True)


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


class AboveRecord(serializers.Serializer[Any]):
    """An agreement above a contract that keeps it from working, or from beginning."""

    contract = Id()
    reference = serializers.CharField()
    state = Choice(choices=choices_of(State))


class ChangeRecord(serializers.Serializer[Any]):
    """What a term said before an amendment, and what it says after."""

    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class AmendmentAhead(serializers.Serializer[Any]):
    """A signed amendment whose day is still to come: both texts, and the days that follow then."""

    number = Whole()
    signed_on = Day()
    effective_on = Day()
    changes = serializers.DictField(child=ChangeRecord())
    next_dates = DatedRecord(many=True, help_text="By the terms of that day, from that day on.")


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
    notice_counting = Choice(choices=choices_of(Counting))
    notice_receipt = Choice(choices=choices_of(Receipt))
    notice_cut_off = serializers.CharField(allow_null=True, help_text="`HH:MM` in `zone`.")
    decision_lead_days = Whole(allow_null=True)
    minimum_term_ends_on = Day(allow_null=True)
    minimum_term_bars = Choice(choices=choices_of(MinimumTermBars))
    jurisdiction = serializers.CharField()
    zone = serializers.CharField()
    owner = serializers.CharField()
    notice_form = Choice(choices=NOTICE_FORMS, allow_null=True)
    notice_address = serializers.CharField()
    clauses = ClauseRecord(many=True)
    survival = DutyRecord(many=True)
    children = serializers.ListField(child=Id(), help_text="The contracts directly under it.")
    affected_by = AboveRecord(
        allow_null=True, help_text="The nearest agreement above it that is not active."
    )
    state = Choice(choices=choices_of(State))
    final_status = Choice(choices=choices_of(FinalStatus), allow_null=True)
    end_reason = Choice(choices=choices_of(Ground), allow_null=True)
    signed_on = Day(allow_null=True)
    signed_at = Instant(allow_null=True)
    ended_on = Day(allow_null=True)
    status = Choice(choices=choices_of(Status))
    missing = serializers.ListField(child=Choice(choices=choices_of(Field)))
    next_dates = DatedRecord(many=True)
    amendments_ahead = AmendmentAhead(
        many=True, help_text="Signed, and not binding yet on that day."
    )
    termination = Id(allow_null=True, help_text="The open termination, if there is one.")
    allowed_acts = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Contract) -> dict[str, Any]:
        leaving = open_termination_of(instance)
        roles, at = self.context["roles"], self.context.get("at")
        day_there = day_of(instance, at) if at else self.context["on"]
        said = text_on(instance, day_there).contract
        return {
            **_said(said),
            **_family(instance),
            **_happened(instance),
            **_derived(said, self.context["on"]),
            "amendments_ahead": [_ahead(said, row) for row in amendments_ahead(said, day_there)],
            "termination": str(leaving.id) if leaving else None,
            "allowed_acts": contract_acts(instance, roles, unmet=unmet_needs(instance)),
        }


def _said(contract: Contract) -> dict[str, object]:
    clauses: list[Clause] = contract.present_clauses  # type: ignore[attr-defined]  # prefetched
    duties: list[SurvivalDuty] = contract.present_duties  # type: ignore[attr-defined]  # prefetched
    return {
        "id": str(contract.id),
        "created_at": instant(contract.created_at),
        "updated_at": instant(contract.updated_at),
        **what_it_says(contract, clauses, duties),
        "decision_lead_days": contract.decision_lead_days,
    }


def _ahead(contract: Contract, row: Amendment) -> dict[str, object]:
    then = text_on(contract, row.binds_from).contract
    ahead = next_dates(State(contract.state), terms_of(then), row.binds_from)
    return {
        "number": row.number,
        "signed_on": day(row.signed_on),
        "effective_on": day(row.binds_from),
        "changes": row.changes,
        "next_dates": [dated_json(milestone) for milestone in ahead],
    }


def _family(contract: Contract) -> dict[str, object]:
    below: list[UUID] = contract.below  # type: ignore[attr-defined]  # annotated
    above = affecting(contract)
    return {
        "children": [str(child) for child in below],
        "affected_by": above
        and {"contract": str(above.id), "reference": above.reference, "state": above.state.value},
    }


def _happened(contract: Contract) -> dict[str, object]:
    return {
        "state": contract.state,
        "final_status": _final_status(contract),
        "end_reason": contract.end_reason or None,
        "signed_on": day(contract.signed_on),
        "signed_at": instant(contract.signed_at),
        "ended_on": day(contract.ended_on),
    }


def _final_status(contract: Contract) -> str | None:
    """How it went; a contract called off before it was signed has no more to say than that."""
    if contract.state == State.CANCELLED:
        return FinalStatus.CANCELLED.value
    return contract.final_status or None


def _derived(contract: Contract, on: date) -> dict[str, object]:
    standing = standing_of(contract, on)
    return {
        "status": standing.status.value,
        "missing": [field.value for field in standing.missing],
        "next_dates": [dated_json(milestone) for milestone in standing.next_dates],
    }


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
