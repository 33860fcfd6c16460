"""How is a termination asked for, and how do it and its steps look?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from rest_framework import serializers

from config.rest.fields import (
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Prose,
    ReasonAndEvidence,
    Strict,
    Text,
    Whole,
    instant,
)
from contracts.api.serializers.parts import DatedRecord, dated_json
from contracts.models import Certificate, SanitizationMethod, Step, Termination, Verification
from contracts.operations.proving import Certified, Particulars
from contracts.operations.terminations import Proposal
from contracts.queries.acts import step_acts, steps_of, termination_acts
from contracts.queries.terminations import get_dates, is_over
from contracts.termination import (
    Ground,
    Order,
    State,
    StepCode,
    StepRole,
    Steps,
    StepState,
    is_overdue,
    shown_state,
    waiting_for,
)
from vendors.models.choices import choices_of


class TerminationProposal(Strict):
    """Why a contract should be left, and how fast; `emergency` suspends it at once."""

    ground = Choice(choices=choices_of(Ground))
    clause = Id(required=False, allow_null=True)
    comment = Prose(max_length=5000, allow_blank=True, required=False)
    emergency = Flag(required=False)
    requested_effective_on = Day(required=False, allow_null=True)


def proposal(asked: Mapping[str, Any]) -> Proposal:
    """A parsed body as the operation takes it."""
    return Proposal(
        ground=Ground(asked["ground"]),
        clause=asked.get("clause"),
        comment=asked.get("comment", ""),
        order=Order.EMERGENCY if asked.get("emergency", False) else Order.PLANNED,
        requested_effective_on=asked.get("requested_effective_on"),
    )


class Rescheduling(ReasonAndEvidence):
    """The day both sides agreed on."""

    effective_on = Day()


def _said() -> Text:
    return Text(allow_blank=True, required=False)


class CertificateEntry(Strict):
    """A certificate that one holder's copy of one data asset is gone (NIST SP 800-88)."""

    data_asset = Id()
    holder = Id()
    evidence = Id()
    performed_by = _said()
    performer_title = _said()
    organisation = _said()
    contact = _said()
    performed_on = Day(required=False)
    place = _said()
    media_type = _said()
    media_make = _said()
    media_model = _said()
    media_serial = _said()
    location = _said()
    source_system = _said()
    data_scope = _said()
    classification = _said()
    method = Choice(choices=SanitizationMethod.choices, required=False)
    technique = _said()
    tool = _said()
    tool_version = _said()
    verification = Choice(choices=Verification.choices, required=False)
    verified_by = _said()
    destination = _said()
    standard = _said()
    validator = _said()

    def to_internal_value(self, data: Any) -> Certified:
        given = dict(super().to_internal_value(data))
        return Certified(
            data_asset=given.pop("data_asset"),
            holder=given.pop("holder"),
            evidence=given.pop("evidence"),
            particulars=cast(Particulars, given),
        )


class StepDoing(ReasonAndEvidence):
    """Why, with which evidence; destroying data is submitted with certificates."""

    certificates = serializers.ListField(child=CertificateEntry(), required=False, max_length=1000)


class CertificateRecord(serializers.ModelSerializer[Certificate]):
    """A certificate that was submitted."""

    created_at = Instant(read_only=True)

    class Meta:
        model = Certificate
        exclude = ["step", "attempt"]


class StepRecord(serializers.Serializer[Step]):
    """A step on the way out. `state` is `blocked` while it waits for others (`waits_for`)."""

    code = Choice(choices=choices_of(StepCode))
    role = Choice(choices=choices_of(StepRole))
    due_on = Day()
    rule = serializers.CharField()
    depends_on = serializers.ListField(child=serializers.CharField())
    waits_for = serializers.ListField(child=serializers.CharField())
    evidence_required = serializers.BooleanField()
    state = Choice(choices=choices_of(StepState))
    overdue = serializers.BooleanField()
    evidence = serializers.ListField(child=Id())
    certificates = CertificateRecord(many=True)
    allowed_acts = serializers.ListField(child=serializers.CharField())


