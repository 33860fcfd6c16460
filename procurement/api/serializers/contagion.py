"""How is it told who else is bound to a party, and by whom?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant
from procurement.contagion import Chain, Connection, Family
from procurement.models.choices import CONFIDENCES
from procurement.queries.contagion import MOST_DEPTH, Contagion
from vendors.links import Link
from vendors.models.choices import INTEREST_TYPES, PARTY_KINDS
from vendors.ownership.facts import Kind
from vendors.shares import percent, told

INTERESTS = sorted({*(family.value for family in Family), *(kind.value for kind in Kind)})
SHARE = {
    "type": ["object", "null"],
    "properties": {
        name: {"type": "number"}
        for name in ("exact", "minimum", "exclusive_minimum", "maximum", "exclusive_maximum")
    },
}
ENDS = {
    "type": ["object", "null"],
    "properties": {"min": {"type": "number"}, "max": {"type": "number"}},
}


class WhichContagion(serializers.Serializer[Any]):
    """Query parameters: around whom, through what, how far, and on which clocks."""

    party = Id()
    interest = Choice(choices=[(code, code) for code in INTERESTS], required=False)
    depth = serializers.IntegerField(required=False, min_value=1, max_value=MOST_DEPTH)
    valid_at = Day(required=False)
    known_at = Instant(required=False)


class LinkRecord(serializers.Serializer[Any]):
    """One interest of a chain. `until`: the day on which a place ended, of somebody who left."""

    interest = serializers.UUIDField()
    type = serializers.ChoiceField(choices=INTEREST_TYPES, source="kind.value")
    owner = serializers.UUIDField()
    subject = serializers.UUIDField()
    share = serializers.SerializerMethodField()
    confidence = serializers.ChoiceField(choices=CONFIDENCES, source="confidence.value")
    source = serializers.UUIDField()  # type: ignore[assignment]
    until = serializers.DateField(allow_null=True)

    @extend_schema_field(SHARE)
    def get_share(self, link: Link) -> dict[str, float] | None:
        return told(link.share)


class ChainRecord(serializers.Serializer[Any]):
    """From the party asked about to the one found; `shared` is the one both have to do with.

    `share`: the smallest part on the way, in percent; null where no link is a part of anything.
    """

    parties = serializers.ListField(child=serializers.UUIDField())
    shared = serializers.UUIDField()
    confidence = serializers.ChoiceField(choices=CONFIDENCES, source="confidence.value")
    share = serializers.SerializerMethodField()
    links = LinkRecord(many=True)

    @extend_schema_field(ENDS)
    def get_share(self, chain: Chain) -> dict[str, float] | None:
        if not chain.counts_shares:
            return None
        return {"min": percent(chain.lo), "max": percent(chain.hi)}


class ConnectionRecord(serializers.Serializer[Any]):
    """A vendor, a competitor or both, with the surest chains to it, at most three."""

    party = serializers.UUIDField()
    vendor = serializers.SerializerMethodField()
    competitor = serializers.SerializerMethodField()
    chains = ChainRecord(many=True)

    def get_vendor(self, connection: Connection) -> UUID | None:
        found: dict[UUID, UUID] = self.context["vendors"]
        return found.get(connection.party)

    def get_competitor(self, connection: Connection) -> bool:
        return connection.party in self.context["competitors"]


class _Named(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PARTY_KINDS)


class ContagionRecord(serializers.Serializer[Any]):
    """Who else is bound to `party`, the surest and largest first. `parties`: everybody on the
    chains; `truncated`: there may be more than is told.
    """

    party = serializers.UUIDField()
    results = ConnectionRecord(many=True, source="connections")
    parties = _Named(many=True)
    truncated = serializers.BooleanField()

    @classmethod
    def of(cls, contagion: Contagion) -> ContagionRecord:
        """With what the connections are told by."""
        context = {"vendors": contagion.vendors, "competitors": contagion.competitors}
        return cls(contagion, context=context)
