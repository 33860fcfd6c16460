"""What does a contract say about its own length, and is that enough to reason with?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.calendar import (
    LONGEST_PERIOD_DAYS,
    Counting,
    DayType,
    NoticePeriod,
    Receipt,
    add_days,
    first_term_end,
    known_jurisdiction,
)


class RenewalType(StrEnum):
    FIXED = "fixed"
    AUTO_RENEW = "auto_renew"
    EVERGREEN = "evergreen"


class MinimumTermBars(StrEnum):
    """What a minimum term keeps from happening: an end before it, or any notice during it."""

    EFFECT = "effect"
    NOTICE = "notice"


class Field(StrEnum):
    """The fields of a contract that its dates rest on, spelt as in the API."""

    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    RENEWAL = "renewal"
    RENEWAL_MONTHS = "renewal.months"
    NOTICE_DAYS_OURS = "notice_days_ours"
    NOTICE_DAYS_THEIRS = "notice_days_theirs"
    MINIMUM_TERM_ENDS_ON = "minimum_term_ends_on"
    JURISDICTION = "jurisdiction"
    DECISION_LEAD_DAYS = "decision_lead_days"


@dataclass(frozen=True, slots=True)
class Terms:
    """The length of a contract as written; anything may still be unknown.

    `ends_on` is the last day of the written term, or of its first term when it renews itself.
    `decision_lead_days` is ours alone: how long before the last day of our notice the decision to
    give it must have been taken inside the house.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    renewal: RenewalType | None = None
    renewal_months: int | None = None
    notice_days_ours: int | None = None
    notice_days_theirs: int | None = None
    notice_day_type: DayType = DayType.CALENDAR
    minimum_term_ends_on: date | None = None
    jurisdiction: str = ""
    notice_counting: Counting = Counting.EXCLUSIVE
    notice_receipt: Receipt = Receipt.ANY_DAY
    minimum_term_bars: MinimumTermBars = MinimumTermBars.EFFECT
    decision_lead_days: int | None = None

    @property
    def our_notice(self) -> NoticePeriod | None:
        return self._period(self.notice_days_ours)

    @property
    def their_notice(self) -> NoticePeriod | None:
        return self._period(self.notice_days_theirs)

    def _period(self, days: int | None) -> NoticePeriod | None:
        if days is None:
            return None
        return NoticePeriod(
            days,
            self.notice_day_type,
            self.jurisdiction,
            self.notice_counting,
            self.notice_receipt,
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that contradicts another or cannot be meant."""

    field: Field
    code: str
    detail: str


def missing_fields(terms: Terms) -> tuple[Field, ...]:
    """What must still be known before anything can be said about the contract's course."""
    has = {
        Field.STARTS_ON: terms.starts_on,
        Field.RENEWAL: terms.renewal,
        Field.NOTICE_DAYS_OURS: terms.notice_days_ours,
        Field.NOTICE_DAYS_THEIRS: terms.notice_days_theirs,
    }
    if terms.renewal in (RenewalType.FIXED, RenewalType.AUTO_RENEW):
        has[Field.ENDS_ON] = terms.ends_on
    if terms.renewal is RenewalType.AUTO_RENEW:
        has[Field.RENEWAL_MONTHS] = terms.renewal_months
    return tuple(field for field in Field if field in has and has[field] is None)


def find_faults(terms: Terms) -> tuple[Fault, ...]:
    """Contradictions a contract may not be written down with; empty when there are none."""
    return (*_order_faults(terms), *_renewal_faults(terms), *_notice_faults(terms))


def term_end(terms: Terms, on: date) -> date | None:
    """The last day of the term that runs on `on`; none when it has no end or is not known.

    A self-renewing contract is in its n-th renewal without anybody having written that down, so
    the end is counted from the first term's end each time it is asked for.

    :raises DayOutOfRange: when that day cannot be written
    """
    if terms.ends_on is None or terms.renewal is RenewalType.EVERGREEN:
        return None
    if terms.renewal is RenewalType.AUTO_RENEW and terms.renewal_months:
        return first_term_end(terms.ends_on, terms.renewal_months, on)
    return terms.ends_on


def notice_counts_from(terms: Terms, given_on: date) -> date:
    """The day from which an ordinary notice counts: during a minimum term that bars it, the next.

    :raises DayOutOfRange: when that day cannot be written
    """
    minimum = terms.minimum_term_ends_on
    if minimum is None or terms.minimum_term_bars is MinimumTermBars.EFFECT or given_on > minimum:
        return given_on
    return add_days(minimum, 1)


def _order_faults(terms: Terms) -> tuple[Fault, ...]:
    faults = []
    if terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        faults.append(
            Fault(Field.ENDS_ON, "before_start", "A contract cannot end before it starts.")
        )
    minimum = terms.minimum_term_ends_on
    if minimum and terms.starts_on and minimum < terms.starts_on:
        detail = "A minimum term cannot end before the contract starts."
        faults.append(Fault(Field.MINIMUM_TERM_ENDS_ON, "before_start", detail))
    fixed_end = terms.ends_on if terms.renewal is RenewalType.FIXED else None
    if minimum and fixed_end and minimum > fixed_end:
        detail = "The minimum term of a fixed contract cannot outlast the contract."
        faults.append(Fault(Field.MINIMUM_TERM_ENDS_ON, "after_end", detail))
    return tuple(faults)


def _renewal_faults(terms: Terms) -> tuple[Fault, ...]:
    months = terms.renewal_months
    if months is None:
        return ()
    if terms.renewal is not RenewalType.AUTO_RENEW:
        detail = "Only a contract that renews itself renews by a number of months."
        return (Fault(Field.RENEWAL_MONTHS, "not_applicable", detail),)
    if months < 1:
        return (Fault(Field.RENEWAL_MONTHS, "too_short", "A renewal lasts at least one month."),)
    return ()


def _notice_faults(terms: Terms) -> tuple[Fault, ...]:
    faults = []
    for field, days in (
        (Field.NOTICE_DAYS_OURS, terms.notice_days_ours),
        (Field.NOTICE_DAYS_THEIRS, terms.notice_days_theirs),
    ):
        if days is not None and not 0 <= days <= LONGEST_PERIOD_DAYS:
            detail = f"A notice period lasts 0 to {LONGEST_PERIOD_DAYS} days."
            faults.append(Fault(field, "out_of_range", detail))
    lead = terms.decision_lead_days
    if lead is not None and not 0 <= lead <= LONGEST_PERIOD_DAYS:
        detail = f"A lead time lasts 0 to {LONGEST_PERIOD_DAYS} days."
        faults.append(Fault(Field.DECISION_LEAD_DAYS, "out_of_range", detail))
    if not known_jurisdiction(terms.jurisdiction):
        detail = "No public holidays are known for this code."
        faults.append(Fault(Field.JURISDICTION, "unknown_jurisdiction", detail))
    return tuple(faults)
