"""The way out in numbers: the final account, and which doors are still open."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import Endpoint, actor, created, found, parsed
from contracts.api.asking import refuse_absent
from contracts.api.serializers.settling import (
    AccessRecord,
    LineEntry,
    SettlementRecord,
    settlement_json,
)
from contracts.models import Termination
from contracts.operations.settling import book_line
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
