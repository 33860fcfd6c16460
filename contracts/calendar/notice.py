"""When does a notice count as received, when does it take effect, and by when must it be given?

Contracts differ in four things, so each of them is data: calendar or business days, whether the
day of the notice itself is counted, until which hour of the day a notice is received that day, and
whether a notice that comes on a day off is received at all before the next business day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

from contracts.calendar.days import (
    CalendarError,
    Dated,
    DayOutOfRange,
    add_business_days,
    add_days,
    is_business_day,
    last_year_known,
    next_business_day,
    refuse_too_long,
)


class NegativePeriod(CalendarError):
    """A notice period below zero days."""


class NaiveInstant(CalendarError):
    """An instant without a UTC offset falls on no particular day."""


class DayType(StrEnum):
    CALENDAR = "calendar"
    BUSINESS = "business"


class Counting(StrEnum):
    """Whether the day a period runs from is its first day (inclusive) or comes before it."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


class Receipt(StrEnum):
    """On which days a notice can be received."""

    ANY_DAY = "any_day"
    NEXT_BUSINESS_DAY = "next_business_day"


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """How long before it takes effect a notice must be given.

    `jurisdiction` is ISO 3166-1 alpha-2 or ISO 3166-2 and matters for business days only;
    empty means that only Saturdays and Sundays are days off.

    :raises NegativePeriod: below zero days
    :raises PeriodTooLong: above LONGEST_PERIOD_DAYS
    """

    days: int
    day_type: DayType = DayType.CALENDAR
    jurisdiction: str = ""
    counting: Counting = Counting.EXCLUSIVE
    receipt: Receipt = Receipt.ANY_DAY

    def __post_init__(self) -> None:
        if self.days < 0:
            raise NegativePeriod(f"a notice period cannot be {self.days} days")
        refuse_too_long(self.days)

    @property
    def words(self) -> str:
        """As a rule states it: `30 calendar days`, `10 business days (US-CA)`."""
        unit = "day" if self.days == 1 else "days"
        match self.day_type:
            case DayType.CALENDAR:
                return f"{self.days} calendar {unit}"
            case DayType.BUSINESS:
                where = f" ({self.jurisdiction})" if self.jurisdiction else ""
                return f"{self.days} business {unit}{where}"
            case _:
                assert_never(self.day_type)

    @property
    def _counted(self) -> str:
        return ", the first day counted" if self.counting is Counting.INCLUSIVE else ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where, until which hour and on which days a notice is received.

    What comes at `cut_off` or later counts as come the next day; without one a day lasts until
    midnight in `zone`.
    """

    zone: ZoneInfo
    cut_off: time | None = None
    receipt: Receipt = Receipt.ANY_DAY
    jurisdiction: str = ""


def notice_effective_day(given_on: date, period: NoticePeriod) -> Dated:
    """The day on which a notice given on `given_on` takes effect.

    :raises DayOutOfRange: when no such day can be written
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    received = receipt_day(given_on, period.receipt, period.jurisdiction)
    on = count_on(received, period)
    late = f", received on the next business day {received}" if received != given_on else ""
    rule = f"{period.words} after notice on {given_on}{late}{period._counted}"
    return Dated(on, f"{rule}{_beyond_tables(on, period)}")


def last_notice_day(effective_on: date, period: NoticePeriod) -> Dated:
    """The last day on which a notice may be given to take effect by `effective_on`.

    Where business days matter the answer is itself a business day, unless the period is zero days
    and a notice can be received on any day.

    :raises DayOutOfRange: when no such day can be written
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    on = _count_back(effective_on, period)
    if period.receipt is Receipt.NEXT_BUSINESS_DAY:
        on = _business_day_until(on, period.jurisdiction)
    rule = f"{period.words} before {effective_on}{period._counted}"
    return Dated(on, f"{rule}{_beyond_tables(effective_on, period)}")


def count_on(day: date, period: NoticePeriod) -> date:
    """The last day of a period that runs from `day`, by the period's own way of counting.

    :raises DayOutOfRange: when no such day can be written
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    match period.day_type:
        case DayType.CALENDAR:
            return add_days(day, _steps(period))
        case DayType.BUSINESS:
            # Counted in, a day off is no first day: the next business day is.
            counts = period.counting is Counting.EXCLUSIVE or is_business_day(
                day, period.jurisdiction
            )
            steps = _steps(period) if counts else period.days
            return add_business_days(day, steps, period.jurisdiction)
        case _:
            assert_never(period.day_type)


def receipt_day(come_on: date, receipt: Receipt, jurisdiction: str) -> date:
    """The day on which what comes on a day counts as received.

    :raises DayOutOfRange: when no such day can be written
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    match receipt:
        case Receipt.ANY_DAY:
            return come_on
        case Receipt.NEXT_BUSINESS_DAY:
            if is_business_day(come_on, jurisdiction):
                return come_on
            return next_business_day(come_on, 1, jurisdiction)
        case _:
            assert_never(receipt)


def received(at: datetime, desk: Desk) -> Dated:
    """The day on which what comes at an instant counts as received, and why.

    :raises NaiveInstant: if `at` carries no offset
    :raises DayOutOfRange: at the very ends of the calendar
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    come_on = day_in_zone(at, desk.zone)
    local = at.astimezone(desk.zone)
    day, rule = come_on, f"received on {come_on} at {local:%H:%M} ({desk.zone.key})"
    if desk.cut_off is not None and local.time() >= desk.cut_off:
        day = add_days(come_on, 1)
        rule = f"{rule}, not before {desk.cut_off:%H:%M}: it counts as received on {day}"
    counts_on = receipt_day(day, desk.receipt, desk.jurisdiction)
    if counts_on != day:
        rule = f"{rule}; {day} is a day off, the next business day is {counts_on}"
    return Dated(counts_on, rule)


def day_in_zone(at: datetime, zone: ZoneInfo) -> date:
    """The day on which an instant falls where the contract lives.

    :raises NaiveInstant: if `at` carries no offset
    :raises DayOutOfRange: at the very ends of the calendar
    """
    if at.utcoffset() is None:
        raise NaiveInstant(f"{at} has no UTC offset")
    try:
        return at.astimezone(zone).date()
    except OverflowError as error:
        raise DayOutOfRange(f"{at} has no day in {zone}") from error


def _steps(period: NoticePeriod) -> int:
    """How far the last day lies from the day the period runs from."""
    return max(period.days - 1, 0) if period.counting is Counting.INCLUSIVE else period.days


def _count_back(effective_on: date, period: NoticePeriod) -> date:
    match period.day_type:
        case DayType.CALENDAR:
            return add_days(effective_on, -_steps(period))
        case DayType.BUSINESS:
            if period.days == 0:
                return effective_on
            # A period that would run out on a day off has run out on the business day before it:
            # counting back from the day off itself would give one day too many.
            last = _business_day_until(effective_on, period.jurisdiction)
            return add_business_days(last, -_steps(period), period.jurisdiction)
        case _:
            assert_never(period.day_type)


def _business_day_until(day: date, jurisdiction: str) -> date:
    return day if is_business_day(day, jurisdiction) else next_business_day(day, -1, jurisdiction)


def _beyond_tables(on: date, period: NoticePeriod) -> str:
    if period.day_type is DayType.CALENDAR and period.receipt is Receipt.ANY_DAY:
        return ""
    if not period.jurisdiction:
        return ""
    known = last_year_known(period.jurisdiction)
    return f"; public holidays are known only up to {known}" if on.year > known else ""
