"""How is a step on the way out carried out, and how does it look?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, ReasonAndEvidence, Strict, Text
from contracts.api.serializers.exits import (
    ManifestEntry,
    ManifestLine,
    OpenItemRecord,
    open_item_json,
)
from contracts.models import (
    Certificate,
    SanitizationMethod,
    Step,
    Storage,
    Termination,
    Verification,
)
from contracts.operations.proving import Certified, Particulars
from contracts.queries.acts import step_acts, steps_of
from contracts.queries.certificates import lacking
from contracts.queries.exits import open_items
from contracts.queries.terminations import is_over
from contracts.termination import (
    EVIDENCE,
    State,
    StepCode,
    StepRole,
    Steps,
    StepState,
    is_overdue,
    shown_state,
    waiting_for,
)
from contracts.termination import Evidence as EvidenceType
from vendors.models.choices import choices_of


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
    storage = Choice(choices=Storage.choices, required=False)
    media_type = _said()
    media_make = _said()
    media_model = _said()
    media_serial = _said()
    media_owner = _said()
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
    signed_by = _said()
    signed_on = Day(required=False)

    def to_internal_value(self, data: Any) -> Certified:
        given = dict(super().to_internal_value(data))
        return Certified(
            data_asset=given.pop("data_asset"),
            holder=given.pop("holder"),
            evidence=given.pop("evidence"),
            particulars=cast(Particulars, given),
        )


class StepDoing(ReasonAndEvidence):
    """Why, on what evidence; data is returned with a manifest and destroyed with certificates."""

    certificates = serializers.ListField(child=CertificateEntry(), required=False, max_length=1000)
    manifest = serializers.ListField(child=ManifestEntry(), required=False, max_length=1000)


class CertificateRecord(serializers.ModelSerializer[Certificate]):
    """A certificate that was submitted."""

    created_at = Instant(read_only=True)
    lacks = serializers.SerializerMethodField(help_text="What a full certificate says besides.")

    class Meta:
        model = Certificate
        exclude = ["step", "attempt"]

    def get_lacks(self, certificate: Certificate) -> list[str]:
        return lacking(certificate)


class StepRecord(serializers.Serializer[Step]):
    """A step on the way out. `state` is `blocked` while it waits for others (`waits_for`)."""

    code = Choice(choices=choices_of(StepCode))
    role = Choice(choices=choices_of(StepRole))
    due_on = Day()
    rule = serializers.CharField()
    depends_on = serializers.ListField(child=serializers.CharField())
    waits_for = serializers.ListField(child=serializers.CharField())
    evidence_required = serializers.BooleanField()
    evidence_type = Choice(choices=choices_of(EvidenceType))
    state = Choice(choices=choices_of(StepState))
    overdue = serializers.BooleanField()
    evidence = serializers.ListField(child=Id())
    certificates = CertificateRecord(many=True)
    manifest = ManifestLine(many=True)
    open_items = OpenItemRecord(many=True)
    allowed_acts = serializers.ListField(child=serializers.CharField())


def step_json(
    found: Termination, row: Step, steps: Steps, context: Mapping[str, Any]
) -> dict[str, object]:
    """What `StepRecord` describes."""
    code = StepCode(row.code)
    attempt = row.attempt
    certificates = [one for one in row.certificates.all() if one.attempt == attempt]
    manifest = [line for line in row.manifest.all() if line.attempt == attempt]
    return {
        "code": row.code,
        "role": row.role,
        "due_on": row.due_on.isoformat(),
        "rule": row.rule,
        "depends_on": row.depends_on,
        "waits_for": [other.value for other in waiting_for(code, steps)],
        "evidence_required": row.evidence_required,
        "evidence_type": EVIDENCE[code].value,
        "state": shown_state(code, steps).value,
        "overdue": not is_over(found) and is_overdue(steps[code], context["on"]),
        "evidence": [str(one.evidence_id) for one in row.evidence.all() if one.attempt == attempt],
        "certificates": CertificateRecord(certificates, many=True).data if certificates else [],
        "manifest": ManifestLine(manifest, many=True).data if manifest else [],
        "open_items": [open_item_json(item) for item in open_items(found, row)],
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