def step_json(
    found: Termination, row: Step, steps: Steps, context: Mapping[str, Any]
) -> dict[str, object]:
    """What `StepRecord` describes."""
    code = StepCode(row.code)
    attempt = row.attempt
    certificates = [one for one in row.certificates.all() if one.attempt == attempt]
    return {
        "code": row.code,
        "role": row.role,
        "due_on": row.due_on.isoformat(),
        "rule": row.rule,
        "depends_on": row.depends_on,
        "waits_for": [other.value for other in waiting_for(code, steps)],
        "evidence_required": row.evidence_required,
        "state": shown_state(code, steps).value,
        "overdue": not is_over(found) and is_overdue(steps[code], context["on"]),
        "evidence": [str(one.evidence_id) for one in row.evidence.all() if one.attempt == attempt],
        "certificates": CertificateRecord(certificates, many=True).data if certificates else [],
        "allowed_acts": [act.value for act in step_acts(found, row, steps, context["roles"])],
    }


class StepsOwnRecord(StepRecord):
    """A step by itself, after a move; `termination_state` is where its termination is now."""

    termination = Id()
    termination_state = Choice(choices=choices_of(State))

    def to_representation(self, instance: Step) -> dict[str, Any]:
        found = instance.termination
        return {
            **step_json(found, instance, steps_of(found), self.context),
            "termination": str(found.id),
            "termination_state": found.state,
        }


class TerminationRecord(serializers.Serializer[Termination]):
    """A way out of a contract. The context gives `on` and the caller's `roles`."""

    model = Termination

    id = Id()
    created_at = Instant()
    updated_at = Instant()
    contract = Id()
    vendor = Id()
    ground = Choice(choices=choices_of(Ground))
    clause = Id(allow_null=True)
    comment = serializers.CharField()
    emergency = serializers.BooleanField()
    requested_effective_on = Day(allow_null=True)
    state = Choice(choices=choices_of(State))
    proposed_on = Day()
    proposed_by_system = serializers.BooleanField()
    assessment = Id(allow_null=True, help_text="What a proposal by the system rests on.")
    right = serializers.CharField(allow_null=True, help_text="What the clause gave, in a sentence.")
    notice_served_on = Day(allow_null=True)
    effective_on = Day()
    completed_on = Day(allow_null=True)
    dates = DatedRecord(many=True)
    steps = StepRecord(many=True)
    open_steps = Whole()
    allowed_acts = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Termination) -> dict[str, Any]:
        steps = steps_of(instance)
        shown = [step_json(instance, row, steps, self.context) for row in instance.steps.all()]
        return {
            **_told(instance),
            "dates": [dated_json(milestone) for milestone in get_dates(instance)],
            "steps": shown,
            "open_steps": sum(step["state"] not in _SETTLED for step in shown),
            "allowed_acts": termination_acts(instance, self.context["roles"]),
        }


_SETTLED = ("verified", "waived")


def _told(found: Termination) -> dict[str, object]:
    return {
        "id": str(found.id),
        "created_at": instant(found.created_at),
        "updated_at": instant(found.updated_at),
        "contract": str(found.contract_id),
        "vendor": str(found.contract.vendor_id),
        "ground": found.ground,
        "clause": str(found.clause_id) if found.clause_id else None,
        "comment": found.comment,
        "emergency": found.emergency,
        "requested_effective_on": _day(found.requested_effective_on),
        "state": found.state,
        "proposed_on": _day(found.proposed_on),
        "proposed_by_system": found.proposed_by == "system",
        "assessment": str(found.assessment_id) if found.assessment_id else None,
        "right": found.right_why or None,
        "notice_served_on": _day(found.notice_served_on),
        "effective_on": _day(found.effective_on),
        "completed_on": _day(found.completed_on),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
