"""Which is the next last day of notice, and which days come for all contracts?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from contracts.calendar import Milestone
from contracts.lifecycle import BEFORE_NOTICE, LINGERING, DateKind, State, next_dates
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
_LIVE: Final = sorted(state.value for state in (*BEFORE_NOTICE, State.TERMINATING))


def list_standing_deadlines(on: date) -> QuerySet[Deadline]:
    """The days from `on` onward, and before it what remains to be done.

    What stood for a contract that has been left since is not listed, even before its days were
    looked at again.
    """
    alive = Q(contract__state__in=_LIVE) | Q(kind=DateKind.SURVIVAL_END.value)
    ahead = Q(on__gte=on) | Q(kind__in=_LINGERING)
    standing = Deadline.objects.filter(alive, ahead, stands=True)
    return standing.select_related("contract")
