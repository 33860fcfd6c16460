"""How are money, clauses and days of a contract read and written?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
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
)
from contracts import clauses, survival
from contracts.calendar import LONGEST_PERIOD_DAYS, Counting, DayType, Milestone
from contracts.lifecycle import RenewalType
from contracts.models import Clause, SurvivalDuty
from vendors.models.choices import choices_of

_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


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


class MeasureField(Choice):
    """A measure; the dimension `votes` of an interest means the measure `voting`."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value("voting" if data == "votes" else data)


class ClauseTerms(Strict):
    """A right of ours as data; becomes a `contracts.clauses.Clause`."""

    kind = Choice(choices=choices_of(clauses.ClauseKind))
    measure = MeasureField(choices=choices_of(clauses.Measure), required=False, allow_null=True)
    comparator = Choice(choices=choices_of(clauses.Comparator), default="gt")
    threshold = Percent(required=False, allow_null=True)
    party_class = Choice(choices=choices_of(clauses.PartyClass), default="any")
    remedy = Choice(choices=choices_of(clauses.Remedy))
    window_days = _days()
    window_from = Choice(choices=choices_of(clauses.WindowFrom), default="event")
    window_day_type = Choice(choices=choices_of(DayType), default="calendar")
    window_counting = Choice(choices=choices_of(Counting), default="exclusive")
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
            window_day_type=DayType(given["window_day_type"]),
            window_counting=Counting(given["window_counting"]),
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
    window_day_type = Choice(choices=choices_of(DayType))
    window_counting = Choice(choices=choices_of(Counting))
    cure_days = Whole(allow_null=True)


class DutyTerms(Strict):
    """What binds after the end: some `months` long, `until` a day, or with neither for good."""

    kind = Choice(choices=choices_of(survival.DutyKind))
    owed_by = Choice(choices=choices_of(survival.Owes), default="both")
    description = Prose(max_length=5000, allow_blank=True, required=False, default="")
    months = Whole(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=survival.LONGEST_MONTHS,
        default=None,
    )
    until = Day(required=False, allow_null=True, default=None)

    def to_internal_value(self, data: Any) -> survival.Duty:
        given: Mapping[str, Any] = super().to_internal_value(data)
        return survival.Duty(
            kind=survival.DutyKind(given["kind"]),
            owed_by=survival.Owes(given["owed_by"]),
            description=given["description"],
            months=given["months"],
            until=given["until"],
        )


class DutyRecord(serializers.Serializer[SurvivalDuty]):
    """A duty that outlives the contract."""

    id = Id()
    kind = Choice(choices=choices_of(survival.DutyKind))
    owed_by = Choice(choices=choices_of(survival.Owes))
    description = serializers.CharField()
    months = Whole(allow_null=True)
    until = Day(allow_null=True)


class Hour(serializers.TimeField):
    """An hour of the day, `HH:MM`."""

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not _HOUR.fullmatch(value):
            self.fail("invalid", format="HH:MM")
        return super().to_internal_value(value)


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
