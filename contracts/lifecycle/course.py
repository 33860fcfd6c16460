"""Where does a contract stand on a given day, and which days come next?"""

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
from contracts.lifecycle.moves import TERMINAL, State
from contracts.lifecycle.terms import Field, RenewalType, Terms, missing_fields, term_end

EXPIRING_DAYS: Final = 90
"""How long before its end a contract that does not renew itself is said to be expiring."""

DECISION_DAYS: Final = 90
"""How long before the last day of notice the decision to renew is said to be open."""


class Status(StrEnum):
    NOT_YET_EFFECTIVE = "not_yet_effective"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"
    RENEWAL_WINDOW = "renewal_window"
    SUSPENDED = "suspended"
    NOTICE_GIVEN = "notice_given"
    WINDING_DOWN = "winding_down"
    ENDED = "ended"
    UNKNOWN = "unknown"


class DateKind(StrEnum):
    START = "start"
    NOTICE_DEADLINE_OURS = "notice_deadline_ours"
    NOTICE_DEADLINE_THEIRS = "notice_deadline_theirs"
    MINIMUM_TERM_END = "minimum_term_end"
    EARLIEST_EXIT_OURS = "earliest_exit_ours"
    EARLIEST_EXIT_THEIRS = "earliest_exit_theirs"
    RENEWAL = "renewal"
    END = "end"


