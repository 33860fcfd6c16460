"""Which rights run, which days come, and which conflicts would our clauses miss?"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_filters import FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.permissions import May
from config.rest.views import Endpoint, ListEndpoint, found
from contracts.api.asking import asked_day, refuse_absent, showing
from contracts.api.filters import (
    ContractRightFilters,
    DeadlineFilters,
    GapFilters,
    RightFilters,
)
from contracts.api.serializers.watching import (
    ClauseGapRecord,
    DeadlineRecord,
    RightRecord,
    gap_json,
)
from contracts.api.views.contracts import VALID_AT
from contracts.models import Contract, Deadline, Right
from contracts.queries.deadlines import list_standing_deadlines
from contracts.queries.gaps import look, with_gaps
from contracts.queries.rights import list_rights


class Rights(ListEndpoint):
    """The register of rights: what the facts gave us, and whether it runs, lapsed or was used."""

    permission_classes = [May("contracts.read")]
    serializer_class = RightRecord
    filterset_class: ClassVar[type[FilterSet] | None] = RightFilters
    orderings = ("created_at", "found_on")
    asks = ("valid_at",)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    def on_file(self) -> QuerySet[Right]:
        """All rights, as they stand on the day that is asked about."""
        return list_rights(asked_day(self.request))

    @extend_schema(operation_id="rights_list", parameters=[VALID_AT])
    def get(self, request: Request) -> Response:
        return self.listed(self.on_file())


class ContractRights(Rights):
    """The rights that the facts gave us under one contract."""

    filterset_class = ContractRightFilters

    @extend_schema(operation_id="contracts_rights", parameters=[VALID_AT])
    def get(self, request: Request, contract_id: UUID) -> Response:  # type: ignore[override]
        refuse_absent(Contract, contract_id)
        return self.listed(self.on_file().filter(contract=contract_id))


class OneRight(Endpoint):
    permission_classes = [May("contracts.read")]
    asks = ("valid_at",)

    @extend_schema(operation_id="rights_get", parameters=[VALID_AT], responses=RightRecord)
    def get(self, request: Request, right_id: UUID) -> Response:
        right = get_object_or_404(list_rights(asked_day(request)), id=right_id)
        return found(RightRecord(right, context=showing(request)), right.version)


class Deadlines(ListEndpoint):
    """The days that come, soonest first; what should have been done already is overdue."""

    permission_classes = [May("contracts.read")]
    serializer_class = DeadlineRecord
    filterset_class = DeadlineFilters
    orderings = ("on",)
    ordering = "on"
    queryset = Deadline.objects.none()
    asks = ("valid_at",)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **showing(self.request)}

    @extend_schema(operation_id="deadlines_list", parameters=[VALID_AT])
    def get(self, request: Request) -> Response:
        return self.listed(list_standing_deadlines(asked_day(request)))


class ClauseGaps(ListEndpoint):
    """Contracts whose clauses would miss a conflict that the adopted policy calls serious.

    Each gap names the least such conflict, our clause that comes nearest, and a clause that is
    proved to catch it.
    """

    permission_classes = [May("contracts.read")]
    serializer_class = ClauseGapRecord
    filterset_class = GapFilters
    orderings = ("created_at", "reference")
    asks = ("valid_at",)

    @extend_schema(operation_id="clause_gaps_list", parameters=[VALID_AT])
    def get(self, request: Request) -> Response:
        on = asked_day(request)
        found_ones = with_gaps(self.filter_queryset(Contract.objects.all()), on)
        page = self.paginate_queryset(found_ones) or []
        return self.get_paginated_response([gap_json(each) for each in look(page, on)])
