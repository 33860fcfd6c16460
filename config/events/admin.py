"""Events and what is owed because of them, to look at; and a second chance for what gave up."""

from __future__ import annotations

from django.contrib import admin

from config import clock
from config.events.models import Delivery, Event, Ledger, Seal, WebhookAttempt, WebhookEndpoint
from config.events.operations import replay
from config.events.webhooks.operations import disable_endpoint, enable_endpoint
from config.rest.admin import Act, ReadOnlyAdmin
from config.rest.desk import Pile


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    reads = "events.read"
    list_display = ["seq", "type", "recorded_at", "actor_label", "subject_type", "subject_id"]
    list_filter = ["type", "actor_kind"]
    search_fields = ["type", "subject_id", "request_id"]
    ordering = ["-seq"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    reads = "deliveries.read"
    list_display = ["task", "subject_id", "created_at", "attempts", "done_at", "parked_at"]
    list_filter = ["task", ("parked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["event"]
    ordering = ["-id"]
    piles = (
        Pile(
            "Deliveries that gave up",
            "deliveries.replay",
            lambda rows: rows.exclude(parked_at=None),
            (("parked_at__isempty", "0"),),
        ),
    )
    acts = (
        Act(
            name="replay",
            label="Try again",
            may="deliveries.replay",
            when=lambda delivery: delivery.parked_at is not None,
            do=lambda who, delivery, asked: replay(
                delivery_id=delivery.id, actor=who, reason=asked["reason"]
            ),
        ),
    )


@admin.register(Ledger)
class LedgerAdmin(ReadOnlyAdmin):
    reads = "events.read"
    list_display = ["seq", "recorded_at", "is_demo"]


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    reads = "audit.read"
    list_display = ["number", "first_seq", "last_seq", "count", "records", "root", "sealed_at"]
    ordering = ["-number"]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    """Secrets are shown by the API alone, once."""

    reads = "webhooks.read"
    list_display = ["url", "types", "description", "created_at", "disabled_at"]
    exclude = ["salt", "previous_salt"]
    acts = (
        Act(
            name="disable",
            label="Disable",
            may="webhooks.manage",
            when=lambda endpoint: endpoint.disabled_at is None,
            do=lambda who, endpoint, asked: disable_endpoint(
                endpoint_id=endpoint.id, actor=who, at=clock.now(), reason=asked["reason"]
            ),
        ),
        Act(
            name="enable",
            label="Enable",
            may="webhooks.manage",
            when=lambda endpoint: endpoint.disabled_at is not None,
            do=lambda who, endpoint, asked: enable_endpoint(
                endpoint_id=endpoint.id, actor=who, reason=asked["reason"]
            ),
        ),
    )


@admin.register(WebhookAttempt)
class WebhookAttemptAdmin(ReadOnlyAdmin):
    reads = "webhooks.read"
    list_display = ["endpoint", "created_at", "number", "outcome", "status", "detail"]
    list_filter = ["outcome"]
    list_select_related = ["endpoint"]
    ordering = ["-id"]
