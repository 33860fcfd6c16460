"""Which rights have the facts given us, where does each stand, and which termination used it?"""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from contracts.clauses import RightState
from contracts.models import Right, Termination
from contracts.termination import State as TerminationState

_SERVED: Final = (
    TerminationState.NOTICE_SERVED.value,
    TerminationState.WINDING_DOWN.value,
    TerminationState.COMPLETED.value,
)
# There is nothing left to end or to suspend under a contract that is over before its window is.
_OUTLIVED: Final = Q(closes_on=None) | Q(closes_on__gte=F("contract__ended_on"))


def list_rights(on: date) -> QuerySet[Right]:
    """All of them, each with its `state` on a day and the termination that used it."""
    served = Termination.objects.filter(
        clause=OuterRef("clause"),
        state__in=_SERVED,
        notice_served_on__gte=Coalesce(OuterRef("opens_on"), Value(date.min)),
        notice_served_on__lte=Coalesce(OuterRef("closes_on"), Value(date.max)),
    ).order_by("id")
    return Right.objects.select_related("contract", "clause").annotate(
        used_by=Subquery(served.values("id")[:1], output_field=UUIDField()),
        served_on=Subquery(served.values("notice_served_on")[:1]),
        state=Case(
            When(used_by__isnull=False, then=Value(RightState.USED.value)),
            When(waived_on__isnull=False, then=Value(RightState.WAIVED.value)),
            When(ceased_on__isnull=False, then=Value(RightState.CEASED.value)),
            When(_OUTLIVED & Q(contract__ended_on__lte=on), then=Value(RightState.CEASED.value)),
            When(opens_on__gt=on, then=Value(RightState.AHEAD.value)),
            When(closes_on__lt=on, then=Value(RightState.LAPSED.value)),
            default=Value(RightState.RUNNING.value),
            output_field=CharField(),
        ),
    )


def list_usable_rights(contract_id: UUID) -> QuerySet[Right]:
    """The rights of a contract that nothing has taken away, whatever their days."""
    return Right.objects.filter(contract_id=contract_id, ceased_on=None, waived_on=None).order_by(
        "id"
    )
