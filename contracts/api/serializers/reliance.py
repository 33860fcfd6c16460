"""How are rates and assessments of replaceability written down, and how do they look?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import (
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Prose,
    Strict,
    Text,
    Whole,
    exact_decimal,
    instant,
)
from contracts.api.serializers.exposing import CurrencyCode
from contracts.models import ExchangeRate, LimitPassed, SubstitutabilityAssessment
from contracts.operations.relying import Seen
from contracts.queries.reliance import is_out_of_date
from contracts.substitution import Impact, Obstacle, Reintegration, Substitutability
from vendors.models.choices import choices_of

MOST_DAYS = 36_500


@extend_schema_field({"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,12})?$"})
class RateField(serializers.Field[Decimal, Any, Any, Any]):
    """A positive decimal of at most twelve decimals, as a text."""

    default_error_messages = {
        "text": 'Give a rate as a text, such as "1.0842".',
        "range": "A rate is more than nothing, and less than a million million.",
        "digits": "A rate has at most twelve decimals.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        value = exact_decimal(data) if isinstance(data, str) else None
        if value is None:
            self.fail("text")
        if not 0 < value < 10**12:
            self.fail("range")
        if round(value, 12) != value:
            self.fail("digits")
        return value

    def to_representation(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


class NewRate(Strict):
    """What one unit of `base` is worth in `quote` from `valid_on` on; and on whose word."""

    base = CurrencyCode()
    quote = CurrencyCode()
    rate = RateField()
    valid_on = Day()
    source = Text()  # type: ignore[assignment]  # the name it has for readers


class RateRecord(serializers.ModelSerializer[ExchangeRate]):
    """A rate somebody entered. Of one day the last one counts."""

    created_at = Instant()
    recorded_at = Instant()
    rate = RateField()
    source = serializers.CharField()  # type: ignore[assignment]
    entered_by = serializers.CharField(source="entered_label")

    class Meta:
        model = ExchangeRate
        fields = [
            "id", "created_at", "base", "quote", "rate", "valid_on", "source", "entered_by",
            "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewSubstitutability(Strict):
    """How hard the vendor is to replace, and why. `obstacle` where it is not `substitutable`."""

    verdict = Choice(choices=choices_of(Substitutability))
    obstacle = Choice(choices=choices_of(Obstacle), required=False, allow_null=True)
    reason = Prose(min_length=1, max_length=5000)
    alternatives = serializers.ListField(child=Id(), required=False, max_length=50)
    reintegration = Choice(choices=choices_of(Reintegration))
    reintegration_days = Whole(max_value=MOST_DAYS)
    exit_plan = Flag()
    exit_tested_on = Day(required=False, allow_null=True)
    impact = Choice(choices=choices_of(Impact))
    assessed_on = Day(required=False)
    evidence = serializers.ListField(child=Id(), required=False, max_length=100)

    def validate(self, attrs: dict[str, Any]) -> Any:
        obstacle = attrs.get("obstacle")
        return {
            "seen": Seen(
                verdict=Substitutability(attrs["verdict"]),
                obstacle=Obstacle(obstacle) if obstacle else None,
                reason=attrs["reason"],
                alternatives=attrs.get("alternatives", []),
                reintegration=Reintegration(attrs["reintegration"]),
                reintegration_days=attrs["reintegration_days"],
                exit_plan=attrs["exit_plan"],
                exit_tested_on=attrs.get("exit_tested_on"),
                impact=Impact(attrs["impact"]),
                assessed_on=attrs.get("assessed_on"),
                evidence=attrs.get("evidence", []),
            )
        }


class SubstitutabilityRecord(serializers.Serializer[SubstitutabilityAssessment]):
    """An assessment. `stale` when it is older than the house relies on, on the day asked about."""

    model = SubstitutabilityAssessment

    id = Id()
    created_at = Instant()
    contract = Id()
    verdict = Choice(choices=choices_of(Substitutability))
    obstacle = Choice(choices=choices_of(Obstacle), allow_null=True)
    reason = serializers.CharField()
    alternatives = serializers.ListField(child=Id())
    reintegration = Choice(choices=choices_of(Reintegration))
    reintegration_days = Whole()
    exit_plan = serializers.BooleanField()
    exit_tested_on = Day(allow_null=True)
    impact = Choice(choices=choices_of(Impact))
    assessed_on = Day()
    assessed_by = serializers.CharField()
    evidence = serializers.ListField(child=Id())
    stale = serializers.BooleanField()

    def to_representation(self, instance: SubstitutabilityAssessment) -> dict[str, Any]:
        return {
            "id": str(instance.id),
            "created_at": instant(instance.created_at),
            "contract": str(instance.contract_id),
            "verdict": instance.verdict,
            "obstacle": instance.obstacle or None,
            "reason": instance.reason,
            "alternatives": [str(each) for each in instance.alternatives],
            "reintegration": instance.reintegration,
            "reintegration_days": instance.reintegration_days,
            "exit_plan": instance.exit_plan,
            "exit_tested_on": _day(instance.exit_tested_on),
            "impact": instance.impact,
            "assessed_on": instance.assessed_on.isoformat(),
            "assessed_by": instance.assessed_label,
            "evidence": [str(each) for each in instance.evidence],
            "stale": is_out_of_date(instance, self.context["on"]),
        }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


class LimitPassedRecord(serializers.ModelSerializer[LimitPassed]):
    """A limit of a policy that was found passed, and since when it is kept again."""

    created_at = Instant()
    policy = serializers.UUIDField()
    found = serializers.DictField()

    class Meta:
        model = LimitPassed
        fields = [
            "id", "created_at", "policy", "limit", "key", "currency", "found", "found_on",
            "ceased_on",
        ]  # fmt: skip
        read_only_fields = fields
