"""Rehearsals of leaving: lists, one, and another one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import NEVER_CHANGES, Endpoint, ListEndpoint, actor, created, found, parsed
from contracts.api.asking import refuse_absent, showing
from contracts.api.filters import RehearsalFilters
from contracts.api.serializers.rehearsals import RehearsalAsked, RehearsalRecord, rehearsal
from contracts.models import Contract, ExitRehearsal
from contracts.operations.rehearsing import rehearse_exit

VALID_AT = OpenApiParameter("valid_at", date, description="The day on which age is judged.")


class _RehearsalList(ListEndpoint):
    serializer_class = RehearsalRecord
    orderings = ("created_at", "score")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}


class ContractRehearsals(_RehearsalList):
    """The rehearsals of a contract, the newest first, and another one."""

    permission_classes = [May(read="contracts.read", write="exits.rehearse")]

    @extend_schema(operation_id="contracts_exit_rehearsals")
    def get(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        return self.listed(_all().filter(contract=contract_id))

    @extend_schema(
        operation_id="contracts_rehearse_exit",
        request=RehearsalAsked,
        responses={201: RehearsalRecord},
    )
    def post(self, request: Request, contract_id: UUID) -> Response:
        refuse_absent(Contract, contract_id)
        asked = parsed(RehearsalAsked, request)
        row = rehearse_exit(
            contract_id=contract_id, actor=actor(request), at=clock.now(), **rehearsal(asked)
        )
        location = f"/api/v1/exit-rehearsals/{row.id}"
        return created(RehearsalRecord(row, context=showing(request)), location, NEVER_CHANGES)


class Rehearsals(_RehearsalList):
    """All rehearsals."""

    permission_classes = [May("contracts.read")]
    filterset_class = RehearsalFilters

    @extend_schema(operation_id="exit_rehearsals_list")
    def get(self, request: Request) -> Response:
        return self.listed(_all())


class OneRehearsal(Endpoint):
    permission_classes = [May("contracts.read")]
    asks = ("valid_at",)

    @extend_schema(
        operation_id="exit_rehearsals_get", parameters=[VALID_AT], responses=RehearsalRecord
    )
    def get(self, request: Request, rehearsal_id: UUID) -> Response:
        row = _all().filter(id=rehearsal_id).first()
        if row is None:
            raise NotFound()
        # Whether it is stale follows from the day and from the contract: it has no version.
        return found(RehearsalRecord(row, context=showing(request)))


def _all() -> Any:
    return ExitRehearsal.objects.select_related("contract")
