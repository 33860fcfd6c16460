"""Waivers: leave to contract with a vendor in spite of its verdict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Reason
from config.rest.permissions import May
from config.rest.views import (
    Endpoint,
    actor,
    created,
    found,
    parsed,
    required_version,
    seen_version,
)
from procurement.api.filters import WaiverFilters
from procurement.api.manners import ListForReader, reader
from procurement.api.serializers import cases as serializers
from procurement.models import Waiver
from procurement.operations import waivers
from procurement.queries.cases import get_waiver


class Waivers(ListForReader):
    """Every waiver, whatever became of it."""

    permission_classes = [May(read="procurement.read", write="procurement.draft_waiver")]
    serializer_class = serializers.WaiverRecord
    filterset_class = WaiverFilters
    orderings = ("created_at", "updated_at", "expires_on")
    queryset = Waiver.objects.none()

    @extend_schema(operation_id="waivers_list")
    def get(self, request: Request) -> Response:
        return self.listed(Waiver.objects.all())

    @extend_schema(
        operation_id="waivers_draft",
        request=serializers.NewWaiver,
        responses={201: serializers.WaiverRecord},
    )
    def post(self, request: Request) -> Response:
        terms = parsed(serializers.NewWaiver, request)
        vendor_id = terms.pop("vendor")
        waiver = waivers.draft_waiver(
            vendor_id=vendor_id,
            terms=terms,  # type: ignore[arg-type]  # what the serializer lets through
            actor=actor(request),
            on=clock.today(),
        )
        return created(_waiver(waiver, request), f"/api/v1/waivers/{waiver.id}", waiver.version)


class OneWaiver(Endpoint):
    permission_classes = [May(read="procurement.read", write="procurement.draft_waiver")]

    @extend_schema(operation_id="waivers_get", responses=serializers.WaiverRecord)
    def get(self, request: Request, waiver_id: UUID) -> Response:
        return _answer(get_waiver(waiver_id), request)

    @extend_schema(
        operation_id="waivers_amend",
        request=serializers.WaiverAmendment,
        responses=serializers.WaiverRecord,
    )
    def patch(self, request: Request, waiver_id: UUID) -> Response:
        get_waiver(waiver_id)
        terms = parsed(serializers.WaiverAmendment, request)
        waiver = waivers.amend_waiver(
            waiver_id=waiver_id,
            terms=terms,  # type: ignore[arg-type]  # what the serializer lets through
            seen_version=required_version(request),
            actor=actor(request),
            on=clock.today(),
        )
        return _answer(waiver, request)


class Submit(Endpoint):
    permission_classes = [May("procurement.draft_waiver")]

    @extend_schema(
        operation_id="waivers_submit", request=Reason, responses=serializers.WaiverRecord
    )
    def post(self, request: Request, waiver_id: UUID) -> Response:
        waiver = waivers.submit_waiver(**_move(request, waiver_id))
        return _answer(waiver, request)


class Approve(Endpoint):
    permission_classes = [May("procurement.approve_waiver")]

    @extend_schema(
        operation_id="waivers_approve", request=Reason, responses=serializers.WaiverRecord
    )
    def post(self, request: Request, waiver_id: UUID) -> Response:
        waiver = waivers.approve_waiver(**_move(request, waiver_id), at=clock.now())
        return _answer(waiver, request)


class Reject(Endpoint):
    permission_classes = [May("procurement.approve_waiver")]

    @extend_schema(
        operation_id="waivers_reject", request=Reason, responses=serializers.WaiverRecord
    )
    def post(self, request: Request, waiver_id: UUID) -> Response:
        waiver = waivers.reject_waiver(**_move(request, waiver_id), at=clock.now())
        return _answer(waiver, request)


class Revoke(Endpoint):
    permission_classes = [May("procurement.draft_waiver")]

    @extend_schema(
        operation_id="waivers_revoke", request=Reason, responses=serializers.WaiverRecord
    )
    def post(self, request: Request, waiver_id: UUID) -> Response:
        waiver = waivers.revoke_waiver(**_move(request, waiver_id), at=clock.now())
        return _answer(waiver, request)


def _move(request: Request, waiver_id: UUID) -> dict[str, Any]:
    """What every move of a waiver is told."""
    get_waiver(waiver_id)
    asked = parsed(Reason, request)
    return {
        "waiver_id": waiver_id,
        "reason": asked["reason"],
        "actor": actor(request),
        "seen_version": seen_version(request),
    }


def _waiver(waiver: Waiver, request: Request) -> serializers.WaiverRecord:
    return serializers.WaiverRecord(waiver, context=reader(request))


def _answer(waiver: Waiver, request: Request) -> Response:
    return found(_waiver(waiver, request), waiver.version)
