"""Whom could a need go to: every vendor, ranked or out, with the reasons in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.permissions import May
from config.rest.views import Endpoint, parsed, queried
from contracts.api.serializers.scenarios import scenario_of
from contracts.api.serializers.shortlists import (
    MOST,
    USUAL,
    ShortlistRecord,
    SupposedShortlist,
    WhichShortlist,
    shortlist_json,
)
from contracts.operations.sourcing import suppose_of
from contracts.queries.shortlists import Page, shortlist_for
from procurement.queries.requisitions import get_requisition

PARAMETERS = [
    OpenApiParameter(
        "replacing",
        UUID,
        description="The vendor being left: what others share with it counts. Without it, the one"
        " the requisition names.",
    ),
    OpenApiParameter("limit", int, description=f"How many are told, 1 to {MOST}; {USUAL} if not."),
    OpenApiParameter("offset", int, description="How many of the ranked are left out before."),
    OpenApiParameter("out_offset", int, description="How many of the others are left out before."),
]


class RequisitionShortlist(Endpoint):
    """The shortlist as of now; with a scenario, also how those on it would then be judged."""

    permission_classes = [May(get="procurement.read", post="procurement.simulate")]

    def known_parameters(self) -> tuple[str, ...]:
        names = ("replacing", "limit", "offset", "out_offset")
        return names if self.request.method == "GET" else ()

    @extend_schema(
        operation_id="requisitions_shortlist", parameters=PARAMETERS, responses=ShortlistRecord
    )
    def get(self, request: Request, requisition_id: UUID) -> Response:
        requisition = get_requisition(requisition_id)
        asked = queried(WhichShortlist, request)
        told = shortlist_for(
            requisition,
            replacing=asked.get("replacing"),
            today=clock.today(),
            page=_page(asked),
        )
        return Response(shortlist_json(told))

    @extend_schema(
        operation_id="requisitions_shortlist_supposed",
        request=SupposedShortlist,
        responses={200: ShortlistRecord},
    )
    def post(self, request: Request, requisition_id: UUID) -> Response:
        requisition = get_requisition(requisition_id)
        asked = parsed(SupposedShortlist, request)
        now = clock.now()
        told = shortlist_for(
            requisition, replacing=asked.get("replacing"), today=now.date(), page=_page(asked)
        )
        supposed = suppose_of(
            vendors=[told.files[one.offer.vendor].id for one in told.ranked],
            scenario=scenario_of(asked["scenario"], now.date()),
            at=now,
        )
        return Response(shortlist_json(told, supposed))


def _page(asked: Mapping[str, Any]) -> Page:
    return Page(asked.get("limit", USUAL), asked.get("offset", 0), asked.get("out_offset", 0))
