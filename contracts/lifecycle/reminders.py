"""How long before a day are people told of it, and are they told when it has passed?"""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, assert_never

from config.reminding import PASSED, Due, Watch, due_by
from contracts.calendar import DayOutOfRange, add_days
from contracts.lifecycle.dates import DateKind
from contracts.lifecycle.moves import State

_FINAL_WEEKS: Final = (30, 14, 7, 1)

WATCHES: Final[Mapping[DateKind, Watch]] = MappingProxyType(
    {
        DateKind.START: Watch(),
        DateKind.DECISION_DEADLINE_OURS: Watch(_FINAL_WEEKS, passed=True),
        # That one of these has passed is told by the clock that looks for the next one.
        DateKind.NOTICE_DEADLINE_OURS: Watch((60, *_FINAL_WEEKS)),
        DateKind.NOTICE_DEADLINE_THEIRS: Watch((14, 1)),
        DateKind.RENEWAL_WINDOW: Watch((7,)),
        DateKind.MINIMUM_TERM_END: Watch((30, 7)),
        DateKind.RENEWAL: Watch((7,)),
        DateKind.END: Watch((90, *_FINAL_WEEKS), passed=True),
        DateKind.RIGHT_LAPSES: Watch(_FINAL_WEEKS, passed=True),
        DateKind.WAIVER_END: Watch(_FINAL_WEEKS, passed=True),
        # Overdue steps are told of by the clock of terminations.
        DateKind.STEP_DUE: Watch((7, 1)),
        DateKind.SURVIVAL_END: Watch((30,), passed=True),
        # That the day has come is told by the amendment itself, when it takes effect.
        DateKind.AMENDMENT_EFFECTIVE: Watch((30, 7, 1)),
        DateKind.CURE_END: Watch((7, 1), passed=True),
        DateKind.DISPUTE_ANSWER: Watch((14, 7, 3, 1), passed=True),
        DateKind.DELIVERY_DUE: Watch((14, 7, 1), passed=True),
    }
)
"""The days that are kept and listed, and when people are told of them."""

_OF_AN_OBJECTION: Final = frozenset({DateKind.CURE_END, DateKind.DISPUTE_ANSWER})
_AFTER_NOTICE: Final = _OF_AN_OBJECTION | {
    DateKind.END,
    DateKind.STEP_DUE,
    DateKind.WAIVER_END,
    DateKind.AMENDMENT_EFFECTIVE,
    DateKind.DELIVERY_DUE,
}


def kinds_in(state: State) -> frozenset[DateKind]:
    """The kinds of days that mean something for a contract in a state."""
    match state:
        case State.ACTIVE | State.SUSPENDED:
            return frozenset(WATCHES) - {DateKind.SURVIVAL_END} - _OF_AN_OBJECTION
        case State.TERMINATING:
            return _AFTER_NOTICE
        case State.ENDED:
            return frozenset({DateKind.SURVIVAL_END})
        case State.DRAFT | State.IN_REVIEW | State.APPROVED | State.CANCELLED:
            return frozenset()
        case _:
            assert_never(state)


__all__ = [
    "LINGERING",
    "PASSED",
    "WATCHES",
    "Due",
    "Watch",
    "due_reminder",
    "kinds_in",
    "next_look",
]

LINGERING: Final = frozenset(
    {DateKind.DECISION_DEADLINE_OURS, DateKind.STEP_DUE, DateKind.DELIVERY_DUE}
)
"""What remains to be done after its day: listed as overdue, not dropped."""


def due_reminder(kind: DateKind, on: date, today: date, told: Collection[int]) -> Due | None:
    """The one reminder of a day of a kind that is due."""
    return due_by(WATCHES[kind], on, today, told)


def next_look(kind: DateKind, on: date, today: date, told: Collection[int]) -> date | None:
    """The day on which the next reminder is due: today if one is, none when all are settled."""
    if due_reminder(kind, on, today, told) is not None:
        return today
    watch, left = WATCHES[kind], (on - today).days
    ahead = [days for days in watch.days_before if days < left and days not in told]
    if ahead:
        return add_days(on, -max(ahead))
    if left < 0:
        return None
    try:
        # The day after it is looked at in any case: what was kept may have to make way.
        return add_days(on, 1)
    except DayOutOfRange:
        return None
