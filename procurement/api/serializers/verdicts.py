"""How is a verdict answered, with its findings, their paths, sources and open questions?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.events.models import Delivery
from config.rest.fields import Day, Id, Instant, Prose, Strict, instant
from procurement.models import Assessment
from procurement.models.choices import choices_of
from procurement.neutrality.findings import Ask, TieCode
from procurement.queries.jobs import Job
from procurement.queries.judging import Judged
from vendors.models import NeutralityLevel, NeutralityState


class WhichMoment(Strict):
    """The world's day, the instant up to which we had heard, and the policy to measure with."""

    valid_at = Day(required=False)
    known_at = Instant(required=False)
    policy = Id(required=False)


class Asked(Strict):
    """Why, if there is something to say."""

    reason = Prose(required=False, max_length=5000)


class Nothing(Strict):
    """An empty body."""


class _Step(serializers.Serializer[Any]):
    """One party of a chain that ends at the vendor, and what it has in the next."""

    party = serializers.CharField()
    interest = serializers.CharField(allow_null=True)
    share = serializers.CharField(allow_null=True)


class _Question(serializers.Serializer[Any]):
    """Something to ask for. `exposure`: by how many percent points the answer closes, at most, what
    is open; `settles`: it may settle the finding alone; `about`: the holder it is about;
    `enough_above`: a sworn list of all holders above so many percent would do, too.
    """

    party = serializers.CharField()
    dimension = serializers.CharField(allow_null=True)
    exposure = serializers.FloatField(allow_null=True)
    sentence = serializers.CharField()
    ask = serializers.ChoiceField(choices=choices_of(Ask))
    about = serializers.CharField(allow_null=True)
    settles = serializers.BooleanField()
    enough_above = serializers.FloatField(allow_null=True)


class FindingRecord(serializers.Serializer[Any]):
    """What one rule says of one competitor group, or one tie; percentages, rounded outward."""

    rule = serializers.ChoiceField(choices=NeutralityLevel.choices)
    state = serializers.ChoiceField(choices=NeutralityState.choices)
    level = serializers.ChoiceField(choices=NeutralityLevel.choices)
    competitor = serializers.UUIDField(allow_null=True)
    competitors = serializers.ListField(child=serializers.UUIDField())
    tie_code = serializers.ChoiceField(choices=choices_of(TieCode), allow_null=True)
    about = serializers.UUIDField(allow_null=True)
    measure = serializers.CharField(allow_null=True)
    min = serializers.FloatField(allow_null=True)
    max = serializers.FloatField(allow_null=True)
    worst = serializers.FloatField(allow_null=True)
    min_open = serializers.BooleanField()
    max_open = serializers.BooleanField()
    worst_open = serializers.BooleanField()
    threshold = serializers.FloatField(allow_null=True)
    comparator = serializers.CharField(allow_null=True)
    sentence = serializers.CharField()
    paths = serializers.ListField(child=serializers.ListField(child=_Step()))
    sources = serializers.ListField(child=serializers.UUIDField())
    would_settle = _Question(many=True)


class _Column(serializers.Serializer[Any]):
    subject = serializers.UUIDField()
    dimension = serializers.CharField()


class OverlaysRecord(serializers.Serializer[Any]):
    """What makes the facts themselves doubtful; it never turns a verdict for the better."""

    contradictory = _Column(many=True)
    stale = serializers.BooleanField()
    closed_cycle = serializers.ListField(child=serializers.UUIDField())
    cut_short = serializers.BooleanField(
        default=False, help_text="More parties stand around the vendor than can be looked at."
    )


class _Verdict(serializers.Serializer[Any]):
    """What an assessment and a preview have in common."""

    vendor = serializers.UUIDField()
    state = serializers.ChoiceField(choices=NeutralityState.choices)
    level = serializers.ChoiceField(choices=NeutralityLevel.choices)
    valid_at = serializers.DateField()
    known_at = Instant()
    policy = serializers.UUIDField(allow_null=True)
    competitors = serializers.ListField(child=serializers.UUIDField())
    engine_version = serializers.CharField()
    input_digest = serializers.CharField()
    cause = serializers.UUIDField(allow_null=True)
    next_boundary = serializers.DateField(allow_null=True)
    overlays = OverlaysRecord()
    findings = FindingRecord(many=True)


class AssessmentRecord(_Verdict):
    """A verdict as it was reached. It never changes; a later one supersedes it."""

    model = Assessment
    id = serializers.UUIDField()
    created_at = Instant()
    supersedes = serializers.UUIDField(allow_null=True)

    def to_representation(self, instance: Assessment) -> dict[str, Any]:
        """Findings are on record as they are answered, and not rendered again."""
        return {
            "id": str(instance.id),
            "created_at": instant(instance.created_at),
            "vendor": str(instance.vendor_id),
            "state": instance.state,
            "level": instance.level,
            "valid_at": instance.valid_at,
            "known_at": instant(instance.known_at),
            "policy": str(instance.policy_id),
            "competitors": [str(one) for one in instance.competitors],
            "engine_version": instance.engine_version,
            "input_digest": instance.input_digest,
            "cause": _text(instance.cause),
            "supersedes": _text(instance.supersedes_id),
            "next_boundary": instance.next_boundary,
            "overlays": instance.overlays,
            "findings": instance.findings,
        }


class PreviewRecord(_Verdict):
    """What an assessment would say; computed now and not kept."""

    computed = serializers.BooleanField(default=True)

    def to_representation(self, instance: Judged) -> dict[str, Any]:
        policy = instance.yardstick.policy
        return {
            "vendor": str(instance.vendor_id),
            "state": instance.judgement.state.value,
            "level": instance.judgement.level.value,
            "valid_at": instance.valid_at,
            "known_at": instant(instance.known_at),
            "policy": None if policy is None else str(policy.id),
            "competitors": [str(one) for one in instance.yardstick.competitors],
            "engine_version": instance.judgement.engine_version,
            "input_digest": instance.judgement.input_digest,
            "cause": None,
            "next_boundary": instance.next_boundary,
            "overlays": instance.overlays,
            "findings": instance.findings,
            "computed": True,
        }


class ReproductionRecord(serializers.Serializer[Any]):
    """Whether an assessment came out the same from stored facts, and what did not."""

    assessment = serializers.UUIDField(source="assessment.id")
    identical = serializers.BooleanField(source="is_identical")
    input_digest = serializers.CharField()
    differs = serializers.ListField(child=serializers.CharField())


class _Progress(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class JobRecord(serializers.Serializer[Any]):
    """Work that goes on after the answer. `result` when it is done, `problem` when it gave up."""

    model = Delivery
    id = serializers.UUIDField()
    created_at = Instant()
    state = serializers.ChoiceField(choices=["pending", "done", "failed"])
    progress = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()

    @extend_schema_field(_Progress)
    def get_progress(self, job: Job) -> dict[str, int]:
        return {"done": int(job.state == "done"), "total": 1}

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "properties": {
                "vendor": {"type": "string", "format": "uuid"},
                "assessment": {"type": "string", "format": "uuid"},
            },
        }
    )
    def get_result(self, job: Job) -> dict[str, str] | None:
        if job.assessment is None:
            return None
        return {"vendor": str(job.subject_id), "assessment": str(job.assessment)}

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
        }
    )
    def get_problem(self, job: Job) -> dict[str, str] | None:
        if job.state != "failed":
            return None
        return {"code": "job-failed", "detail": "It was tried many times and waits for a person."}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
