"""Which is the next last day on which notice can be given?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from contracts.calendar import Milestone
from contracts.lifecycle import DateKind, State, next_dates
from contracts.models import Contract
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
