"""The way out in numbers: the final account, what survives, and which doors are still open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import NEVER_CHANGES, Endpoint, ListEndpoint, actor, created, found, parsed
from contracts.api.asking import refuse_absent, showing
from contracts.api.serializers.settling import (
    AccessRecord,
    DutyEntry,
    DutyRecord,
    LineEntry,
    SettlementRecord,
    settlement_json,
)
from contracts.models import SurvivingDuty, Termination
from contracts.operations.settling import book_line
from contracts.operations.surviving import register_duty
from contracts.queries.exits import account_of, list_grant_proofs


def _termination(termination_id: UUID) -> Termination:
    one = Termination.objects.select_related("contract").filter(id=termination_id).first()
    if one is None:
        raise NotFound()
    return one


def _account(termination_id: UUID) -> SettlementRecord:
    one = _termination(termination_id)
    return SettlementRecord(settlement_json(one, account_of(one)))


class Settlement(Endpoint):
    """What is owed, paid and credited, and whether that balances; and another line of it."""

    permission_classes = [May(read="contracts.read", write="terminations.settle")]

    @extend_schema(operation_id="terminations_settlement", responses=SettlementRecord)
    def get(self, request: Request, termination_id: UUID) -> Response:
        return found(_account(termination_id))

    @extend_schema(
        operation_id="terminations_book_line",
        request=LineEntry,
        responses={201: SettlementRecord},
    )
    def post(self, request: Request, termination_id: UUID) -> Response:
        refuse_absent(Termination, termination_id)
        asked = parsed(LineEntry, request)
        book_line(termination_id=termination_id, actor=actor(request), at=clock.now(), **asked)
        location = f"/api/v1/terminations/{termination_id}/settlement"
        return created(_account(termination_id), location)


class Survivals(ListEndpoint):
    """The rights and duties that outlive the contract, and another one."""

    permission_classes = [May(read="contracts.read", write="terminations.carry_out")]
    serializer_class = DutyRecord
    orderings = ("created_at", "ends_on")
    queryset = SurvivingDuty.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="terminations_survivals")
    def get(self, request: Request, termination_id: UUID) -> Response:
        refuse_absent(Termination, termination_id)
        return self.listed(SurvivingDuty.objects.filter(termination=termination_id))

    @extend_schema(
        operation_id="terminations_register_duty",
        request=DutyEntry,
        responses={201: DutyRecord},
    )
    def post(self, request: Request, termination_id: UUID) -> Response:
        refuse_absent(Termination, termination_id)
        asked = parsed(DutyEntry, request)
        duty = register_duty(termination_id=termination_id, actor=actor(request), **asked)
        location = f"/api/v1/terminations/{termination_id}/survivals/{duty.id}"
        return created(DutyRecord(duty, context=showing(request)), location, NEVER_CHANGES)


class OneSurvival(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="terminations_survival", responses=DutyRecord)
    def get(self, request: Request, termination_id: UUID, duty_id: UUID) -> Response:
        duty = SurvivingDuty.objects.filter(termination=termination_id, id=duty_id).first()
        if duty is None:
            raise NotFound()
        return found(DutyRecord(duty, context=showing(request)), NEVER_CHANGES)


class Access(Endpoint):
    """Every door that was opened for the vendor, tracked down to none."""

    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="terminations_access", responses=AccessRecord)
    def get(self, request: Request, termination_id: UUID) -> Response:
        doors = list_grant_proofs(_termination(termination_id))
        shown = {
            "termination": termination_id,
            "open": sum(door.grant.revoked_on is None for door in doors),
            "unproved": sum(door.is_unproved for door in doors),
            "grants": doors,
        }
        return found(AccessRecord(shown))
