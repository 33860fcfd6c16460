"""Open questions: which missing facts would settle most."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.permissions import May
from config.rest.views import Endpoint, found
from procurement.api.paging import PAGING, run_of
from procurement.api.serializers import questions as serializers
from procurement.neutrality.findings import State
from procurement.queries.questions import list_open_questions

NARROWED_BY = ("vendor", "state")


class OpenQuestions(Endpoint):
    """What to ask first, over all verdicts that stand."""

    permission_classes = [May("procurement.read")]
    asks = (*NARROWED_BY, "page_size", "cursor")

    @extend_schema(
        operation_id="open_questions_list",
        parameters=[
            OpenApiParameter("vendor", UUID, description="Only what is open for this vendor."),
            OpenApiParameter(
                "state",
                str,
                enum=[state.value for state in State],
                description="Only what is open for vendors with this verdict.",
            ),
            *PAGING,
        ],
        responses=serializers.OpenQuestionPage,
    )
    def get(self, request: Request) -> Response:
        given = {n: request.query_params[n] for n in NARROWED_BY if n in request.query_params}
        asked = serializers.WhichQuestions(data=given)
        asked.is_valid(raise_exception=True)
        state = asked.validated_data.get("state")
        run = run_of(request)
        rows = list_open_questions(
            vendor=asked.validated_data.get("vendor"),
            state=None if state is None else State(state),
            start=run.start,
            length=run.length + 1,
        )
        return found(serializers.OpenQuestionPage(run.page(rows, rows[: run.length])))
