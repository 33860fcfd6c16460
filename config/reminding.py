"""Which reminder of a day is due, so that each is told once and a long sleep tells one, not all?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

PASSED: Final = 0
"""Instead of a number of days before: the day has passed."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The offsets of one kind of day, largest first; `passed`: whether its passing is told too."""

    days_before: tuple[int, ...] = ()
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be told of one day now: how far ahead it is, and which offsets that settles."""

    days: int
    settles: tuple[int, ...]


def due_by(watch: Watch, on: date, today: date, told: Collection[int]) -> Due | None:
    """The one reminder that is due; an offset that was slept through is settled by a later one."""
    left = (on - today).days
    if left < 0:
        return Due(PASSED, (PASSED,)) if watch.passed and PASSED not in told else None
    reached = [days for days in watch.days_before if days >= left]
    untold = tuple(days for days in reached if days not in told)
    return Due(min(reached), untold) if untold and min(reached) in untold else None
