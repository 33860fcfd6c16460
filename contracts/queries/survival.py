"""Which duties outlive which contracts, and which of them bind on a day?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from contracts.lifecycle import State
from contracts.models import Contract, SurvivalDuty
from contracts.queries.reading import duty_of
from contracts.survival import DutyState, duty_state


def list_survival_duties() -> QuerySet[SurvivalDuty]:
    """The duties of every contract that is not cancelled, as its text has them now."""
    present = SurvivalDuty.objects.filter(superseded_version=None).select_related("contract")
    return present.exclude(contract__state=State.CANCELLED.value)


def list_binding_duties(contract: Contract, on: date) -> Sequence[SurvivalDuty]:
    """The duties of one contract that bind on a day, or will after its end: what is watched then.

    :param contract: from `list_terminations` or `list_contracts` it costs nothing
    """
    known: Sequence[SurvivalDuty] | None = getattr(contract, "present_duties", None)
    present = list_survival_duties().filter(contract=contract).order_by("position")
    rows = list(present) if known is None else known
    over = DutyState.OVER
    return [row for row in rows if duty_state(duty_of(row), contract.ended_on, on) is not over]


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
