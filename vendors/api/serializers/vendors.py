"""How is a vendor read and answered, with what is on hold and where it stands?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Instant, Link, Prose, Reason, Strict, Text, Whole
from config.rest.roles import is_allowed
from vendors.api.serializers.parties import WarningRecord
from vendors.api.serializers.refs import Language, PartyOrId, Place
from vendors.models import (
    Expertise,
    ExpertiseLevel,
    Hold,
    HoldType,
    Lifecycle,
    NeutralityLevel,
    NeutralityState,
    Vendor,
)
from vendors.operations.vendors import Skill
from vendors.queries.standing import hold_state


class ExpertiseGiven(Strict):
    """A domain and how well it is known."""

    domain = Text(max_length=100)
    level = Choice(choices=ExpertiseLevel.choices)

    def validate(self, attrs: dict[str, Any]) -> Skill:
        return Skill(attrs["domain"], ExpertiseLevel(attrs["level"]))


class VendorAmendment(Strict):
    """What may be said of a vendor; lists replace those on file."""

    summary = Prose(required=False, allow_blank=True, max_length=5000)
    website = Link(required=False, allow_blank=True)
    expertise: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=ExpertiseGiven(), required=False, max_length=100
    )
    languages = serializers.ListField(child=Language(), required=False, max_length=100)
    places = serializers.ListField(
        child=Place(), required=False, max_length=300, help_text="Where its people work."
    )
    capacity_hours_per_week = Whole(required=False, allow_null=True, max_value=10_000_000)
    lifecycle = Choice(choices=Lifecycle.choices, required=False)

    def validate_expertise(self, value: list[Skill]) -> list[Skill]:
        domains = [skill.domain.casefold() for skill in value]
        if len(domains) != len(set(domains)):
            raise serializers.ValidationError("Name each domain once.", code="double")
        return value

    def validate_languages(self, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))

    def validate_places(self, value: list[str]) -> list[str]:
        return list(dict.fromkeys(value))


class NewVendor(VendorAmendment):
    """A party that becomes a vendor, and what is known of it."""

    party = PartyOrId()


class NewHold(Reason):
    """What is put on hold, and until which day (the first on which it no longer holds)."""

    type = Choice(choices=HoldType.choices)
    release_on = Day(required=False, allow_null=True)


class HoldRecord(serializers.ModelSerializer[Hold]):
    """A hold. It ends by release, or when its day comes."""

    created_at = Instant()
    updated_at = Instant()
    vendor = serializers.UUIDField(source="vendor_id")
    state = serializers.SerializerMethodField()
    placed_at = Instant()
    released_at = Instant(allow_null=True)
    released_by = serializers.SerializerMethodField()
    release_reason = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = Hold
        fields = [
            "id",
            "created_at",
            "updated_at",
            "vendor",
            "type",
            "reason",
            "state",
            "placed_by",
            "placed_at",
            "release_on",
            "released_at",
            "released_by",
            "release_reason",
            "allowed_acts",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": ["in_force", "released", "expired"]})
    def get_state(self, hold: Hold) -> str:
        return hold_state(hold, on=self.context["today"])

    def get_released_by(self, hold: Hold) -> str | None:
        return hold.released_by or None

    def get_release_reason(self, hold: Hold) -> str | None:
        return hold.release_reason or None

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, hold: Hold) -> list[str]:
        may = is_allowed("vendors.keep", self.context.get("roles", ()))
        return ["release"] if may and self.get_state(hold) == "in_force" else []


class ExpertiseRecord(serializers.ModelSerializer[Expertise]):
    class Meta:
        model = Expertise
        fields = ["domain", "level"]
        read_only_fields = fields


class NeutralityRecord(serializers.Serializer[Vendor]):
    """Where the vendor stands. While anything newer is not judged, never `clear`."""

    state = serializers.ChoiceField(
        read_only=True, choices=NeutralityState.choices, source="shown_state"
    )
    level = serializers.ChoiceField(choices=NeutralityLevel.choices, source="standing.level")
    assessment = serializers.UUIDField(source="standing.assessment_id", allow_null=True)
    assessed_at = Instant(source="standing.assessed_at", allow_null=True)
    policy = serializers.UUIDField(source="standing.policy_id", allow_null=True)
    recheck_pending = serializers.BooleanField()
    stale = serializers.BooleanField(source="standing.stale")


class VendorRecord(serializers.ModelSerializer[Vendor]):
    """A vendor, with the holds in force. Needs a row of `queries.vendors.list_vendors`."""

    created_at = Instant()
    updated_at = Instant()
    party = serializers.UUIDField(source="party_id")
    name = serializers.CharField(source="party.name")
    website = serializers.SerializerMethodField()
    expertise = ExpertiseRecord(many=True)
    capacity_hours_per_week = serializers.IntegerField(
        source="hours",
        allow_null=True,
        help_text="Today's; `vendors/{id}/capacity` has every day's.",
    )
    places = serializers.ListField(
        source="workplaces",
        child=serializers.CharField(),
        help_text="Where its people work today; `vendors/{id}/workforce` has every day's.",
    )
    engaged = serializers.BooleanField(source="standing.engaged")
    holds = HoldRecord(many=True, source="current_holds")
    neutrality = NeutralityRecord(source="*")

    class Meta:
        model = Vendor
        fields = [
            "id",
            "created_at",
            "updated_at",
            "party",
            "name",
            "summary",
            "website",
            "expertise",
            "languages",
            "places",
            "capacity_hours_per_week",
            "lifecycle",
            "engaged",
            "holds",
            "neutrality",
        ]
        read_only_fields = fields

    def get_website(self, vendor: Vendor) -> str | None:
        return vendor.website or None


class RegisteredVendor(VendorRecord):
    """A vendor just registered, and whom its party could be confused with."""

    warnings = serializers.SerializerMethodField()

    class Meta(VendorRecord.Meta):
        fields = [*VendorRecord.Meta.fields, "warnings"]
        read_only_fields = fields

    @extend_schema_field(WarningRecord(many=True))
    def get_warnings(self, vendor: Vendor) -> list[dict[str, str]]:
        return [warned.as_json() for warned in self.context.get("warnings", ())]
