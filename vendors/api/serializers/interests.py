"""How is a fact answered, and what was sworn?"""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Instant
from vendors.api.serializers.disclosures import SourceRecord
from vendors.models import Interest
from vendors.ownership.facts import Interval
from vendors.shares import told

SHARE = {
    "type": ["object", "null"],
    "properties": {
        name: {"type": "number"}
        for name in ("exact", "minimum", "exclusive_minimum", "maximum", "exclusive_maximum")
    },
}


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
