"""Requisitions: a need for data, from a draft to an award."""

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
from procurement.api.filters import RequisitionFilters
from procurement.api.manners import ListForReader, reader
from procurement.api.serializers import requisitions as serializers
from procurement.models import Requisition
from procurement.operations import awarding, requisitions
from procurement.queries.requisitions import get_requisition, list_requisitions

DRAFTING = May(read="procurement.read", write="requisitions.draft")


class Requisitions(ListForReader):
    """Every need, whatever became of it."""

    permission_classes = [DRAFTING]
    serializer_class = serializers.RequisitionRecord
    filterset_class = RequisitionFilters
    orderings = ("created_at", "needed_by", "updated_at")
    queryset = Requisition.objects.none()

    @extend_schema(operation_id="requisitions_list")
    def get(self, request: Request) -> Response:
        return self.listed(list_requisitions())

    @extend_schema(
        operation_id="requisitions_draft",
        request=serializers.NewRequisition,
        responses={201: serializers.RequisitionRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(serializers.NewRequisition, request)
        made = requisitions.draft_requisition(
            need=serializers.need_of(asked), actor=actor(request), on=clock.today()
        )
        answer = _record(made, request)
        return created(answer, f"/api/v1/requisitions/{made.id}", made.version)


class OneRequisition(Endpoint):
    permission_classes = [DRAFTING]

    @extend_schema(operation_id="requisitions_get", responses=serializers.RequisitionRecord)
    def get(self, request: Request, requisition_id: UUID) -> Response:
        return _answer(get_requisition(requisition_id), request)

    @extend_schema(
        operation_id="requisitions_amend",
        request=serializers.RequisitionAmendment,
        responses=serializers.RequisitionRecord,
    )
    def patch(self, request: Request, requisition_id: UUID) -> Response:
        get_requisition(requisition_id)
        asked = parsed(serializers.RequisitionAmendment, request)
        amended = requisitions.amend_requisition(
            requisition_id=requisition_id,
            need=serializers.need_of(asked),
            seen_version=required_version(request),
            actor=actor(request),
            on=clock.today(),
        )
        return _answer(amended, request)


class Submit(Endpoint):
    permission_classes = [May("requisitions.draft")]

    @extend_schema(
        operation_id="requisitions_submit",
        request=Reason,
        responses=serializers.RequisitionRecord,
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        moved = requisitions.submit_requisition(**_move(request, requisition_id), at=clock.now())
        return _answer(moved, request)


class Approve(Endpoint):
    permission_classes = [May("requisitions.approve")]

    @extend_schema(
        operation_id="requisitions_approve",
        request=Reason,
        responses=serializers.RequisitionRecord,
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        moved = requisitions.approve_requisition(**_move(request, requisition_id), at=clock.now())
        return _answer(moved, request)


class Reject(Endpoint):
    permission_classes = [May("requisitions.approve")]

    @extend_schema(
        operation_id="requisitions_reject",
        request=Reason,
        responses=serializers.RequisitionRecord,
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        moved = requisitions.reject_requisition(**_move(request, requisition_id), at=clock.now())
        return _answer(moved, request)


class Revise(Endpoint):
    permission_classes = [May("requisitions.draft")]

    @extend_schema(
        operation_id="requisitions_revise",
        request=Reason,
        responses=serializers.RequisitionRecord,
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        moved = requisitions.revise_requisition(**_move(request, requisition_id))
        return _answer(moved, request)


class Cancel(Endpoint):
    permission_classes = [May("requisitions.draft")]

    @extend_schema(
        operation_id="requisitions_cancel",
        request=Reason,
        responses=serializers.RequisitionRecord,
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        moved = requisitions.cancel_requisition(**_move(request, requisition_id))
        return _answer(moved, request)


class AwardIt(Endpoint):
    permission_classes = [May("requisitions.award")]

    @extend_schema(
        operation_id="requisitions_award",
        request=serializers.Award,
        responses=serializers.RequisitionRecord,
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        get_requisition(requisition_id)
        asked = parsed(serializers.Award, request)
        awarded = awarding.award_requisition(
            requisition_id=requisition_id,
            vendor_id=asked["vendor"],
            value=asked.get("value"),
            reason=asked["reason"],
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
        )
        return _answer(awarded, request)


def _move(request: Request, requisition_id: UUID) -> dict[str, Any]:
    """What every move of a requisition is told."""
    get_requisition(requisition_id)
    asked = parsed(Reason, request)
    return {
        "requisition_id": requisition_id,
        "reason": asked["reason"],
        "actor": actor(request),
        "seen_version": seen_version(request),
    }


def _record(requisition: Requisition, request: Request) -> serializers.RequisitionRecord:
    return serializers.RequisitionRecord(requisition, context=reader(request))


def _answer(requisition: Requisition, request: Request) -> Response:
    return found(_record(requisition, request), requisition.version)
