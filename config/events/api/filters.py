"""By what can the feed and the deliveries be narrowed?"""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from config.events.models import Delivery, Event, Seal, WebhookEndpoint


class EventFilters(django_filters.FilterSet):
    type = django_filters.CharFilter()
    subject = django_filters.UUIDFilter(field_name="subject_id")

    class Meta:
        model = Event
        fields: list[str] = []


class StateFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[(name, name) for name in ("owed", "done", "parked")], method="in_state"
    )
    event = django_filters.UUIDFilter(field_name="event_id")

    class Meta:
        model = Delivery
        fields: list[str] = []

    def in_state(self, queryset: QuerySet[Delivery], _: str, value: str) -> QuerySet[Delivery]:
        wanted = {
            "owed": Q(done_at=None, parked_at=None),
            "done": Q(done_at__isnull=False),
            "parked": Q(parked_at__isnull=False),
        }
        return queryset.filter(wanted[value])


class DeliveryFilters(StateFilters):
    task = django_filters.CharFilter()


class SealFilters(django_filters.FilterSet):
    number = django_filters.NumberFilter()

    class Meta:
        model = Seal
        fields: list[str] = []


class EndpointFilters(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[(name, name) for name in ("enabled", "disabled")], method="in_state"
    )

    class Meta:
        model = WebhookEndpoint
        fields: list[str] = []

    def in_state(
        self, queryset: QuerySet[WebhookEndpoint], _: str, value: str
    ) -> QuerySet[WebhookEndpoint]:
        return queryset.filter(disabled_at__isnull=value == "enabled")


class MessageFilters(StateFilters):
    endpoint = django_filters.UUIDFilter(field_name="subject_id")
