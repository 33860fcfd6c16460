"""Cases: what became worse, what is proposed about it, and what was decided."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.fields import Reason
from config.rest.permissions import May
from config.rest.views import Endpoint, actor, found, parsed, seen_version
from procurement.api.filters import CaseFilters
from procurement.api.manners import ListForReader, reader
from procurement.api.serializers import cases as serializers
from procurement.models import Case
from procurement.operations import cases
from procurement.queries.cases import get_case, list_cases


class Cases(ListForReader):
    """Every case, open and closed."""

    permission_classes = [May("procurement.read")]
    serializer_class = serializers.CaseRecord
    filterset_class = CaseFilters
    orderings = ("created_at", "updated_at")
    queryset = Case.objects.none()

    @extend_schema(operation_id="cases_list")
    def get(self, request: Request) -> Response:
        return self.listed(list_cases())


class OneCase(Endpoint):
    permission_classes = [May("procurement.read")]

    @extend_schema(operation_id="cases_get", responses=serializers.CaseRecord)
    def get(self, request: Request, case_id: UUID) -> Response:
        return _answer(case_id, request)


class Propose(Endpoint):
    permission_classes = [May("procurement.propose_case")]

    @extend_schema(
        operation_id="cases_propose",
        request=serializers.DecisionAsked,
        responses=serializers.CaseRecord,
    )
    def post(self, request: Request, case_id: UUID) -> Response:
        get_case(case_id)
        asked = parsed(serializers.DecisionAsked, request)
        cases.propose_case(
            case_id=case_id, actor=actor(request), seen_version=seen_version(request), **asked
        )
        return _answer(case_id, request)


class Decide(Endpoint):
    permission_classes = [May("procurement.decide_case")]

    @extend_schema(
        operation_id="cases_decide",
        request=serializers.DecisionAsked,
        responses=serializers.CaseRecord,
    )
    def post(self, request: Request, case_id: UUID) -> Response:
        get_case(case_id)
        asked = parsed(serializers.DecisionAsked, request)
        cases.decide_case(
            case_id=case_id, actor=actor(request), seen_version=seen_version(request), **asked
        )
        return _answer(case_id, request)


class Close(Endpoint):
    permission_classes = [May("procurement.propose_case")]

    @extend_schema(operation_id="cases_close", request=Reason, responses=serializers.CaseRecord)
    def post(self, request: Request, case_id: UUID) -> Response:
        get_case(case_id)
        asked = parsed(Reason, request)
        cases.close_case(
            case_id=case_id,
            reason=asked["reason"],
            actor=actor(request),
            at=clock.now(),
            seen_version=seen_version(request),
        )
        return _answer(case_id, request)


def _answer(case_id: UUID, request: Request) -> Response:
    case = get_case(case_id)
    return found(serializers.CaseRecord(case, context=reader(request)), case.version)
