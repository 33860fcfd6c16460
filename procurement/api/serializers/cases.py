"""How are cases and waivers read and answered?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Prose, Strict
from procurement.api.manners import AllowedActs
from procurement.caseflow import (
    CASE,
    WAIVER,
    CaseAct,
    CaseState,
    Decision,
    WaiverAct,
    WaiverState,
)
from procurement.models import Case, CaseClaim, Waiver
from procurement.models.choices import choices_of
from vendors.models import NeutralityLevel, NeutralityState


class CaseActs(AllowedActs):
    life = CASE
    needs = {
        CaseAct.PROPOSE: "procurement.propose_case",
        CaseAct.DECIDE: "procurement.decide_case",
        CaseAct.CLOSE: "procurement.propose_case",
    }


class WaiverActs(AllowedActs):
    life = WAIVER
    needs = {
        WaiverAct.SUBMIT: "procurement.draft_waiver",
        WaiverAct.APPROVE: "procurement.approve_waiver",
        WaiverAct.REJECT: "procurement.approve_waiver",
        WaiverAct.REVOKE: "procurement.draft_waiver",
    }


class DecisionAsked(Strict):
    """A decision, and why: in `comment`, or in `reason` as with other moves."""

    decision = Choice(choices=choices_of(Decision))
    comment = Prose(required=False, min_length=1, max_length=5000)
    reason = Prose(required=False, min_length=1, max_length=5000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        said = [attrs[name] for name in ("comment", "reason") if name in attrs]
        if not said:
            missing = self.fields["comment"].error_messages["required"]
            raise serializers.ValidationError({"comment": missing}, code="required")
        return {
            "decision": Decision(attrs["decision"]),
            "comment": "\n\n".join(dict.fromkeys(said)),
        }


class ProposalRecord(serializers.Serializer[Any]):
    """What somebody proposes about the present verdict of a case."""

    decision = serializers.ChoiceField(choices=choices_of(Decision))
    comment = serializers.CharField()
    proposed_by = serializers.CharField(source="proposed_label")
    proposed_at = Instant(source="created_at")


class CaseClaimRecord(serializers.Serializer[CaseClaim]):
    """Something sworn that stood no more, `contradicted` or `expired`, and so came to the case."""

    attestation = serializers.UUIDField(source="attestation_id")
    state = serializers.CharField()
    joined_at = Instant(source="created_at")


class CaseRecord(serializers.ModelSerializer[Case]):
    """A vendor whose verdict became worse, until somebody decided what follows.

    `assessment` is the latest verdict that joined, `assessments` are all of them, oldest first.
    `claims` are attestations that no longer stood.
    """

    created_at = Instant()
    updated_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    state = serializers.ChoiceField(choices=choices_of(CaseState))
    assessment = serializers.UUIDField(source="assessment_id")
    assessments = serializers.SerializerMethodField()
    claims = CaseClaimRecord(many=True)
    proposal = ProposalRecord(allow_null=True)
    decision = serializers.SerializerMethodField()
    comment = serializers.SerializerMethodField()
    decided_by = serializers.SerializerMethodField()
    decided_at = serializers.SerializerMethodField()
    closed_at = Instant(allow_null=True)
    closed_by = serializers.SerializerMethodField()
    close_reason = serializers.SerializerMethodField()
    allowed_acts = CaseActs()

    class Meta:
        model = Case
        fields = [
            "id",
            "created_at",
            "updated_at",
            "vendor",
            "state",
            "assessment",
            "assessments",
            "claims",
            "proposal",
            "decision",
            "comment",
            "decided_by",
            "decided_at",
            "closed_at",
            "closed_by",
            "close_reason",
            "allowed_acts",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "string", "format": "uuid"}})
    def get_assessments(self, case: Case) -> list[str]:
        return [str(verdict.assessment_id) for verdict in case.verdicts.all()]

    @extend_schema_field({"type": ["string", "null"]})
    def get_decision(self, case: Case) -> str | None:
        return case.decision.decision if case.decision else None

    def get_comment(self, case: Case) -> str | None:
        return case.decision.comment if case.decision else None

    def get_decided_by(self, case: Case) -> str | None:
        return case.decision.decided_label if case.decision else None

    @extend_schema_field({"type": ["string", "null"], "format": "date-time"})
    def get_decided_at(self, case: Case) -> str | None:
        return Instant().to_representation(case.decision.created_at) if case.decision else None

    def get_closed_by(self, case: Case) -> str | None:
        return case.closed_label or None

    def get_close_reason(self, case: Case) -> str | None:
        return case.close_reason or None


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": ["all"]},
            {
                "type": "object",
                "required": ["contract"],
                "properties": {"contract": {"type": "string", "format": "uuid"}},
                "additionalProperties": False,
            },
        ]
    }
)
class Scope(serializers.Field):
    """`"all"`, or `{"contract": id}`."""

    default_error_messages = {"scope": 'Say "all", or {{"contract": "<id>"}}.'}

    def to_internal_value(self, data: Any) -> dict[str, UUID | None]:
        if data == "all":
            return {"contract_id": None}
        if not isinstance(data, Mapping) or set(data) != {"contract"}:
            self.fail("scope")
        return {"contract_id": Id().run_validation(data["contract"])}

    def to_representation(self, value: Waiver) -> Any:
        return "all" if value.contract_id is None else {"contract": str(value.contract_id)}


def _texts() -> serializers.ListField:
    return serializers.ListField(
        child=Prose(min_length=1, max_length=2000), max_length=100, required=False
    )


class WaiverAmendment(Strict):
    """What a draft may say. It covers the days before `expires_on`."""

    scope = Scope(source="*", required=False)
    conditions = _texts()
    compensating_controls = _texts()
    expires_on = Day(required=False)
    reason = Prose(required=False, min_length=1, max_length=5000)


class NewWaiver(WaiverAmendment):
    """A waiver to draft."""

    vendor = Id()
    scope = Scope(source="*")
    expires_on = Day()
    reason = Prose(min_length=1, max_length=5000)


class _Grant(serializers.Serializer[Any]):
    assessment = serializers.UUIDField()
    state = serializers.ChoiceField(choices=NeutralityState.choices)
    level = serializers.ChoiceField(choices=NeutralityLevel.choices)


class WaiverRecord(serializers.ModelSerializer[Waiver]):
    """Leave to contract with a vendor that is not clear.

    `granted` is the verdict it was granted on: it covers nothing worse than that.
    """

    created_at = Instant()
    updated_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    scope = Scope(source="*")
    state = serializers.ChoiceField(choices=choices_of(WaiverState))
    drafted_by = serializers.CharField(source="drafted_label")
    submitted_by = serializers.SerializerMethodField()
    decided_by = serializers.SerializerMethodField()
    decided_at = Instant(allow_null=True)
    granted = serializers.SerializerMethodField()
    ended_at = Instant(allow_null=True)
    ended_by = serializers.SerializerMethodField()
    end_reason = serializers.SerializerMethodField()
    allowed_acts = WaiverActs()

    class Meta:
        model = Waiver
        fields = [
            "id",
            "created_at",
            "updated_at",
            "vendor",
            "scope",
            "conditions",
            "compensating_controls",
            "expires_on",
            "reason",
            "state",
            "drafted_by",
            "submitted_by",
            "decided_by",
            "decided_at",
            "granted",
            "ended_at",
            "ended_by",
            "end_reason",
            "allowed_acts",
        ]
        read_only_fields = fields

    def get_submitted_by(self, waiver: Waiver) -> str | None:
        return waiver.submitted_label or None

    def get_decided_by(self, waiver: Waiver) -> str | None:
        return waiver.decided_label or None

    def get_ended_by(self, waiver: Waiver) -> str | None:
        return waiver.ended_label or None

    def get_end_reason(self, waiver: Waiver) -> str | None:
        return waiver.end_reason or None

    @extend_schema_field(_Grant(allow_null=True))
    def get_granted(self, waiver: Waiver) -> dict[str, str] | None:
        if waiver.granted_on_id is None:
            return None
        return {
            "assessment": str(waiver.granted_on_id),
            "state": waiver.granted_state,
            "level": waiver.granted_level,
        }
