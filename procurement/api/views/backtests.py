"""Backtests: what a policy would have said of the past, before it is adopted."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config import clock
from config.rest.permissions import May
from config.rest.views import Endpoint, ListEndpoint, actor, found, parsed
from procurement.api.filters import BacktestFilters, DifferenceFilters
from procurement.api.paging import PAGING, run_of
from procurement.api.serializers import backtests as serializers
from procurement.models import Backtest, BacktestMoment
from procurement.operations.backtests import ask_for_backtest
from procurement.queries.backtests import (
    count_changes,
    foresights,
    get_backtest,
    list_backtests,
    list_differences,
)
from procurement.queries.standards import get_policy

SHOWN = 100


class RunBacktest(Endpoint):
    """Try a policy against the verdicts on record; nothing else changes, whatever comes out."""

    permission_classes = [May("procurement.backtest_policy")]

    @extend_schema(
        operation_id="policies_backtest",
        request=serializers.BacktestAsked,
        responses={202: serializers.BacktestRecord},
    )
    def post(self, request: Request, policy_id: UUID) -> Response:
        get_policy(policy_id)
        asked = parsed(serializers.BacktestAsked, request)
        backtest = ask_for_backtest(
            policy_id=policy_id,
            from_day=asked.get("from"),
            to_day=asked.get("to"),
            vendors=asked.get("vendors", ()),
            today=clock.today(),
            actor=actor(request),
        )
        answer = serializers.BacktestRecord(get_backtest(backtest.id))
        where = {"Location": f"/api/v1/backtests/{backtest.id}"}
        return Response(answer.data, status=202, headers=where)


class Backtests(ListEndpoint):
    """Every backtest that was asked for."""

    permission_classes = [May("procurement.read")]
    serializer_class = serializers.BacktestRecord
    filterset_class = BacktestFilters
    orderings = ("created_at",)
    queryset = Backtest.objects.none()

    @extend_schema(operation_id="backtests_list")
    def get(self, request: Request) -> Response:
        return self.listed(list_backtests())


class OneBacktest(Endpoint):
    permission_classes = [May("procurement.read")]

    @extend_schema(operation_id="backtests_get", responses=serializers.BacktestResult)
    def get(self, request: Request, backtest_id: UUID) -> Response:
        backtest = get_backtest(backtest_id)
        by_vendor = list_differences(backtest_id).order_by("vendor", "valid_at", "id")
        backtest.counts = count_changes(backtest_id)  # type: ignore[attr-defined]  # to be told
        backtest.differences = by_vendor[:SHOWN]  # type: ignore[attr-defined]
        backtest.leads = foresights(backtest_id, start=0, length=SHOWN)  # type: ignore[attr-defined]
        return found(serializers.BacktestResult(backtest))


class Differences(ListEndpoint):
    """Every day on which the policy would have said something else, by vendor."""

    permission_classes = [May("procurement.read")]
    serializer_class = serializers.DifferenceRecord
    filterset_class = DifferenceFilters
    orderings = ("valid_at", "created_at")
    queryset = BacktestMoment.objects.none()

    @extend_schema(operation_id="backtests_differences")
    def get(self, request: Request, backtest_id: UUID) -> Response:
        get_backtest(backtest_id)
        return self.listed(list_differences(backtest_id))


class VendorsTried(Endpoint):
    """The vendors for which anything differs, whoever would have been noticed first."""

    permission_classes = [May("procurement.read")]
    asks = ("page_size", "cursor")

    @extend_schema(
        operation_id="backtests_vendors", parameters=PAGING, responses=serializers.ForesightPage
    )
    def get(self, request: Request, backtest_id: UUID) -> Response:
        get_backtest(backtest_id)
        run = run_of(request)
        rows = foresights(backtest_id, start=run.start, length=run.length + 1)
        return found(serializers.ForesightPage(run.page(rows, rows[: run.length])))
