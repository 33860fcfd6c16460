"""Contagion: who else shares this owner, fund, director, hired team or sub-processor."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.events.ledger import seq_at
from config.rest.permissions import May
from config.rest.views import Endpoint, found
from procurement.api.serializers import contagion as serializers
from procurement.queries.contagion import MOST_DEPTH, USUAL_DEPTH, contagion_of


class ContagionAround(Endpoint):
    """Every vendor and competitor that shares somebody with a party."""

    permission_classes = [May("procurement.read")]
    asks = ("party", "interest", "depth", "valid_at", "known_at")

    @extend_schema(
        operation_id="contagion_get",
        parameters=[
            OpenApiParameter("party", UUID, required=True, description="Around whom to look."),
            OpenApiParameter(
                "interest",
                str,
                enum=serializers.INTERESTS,
                description="Only through interests of this type, or of the family `ownership`, "
                "`people`, `debt` (guarantees, too) or `supply`.",
            ),
            OpenApiParameter(
                "depth",
                int,
                description=f"The most links of a chain, 1 to {MOST_DEPTH}; {USUAL_DEPTH} if not.",
            ),
            OpenApiParameter("valid_at", date, description="The day of the world; today if not."),
            OpenApiParameter(
                "known_at",
                {"type": "string", "format": "date-time"},
                description="The instant up to which we had heard, itself included; now if not.",
            ),
        ],
        responses=serializers.ContagionRecord,
    )
    def get(self, request: Request) -> Response:
        given = {n: request.query_params[n] for n in self.asks if n in request.query_params}
        asked = serializers.WhichContagion(data=given)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data
        known_at = wanted.get("known_at")
        contagion = contagion_of(
            wanted["party"],
            interest=wanted.get("interest"),
            depth=wanted.get("depth", USUAL_DEPTH),
            valid_at=wanted.get("valid_at") or clock.today(),
            known_seq=None if known_at is None else seq_at(known_at),
        )
        return found(serializers.ContagionRecord.of(contagion))
