"""Scenarios: what would follow if something were so?"""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.permissions import May
from config.rest.views import Endpoint, found, parsed
from contracts.api.serializers.scenarios import OutcomeRecord, ScenarioAsked, scenario_of
from contracts.operations.simulating import simulate


class Scenarios(Endpoint):
    """Suppose statements, another policy or other competitors; nothing is kept."""

    permission_classes = [May("procurement.simulate")]

    @extend_schema(
        operation_id="scenarios_simulate", request=ScenarioAsked, responses={200: OutcomeRecord}
    )
    def post(self, request: Request) -> Response:
        asked = parsed(ScenarioAsked, request)
        now = clock.now()
        outcome = simulate(scenario=scenario_of(asked, now.date()), at=now)
        return found(OutcomeRecord(outcome))
