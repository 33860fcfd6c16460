"""What is touched when a party, or what is supposed, becomes a problem?"""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.problems import NotFound
from config.rest.permissions import May
from config.rest.views import Endpoint, found, parsed, queried
from contracts.api.serializers.blast import BlastAsked, BlastRecord
from contracts.api.serializers.scenarios import ScenarioAsked, scenario_of
from contracts.api.views.contracts import VALID_AT
from contracts.api.views.exposure import KNOWN_AT
from contracts.operations.blasting import blast_of_scenario
from contracts.queries.blast import blast_of_party

PARTY = OpenApiParameter("party", UUID, required=True, description="Any party on file.")


class BlastRadius(Endpoint):
    """Vendors, contracts, data, doors and domains that are touched, in order of pain.

    `GET` asks about a party as it is; `POST` takes a scenario and asks about the vendors it would
    make worse. Neither writes anything.
    """

    permission_classes = [May(get="contracts.read", post="procurement.simulate")]

    def known_parameters(self) -> tuple[str, ...]:
        return ("party", "valid_at", "known_at") if self.request.method == "GET" else ()

    @extend_schema(
        operation_id="blast_radius_get",
        parameters=[PARTY, VALID_AT, KNOWN_AT],
        responses=BlastRecord,
    )
    def get(self, request: Request) -> Response:
        asked = queried(BlastAsked, request)
        today = clock.today()
        try:
            radius = blast_of_party(
                asked["party"],
                valid_at=asked.get("valid_at") or today,
                known_at=asked.get("known_at"),
                today=today,
            )
        except NotFound:
            raise NotFound("There is no such party.") from None
        return found(BlastRecord(radius))

    @extend_schema(
        operation_id="blast_radius_simulate",
        request=ScenarioAsked,
        responses={200: BlastRecord},
    )
    def post(self, request: Request) -> Response:
        asked = parsed(ScenarioAsked, request)
        now = clock.now()
        radius = blast_of_scenario(scenario=scenario_of(asked, now.date()), at=now)
        return found(BlastRecord(radius))
