"""How is a fact answered, and what was sworn?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Strict
from vendors.api.serializers.disclosures import SourceRecord
from vendors.models import Attestation, Interest
from vendors.models.choices import choices_of
from vendors.ownership.facts import AttestationKind, Dimension, Interval
from vendors.ownership.interval import ONE_PERCENT
from vendors.shares import percent, told

SHARE = {
    "type": ["object", "null"],
    "properties": {
        name: {"type": "number"}
        for name in ("exact", "minimum", "exclusive_minimum", "maximum", "exclusive_maximum")
    },
}
_WITH_VALUE = (AttestationKind.ALL_HOLDERS_ABOVE, AttestationKind.NOBODY_ABOVE)


def share_of(row: Interest) -> dict[str, float] | None:
    """The share of a fact as the API writes it."""
    if row.lo is None or row.hi is None:
        return None
    return told(Interval(row.lo, row.hi, row.lo_open, row.hi_open))


class InterestRecord(serializers.ModelSerializer[Interest]):
    """A fact: who has what of whom, when, by whose word."""

    subject = serializers.UUIDField(source="subject_id")
    interested_party = serializers.UUIDField(source="interested_party_id", allow_null=True)
    unspecified = serializers.SerializerMethodField()
    share = serializers.SerializerMethodField()
    direct_or_indirect = serializers.CharField(source="directness")
    basis = serializers.SerializerMethodField()
    nominated_by = serializers.UUIDField(source="nominated_by_id", allow_null=True)
    disclosure = serializers.UUIDField(source="statement.disclosure_id")
    source = SourceRecord(source="statement.disclosure")  # type: ignore[assignment]
    recorded_at = Instant(source="statement.disclosure.recorded_at")
    created_at = Instant()

    class Meta:
        model = Interest
        fields = [
            "id",
            "created_at",
            "record_id",
            "subject",
            "interested_party",
            "unspecified",
            "type",
            "share",
            "direct_or_indirect",
            "confidence",
            "valid_from",
            "valid_to",
            "asserted_on",
            "details",
            "key_person",
            "members",
            "exercisable_from",
            "basis",
            "seats",
            "seats_total",
            "share_class",
            "nominated_by",
            "same_as",
            "tie_ends_on",
            "disclosure",
            "source",
            "recorded_at",
        ]
        read_only_fields = fields

    def get_unspecified(self, row: Interest) -> str | None:
        return row.statement.unspecified or None

    def get_basis(self, row: Interest) -> str | None:
        return row.basis or None

    @extend_schema_field(SHARE)
    def get_share(self, row: Interest) -> dict[str, float] | None:
        return share_of(row)


def _refusal(pointer: str, code: str, detail: str) -> serializers.ValidationError:
    return serializers.ValidationError({pointer: [detail]}, code=code)


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

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind, value = AttestationKind(attrs["kind"]), attrs.get("value")
        if kind in _WITH_VALUE and value is None:
            raise _refusal("value", "required", f"Say above which percentage: {kind}.")
        if kind not in _WITH_VALUE and value is not None:
            raise _refusal("value", "unexpected", f"There is no value of: {kind}.")
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
        }


class AttestationRecord(serializers.ModelSerializer[Attestation]):
    """Something sworn."""

    created_at = Instant()
    recorded_at = Instant()
    recorded_by = serializers.CharField(source="recorded_label")
    vendor = serializers.UUIDField(source="vendor_id")
    subject = serializers.UUIDField(source="subject_id")
    dimension = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField(method_name="in_percent")

    class Meta:
        model = Attestation
        fields = [
            "id",
            "created_at",
            "recorded_at",
            "recorded_by",
            "vendor",
            "subject",
            "kind",
            "dimension",
            "value",
            "valid_from",
            "valid_to",
            "evidence",
        ]
        read_only_fields = fields

    def get_dimension(self, row: Attestation) -> str | None:
        return row.dimension or None

    def in_percent(self, row: Attestation) -> float | None:
        return None if row.value is None else percent(row.value)
