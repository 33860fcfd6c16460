"""Which days of a contract come next, and which rule gives each of them?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from contracts.calendar import (
    Dated,
    DayOutOfRange,
    Milestone,
    NoticePeriod,
    add_days,
    last_notice_day,
    notice_effective_day,
)
from contracts.lifecycle.terms import (
    MinimumTermBars,
    RenewalType,
    Terms,
    notice_counts_from,
    term_end,
)

DECISION_DAYS: Final = 90
"""How long before the last day of notice the decision to renew is said to be open."""


class DateKind(StrEnum):
    START = "start"
    DECISION_DEADLINE_OURS = "decision_deadline_ours"
    NOTICE_DEADLINE_OURS = "notice_deadline_ours"
    NOTICE_DEADLINE_THEIRS = "notice_deadline_theirs"
    RENEWAL_WINDOW = "renewal_window"
    MINIMUM_TERM_END = "minimum_term_end"
    EARLIEST_EXIT_OURS = "earliest_exit_ours"
    EARLIEST_EXIT_THEIRS = "earliest_exit_theirs"
    RENEWAL = "renewal"
    END = "end"
    # What does not follow from the terms, but from facts, papers, leave and duties.
    RIGHT_LAPSES = "right_lapses"
    WAIVER_END = "waiver_end"
    STEP_DUE = "step_due"
    SURVIVAL_END = "survival_end"
    AMENDMENT_EFFECTIVE = "amendment_effective"
    CURE_END = "cure_end"
    DISPUTE_ANSWER = "dispute_answer"
    DELIVERY_DUE = "delivery_due"


@dataclass(frozen=True, slots=True)
class Departure:
    """A notice that has been served and not withdrawn."""

    served_on: date
    effective_on: date
    winding_down_on: date | None = None


def term_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    """The days the terms give for somebody who looks on a day; some may have passed by then."""
    if terms.starts_on is not None:
        yield Milestone(DateKind.START, terms.starts_on, "the contract takes effect")
    for milestone in (*_minimum_term_dates(terms), *_renewal_dates(terms, on)):
        yield milestone
        if milestone.kind is DateKind.NOTICE_DEADLINE_OURS:
            yield from _preparations(terms, milestone.on)


def _renewal_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    match terms.renewal:
        case RenewalType.FIXED:
            yield from _fixed_dates(terms)
        case RenewalType.AUTO_RENEW:
            yield from _renewing_dates(terms, on)
        case RenewalType.EVERGREEN:
            yield from _evergreen_dates(terms, on)
        case None:
            return
        case _:
            assert_never(terms.renewal)


def departure_dates(departure: Departure) -> Iterator[Milestone]:
    """The days of a contract whose notice has been served."""
    rule = f"notice served on {departure.served_on} takes effect on {departure.effective_on}"
    yield Milestone(DateKind.END, departure.effective_on, rule)


def _minimum_term_dates(terms: Terms) -> Iterator[Milestone]:
    end = terms.minimum_term_ends_on
    if end is None:
        return
    bars_notice = terms.minimum_term_bars is MinimumTermBars.NOTICE
    what = "be given before that is over" if bars_notice else "take effect before"
    rule = f"the minimum term ends on {end}; an ordinary notice cannot {what}"
    yield Milestone(DateKind.MINIMUM_TERM_END, end, rule)
    if terms.renewal is RenewalType.EVERGREEN and not bars_notice:
        yield from _deadlines(terms, end, "to leave at the end of the minimum term")


def _preparations(terms: Terms, deadline: date) -> Iterator[Milestone]:
    """What comes before a last day of our notice: the decision, and for renewals its window."""
    lead = terms.decision_lead_days
    if lead is not None:
        unit = "day" if lead == 1 else "days"
        rule = f"{lead} {unit} inside the house before the last day of notice {deadline}"
        yield from _earlier(DateKind.DECISION_DEADLINE_OURS, deadline, lead, rule)
    if terms.renewal is RenewalType.AUTO_RENEW:
        rule = f"{DECISION_DAYS} days before the last day of notice {deadline}"
        yield from _earlier(DateKind.RENEWAL_WINDOW, deadline, DECISION_DAYS, rule)


def _earlier(kind: DateKind, day: date, days: int, rule: str) -> Iterator[Milestone]:
    try:
        yield Milestone(kind, add_days(day, -days), rule)
    except DayOutOfRange:
        return


def _fixed_dates(terms: Terms) -> Iterator[Milestone]:
    if terms.ends_on is None:
        return
    yield Milestone(DateKind.END, terms.ends_on, "the written term ends and does not renew itself")
    yield from _deadlines(terms, terms.ends_on, "a later notice comes to nothing")


def _renewing_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    end = possible_term_end(terms, on)
    renewal = _day_after(end) if end else None
    if renewal is None:
        return
    rule = f"the term ends on {end} and renews for {terms.renewal_months} months"
    yield Milestone(DateKind.RENEWAL, renewal, f"{rule} unless notice was given")
    for kind, period in _sides(terms):
        ahead = renewal_ahead(terms, period, on)
        if ahead is not None:
            purpose = f"to prevent the renewal after {ahead.term_end}"
            yield Milestone(kind, ahead.deadline.on, f"{ahead.deadline.rule}: {purpose}")


@dataclass(frozen=True, slots=True)
class RenewalAhead:
    """A renewal at the end of a term, and the last day of the notice that prevents it."""

    deadline: Dated
    term_end: date


def renewal_ahead(terms: Terms, period: NoticePeriod, on: date) -> RenewalAhead | None:
    """The first renewal that notice from `on` onward still prevents, this term's or a later one's.

    Where renewals are shorter than the notice period that is never the running term's. A minimum
    term passes over each renewal that a notice could not prevent while it lasts.
    """
    try:
        given = notice_counts_from(terms, on)
        effective = notice_effective_day(given, period).on
        end = term_end(terms, max(effective, terms.minimum_term_ends_on or effective))
        if end is None:
            return None
        deadline = last_notice_day(end, period)
        if deadline.on < given:  # a day off, on which notice would still have been in time
            end = term_end(terms, add_days(end, 1)) or end
            deadline = last_notice_day(end, period)
    except DayOutOfRange:
        return None
    return RenewalAhead(deadline, end)


def _evergreen_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    for kind, period in (
        (DateKind.EARLIEST_EXIT_OURS, terms.our_notice),
        (DateKind.EARLIEST_EXIT_THEIRS, terms.their_notice),
    ):
        if period is None:
            continue
        try:
            exit_ = notice_effective_day(notice_counts_from(terms, on), period)
        except DayOutOfRange:
            continue
        minimum = terms.minimum_term_ends_on
        if minimum is not None and minimum > exit_.on:
            yield Milestone(kind, minimum, f"{exit_.rule}, but not before the minimum term ends")
        else:
            yield Milestone.of(kind, exit_)


def _deadlines(terms: Terms, effective_on: date, purpose: str) -> Iterator[Milestone]:
    for kind, period in _sides(terms):
        try:
            last = last_notice_day(effective_on, period)
        except DayOutOfRange:
            continue
        yield Milestone(kind, last.on, f"{last.rule}: {purpose}")


def _sides(terms: Terms) -> Iterator[tuple[DateKind, NoticePeriod]]:
    if terms.our_notice is not None:
        yield DateKind.NOTICE_DEADLINE_OURS, terms.our_notice
    if terms.their_notice is not None:
        yield DateKind.NOTICE_DEADLINE_THEIRS, terms.their_notice


def possible_term_end(terms: Terms, on: date) -> date | None:
    """As `term_end`; none where that day cannot be written."""
    try:
        return term_end(terms, on)
    except DayOutOfRange:
        return None


def _day_after(day: date) -> date | None:
    try:
        return add_days(day, 1)
    except DayOutOfRange:
        return None