@dataclass(frozen=True, slots=True)
class Departure:
    """A notice that has been served and not withdrawn."""

    served_on: date
    effective_on: date
    winding_down_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is derived about a contract on one day."""

    status: Status
    missing: tuple[Field, ...]
    next_dates: tuple[Milestone, ...]


def stand(state: State, terms: Terms, on: date, departure: Departure | None = None) -> Standing:
    """Everything derived at once; never raises for terms without faults (`find_faults`)."""
    return Standing(
        status=status_on(state, terms, on, departure),
        missing=missing_fields(terms),
        next_dates=next_dates(state, terms, on, departure),
    )


def status_on(state: State, terms: Terms, on: date, departure: Departure | None = None) -> Status:
    """What a reader should be told; `unknown` means look at `missing_fields`."""
    match state:
        case State.ENDED | State.CANCELLED:
            return Status.ENDED
        case State.SUSPENDED:
            return Status.SUSPENDED
        case State.TERMINATING:
            return _leaving(on, departure)
        case State.DRAFT | State.IN_REVIEW | State.APPROVED:
            return Status.UNKNOWN if missing_fields(terms) else Status.NOT_YET_EFFECTIVE
        case State.ACTIVE:
            return Status.UNKNOWN if missing_fields(terms) else _running(terms, on)
        case _:
            assert_never(state)


def next_dates(
    state: State, terms: Terms, on: date, departure: Departure | None = None
) -> tuple[Milestone, ...]:
    """The days from `on` onward that somebody must know of, soonest first.

    A day that cannot be written (after 9999-12-31) is no next date and is left out.
    """
    if state in TERMINAL:
        return ()
    ahead = _departure_dates(departure) if departure else _term_dates(terms, on)
    return tuple(sorted((date_ for date_ in ahead if date_.on >= on), key=_soonest))


def _soonest(milestone: Milestone) -> tuple[date, str]:
    return milestone.on, milestone.kind


def _leaving(on: date, departure: Departure | None) -> Status:
    if departure is None:
        return Status.NOTICE_GIVEN
    began = departure.winding_down_on
    if (began is not None and began <= on) or departure.effective_on < on:
        return Status.WINDING_DOWN
    return Status.NOTICE_GIVEN


def _running(terms: Terms, on: date) -> Status:
    """The status of an active contract none of whose terms is missing."""
    if terms.starts_on is not None and on < terms.starts_on:
        return Status.NOT_YET_EFFECTIVE
    if terms.renewal is RenewalType.EVERGREEN:
        return Status.IN_FORCE
    end = _possible_term_end(terms, on)
    if end is None:
        return Status.IN_FORCE
    if end < on:
        return Status.ENDED
    if terms.renewal is RenewalType.AUTO_RENEW:
        return Status.RENEWAL_WINDOW if _may_still_decide(terms, on) else Status.IN_FORCE
    return Status.EXPIRING if (end - on).days <= EXPIRING_DAYS else Status.IN_FORCE


def _may_still_decide(terms: Terms, on: date) -> bool:
    if terms.our_notice is None:
        return False
    ahead = _renewal_ahead(terms, terms.our_notice, on)
    return ahead is not None and (ahead.deadline.on - on).days <= DECISION_DAYS


def _departure_dates(departure: Departure) -> Iterator[Milestone]:
    rule = f"notice served on {departure.served_on} takes effect on {departure.effective_on}"
    yield Milestone(DateKind.END, departure.effective_on, rule)


def _term_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    if terms.starts_on is not None:
        yield Milestone(DateKind.START, terms.starts_on, "the contract takes effect")
    yield from _minimum_term_dates(terms)
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


def _minimum_term_dates(terms: Terms) -> Iterator[Milestone]:
    end = terms.minimum_term_ends_on
    if end is None:
        return
    rule = f"the minimum term ends on {end}; an ordinary notice cannot take effect before"
    yield Milestone(DateKind.MINIMUM_TERM_END, end, rule)
    if terms.renewal is RenewalType.EVERGREEN:
        yield from _deadlines(terms, end, "to leave at the end of the minimum term")


def _fixed_dates(terms: Terms) -> Iterator[Milestone]:
    if terms.ends_on is None:
        return
    yield Milestone(DateKind.END, terms.ends_on, "the written term ends and does not renew itself")
    yield from _deadlines(terms, terms.ends_on, "a later notice comes to nothing")


def _renewing_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    end = _possible_term_end(terms, on)
    renewal = _day_after(end) if end else None
    if renewal is None:
        return
    rule = f"the term ends on {end} and renews for {terms.renewal_months} months"
    yield Milestone(DateKind.RENEWAL, renewal, f"{rule} unless notice was given")
    for kind, period in _sides(terms):
        ahead = _renewal_ahead(terms, period, on)
        if ahead is not None:
            purpose = f"to prevent the renewal after {ahead.term_end}"
            yield Milestone(kind, ahead.deadline.on, f"{ahead.deadline.rule}: {purpose}")


@dataclass(frozen=True, slots=True)
class _RenewalAhead:
    deadline: Dated
    term_end: date


def _renewal_ahead(terms: Terms, period: NoticePeriod, on: date) -> _RenewalAhead | None:
    """The first renewal that notice from `on` onward still prevents, this term's or a later one's.

    Where renewals are shorter than the notice period that is never the running term's.
    """
    try:
        end = term_end(terms, notice_effective_day(on, period).on)
        if end is None:
            return None
        deadline = last_notice_day(end, period)
        if deadline.on < on:  # a day off, on which notice would still have been in time
            end = term_end(terms, add_days(end, 1)) or end
            deadline = last_notice_day(end, period)
    except DayOutOfRange:
        return None
    return _RenewalAhead(deadline, end)


def _evergreen_dates(terms: Terms, on: date) -> Iterator[Milestone]:
    for kind, period in (
        (DateKind.EARLIEST_EXIT_OURS, terms.our_notice),
        (DateKind.EARLIEST_EXIT_THEIRS, terms.their_notice),
    ):
        if period is None:
            continue
        try:
            exit_ = notice_effective_day(on, period)
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


def _possible_term_end(terms: Terms, on: date) -> date | None:
    try:
        return term_end(terms, on)
    except DayOutOfRange:
        return None


def _day_after(day: date) -> date | None:
    try:
        return add_days(day, 1)
    except DayOutOfRange:
        return None
