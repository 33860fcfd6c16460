"""Keep the days that come for a contract in step with it, so that all of them can be listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.models import ClockTimestamp
from contracts.lifecycle import State, next_look
from contracts.models import Contract, Deadline
from contracts.queries.contracts import list_engaging
from contracts.queries.foreseeing import Foreseen, foresee
from vendors.operations.vendors import lock_vendor

Key = tuple[str, date, UUID | None]


@transaction.atomic
def keep_dates_of(*, contract_id: UUID, on: date) -> None:
    """Keep the days of a contract as they follow from it on a day. An absent one has none."""
    contract = Contract.objects.select_for_update(no_key=True).filter(id=contract_id).first()
    if contract is not None:
        keep_dates(contract, State(contract.state), on=on)


@transaction.atomic
def keep_dates_of_vendor(*, vendor_id: UUID, on: date) -> None:
    """Keep the days of every contract of a vendor that was signed and has not ended.

    :raises NotFound: if there is no such vendor
    """
    lock_vendor(vendor_id=vendor_id)
    for contract in list_engaging(vendor_id).select_for_update(no_key=True):
        keep_dates(contract, State(contract.state), on=on)


def keep_dates(contract: Contract, state: State, *, on: date) -> None:
    """Keep the days of a locked contract that is, or is about to be, in a state.

    Days that follow no more do not stand any longer; they are not deleted, so that nobody is told
    twice should they come back.
    """
    known = {
        (row.kind, row.on, row.about): row
        for row in Deadline.objects.filter(contract=contract).prefetch_related("reminders")
    }
    wanted = {(day.kind.value, day.on, day.about): day for day in foresee(contract, state, on)}
    _drop(row for key, row in known.items() if key not in wanted and row.stands)
    _take_up(known, wanted, on)
    Deadline.objects.bulk_create(
        Deadline(
            contract=contract,
            kind=day.kind.value,
            on=day.on,
            about=day.about,
            rule=day.rule,
            look_on=next_look(day.kind, day.on, on, ()),
        )
        for key, day in wanted.items()
        if key not in known
    )


def _drop(rows: Iterable[Deadline]) -> None:
    Deadline.objects.filter(id__in=[row.id for row in rows]).update(
        stands=False, look_on=None, version=F("version") + 1, updated_at=ClockTimestamp()
    )


def _take_up(known: Mapping[Key, Deadline], wanted: Mapping[Key, Foreseen], on: date) -> None:
    """Let days that follow again stand again, and say by which rule they follow now."""
    for key, day in wanted.items():
        row = known.get(key)
        if row is None or (row.stands and row.rule == day.rule):
            continue
        told = {reminder.days for reminder in row.reminders.all()}
        Deadline.objects.filter(id=row.id).update(
            stands=True,
            rule=day.rule,
            look_on=next_look(day.kind, day.on, on, told),
            version=F("version") + 1,
            updated_at=ClockTimestamp(),
        )
