"""How is a termination asked for, and how do it and its steps look?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

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
    Whole,
    instant,
)
from contracts.api.serializers.exits import (
    CriticalPathRecord,
    CureRecord,
    DisputeRecord,
    ExitWaiverRecord,
    LawfulEndRecord,
    NoticeRecord,
    cure_json,
    notice_json,
)
from contracts.api.serializers.papers import SurvivalRecord
from contracts.api.serializers.parts import DatedRecord, dated_json
from contracts.api.serializers.steps import StepRecord, step_json
from contracts.models import (
    Termination,
)
from contracts.operations.terminations import Proposal
from contracts.queries.acts import CARRIED_OUT_IN, steps_of, termination_acts
from contracts.queries.exits import path_of
from contracts.queries.survival import list_binding_duties
from contracts.queries.terminations import get_dates, lawful_end
from contracts.termination import (
    Ground,
    Order,
    State,
    Steps,
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
    notice = NoticeRecord()
    cure = CureRecord()
    disputes = DisputeRecord(many=True)
    waivers = ExitWaiverRecord(many=True)
    earliest_end = LawfulEndRecord()
    critical_path = CriticalPathRecord(allow_null=True, help_text="While steps are carried out.")
    dates = DatedRecord(many=True)
    steps = StepRecord(many=True)
    survival = SurvivalRecord(
        many=True, help_text="The contract's duties that bind after the end, until each is over."
    )
    open_steps = Whole()
    allowed_acts = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: Termination) -> dict[str, Any]:
        steps = steps_of(instance)
        shown = [step_json(instance, row, steps, self.context) for row in instance.steps.all()]
        return {
            **_told(instance),
            "dates": [dated_json(milestone) for milestone in get_dates(instance)],
            "steps": shown,
            "survival": _survival(instance, self.context["on"]),
            "open_steps": sum(step["state"] not in _SETTLED for step in shown),
            **_objected(instance, self.context["on"]),
            **_ahead(instance, steps, self.context["on"]),
            "allowed_acts": termination_acts(instance, self.context["roles"], self.context["on"]),
        }


_SETTLED = ("verified", "waived")


def _survival(found: Termination, on: date) -> list[dict[str, Any]]:
    duties = list_binding_duties(found.contract, on)
    return [dict(SurvivalRecord(duty, context={"on": on}).data) for duty in duties]


def _objected(found: Termination, on: date) -> dict[str, object]:
    return {
        "notice": notice_json(found),
        "cure": cure_json(found, on),
        "disputes": DisputeRecord(found.disputes.all(), many=True).data,
        "waivers": ExitWaiverRecord(found.waivers.all(), many=True).data,
    }


def _ahead(found: Termination, steps: Steps, on: date) -> dict[str, object]:
    """What decides when we are out."""
    running = State(found.state) in CARRIED_OUT_IN
    path = path_of(found, steps, on) if running else None
    return {
        "earliest_end": LawfulEndRecord(lawful_end(found, found.notice_on)).data,
        "critical_path": CriticalPathRecord(path).data if path else None,
    }


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
