"""Note what follows from time and from other events: days that have passed, vendors at work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from contracts.lifecycle import State
from contracts.models import Contract, Step
from contracts.operations.dates import keep_dates
from contracts.operations.shifting import note, note_termination
from contracts.queries.contracts import is_engaged
from contracts.queries.deadlines import list_deadlines
from contracts.termination import OPEN, SETTLED
from vendors.operations.standing import note_engagement as note_standing
from vendors.operations.vendors import lock_vendor

BATCH = 100
_SETTLED = sorted(state.value for state in SETTLED)
_OPEN = sorted(state.value for state in OPEN)


@transaction.atomic
def note_engagement(*, vendor_id: UUID) -> None:
    """Let the vendor's file say whether it has a contract that was signed and has not ended.

    :raises NotFound: if there is no such vendor
    """
    lock_vendor(vendor_id=vendor_id)
    note_standing(vendor_id=vendor_id, engaged=is_engaged(vendor_id))


@transaction.atomic
def note_overdue_steps(*, on: date, actor: Actor) -> int:
    """Record that steps should have been settled before a day, once for each due day.

    Answers how many; those locked by somebody's work, and the rest of a long list, wait a turn.
    """
    overdue = (
        Step.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("termination__contract")
        .filter(termination__state__in=_OPEN, due_on__lt=on)
        .exclude(state__in=_SETTLED)
        .exclude(overdue_noted_for=F("due_on"), overdue_noted_for__isnull=False)
        .order_by("due_on", "id")[:BATCH]
    )
    noted = list(overdue)
    for row in noted:
        Step.objects.filter(id=row.id).update(overdue_noted_for=row.due_on)
    for row in noted:
        note_termination(
            row.termination,
            "deadline_passed",
            actor=actor,
            data={"kind": "step_due", "step": row.code, "on": row.due_on, "rule": row.rule},
        )
    return len(noted)


@transaction.atomic
def note_missed_notices(*, on: date, actor: Actor) -> int:
    """Record that last days of notice have passed, once each, and find each contract's next one.

    Answers how many contracts were looked at; the rest of a long list waits a turn.
    """
    due = (
        Contract.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(deadline_on__lt=on)
        .order_by("deadline_on", "id")[:BATCH]
    )
    contracts = list(due)
    passed = [(contract, list(_pass_deadlines(contract, on))) for contract in contracts]
    for contract in contracts:
        keep_dates(contract, State(contract.state), on=on)
    for contract, missed in passed:
        for data in missed:
            note(contract, "deadline_passed", actor=actor, data=data)
    return len(contracts)


def _pass_deadlines(contract: Contract, on: date) -> Iterable[dict[str, object]]:
    """Move a contract's next deadline on; what is passed over is what its events say."""
    state, day = State(contract.state), contract.deadline_on
    while day is not None and day < on:
        ahead = list(list_deadlines(contract, state, day))
        yield from (
            {"kind": milestone.kind, "on": milestone.on, "rule": milestone.rule}
            for milestone in ahead
            if milestone.on == day
        )
        # From the next day on: a contract that renews itself has another one then.
        later = list_deadlines(contract, state, day + timedelta(days=1))
        day = next((milestone.on for milestone in later), None)
    Contract.objects.filter(id=contract.id).update(deadline_on=day)
