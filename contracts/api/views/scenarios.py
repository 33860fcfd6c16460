"""What would follow if something were so, and what do we know better than when we signed?"""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.permissions import May
from config.rest.views import Endpoint, found, parsed
from contracts.api.serializers.hindsight import HindsightRecord
from contracts.api.serializers.scenarios import OutcomeRecord, ScenarioAsked, scenario_of
from contracts.operations.simulating import simulate
from contracts.queries.contracts import get_contract
from contracts.queries.hindsight import look_back


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


class OneHindsight(Endpoint):
    """As signed, the day of signing as known now, and today."""

    permission_classes = [May("contracts.read")]

    @extend_schema(operation_id="contracts_hindsight", responses=HindsightRecord)
    def get(self, request: Request, contract_id: UUID) -> Response:
        contract = get_contract(contract_id)
        return found(HindsightRecord(look_back(contract, at=clock.now())))
