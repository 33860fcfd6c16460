"""How is something sworn written down, asked for, and answered with where it stands?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Prose, Strict, Text
from vendors.claims import ClaimState
from vendors.models import Attestation, AttestationRequest, ClaimStanding
from vendors.models.choices import choices_of
from vendors.operations.attesting import Oath
from vendors.ownership.facts import AttestationKind, Dimension
from vendors.ownership.interval import ONE_PERCENT
from vendors.shares import percent

WITH_VALUE = (
    AttestationKind.ALL_HOLDERS_ABOVE,
    AttestationKind.NOBODY_ABOVE,
    AttestationKind.NO_COMPETITOR_ABOVE,
)


def _refusal(pointer: str, code: str, detail: str) -> serializers.ValidationError:
    return serializers.ValidationError({pointer: [detail]}, code=code)


def _kind_with_value(attrs: dict[str, Any]) -> AttestationKind:
    kind, value = AttestationKind(attrs["kind"]), attrs.get("value")
    if kind in WITH_VALUE and value is None:
        raise _refusal("value", "required", f"Say above which percentage: {kind}.")
    if kind not in WITH_VALUE and value is not None:
        raise _refusal("value", "unexpected", f"There is no value of: {kind}.")
    return kind


class NewAttestation(Strict):
    """What a vendor swears about a cap table (its own, if no `subject` is named) or its conduct."""

    vendor = Id()
    subject = Id(required=False, allow_null=True)
    kind = Choice(choices=choices_of(AttestationKind))
    dimension = Choice(choices=choices_of(Dimension), required=False, allow_null=True)
    value = Percent(required=False, allow_null=True)
    valid_from = Day()
    valid_to = Day(required=False, allow_null=True)
    evidence = serializers.ListField(child=Id(), required=False, max_length=100)
    sworn_by = Text(max_length=200, required=False, allow_blank=True)
    sworn_role = Text(max_length=200, required=False, allow_blank=True)
    sworn_on = Day(required=False, allow_null=True)
    words = Prose(max_length=5000, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind = _kind_with_value(attrs)
        value = attrs.get("value")
        end = attrs.get("valid_to")
        if end is not None and end <= attrs["valid_from"]:
            raise _refusal("valid_to", "ends_before_it_begins", "It would end before it begins.")
        dimension = attrs.get("dimension")
        return {
            "vendor_id": attrs["vendor"],
            "subject_id": attrs.get("subject"),
            "kind": kind,
            "dimension": Dimension(dimension) if dimension else None,
            "value": None if value is None else int(value * ONE_PERCENT),
            "valid_from": attrs["valid_from"],
            "valid_to": end,
            "evidence": attrs.get("evidence", []),
            "by": Oath(
                person=attrs.get("sworn_by", ""),
                role=attrs.get("sworn_role", ""),
                on=attrs.get("sworn_on"),
                words=attrs.get("words", ""),
            ),
        }


class ContradictionRecord(serializers.Serializer[Any]):
    """Something that speaks against a claim: `proved`, or merely `possible`.

    `party` is who has what nobody was to have; `sources` are disclosures.
    """

    weight = serializers.ChoiceField(choices=("proved", "possible"))
    sentence = serializers.CharField()
    party = Id(allow_null=True)
    sources = serializers.ListField(child=Id())


class AttestationRecord(serializers.ModelSerializer[Attestation]):
    """Something sworn, and where it stands now.

    `state` is null until it was first tested; while `test_pending` something newer was said and has
    not been held against it yet. `due_on` is by when it has to be sworn again.
    """

    created_at = Instant()
    recorded_at = Instant()
    recorded_by = serializers.CharField(source="recorded_label")
    vendor = serializers.UUIDField(source="vendor_id")
    subject = serializers.UUIDField(source="subject_id")
    dimension = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField(method_name="in_percent")
    sworn_by = serializers.SerializerMethodField()
    sworn_role = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    contradictions = serializers.SerializerMethodField()
    tested_on = serializers.SerializerMethodField()
    test_pending = serializers.SerializerMethodField()
    due_on = serializers.SerializerMethodField()

    class Meta:
        model = Attestation
        fields = [
            "id", "created_at", "recorded_at", "recorded_by", "vendor", "subject", "kind",
            "dimension", "value", "valid_from", "valid_to", "evidence", "sworn_by", "sworn_role",
            "sworn_on", "words", "state", "contradictions", "tested_on", "test_pending", "due_on",
        ]  # fmt: skip
        read_only_fields = fields

    def get_dimension(self, row: Attestation) -> str | None:
        return row.dimension or None

    def in_percent(self, row: Attestation) -> float | None:
        return None if row.value is None else percent(row.value)

    def get_sworn_by(self, row: Attestation) -> str | None:
        return row.sworn_by or None

    def get_sworn_role(self, row: Attestation) -> str | None:
        return row.sworn_role or None

    def get_words(self, row: Attestation) -> str | None:
        return row.words or None

    @extend_schema_field(Choice(choices=choices_of(ClaimState), allow_null=True))
    def get_state(self, row: Attestation) -> str | None:
        found = _standing(row)
        return None if found is None else found.state

    @extend_schema_field(ContradictionRecord(many=True))
    def get_contradictions(self, row: Attestation) -> list[Any]:
        found = _standing(row)
        return [] if found is None else found.contradictions

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_tested_on(self, row: Attestation) -> str | None:
        found = _standing(row)
        return None if found is None else found.tested_on.isoformat()

    def get_test_pending(self, row: Attestation) -> bool:
        return bool(getattr(row, "test_pending", True))

    @extend_schema_field({"type": ["string", "null"], "format": "date"})
    def get_due_on(self, row: Attestation) -> str | None:
        found = _standing(row)
        return None if found is None else found.due_on.isoformat()


def _standing(row: Attestation) -> ClaimStanding | None:
    return getattr(row, "standing", None)


class NewRequest(Strict):
    """What a vendor is asked to swear, by a day; about itself, if no `subject` is named."""

    vendor = Id()
    subject = Id(required=False, allow_null=True)
    kind = Choice(choices=choices_of(AttestationKind))
    dimension = Choice(choices=choices_of(Dimension), required=False, allow_null=True)
    value = Percent(required=False, allow_null=True)
    due_on = Day()
    reason = Prose(max_length=5000, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind, value = _kind_with_value(attrs), attrs.get("value")
        return {
            "vendor_id": attrs["vendor"],
            "subject_id": attrs.get("subject"),
            "kind": kind,
            "dimension": attrs.get("dimension") or "",
            "value": None if value is None else int(value * ONE_PERCENT),
            "due_on": attrs["due_on"],
            "reason": attrs.get("reason", ""),
        }


class RequestRecord(serializers.ModelSerializer[AttestationRequest]):
    """Something a vendor was asked to swear. `answer` is what it then swore."""

    created_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    subject = serializers.UUIDField(source="subject_id")
    dimension = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField(method_name="in_percent")
    renews = serializers.UUIDField(source="renews_id", allow_null=True)
    asked_by = serializers.CharField(source="asked_label")
    answer = serializers.UUIDField(source="answer_id", allow_null=True)
    overdue = serializers.SerializerMethodField()

    class Meta:
        model = AttestationRequest
        fields = [
            "id", "created_at", "vendor", "subject", "kind", "dimension", "value", "renews",
            "due_on", "reason", "asked_on", "asked_by", "answer", "overdue",
        ]  # fmt: skip
        read_only_fields = fields

    def get_dimension(self, row: AttestationRequest) -> str | None:
        return row.dimension or None

    def in_percent(self, row: AttestationRequest) -> float | None:
        return None if row.value is None else percent(row.value)

    def get_overdue(self, row: AttestationRequest) -> bool:
        return row.answer_id is None and row.due_on < self.context["today"]
