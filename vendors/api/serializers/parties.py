"""How is a party read and answered, with who is around it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Country, Day, Flag, Id, Instant, Reason, Strict, Text, Whole
from config.rest.roles import is_allowed
from vendors.api.serializers.interests import SHARE, share_of
from vendors.api.serializers.refs import IdentifierGiven
from vendors.models import Identifier, Party
from vendors.models.choices import choices_of
from vendors.ownership.facts import PartyKind
from vendors.ownership.kinds import Dimension
from vendors.queries.graph import MOST_LEVELS, Direction
from vendors.queries.parties import Warned


class PartyAmendment(Strict):
    """What may be amended of a party; lists replace those on file."""

    kind = Choice(choices=choices_of(PartyKind), required=False)
    publicly_listed = Flag(required=False)
    name = Text(max_length=500, required=False)
    jurisdiction = Country(required=False, allow_blank=True, max_length=10)
    aliases = serializers.ListField(child=Text(max_length=500), required=False, max_length=50)
    identifiers: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=IdentifierGiven(), required=False, max_length=50
    )


class MergeInto(Reason):
    """Which party it is taken for from now on, and why."""

    into = Id()


class TwoClocks(Strict):
    """The day of the world, and the instant up to which we had heard; both default to now."""

    valid_at = Day(required=False)
    known_at = Instant(required=False)


class WhichGraph(TwoClocks):
    """How far around a party to look, and which way."""

    direction = Choice(choices=choices_of(Direction), required=False)
    depth = Whole(required=False, min_value=1, max_value=MOST_LEVELS)

    def to_internal_value(self, data: Any) -> Any:
        """Query parameters are texts."""
        asked = dict(data) if isinstance(data, Mapping) else data
        depth = asked.get("depth")
        if isinstance(depth, str) and depth.isascii() and depth.isdigit() and len(depth) < 10:
            asked["depth"] = int(depth)
        return super().to_internal_value(asked)


class WarningRecord(serializers.Serializer[Warned]):
    """Something accepted that somebody should look at; it never blocks."""

    code = serializers.CharField()
    detail = serializers.CharField()
    party = serializers.UUIDField(allow_null=True)


class IdentifierRecord(serializers.ModelSerializer[Identifier]):
    class Meta:
        model = Identifier
        fields = ["scheme", "value"]
        read_only_fields = fields


class PartyRecord(serializers.ModelSerializer[Party]):
    """A party. Asked for by an id that was merged, the survivor answers and says so."""

    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    jurisdiction = serializers.SerializerMethodField()
    identifiers = IdentifierRecord(many=True, read_only=True)
    merged_into = serializers.SerializerMethodField()
    merged = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()

    class Meta:
        model = Party
        fields = [
            "id",
            "created_at",
            "updated_at",
            "kind",
            "publicly_listed",
            "name",
            "jurisdiction",
            "aliases",
            "identifiers",
            "merged_into",
            "merged",
            "allowed_acts",
        ]
        read_only_fields = fields

    def _was_merged(self, party: Party) -> bool:
        return bool(self.context.get("asked", party.id) != party.id)

    def get_jurisdiction(self, party: Party) -> str | None:
        return party.jurisdiction or None

    @extend_schema_field(
        {
            "type": ["string", "null"],
            "format": "uuid",
            "description": "The survivor, if the id asked for was merged.",
        }
    )
    def get_merged_into(self, party: Party) -> str | None:
        return str(party.id) if self._was_merged(party) else None

    @extend_schema_field(
        {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "description": "Parties that are taken for this one.",
        }
    )
    def get_merged(self, party: Party) -> list[str]:
        return sorted(str(other.id) for other in party.merged.all())

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, party: Party) -> list[str]:
        if not is_allowed("vendors.keep", self.context.get("roles", ())):
            return []
        return ["unmerge"] if self._was_merged(party) else ["merge"]


class RegisteredParty(PartyRecord):
    """A party just described, and whom it could be confused with."""

    warnings = serializers.SerializerMethodField()

    class Meta(PartyRecord.Meta):
        fields = [*PartyRecord.Meta.fields, "warnings"]
        read_only_fields = fields

    @extend_schema_field(WarningRecord(many=True))
    def get_warnings(self, party: Party) -> list[dict[str, str]]:
        return [warned.as_json() for warned in self.context.get("warnings", ())]


class BetweenRecord(serializers.Serializer[Any]):
    """The least and the most, in percent."""

    min = serializers.FloatField(source="least")
    max = serializers.FloatField(source="most")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {"min": instance.least, "max": instance.most}


class StakeRecord(serializers.Serializer[Any]):
    """What a party has, directly and through everyone between, in one dimension."""

    party = serializers.CharField()
    dimension = serializers.ChoiceField(choices=choices_of(Dimension))
    direct = BetweenRecord()
    integrated = BetweenRecord()


class StakePage(serializers.Serializer[Any]):
    """Stakes, nearest parties first."""

    results = StakeRecord(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class NodeRecord(serializers.ModelSerializer[Party]):
    """A party in a picture."""

    vendor = serializers.SerializerMethodField()

    class Meta:
        model = Party
        fields = ["id", "name", "kind", "publicly_listed", "vendor"]
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "format": "uuid"})
    def get_vendor(self, party: Party) -> str | None:
        return str(party.vendor.id) if hasattr(party, "vendor") else None


class EdgeRecord(serializers.Serializer[Any]):
    """An interest between two nodes; without an interested party, one that nobody names."""

    interest = serializers.UUIDField(source="interest.id")
    record_id = serializers.UUIDField(source="interest.record_id")
    interested_party = serializers.UUIDField(source="owner", allow_null=True)
    subject = serializers.UUIDField()
    type = serializers.CharField(source="interest.type")
    share = serializers.SerializerMethodField()
    direct_or_indirect = serializers.CharField(source="interest.directness")
    confidence = serializers.CharField(source="interest.confidence")
    nominated_by = serializers.UUIDField(allow_null=True)
    members = serializers.ListField(child=serializers.UUIDField())
    valid_from = serializers.DateField(source="interest.valid_from", allow_null=True)
    valid_to = serializers.DateField(source="interest.valid_to", allow_null=True)
    disclosure = serializers.UUIDField(source="interest.statement.disclosure_id")

    @extend_schema_field(SHARE)
    def get_share(self, edge: Any) -> dict[str, float] | None:
        return share_of(edge.interest)


class PictureRecord(serializers.Serializer[Any]):
    """Who is around a party. `truncated`: more is reachable than is shown."""

    nodes = NodeRecord(many=True)
    edges = EdgeRecord(many=True)
    truncated = serializers.BooleanField()
