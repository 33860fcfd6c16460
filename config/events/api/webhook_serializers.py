"""How do endpoints and messages to them look from outside?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.events.models import Delivery, WebhookAttempt, WebhookEndpoint
from config.rest.addresses import is_plain_url
from config.rest.fields import Instant, Strict, Text


class NewEndpoint(Strict):
    """Whom to tell of what."""

    url = serializers.CharField(max_length=2000)
    types = serializers.ListField(child=Text(max_length=80), min_length=1, max_length=100)
    description = Text(required=False, allow_blank=True, default="")

    def validate_url(self, value: str) -> str:
        if not is_plain_url(value):
            raise serializers.ValidationError("Give a plain https address.", code="address")
        return value


class EndpointRecord(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that is told of events."""

    state = serializers.SerializerMethodField()
    allowed_acts = serializers.SerializerMethodField()
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    disabled_at = Instant(read_only=True, allow_null=True)

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id", "created_at", "updated_at", "url", "types", "description", "state",
            "disabled_at", "disabled_because", "allowed_acts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": ["enabled", "disabled"]})
    def get_state(self, endpoint: WebhookEndpoint) -> str:
        return "enabled" if endpoint.disabled_at is None else "disabled"

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_allowed_acts(self, endpoint: WebhookEndpoint) -> list[str]:
        if not self.context.get("may_manage"):
            return []
        return ["disable" if endpoint.disabled_at is None else "enable", "rotate"]


class EndpointWithSecret(EndpointRecord):
    """An endpoint and its secret, which is shown this once."""

    secret = serializers.SerializerMethodField()

    class Meta(EndpointRecord.Meta):
        fields = [*EndpointRecord.Meta.fields, "secret"]
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": ["string", "null"],
            "description": "`whsec_…`; null where an `Idempotency-Key` is answered again.",
        }
    )
    def get_secret(self, endpoint: WebhookEndpoint) -> str:
        return str(self.context["secret"])


class AttemptRecord(serializers.ModelSerializer[WebhookAttempt]):
    """One try."""

    at = Instant(source="created_at", read_only=True)

    class Meta:
        model = WebhookAttempt
        fields = ["id", "at", "number", "outcome", "status", "detail", "address", "milliseconds"]
        read_only_fields = fields


class MessageRecord(serializers.ModelSerializer[Delivery]):
    """One event, told to one endpoint; `id` is the `webhook-id` of every try."""

    endpoint = serializers.UUIDField(source="subject_id", read_only=True)
    type = serializers.CharField(source="event.type", read_only=True)
    state = serializers.SerializerMethodField()
    created_at = Instant(read_only=True)
    next_at = Instant(read_only=True)
    done_at = Instant(read_only=True, allow_null=True)
    parked_at = Instant(read_only=True, allow_null=True)

    class Meta:
        model = Delivery
        fields = [
            "id", "created_at", "endpoint", "event", "type", "state", "attempts", "next_at",
            "done_at", "parked_at", "last_error",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": ["owed", "done", "parked"]})
    def get_state(self, delivery: Delivery) -> str:
        if delivery.done_at:
            return "done"
        return "parked" if delivery.parked_at else "owed"


class MessageWithTries(MessageRecord):
    """A message and every try to deliver it."""

    tries = AttemptRecord(many=True, read_only=True)

    class Meta(MessageRecord.Meta):
        fields = [*MessageRecord.Meta.fields, "tries"]
        read_only_fields: list[Any] = fields
