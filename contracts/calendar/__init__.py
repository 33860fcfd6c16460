"""On which day does a period end, and which day is the last on which it could have begun?

One convention holds unless a contract says otherwise: the day a period runs from is not counted,
and an end day is the last day on which the thing still holds. Notice of 30 days given on
1 December therefore takes effect on 31 December, the last day of the contract.
"""

from contracts.calendar.days import (
    LONGEST_PERIOD_DAYS,
    CalendarError,
    Dated,
    DayOutOfRange,
    Milestone,
    PeriodTooLong,
    UnknownJurisdiction,
    add_business_days,
    add_days,
    add_months,
    first_term_end,
    is_business_day,
    known_jurisdiction,
)
from contracts.calendar.notice import (
    Counting,
    DayType,
    Desk,
    NaiveInstant,
    NegativePeriod,
    NoticePeriod,
    Receipt,
    count_on,
    day_in_zone,
    last_notice_day,
    notice_effective_day,
    receipt_day,
    received,
)

__all__ = [
    "LONGEST_PERIOD_DAYS",
    "CalendarError",
    "Counting",
    "Dated",
    "DayOutOfRange",
    "DayType",
    "Desk",
    "Milestone",
    "NaiveInstant",
    "NegativePeriod",
    "NoticePeriod",
    "PeriodTooLong",
    "Receipt",
    "UnknownJurisdiction",
    "add_business_days",
    "add_days",
    "add_months",
    "count_on",
    "day_in_zone",
    "first_term_end",
    "is_business_day",
    "known_jurisdiction",
    "last_notice_day",
    "notice_effective_day",
    "receipt_day",
    "received",
]
