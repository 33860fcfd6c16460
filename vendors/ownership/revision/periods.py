"""When does something hold, counted in whole days, the last one outside?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

EVER, NEVER = 0, date.max.toordinal() + 1  # before the first and after the last day there is


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to before `end`; None has no such limit."""

    start: date | None = None
    end: date | None = None

    @property
    def first(self) -> int:
        return EVER if self.start is None else self.start.toordinal()

    @property
    def after(self) -> int:
        return NEVER if self.end is None else self.end.toordinal()

    @property
    def is_empty(self) -> bool:
        return self.first >= self.after

    def holds_on(self, day: date) -> bool:
        return self.first <= day.toordinal() < self.after

    def overlaps(self, other: Period) -> bool:
        return self.first < other.after and other.first < self.after

    def common(self, other: Period) -> Period:
        """The days of both; may be empty."""
        start = self.start if self.first >= other.first else other.start
        end = self.end if self.after <= other.after else other.end
        return Period(start, end)

    def without(self, other: Period) -> tuple[Period, ...]:
        """What is left when the days of another period are taken out: none, one or two parts."""
        if not self.overlaps(other):
            return (self,)
        left = Period(self.start, other.start) if self.first < other.first else None
        right = Period(other.end, self.end) if other.after < self.after else None
        return tuple(part for part in (left, right) if part is not None)

    @classmethod
    def around(cls, periods: Iterable[Period]) -> Period:
        """The shortest period that holds all of them."""
        known = list(periods)
        first = min(known, key=lambda period: period.first)
        last = max(known, key=lambda period: period.after)
        return cls(first.start, last.end)
