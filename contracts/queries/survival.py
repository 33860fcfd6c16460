"""Which duties outlive which contracts, and which of them bind on a day?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from contracts.lifecycle import State
from contracts.models import SurvivalDuty
from contracts.queries.reading import duty_of
from contracts.survival import DutyState, duty_state


def list_survival_duties() -> QuerySet[SurvivalDuty]:
    """The duties of every contract that is not cancelled, as its text has them now."""
    present = SurvivalDuty.objects.filter(superseded_version=None).select_related("contract")
    return present.exclude(contract__state=State.CANCELLED.value)


def list_binding_duties(contract_id: UUID, on: date) -> Sequence[SurvivalDuty]:
    """The duties of one contract that bind on a day: what the watch after the end looks at."""
    rows = list_survival_duties().filter(contract=contract_id).order_by("position")
    return [
        row
        for row in rows
        if duty_state(duty_of(row), row.contract.ended_on, on) is DutyState.RUNNING
    ]


def with_duty_state(
    duties: QuerySet[SurvivalDuty], state: DutyState, on: date
) -> QuerySet[SurvivalDuty]:
    """Those that stand somewhere on a day. That follows from months, so each is looked at."""
    ids = [
        row.id
        for row in duties.iterator(chunk_size=2000)
        if duty_state(duty_of(row), row.contract.ended_on, on) is state
    ]
    return duties.filter(id__in=ids)
