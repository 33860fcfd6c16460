"""Where does a contract stand on a given day, and which days come next?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from contracts.calendar import Milestone
from contracts.lifecycle.dates import (
    DECISION_DAYS,
    Departure,
    departure_dates,
    possible_term_end,
    renewal_ahead,
    term_dates,
)
from contracts.lifecycle.moves import TERMINAL, State
from contracts.lifecycle.terms import Field, RenewalType, Terms, missing_fields

EXPIRING_DAYS: Final = 90
"""How long before its end a contract that does not renew itself is said to be expiring."""


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


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is derived about a contract on one day."""

    status: Status
    missing: tuple[Field, ...]
    next_dates: tuple[Milestone, ...]


def stand(
    state: State,
    terms: Terms,
    on: date,
    departure: Departure | None = None,
    above: Collection[State] = (),
) -> Standing:
    """Everything derived at once; never raises for terms without faults (`find_faults`)."""
    return Standing(
        status=status_on(state, terms, on, departure, above),
        missing=missing_fields(terms),
        next_dates=next_dates(state, terms, on, departure),
    )


def status_on(
    state: State,
    terms: Terms,
    on: date,
    departure: Departure | None = None,
    above: Collection[State] = (),
) -> Status:
    """What a reader should be told; `unknown` means look at `missing_fields`.

    :param above: the states of the agreements the contract stands under: while one of them is
        suspended it is so too, and comes back as it was
    """
    match state:
        case State.ENDED | State.CANCELLED:
            return Status.ENDED
        case State.SUSPENDED:
            return Status.SUSPENDED
        case State.TERMINATING:
            return _leaving(on, departure)
        case State.DRAFT | State.IN_REVIEW | State.APPROVED:
            return Status.UNKNOWN if missing_fields(terms) else Status.NOT_YET_EFFECTIVE
        case State.ACTIVE if State.SUSPENDED in above:
            return Status.SUSPENDED
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
    ahead = departure_dates(departure) if departure else term_dates(terms, on)
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
    end = possible_term_end(terms, on)
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
    ahead = renewal_ahead(terms, terms.our_notice, on)
    return ahead is not None and (ahead.deadline.on - on).days <= DECISION_DAYS
