"""Endpoints outside, their secrets, and the messages owed and sent to them."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.events.api import webhook_serializers as serializers
from config.events.api.filters import EndpointFilters, MessageFilters
from config.events.models import Delivery, WebhookEndpoint
from config.events.operations import WEBHOOK
from config.events.webhooks import operations
from config.rest.fields import Reason
from config.rest.permissions import May
from config.rest.roles import is_allowed
from config.rest.views import (
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
    seen_version,
)


def _shown(request: Request, endpoint: WebhookEndpoint) -> serializers.EndpointRecord:
    return serializers.EndpointRecord(endpoint, context=_context(request))


def _with_secret(
    request: Request, made: tuple[WebhookEndpoint, str]
) -> serializers.EndpointWithSecret:
    context = {**_context(request), "secret": made[1]}
    return serializers.EndpointWithSecret(made[0], context=context)


def _context(request: Request) -> dict[str, object]:
    return {"may_manage": is_allowed("webhooks.manage", actor(request).roles)}


class Endpoints(ListEndpoint):
    """Who outside is told, and whom to tell from now on."""

    permission_classes = [May(read="webhooks.read", write="webhooks.manage")]
    serializer_class = serializers.EndpointRecord
    filterset_class = EndpointFilters
    queryset = WebhookEndpoint.objects.none()

    def get_serializer_context(self) -> dict[str, object]:
        said = super().get_serializer_context()
        return said if self.request is None else {**said, **_context(self.request)}

    @extend_schema(operation_id="webhook_endpoints_list")
    def get(self, request: Request) -> Response:
        return self.listed(WebhookEndpoint.objects.all())

    @extend_schema(
        operation_id="webhook_endpoints_create",
        request=serializers.NewEndpoint,
        responses={201: serializers.EndpointWithSecret},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(serializers.NewEndpoint, request)
        made = operations.register_endpoint(**asked, actor=actor(request))
        location = f"/api/v1/webhook-endpoints/{made[0].id}"
        return created(_with_secret(request, made), location, made[0].version)


class OneEndpoint(Endpoint):
    permission_classes = [May("webhooks.read")]

    @extend_schema(operation_id="webhook_endpoints_get", responses=serializers.EndpointRecord)
    def get(self, request: Request, endpoint_id: UUID) -> Response:
        endpoint = get_object_or_404(WebhookEndpoint, id=endpoint_id)
        return found(_shown(request, endpoint), endpoint.version)


class Rotate(Endpoint):
    """A new secret, shown once. The old one signs beside it for a day."""

    permission_classes = [May("webhooks.manage")]

    @extend_schema(
        operation_id="webhook_endpoints_rotate",
        request=Reason,
        responses=serializers.EndpointWithSecret,
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        made = operations.rotate_secret(
            endpoint_id=endpoint_id,
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
            **parsed(Reason, request),
        )
        return found(_with_secret(request, made), made[0].version)


class Disable(Endpoint):
    permission_classes = [May("webhooks.manage")]

    @extend_schema(
        operation_id="webhook_endpoints_disable",
        request=Reason,
        responses=serializers.EndpointRecord,
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        endpoint = operations.disable_endpoint(
            endpoint_id=endpoint_id,
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
            **parsed(Reason, request),
        )
        return found(_shown(request, endpoint), endpoint.version)


class Enable(Endpoint):
    permission_classes = [May("webhooks.manage")]

    @extend_schema(
        operation_id="webhook_endpoints_enable",
        request=Reason,
        responses=serializers.EndpointRecord,
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        endpoint = operations.enable_endpoint(
            endpoint_id=endpoint_id,
            actor=actor(request),
            seen_version=seen_version(request),
            **parsed(Reason, request),
        )
        return found(_shown(request, endpoint), endpoint.version)


class Messages(ListEndpoint):
    """What is owed to endpoints, what arrived, what gave up."""

    permission_classes = [May("webhooks.read")]
    serializer_class = serializers.MessageRecord
    filterset_class = MessageFilters
    queryset = Delivery.objects.none()

    @extend_schema(operation_id="webhook_deliveries_list")
    def get(self, request: Request) -> Response:
        return self.listed(Delivery.objects.filter(task=WEBHOOK).select_related("event"))


class OneMessage(Endpoint):
    permission_classes = [May("webhooks.read")]

    @extend_schema(operation_id="webhook_deliveries_get", responses=serializers.MessageWithTries)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        messages = Delivery.objects.filter(task=WEBHOOK).select_related("event")
        return found(serializers.MessageWithTries(get_object_or_404(messages, id=delivery_id)))


class SendAgain(Endpoint):
    """The same message once more, under its old `webhook-id`."""

    permission_classes = [May("webhooks.manage")]

    @extend_schema(
        operation_id="webhook_deliveries_replay",
        request=Reason,
        responses=serializers.MessageRecord,
    )
    def post(self, request: Request, delivery_id: UUID) -> Response:
        delivery = operations.send_again(
            delivery_id=delivery_id, actor=actor(request), **parsed(Reason, request)
        )
        return found(serializers.MessageRecord(delivery))
