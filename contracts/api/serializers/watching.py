"""How do rights, days that come and gaps in clauses look?"""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Whole, instant
from contracts.clauses import Remedy, RightState
from contracts.lifecycle import DateKind
from contracts.models import Deadline, Right
from contracts.queries.saying import day
from vendors.models.choices import choices_of


class RightRecord(serializers.Serializer[Right]):
    """What one party gave us under one clause, and until when it can be used."""

    model = Right

    id = Id()
    created_at = Instant()
    contract = Id()
    vendor = Id()
    clause = Id()
    party = Id()
    remedy = Choice(choices=choices_of(Remedy))
    state = Choice(choices=choices_of(RightState))
    event_on = Day(allow_null=True)
    aware_on = Day(allow_null=True)
    window = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        allow_null=True,
        help_text="`from` and `to`, both included; without `to` it does not lapse.",
    )
    days_left = Whole(allow_null=True, help_text="Of a running right; the last day counts.")
    cure_days = Whole(allow_null=True)
    termination = Id(allow_null=True, help_text="The termination that used it.")
    waived_on = Day(allow_null=True)
    ceased_on = Day(allow_null=True)
    why = serializers.CharField()

    def to_representation(self, instance: Right) -> dict[str, Any]:
        return {
            "id": str(instance.id),
            "created_at": instant(instance.created_at),
            "contract": str(instance.contract_id),
            "vendor": str(instance.contract.vendor_id),
            "clause": str(instance.clause_id),
            "party": str(instance.party_id),
            "remedy": instance.clause.remedy,
            **_standing(instance, self.context["on"]),
            "event_on": day(instance.event_on),
            "aware_on": day(instance.aware_on),
            "cure_days": instance.clause.cure_days,
            "waived_on": day(instance.waived_on),
            "ceased_on": day(instance.ceased_on),
            "why": instance.why,
        }


def _standing(right: Right, on: date) -> dict[str, object]:
    state: str = right.state  # type: ignore[attr-defined]  # annotated
    used_by = right.used_by  # type: ignore[attr-defined]  # annotated
    closes_on, opens_on = right.closes_on, right.opens_on
    runs = state == RightState.RUNNING and closes_on is not None
    return {
        "state": state,
        "window": {"from": day(opens_on), "to": day(closes_on)} if opens_on else None,
        "days_left": (closes_on - on).days + 1 if runs and closes_on else None,
        "termination": str(used_by) if used_by else None,
    }


class DeadlineRecord(serializers.Serializer[Deadline]):
    """A day that comes for a contract. The context gives `on`."""

    model = Deadline

    id = Id()
    contract = Id()
    reference = serializers.CharField()
    vendor = Id()
    kind = Choice(choices=choices_of(DateKind))
    on = Day()
    days_left = serializers.IntegerField()
    overdue = serializers.BooleanField()
    rule = serializers.CharField()
    about = Id(allow_null=True, help_text="The right, waiver, step or duty it belongs to.")

    def to_representation(self, instance: Deadline) -> dict[str, Any]:
        today: date = self.context["on"]
        return {
            "id": str(instance.id),
            "contract": str(instance.contract_id),
            "reference": instance.contract.reference,
            "vendor": str(instance.contract.vendor_id),
            "kind": instance.kind,
            "on": day(instance.on),
            "days_left": (instance.on - today).days,
            "overdue": instance.on < today,
            "rule": instance.rule,
            "about": str(instance.about) if instance.about else None,
        }
