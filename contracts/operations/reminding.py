"""Tell people of the days that come, once for each offset, and of those that have passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from config.actors import Actor
from contracts.lifecycle import PASSED, DateKind, Due, State, due_reminder, kinds_in, next_look
from contracts.models import Contract, Deadline, Reminder
from contracts.operations.dates import keep_dates
from contracts.operations.shifting import note

BATCH = 100


@dataclass(frozen=True, slots=True)
class _Told:
    contract: Contract
    deadline: Deadline
    due: Due


@transaction.atomic
def remind(*, on: date, actor: Actor) -> int:
    """Record which days are near, or have passed, and look for the days that follow on them.

    Safe to run twice, late, or on two machines: a contract is held while its days are looked at,
    each offset of a day is settled by a row that can exist only once, and what was slept through
    is told of once, by the nearest offset. Answers how many contracts were looked at; those locked
    by somebody's work, and the rest of a long list, wait a turn.
    """
    due = Deadline.objects.filter(stands=True, look_on__lte=on).order_by("look_on", "id")
    ids = set(due.values_list("contract_id", flat=True)[:BATCH])
    locked = Contract.objects.select_for_update(skip_locked=True, no_key=True).filter(id__in=ids)
    contracts = list(locked.order_by("id"))
    told = [each for contract in contracts for each in _look_at(contract, on)]
    for contract in contracts:
        keep_dates(contract, State(contract.state), on=on)
    for each in told:
        _tell(each, on, actor)
    return len(contracts)


def _look_at(contract: Contract, on: date) -> Iterable[_Told]:
    """Settle the offsets of a locked contract that are due; answers what is to be told."""
    rows = Deadline.objects.filter(contract=contract, stands=True, look_on__lte=on)
    meant = kinds_in(State(contract.state))
    for row in rows.order_by("on", "id").prefetch_related("reminders"):
        told = {reminder.days for reminder in row.reminders.all()}
        kind = DateKind(row.kind)
        due = due_reminder(kind, row.on, on, told) if kind in meant else None
        if due is not None:
            Reminder.objects.bulk_create(Reminder(deadline=row, days=days) for days in due.settles)
            told |= set(due.settles)
            yield _Told(contract, row, due)
        Deadline.objects.filter(id=row.id).update(look_on=next_look(kind, row.on, on, told))


def _tell(told: _Told, on: date, actor: Actor) -> None:
    row = told.deadline
    data: dict[str, object] = {
        "deadline": row.id,
        "kind": row.kind,
        "on": row.on,
        "rule": row.rule,
        "about": row.about,
    }
    if told.due.days == PASSED and row.on < on:
        note(told.contract, "deadline_passed", actor=actor, data=data)
    else:
        ahead = {"days_left": (row.on - on).days, "offset": told.due.days}
        note(told.contract, "deadline_near", actor=actor, data={**data, **ahead})
