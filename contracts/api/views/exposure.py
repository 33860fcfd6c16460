"""How much hangs on whom, which limits were passed, and what is a currency worth?"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import (
    NEVER_CHANGES,
    Endpoint,
    ListEndpoint,
    actor,
    created,
    found,
    parsed,
    queried,
)
from contracts.api.filters import LimitPassedFilters, RateFilters
from contracts.api.serializers.exposing import ExposureAsked, asked_of
from contracts.api.serializers.exposure import ExposureRecord
from contracts.api.serializers.reliance import LimitPassedRecord, NewRate, RateRecord
from contracts.models import ExchangeRate, LimitPassed
from contracts.operations.rates import enter_rate
from contracts.queries.exposure import MOST_ROWS, By, exposure_of

KNOWN_AT = OpenApiParameter(
    "known_at",
    {"type": "string", "format": "date-time"},
    description="The instant up to which we had heard; now if not said.",
)
_ASKED = [
    OpenApiParameter("by", str, required=True, enum=[by.value for by in By]),
    OpenApiParameter("valid_at", date, description="The day of the world; today if not said."),
    KNOWN_AT,
    OpenApiParameter("currency", str, description="Everything in this one, at entered rates."),
    OpenApiParameter("top", int, description=f"Rows that are shown; {MOST_ROWS} if not said."),
]


class OneExposure(Endpoint):
    """Committed, accepted and open value, volume and contracts: by what they have in common."""

    permission_classes = [May("contracts.read")]
    asks = ("by", "valid_at", "known_at", "currency", "top")

    @extend_schema(operation_id="exposure_get", parameters=_ASKED, responses=ExposureRecord)
    def get(self, request: Request) -> Response:
        given = queried(ExposureAsked, request)
        today = clock.today()
        exposure = exposure_of(asked_of(given, today), today=today)
        return found(ExposureRecord(exposure, context={"top": given.get("top", MOST_ROWS)}))


class PassedLimits(ListEndpoint):
    """Limits on what may hang on one that were found passed, the newest first."""

    permission_classes = [May("contracts.read")]
    serializer_class = LimitPassedRecord
    filterset_class = LimitPassedFilters
    orderings = ("created_at", "found_on")
    queryset = LimitPassed.objects.none()

    @extend_schema(operation_id="limits_passed_list")
    def get(self, request: Request) -> Response:
        return self.listed(LimitPassed.objects.all())


class Rates(ListEndpoint):
    """The exchange rates the lab has entered; they are never changed, only followed by others."""

    permission_classes = [May(read="contracts.read", write="rates.enter")]
    serializer_class = RateRecord
    filterset_class = RateFilters
    orderings = ("created_at", "valid_on")
    queryset = ExchangeRate.objects.none()

    @extend_schema(operation_id="exchange_rates_list")
    def get(self, request: Request) -> Response:
        return self.listed(ExchangeRate.objects.all())

    @extend_schema(
        operation_id="exchange_rates_create", request=NewRate, responses={201: RateRecord}
    )
    def post(self, request: Request) -> Response:
        asked = parsed(NewRate, request)
        row = enter_rate(**asked, actor=actor(request), today=clock.today())
        return created(RateRecord(row), f"/api/v1/exchange-rates/{row.id}", NEVER_CHANGES)


class OneRate(Endpoint):
    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="exchange_rates_get", responses=RateRecord)
    def get(self, request: Request, rate_id: UUID) -> Response:
        row = ExchangeRate.objects.filter(id=rate_id).first()
        if row is None:
            raise NotFound()
        return found(RateRecord(row), NEVER_CHANGES)
