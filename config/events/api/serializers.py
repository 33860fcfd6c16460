"""How do events and deliveries look from outside?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.events.models import Delivery, Event, Seal
from config.rest.fields import Instant


class EventRecord(serializers.ModelSerializer[Event]):
    """One thing that happened."""

    at = Instant(source="recorded_at", read_only=True)
    actor = serializers.SerializerMethodField()
    subject = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ["id", "type", "at", "actor", "request_id", "subject", "reason", "data", "cause"]
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": ["user", "token", "system"]},
                "id": {"type": "string"},
                "label": {"type": "string"},
            },
        }
    )
    def get_actor(self, event: Event) -> dict[str, str]:
        return {"kind": event.actor_kind, "id": event.actor_id, "label": event.actor_label}

    @extend_schema_field(
        {
            "type": "object",
            "properties": {
                "type": {"type": "string"},
                "id": {"type": "string", "format": "uuid"},
            },
        }
    )
    def get_subject(self, event: Event) -> dict[str, Any]:
        return {"type": event.subject_type, "id": str(event.subject_id)}


class OwedDelivery(serializers.ModelSerializer[Delivery]):
    """A reaction owed because of an event."""

    state = serializers.SerializerMethodField()
    next_at = Instant(read_only=True)
    done_at = Instant(read_only=True, allow_null=True)
    parked_at = Instant(read_only=True, allow_null=True)
    created_at = Instant(read_only=True)

    class Meta:
        model = Delivery
        fields = [
            "id", "created_at", "event", "task", "subject_id", "state", "attempts", "dispatches",
            "next_at", "done_at", "parked_at", "last_error",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": ["owed", "done", "parked"]})
    def get_state(self, delivery: Delivery) -> str:
        if delivery.done_at:
            return "done"
        return "parked" if delivery.parked_at else "owed"


class SealRecord(serializers.ModelSerializer[Seal]):
    """A Merkle root over events and records, chained to the seal before it."""

    sealed_at = Instant(read_only=True)

    class Meta:
        model = Seal
        fields = [
            "id", "number", "first_seq", "last_seq", "count", "records", "root", "previous",
            "hash", "sealed_at",
        ]  # fmt: skip
        read_only_fields = fields


class InclusionProof(serializers.Serializer[Any]):
    """That an event is under a seal, to be checked offline (`config/events/proofs.py`)."""

    event = serializers.UUIDField(read_only=True)
    seal = SealRecord(read_only=True)
    leaf = serializers.CharField(read_only=True, help_text="The event's canonical bytes, as text.")
    index = serializers.IntegerField(read_only=True)
    size = serializers.IntegerField(read_only=True)
    path = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Hashes, nearest first."
    )
