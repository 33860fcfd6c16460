"""Which day is so many days or months away, and which days are business days?"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from holidays import country_holidays, list_supported_countries

LONGEST_PERIOD_DAYS: Final = 36_600
"""About a hundred years: what a contract may state, and what counting day by day can bear."""

_MONTHS: Final = 12


class CalendarError(ValueError):
    """A date this calendar cannot give."""


class DayOutOfRange(CalendarError):
    """The day would lie before 0001-01-01 or after 9999-12-31."""


class PeriodTooLong(CalendarError):
    """The period is longer than LONGEST_PERIOD_DAYS."""


class UnknownJurisdiction(CalendarError):
    """No table of public holidays exists for this code."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day and the rule that gave it, in words a lawyer can check."""

    on: date
    rule: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that has a name: `kind` is the code of one of the callers' enums."""

    kind: StrEnum
    on: date
    rule: str

    @classmethod
    def of(cls, kind: StrEnum, dated: Dated) -> "Milestone":
        return cls(kind, dated.on, dated.rule)


def add_days(day: date, days: int) -> date:
    """:raises DayOutOfRange: when no such day can be written"""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise DayOutOfRange(f"{days} days from {day} is outside the calendar") from error


def add_months(anchor: date, months: int) -> date:
    """The same day of the month, or the month's last day where it has no such day.

    Add once from the anchor, never step by step: 31 January plus two months is 31 March, while
    stepping through February would give 28 March.

    :raises DayOutOfRange: when no such day can be written
    """
    year, month0 = divmod(anchor.year * _MONTHS + anchor.month - 1 + months, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        raise DayOutOfRange(f"{months} months from {anchor} is outside the calendar")
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(anchor.day, last))


def first_term_end(anchor: date, months: int, on: date) -> date:
    """The first of anchor, anchor + months, anchor + 2 * months... that is not before `on`.

    :raises ValueError: if `months` is not positive
    :raises DayOutOfRange: when that day cannot be written
    """
    if months <= 0:
        raise ValueError("a term lasts at least one month")
    if on <= anchor:
        return anchor
    apart = (on.year - anchor.year) * _MONTHS + on.month - anchor.month
    terms = max(apart // months, 0)
    end = add_months(anchor, terms * months)
    return end if end >= on else add_months(anchor, (terms + 1) * months)


def is_business_day(day: date, jurisdiction: str = "") -> bool:
    """:raises UnknownJurisdiction: if no table of holidays exists for the code"""
    return day not in _days_off(jurisdiction, day.year)


def add_business_days(day: date, days: int, jurisdiction: str = "") -> date:
    """The n-th business day after `day`, or before it when `days` is negative; 0 is `day` itself.

    :raises PeriodTooLong: beyond LONGEST_PERIOD_DAYS either way
    :raises DayOutOfRange: when no such day can be written
    :raises UnknownJurisdiction: if no table of holidays exists for the code
    """
    refuse_too_long(abs(days))
    step = 1 if days > 0 else -1
    for _ in range(abs(days)):
        day = next_business_day(day, step, jurisdiction)
    return day


def known_jurisdiction(jurisdiction: str) -> bool:
    """Whether public holidays are known for a code; an unknown part of a known country counts."""
    return not jurisdiction or _country(jurisdiction) in _countries()


def next_business_day(day: date, step: int, jurisdiction: str) -> date:
    """The first business day after `day` (`step` 1) or before it (-1)."""
    day = add_days(day, step)
    while not is_business_day(day, jurisdiction):
        day = add_days(day, step)
    return day


def refuse_too_long(days: int) -> None:
    """:raises PeriodTooLong: above LONGEST_PERIOD_DAYS"""
    if days > LONGEST_PERIOD_DAYS:
        raise PeriodTooLong(f"{days} days is more than {LONGEST_PERIOD_DAYS}")


def _country(jurisdiction: str) -> str:
    return jurisdiction.partition("-")[0]


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    return list_supported_countries()


@lru_cache(maxsize=4096)
def _days_off(jurisdiction: str, year: int) -> frozenset[date]:
    """Weekends and public holidays of one year.

    Cached by year as an immutable set: the library's own objects fill themselves while being
    read, which two threads must not share.
    """
    days = _days_of(year)
    if not jurisdiction:
        return frozenset(day for day in days if day.weekday() >= calendar.SATURDAY)
    country, _, part = jurisdiction.partition("-")
    if country not in _countries():
        raise UnknownJurisdiction(f"no public holidays are known for {jurisdiction!r}")
    subdivision = part if part in _countries()[country] else None
    # The neighbouring years too: a holiday on 1 January may be observed on 31 December.
    around = (year - 1, year, year + 1)
    table = country_holidays(country, subdiv=subdivision, years=around, expand=False)
    return frozenset(day for day in days if not table.is_working_day(day))


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1).toordinal()
    last = date(year, _MONTHS, 31).toordinal()
    return (date.fromordinal(ordinal) for ordinal in range(first, last + 1))


@lru_cache(maxsize=512)
def last_year_known(jurisdiction: str) -> int:
    """The last year for which public holidays are known."""
    return country_holidays(_country(jurisdiction)).end_year
