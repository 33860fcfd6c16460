"""Which is the next last day of notice, and which days come for all contracts?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from contracts.calendar import Milestone
from contracts.lifecycle import LINGERING, DateKind, State, kinds_in, next_dates
from contracts.models import Contract, Deadline
from contracts.queries.reading import terms_of

NOTICE_DEADLINES: Final = (DateKind.NOTICE_DEADLINE_OURS, DateKind.NOTICE_DEADLINE_THEIRS)


def list_deadlines(contract: Contract, state: State, on: date) -> Iterable[Milestone]:
    """The last days of notice from `on` onward, soonest first."""
    return (
        milestone
        for milestone in next_dates(state, terms_of(contract), on)
        if milestone.kind in NOTICE_DEADLINES
    )


def next_deadline(contract: Contract, state: State, on: date) -> date | None:
    """The soonest of them; none when nobody can miss one."""
    first = next(iter(list_deadlines(contract, state, on)), None)
    return first.on if first else None


_LINGERING: Final = sorted(kind.value for kind in LINGERING)


def list_standing_deadlines(on: date) -> QuerySet[Deadline]:
    """The days from `on` onward, and before it what remains to be done.

    Days that mean nothing any more in the state a contract has come to are not listed, even before
    they were looked at again.
    """
    meant = Q()
    for state in State:
        kinds = sorted(kind.value for kind in kinds_in(state))
        meant |= Q(contract__state=state.value, kind__in=kinds)
    ahead = Q(on__gte=on) | Q(kind__in=_LINGERING)
    return Deadline.objects.filter(meant, ahead, stands=True).select_related("contract")
