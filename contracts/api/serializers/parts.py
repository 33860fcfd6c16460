"""How are money, clauses and days of a contract read and written?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rest_framework import serializers

from config.rest.fields import (
    Choice,
    Day,
    Id,
    Percent,
    Prose,
    Strict,
    Text,
    Whole,
    plain_number,
)
from contracts import clauses
from contracts.calendar import LONGEST_PERIOD_DAYS, Milestone
from contracts.lifecycle import RenewalType
from contracts.models import Clause
from contracts.money import Money, MoneyError, UnknownCurrency
from vendors.models.choices import choices_of


class MoneyValue(Strict):
    """`{"amount": "1250000.00", "currency": "USD"}`: exact, never rounded, never negative."""

    amount = Text(max_length=40)
    currency = Text(max_length=3, min_length=3)

    def to_internal_value(self, data: Any) -> Money:
        given = super().to_internal_value(data)
        try:
            money = Money.parse(given["amount"], given["currency"])
        except UnknownCurrency as error:
            raise _refused("currency", "unknown_currency", str(error)) from None
        except MoneyError as error:
            raise _refused("amount", "not_an_amount", str(error)) from None
        if money.amount < 0:
            raise _refused("amount", "negative", "A value is not negative.")
        return money

    def to_representation(self, instance: Money) -> dict[str, Any]:
        return dict(instance.render())


def _refused(field: str, code: str, detail: str) -> serializers.ValidationError:
    return serializers.ValidationError({field: [serializers.ErrorDetail(detail, code=code)]})


class TimeZone(Text):
    """A zone of the IANA database, such as `America/Los_Angeles`."""

    default_error_messages = {"zone": "Give a time zone of the IANA database."}

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in available_timezones():
            self.fail("zone")
        return ZoneInfo(name).key


class Sha256(Text):
    """A SHA-256, as 64 hexadecimal digits."""

    default_error_messages = {"sha256": "Give a SHA-256 as 64 hexadecimal digits."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data).lower()
        if text and not re.fullmatch(r"[0-9a-f]{64}", text):
            self.fail("sha256")
        return text


class DatasetTerms(Strict):
    """What kind of data the contract is about."""

    domain = Text(max_length=100, allow_blank=True, required=False)
    modality = Text(max_length=100, allow_blank=True, required=False)
    sensitivity = Text(max_length=100, allow_blank=True, required=False)
    description = Prose(max_length=5000, allow_blank=True, required=False)


class RenewalTerms(Strict):
    """Whether it renews itself, and for how many months at a time."""

    type = Choice(choices=choices_of(RenewalType))
    months = Whole(min_value=1, required=False, allow_null=True)


def _days() -> Whole:
    return Whole(required=False, allow_null=True, max_value=LONGEST_PERIOD_DAYS)


class ClauseTerms(Strict):
    """A right of ours as data; becomes a `contracts.clauses.Clause`."""

    kind = Choice(choices=choices_of(clauses.ClauseKind))
    measure = Choice(choices=choices_of(clauses.Measure), required=False, allow_null=True)
    comparator = Choice(choices=choices_of(clauses.Comparator), default="gt")
    threshold = Percent(required=False, allow_null=True)
    party_class = Choice(choices=choices_of(clauses.PartyClass), default="any")
    remedy = Choice(choices=choices_of(clauses.Remedy))
    window_days = _days()
    window_from = Choice(choices=choices_of(clauses.WindowFrom), default="event")
    cure_days = _days()

    def to_internal_value(self, data: Any) -> clauses.Clause:
        given: Mapping[str, Any] = super().to_internal_value(data)
        measure = given.get("measure")
        return clauses.Clause(
            kind=clauses.ClauseKind(given["kind"]),
            measure=clauses.Measure(measure) if measure else None,
            remedy=clauses.Remedy(given["remedy"]),
            comparator=clauses.Comparator(given["comparator"]),
            threshold=given.get("threshold"),
            party_class=clauses.PartyClass(given["party_class"]),
            window_days=given.get("window_days"),
            window_from=clauses.WindowFrom(given["window_from"]),
            cure_days=given.get("cure_days"),
        )


class ClauseRecord(serializers.Serializer[Clause]):
    """A clause of a contract."""

    id = Id()
    kind = Choice(choices=choices_of(clauses.ClauseKind))
    measure = Choice(choices=choices_of(clauses.Measure), allow_null=True)
    comparator = Choice(choices=choices_of(clauses.Comparator))
    threshold = Percent(allow_null=True)
    party_class = Choice(choices=choices_of(clauses.PartyClass))
    remedy = Choice(choices=choices_of(clauses.Remedy))
    window_days = Whole(allow_null=True)
    window_from = Choice(choices=choices_of(clauses.WindowFrom))
    cure_days = Whole(allow_null=True)


def clause_json(row: Clause) -> dict[str, object]:
    """What `ClauseRecord` describes."""
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
        "cure_days": row.cure_days,
    }


class DatedRecord(serializers.Serializer[Milestone]):
    """A day that matters, and the rule that gave it."""

    kind = serializers.CharField()
    on = Day()
    rule = serializers.CharField()


def dated_json(milestone: Milestone) -> dict[str, object]:
    """What `DatedRecord` describes."""
    return {
        "kind": milestone.kind.value,
        "on": milestone.on.isoformat(),
        "rule": milestone.rule,
    }
