"""Which days matter in one termination, and which rule gave each?"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from contracts.calendar import Dated, Milestone
from contracts.clauses import Evaluation
from contracts.termination.plan import PlannedStep, StepCode


class DateKind(StrEnum):
    EVENT = "event"
    AWARENESS = "awareness"
    RIGHT_LAPSES = "right_lapses"
    NOTICE = "notice"
    EARLIEST_EFFECTIVE = "earliest_effective"
    EFFECTIVE = "effective"
    DATA_RETURN_DUE = "data_return_due"
    DESTRUCTION_DUE = "destruction_due"
    CLOSE_OUT_DUE = "close_out_due"
    CURE_ENDS = "cure_ends"


_STEP_DATES: Final = {
    StepCode.RETURN_DATA: DateKind.DATA_RETURN_DUE,
    StepCode.DESTROY_DATA: DateKind.DESTRUCTION_DUE,
    StepCode.CLOSE_OUT: DateKind.CLOSE_OUT_DUE,
}


def list_dates(
    *,
    notice: Dated,
    earliest: Dated,
    effective: Dated,
    steps: tuple[PlannedStep, ...] = (),
    right: Evaluation | None = None,
    cure: Dated | None = None,
) -> tuple[Milestone, ...]:
    """All days of a termination, soonest first.

    `right` is the clause it is founded on, if any, and `cure` the last day to cure that it grants.
    """
    dates = (
        *(_right_dates(right) if right else ()),
        Milestone.of(DateKind.NOTICE, notice),
        Milestone.of(DateKind.EARLIEST_EFFECTIVE, earliest),
        Milestone.of(DateKind.EFFECTIVE, effective),
        *((Milestone.of(DateKind.CURE_ENDS, cure),) if cure else ()),
        *(Milestone.of(_STEP_DATES[s.code], s.due) for s in steps if s.code in _STEP_DATES),
    )
    return tuple(sorted(dates, key=lambda dated: (dated.on, dated.kind)))


def _right_dates(right: Evaluation) -> Iterator[Milestone]:
    if right.event_on is not None:
        yield Milestone(DateKind.EVENT, right.event_on, "the event the clause speaks of")
    if right.aware_on is not None:
        yield Milestone(DateKind.AWARENESS, right.aware_on, "the day we learnt of it")
    if right.window is not None and right.window.closes_on is not None:
        rule = f"the last day of the window that opened on {right.window.opens_on}"
        yield Milestone(DateKind.RIGHT_LAPSES, right.window.closes_on, rule)
