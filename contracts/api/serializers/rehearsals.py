"""How is an exit rehearsed, and how does a rehearsal look?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from rest_framework import serializers

from config.rest.fields import Choice, Day, Flag, Id, Instant, Strict, Whole, instant
from contracts.api.serializers.exits import LegRecord, RuleLinkRecord
from contracts.models import ExitRehearsal
from contracts.queries.preparedness import Staleness, fingerprint_of, stale_because
from contracts.readiness import Lack, Part
from contracts.termination import Evidence, Ground, Order, StepCode, StepRole
from vendors.models.choices import choices_of


class RehearsalAsked(Strict):
    """For which reason, and how fast; for convenience and in the planned order if not said."""

    ground = Choice(choices=choices_of(Ground), required=False)
    emergency = Flag(required=False)


def rehearsal(asked: Mapping[str, Any]) -> dict[str, Any]:
    """A parsed body as the operation takes it."""
    return {
        "ground": Ground(asked.get("ground", Ground.CONVENIENCE)),
        "order": Order.EMERGENCY if asked.get("emergency", False) else Order.PLANNED,
    }


class MissingRecord(serializers.Serializer[Any]):
    """One thing that is not there."""

    lack = Choice(choices=choices_of(Lack))
    about = serializers.CharField(allow_blank=True)
    words = serializers.CharField()


class PartRecord(serializers.Serializer[Any]):
    """One part of the score: what it counts, how much of that is there, and what is missing."""

    part = Choice(choices=choices_of(Part))
    weight = Whole()
    points = serializers.FloatField()
    missing = MissingRecord(many=True)


class RehearsedStep(serializers.Serializer[Any]):
    code = Choice(choices=choices_of(StepCode))
    role = Choice(choices=choices_of(StepRole))
    due_on = Day()
    rule = serializers.CharField()
    depends_on = serializers.ListField(child=serializers.CharField())
    evidence_type = Choice(choices=choices_of(Evidence))


class RuledDay(serializers.Serializer[Any]):
    on = Day()
    rule = serializers.CharField()


class RehearsedEnd(RuledDay):
    chain = RuleLinkRecord(many=True)


class RehearsedPlan(serializers.Serializer[Any]):
    """The plan as it would be written if the termination were approved on the day."""

    notice = RuledDay()
    earliest_end = RehearsedEnd()
    steps = RehearsedStep(many=True)
    critical_path = LegRecord(many=True)


class RehearsalRecord(serializers.Serializer[ExitRehearsal]):
    """How we would leave a contract, and how ready we are. The context gives `on`."""

    model = ExitRehearsal

    id = Id()
    created_at = Instant()
    contract = Id()
    ground = Choice(choices=choices_of(Ground))
    emergency = serializers.BooleanField()
    rehearsed_on = Day()
    rehearsed_by = serializers.CharField()
    score = Whole(help_text="0 to 100: the points of all parts, rounded down.")
    parts = PartRecord(many=True)
    missing = MissingRecord(many=True)
    notice_on = Day()
    effective_on = Day()
    out_on = Day(help_text="The first day on which everything could be done.")
    plan = RehearsedPlan()
    stale = serializers.BooleanField()
    stale_because = serializers.ListField(child=Choice(choices=choices_of(Staleness)))

    def to_representation(self, instance: ExitRehearsal) -> dict[str, Any]:
        known = cast(dict[str, Any], self.context).setdefault("fingerprints", {})
        if instance.contract_id not in known:
            known[instance.contract_id] = fingerprint_of(instance.contract)
        why = stale_because(
            instance,
            on=self.context["on"],
            longest_days=settings.REHEARSAL_MAX_AGE_DAYS,
            fingerprint=known[instance.contract_id],
        )
        return {
            "id": str(instance.id),
            "created_at": instant(instance.created_at),
            "contract": str(instance.contract_id),
            "ground": instance.ground,
            "emergency": instance.emergency,
            "rehearsed_on": instance.rehearsed_on.isoformat(),
            "rehearsed_by": instance.rehearsed_by,
            "score": instance.score,
            "parts": instance.parts,
            "missing": [one for part in instance.parts for one in part["missing"]],
            "notice_on": instance.notice_on.isoformat(),
            "effective_on": instance.effective_on.isoformat(),
            "out_on": instance.out_on.isoformat(),
            "plan": instance.plan,
            "stale": bool(why),
            "stale_because": [reason.value for reason in why],
        }
