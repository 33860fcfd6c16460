"""How is a policy tried against the past, and how is the outcome told?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Day, Id, Instant, Strict
from procurement.hindsight import Change, Lead
from procurement.models import Backtest, BacktestMoment
from procurement.models.choices import JOB_STATES, choices_of
from vendors.models import NeutralityLevel, NeutralityState

MOST_VENDORS = 1_000


class BacktestAsked(Strict):
    """Which part of the past, both days included, and which vendors; all of it if not said."""

    vendors = serializers.ListField(child=Id(), required=False, max_length=MOST_VENDORS)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of Python's, too."""
        return {"from": Day(required=False), "to": Day(required=False), **super().get_fields()}


class VerdictRecord(serializers.Serializer[Any]):
    """How sure, and how deep."""

    state = serializers.ChoiceField(choices=NeutralityState.choices)
    level = serializers.ChoiceField(choices=NeutralityLevel.choices)


class TriedVerdictRecord(VerdictRecord):
    """With the first sentences of what makes it so."""

    sentences = serializers.ListField(child=serializers.CharField())


class DifferenceRecord(serializers.Serializer[Any]):
    """One day on which the policy would have said something else. `after` is null, and `problem`
    set, where it could not be said.
    """

    model = BacktestMoment
    id = serializers.UUIDField()
    vendor = serializers.UUIDField()
    valid_at = serializers.DateField()
    known_at = Instant()
    assessment = serializers.UUIDField()
    change = serializers.ChoiceField(choices=choices_of(Change))
    before = VerdictRecord()
    after = TriedVerdictRecord(allow_null=True)
    problem = serializers.CharField(allow_null=True)

    def to_representation(self, instance: BacktestMoment) -> dict[str, Any]:
        after = None
        if instance.after_state:
            after = {
                "state": instance.after_state,
                "level": instance.after_level,
                "sentences": instance.sentences,
            }
        return {
            "id": str(instance.id),
            "vendor": str(instance.vendor_id),
            "valid_at": instance.valid_at,
            "known_at": self.fields["known_at"].to_representation(instance.known_at),
            "assessment": str(instance.assessment_id),
            "change": instance.change,
            "before": {"state": instance.before_state, "level": instance.before_level},
            "after": after,
            "problem": instance.problem or None,
        }


class LeadRecord(serializers.Serializer[Any]):
    """Since when there was this verdict or a worse one, on record and under the policy; null is
    never. `days` is how many days earlier the policy would have said so; negative is later.
    """

    state = serializers.CharField(source="verdict.state.value")
    level = serializers.CharField(source="verdict.level.value")
    recorded_on = serializers.DateField(allow_null=True)
    tried_on = serializers.DateField(allow_null=True)
    days = serializers.SerializerMethodField()

    def get_days(self, lead: Lead) -> int | None:
        return lead.days


class ForesightRecord(serializers.Serializer[Any]):
    """What the policy would have changed for one vendor."""

    vendor = serializers.UUIDField()
    moments = serializers.IntegerField()
    differences = serializers.IntegerField()
    first_worse_on = serializers.DateField(allow_null=True)
    first_better_on = serializers.DateField(allow_null=True)
    leads = LeadRecord(many=True)


class ForesightPage(serializers.Serializer[Any]):
    results = ForesightRecord(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class TrialProgress(serializers.Serializer[Any]):
    """Verdicts on record that were looked at, of all that are asked about."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class BacktestRecord(serializers.Serializer[Any]):
    """A policy tried against the past; `rules` is the policy as it was then."""

    model = Backtest
    id = serializers.UUIDField()
    created_at = Instant()
    policy = serializers.UUIDField(source="policy_id")
    policy_version = serializers.IntegerField()
    vendors = serializers.ListField(child=serializers.UUIDField())
    known_at = Instant()
    asked_by = serializers.CharField(source="asked_label")
    state = serializers.ChoiceField(choices=JOB_STATES)
    progress = serializers.SerializerMethodField()
    finished_at = Instant(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of Python's, too."""
        days = {
            "from": serializers.DateField(source="from_day", allow_null=True),
            "to": serializers.DateField(source="to_day"),
        }
        return {**super().get_fields(), **days}

    @extend_schema_field(TrialProgress)
    def get_progress(self, backtest: Backtest) -> dict[str, int]:
        done: int = backtest.done  # type: ignore[attr-defined]  # annotated by the query
        return {"done": done, "total": max(done, backtest.total)}


class _Counts(serializers.Serializer[Any]):
    """Moments that were tried and how they came out; and at how many vendors."""

    moments = serializers.IntegerField()
    same = serializers.IntegerField()
    worse = serializers.IntegerField()
    better = serializers.IntegerField()
    undecided = serializers.IntegerField()
    vendors = serializers.IntegerField()
    vendors_worse = serializers.IntegerField()
    vendors_better = serializers.IntegerField()


class BacktestResult(BacktestRecord):
    """With what was found so far. Of `differences` and `leads` the first hundred; all of them are
    lists of their own, `/differences` and `/vendors`.
    """

    rules = serializers.DictField()
    counts = _Counts()
    differences = DifferenceRecord(many=True)
    leads = ForesightRecord(many=True)
