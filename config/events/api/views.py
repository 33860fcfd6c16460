"""The change feed, single events, and the deliveries owed because of them."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.events import operations, queries
from config.events.api import serializers
from config.events.api.filters import DeliveryFilters, EventFilters, SealFilters
from config.events.models import Delivery, Event, Seal
from config.rest.fields import Id, Reason, Strict
from config.rest.permissions import May
from config.rest.views import NEVER_CHANGES, Endpoint, ListEndpoint, actor, found, parsed


class _After(Strict):
    after = Id(required=False)


class Events(ListEndpoint):
    """The change feed: oldest first, in commit order, never skipping."""

    permission_classes = [May("events.read")]
    serializer_class = serializers.EventRecord
    filterset_class = EventFilters
    asks = ("after",)
    orderings = ()
    ordering = "seq"
    queryset = Event.objects.none()

    @extend_schema(
        operation_id="events_list",
        parameters=[OpenApiParameter("after", UUID, description="Begin after this event.")],
    )
    def get(self, request: Request) -> Response:
        after = request.query_params.get("after")
        asked = _After(data={"after": after} if after is not None else {})
        asked.is_valid(raise_exception=True)
        return self.listed(queries.list_events_after(asked.validated_data.get("after")))


class OneEvent(Endpoint):
    permission_classes = [May("events.read")]

    @extend_schema(operation_id="events_get", responses=serializers.EventRecord)
    def get(self, request: Request, event_id: UUID) -> Response:
        answer = serializers.EventRecord(get_object_or_404(Event, id=event_id))
        return found(answer, NEVER_CHANGES)


class Seals(ListEndpoint):
    """The seals, newest first."""

    permission_classes = [May("audit.read")]
    serializer_class = serializers.SealRecord
    filterset_class = SealFilters
    orderings = ("number",)
    ordering = "-number"
    queryset = Seal.objects.none()

    @extend_schema(operation_id="audit_seals_list")
    def get(self, request: Request) -> Response:
        return self.listed(Seal.objects.all())


class OneSeal(Endpoint):
    permission_classes = [May("audit.read")]

    @extend_schema(operation_id="audit_seals_get", responses=serializers.SealRecord)
    def get(self, request: Request, seal_id: UUID) -> Response:
        return found(serializers.SealRecord(get_object_or_404(Seal, id=seal_id)), NEVER_CHANGES)


class Proof(Endpoint):
    """That an event is under a seal, in a form that can be checked without us."""

    permission_classes = [May("audit.read")]

    @extend_schema(operation_id="audit_events_proof", responses=serializers.InclusionProof)
    def get(self, request: Request, event_id: UUID) -> Response:
        return found(serializers.InclusionProof(queries.prove(event_id)))


class Deliveries(ListEndpoint):
    """What is owed, done and parked."""

    permission_classes = [May("deliveries.read")]
    serializer_class = serializers.OwedDelivery
    filterset_class = DeliveryFilters
    queryset = Delivery.objects.none()

    @extend_schema(operation_id="deliveries_list")
    def get(self, request: Request) -> Response:
        return self.listed(Delivery.objects.all())


class Replay(Endpoint):
    permission_classes = [May("deliveries.replay")]

    @extend_schema(
        operation_id="deliveries_replay", request=Reason, responses=serializers.OwedDelivery
    )
    def post(self, request: Request, delivery_id: UUID) -> Response:
        asked = parsed(Reason, request)
        delivery = operations.replay(delivery_id=delivery_id, actor=actor(request), **asked)
        return found(serializers.OwedDelivery(delivery))
