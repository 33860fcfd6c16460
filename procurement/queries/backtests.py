"""Which backtests were asked for, how far is each, and what did it find?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from config.events.models import Delivery
from config.problems import NotFound
from procurement.caseflow import Verdict
from procurement.hindsight import Change, Lead, Moment, leads
from procurement.models import Backtest, BacktestMoment
from procurement.neutrality.findings import Level, State

TASK = "procurement.tasks.try_policy"


def list_backtests() -> QuerySet[Backtest]:
    """Every backtest, each with how far it is: `state` and `done`, the assessments looked at."""
    tried = (
        BacktestMoment.objects.filter(backtest=OuterRef("pk"))
        .order_by()
        .values("backtest")
        .annotate(done=Count("assessment", distinct=True))
        .values("done")
    )
    parked = Delivery.objects.filter(task=TASK, subject_id=OuterRef("pk"), parked_at__isnull=False)
    return Backtest.objects.annotate(
        done=Coalesce(Subquery(tried, output_field=IntegerField()), 0),
        state=Case(
            When(finished_at__isnull=False, then=Value("done")),
            When(Exists(parked), then=Value("failed")),
            default=Value("pending"),
            output_field=CharField(),
        ),
    )


def get_backtest(backtest_id: UUID) -> Backtest:
    """:raises NotFound: if there is none"""
    backtest = list_backtests().filter(id=backtest_id).first()
    if backtest is None:
        raise NotFound()
    return backtest


def list_differences(backtest_id: UUID) -> QuerySet[BacktestMoment]:
    """Where the policy would have said something else, or could not say: by vendor and day."""
    return BacktestMoment.objects.filter(backtest=backtest_id).exclude(change=Change.SAME)


def count_changes(backtest_id: UUID) -> dict[str, int]:
    """How many moments were tried and came out how; and at how many vendors."""
    moments = BacktestMoment.objects.filter(backtest=backtest_id)
    vendors = Count("vendor", distinct=True)
    counted: dict[str, int] = moments.aggregate(
        moments=Count("id"),
        **{change.value: Count("id", filter=Q(change=change)) for change in Change},
        vendors=vendors,
        vendors_worse=Count("vendor", distinct=True, filter=Q(change=Change.WORSE)),
        vendors_better=Count("vendor", distinct=True, filter=Q(change=Change.BETTER)),
    )
    return counted


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a policy would have changed for one vendor; the first days, and the leads."""

    vendor: UUID
    moments: int
    differences: int
    first_worse_on: date | None
    first_better_on: date | None
    leads: tuple[Lead, ...]


def foresights(backtest_id: UUID, *, start: int, length: int) -> list[Foresight]:
    """A run of the vendors for which anything differs, whoever would have been noticed first."""
    differs = ~Q(change=Change.SAME)
    rows = (
        BacktestMoment.objects.filter(backtest=backtest_id)
        .order_by()
        .values("vendor")
        .annotate(
            moments=Count("id"),
            differences=Count("id", filter=differs),
            first_on=Min("valid_at", filter=differs),
            first_worse_on=Min("valid_at", filter=Q(change=Change.WORSE)),
            first_better_on=Min("valid_at", filter=Q(change=Change.BETTER)),
        )
        .filter(differences__gt=0)
        .order_by(F("first_worse_on").asc(nulls_last=True), "first_on", "vendor")
    )[start : start + length]
    told = _told(backtest_id, [row["vendor"] for row in rows])
    return [
        Foresight(
            vendor=row["vendor"],
            moments=row["moments"],
            differences=row["differences"],
            first_worse_on=row["first_worse_on"],
            first_better_on=row["first_better_on"],
            leads=leads(told[row["vendor"]]),
        )
        for row in rows
    ]


def _told(backtest_id: UUID, vendors: Sequence[UUID]) -> dict[UUID, list[Moment]]:
    """Both records of some vendors, in the order in which they were kept."""
    told: dict[UUID, list[Moment]] = defaultdict(list)
    rows = BacktestMoment.objects.filter(backtest=backtest_id, vendor__in=vendors)
    for vendor, on, state, level, after_state, after_level in rows.order_by(
        "vendor", "valid_at", "id"
    ).values_list(
        "vendor_id", "valid_at", "before_state", "before_level", "after_state", "after_level"
    ):
        after = Verdict(State(after_state), Level(after_level)) if after_state else None
        told[vendor].append(Moment(on, Verdict(State(state), Level(level)), after))
    return told
