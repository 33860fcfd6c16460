"""Has a clause been triggered, why, and until when can the right be used?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, assert_never

from contracts.calendar import Counting, DayOutOfRange, DayType, NoticePeriod, count_on
from contracts.clauses.facts import Answer, Holdings
from contracts.clauses.findings import Finding, Reach, find, requirement
from contracts.clauses.terms import (
    ACTING_REMEDIES,
    PERCENT_MEASURES,
    Clause,
    PartyClass,
    WindowFrom,
)


class Result(StrEnum):
    FIRED = "fired"
    NOT_FIRED = "not_fired"
    UNDETERMINED = "undetermined"


class WindowState(StrEnum):
    AHEAD = "ahead"
    OPEN = "open"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a right can be used, both included; no last day: it does not lapse."""

    opens_on: date
    closes_on: date | None

    def state_on(self, on: date) -> WindowState:
        if on < self.opens_on:
            return WindowState.AHEAD
        if self.closes_on is not None and on > self.closes_on:
            return WindowState.LAPSED
        return WindowState.OPEN


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The answer for one clause; `party` is whom it rests on, if it rests on anybody."""

    result: Result
    why: str
    party: str | None = None
    window: Window | None = None
    event_on: date | None = None
    aware_on: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What one party gives us under one clause; `waived_on`: an approval used it up beforehand."""

    party: str
    why: str
    window: Window | None
    event_on: date | None
    aware_on: date | None
    waived_on: date | None


class RightState(StrEnum):
    """Where a right stands on a day; `ceased`: its facts were corrected, or its contract ended."""

    AHEAD = "ahead"
    RUNNING = "running"
    USED = "used"
    LAPSED = "lapsed"
    WAIVED = "waived"
    CEASED = "ceased"


class Cover(StrEnum):
    """Whether a contract's clauses catch what holdings amount to."""

    COVERED = "covered"
    UNCERTAIN = "uncertain"
    GAP = "gap"


def evaluate(clause: Clause, holdings: Holdings, reach: Reach = Reach.DISCLOSED) -> Evaluation:
    """Hold one clause against the facts.

    Fired when a party proves it, undetermined when what is possible straddles the threshold,
    else not fired. An approval given before the event uses the right up. Of several parties that
    fire it, the latest event counts, for its window stays open longest.
    """
    if not clause.measurable:
        why = "The clause measures nothing; whether it applies is for a person to say."
        return Evaluation(Result.UNDETERMINED, why)
    findings = [_after_approval(found, holdings) for found in find(clause, holdings, reach)]
    fired = [found for found in findings if found.answer is Answer.YES]
    if fired:
        return _fired(clause, max(fired, key=_latest), holdings)
    open_ = [found for found in findings if found.answer is Answer.UNKNOWN]
    if open_:
        return _without_right(Result.UNDETERMINED, _weightiest(open_, holdings))
    if findings:
        return _without_right(Result.NOT_FIRED, _weightiest(findings, holdings))
    return Evaluation(Result.NOT_FIRED, _nobody(clause))


def rights(clause: Clause, holdings: Holdings) -> tuple[Given, ...]:
    """Every party that fires a clause, each with the window it gives; approved ones too."""
    if not clause.measurable:
        return ()
    return tuple(
        _given(clause, found, holdings)
        for found in find(clause, holdings, Reach.DISCLOSED)
        if found.answer is Answer.YES
    )


def cover(clauses: Iterable[Clause], holdings: Holdings, reach: Reach = Reach.DISCLOSED) -> Cover:
    """Whether some clause lets us act on these holdings; a duty to notify does not."""
    results = {
        evaluate(clause, holdings, reach).result
        for clause in clauses
        if clause.remedy in ACTING_REMEDIES and clause.measurable
    }
    if Result.FIRED in results:
        return Cover.COVERED
    return Cover.UNCERTAIN if Result.UNDETERMINED in results else Cover.GAP


def _fired(clause: Clause, found: Finding, holdings: Holdings) -> Evaluation:
    window = _window(clause, found, holdings)
    return Evaluation(
        result=Result.FIRED,
        why=f"{found.sentence} {_window_sentence(clause, window)}",
        party=found.party,
        window=window,
        event_on=found.since,
        aware_on=found.known_at,
    )


def _given(clause: Clause, found: Finding, holdings: Holdings) -> Given:
    window = _window(clause, found, holdings)
    return Given(
        party=found.party,
        why=f"{found.sentence} {_window_sentence(clause, window)}",
        window=window,
        event_on=found.since,
        aware_on=found.known_at,
        waived_on=_approved_before(found, holdings),
    )


def _without_right(result: Result, found: Finding) -> Evaluation:
    return Evaluation(
        result=result,
        why=found.sentence,
        party=found.party,
        event_on=found.since,
        aware_on=found.known_at,
    )


def _after_approval(found: Finding, holdings: Holdings) -> Finding:
    approved_on = _approved_before(found, holdings)
    if found.answer is Answer.NO or approved_on is None:
        return found
    sentence = f"{found.sentence} It was approved beforehand on {approved_on}: no right arises."
    return replace(found, answer=Answer.NO, sentence=sentence)


def _approved_before(found: Finding, holdings: Holdings) -> date | None:
    """The day of an approval that was given before what it approves of."""
    approved_on = holdings.approved_on(found.party)
    event_on = found.since or found.known_at
    if approved_on is None or (event_on is not None and event_on < approved_on):
        return None
    return approved_on


def _window(clause: Clause, found: Finding, holdings: Holdings) -> Window | None:
    """None when the day it counts from is not known."""
    match clause.window_from:
        case WindowFrom.EVENT:
            opens_on = found.since
        case WindowFrom.AWARENESS:
            opens_on = found.known_at
        case WindowFrom.NOTICE:
            opens_on = holdings.notified_on(found.party)
        case _:
            assert_never(clause.window_from)
    if opens_on is None:
        return None
    if clause.window is None:
        return Window(opens_on, None)
    try:
        return Window(opens_on, count_on(opens_on, clause.window))
    except DayOutOfRange:
        return Window(opens_on, None)


def _window_sentence(clause: Clause, window: Window | None) -> str:
    if window is None:
        return {
            WindowFrom.EVENT: "The day of the event is not known, so no window can be counted.",
            WindowFrom.AWARENESS: "The day we learnt of it is not known, so no window is counted.",
            WindowFrom.NOTICE: "The window opens with the vendor's notice, which is not recorded.",
        }[clause.window_from]
    if window.closes_on is None:
        return f"The right can be used from {window.opens_on} on."
    return (
        f"The right can be used from {window.opens_on} to {window.closes_on}, "
        f"{_counted(clause.window)} {_OPENED_BY[clause.window_from]}."
    )


_OPENED_BY: Final = {
    WindowFrom.EVENT: "the event",
    WindowFrom.AWARENESS: "the day we learnt of it",
    WindowFrom.NOTICE: "the vendor's notice",
}


def _counted(period: NoticePeriod | None) -> str:
    """`90 days after`, `10 business days (US) from`: from counts the first day, after does not."""
    if period is None:
        return "after"
    unit = "day" if period.days == 1 else "days"
    long = f"{period.days} {unit}" if period.day_type is DayType.CALENDAR else period.words
    return f"{long} {'from' if period.counting is Counting.INCLUSIVE else 'after'}"


def _nobody(clause: Clause) -> str:
    who = "competitor" if clause.party_class is PartyClass.COMPETITOR else "party"
    if clause.measure in PERCENT_MEASURES:
        return f"No {who} is known to have any of what the clause measures ({requirement(clause)})."
    return f"Nothing is known of any {who} that the clause could be about."


def _latest(found: Finding) -> tuple[date, Fraction, str]:
    # An undated event loses against a dated one: no window can be counted from it.
    return found.since or date.min, found.weight, found.party


def _weightiest(findings: Iterable[Finding], holdings: Holdings) -> Finding:
    """Of those with equally little of what the clause measures, whoever has most of anything."""

    def weight(found: Finding) -> tuple[Fraction, Fraction, str]:
        return found.weight, Fraction(holdings.most_of_anything(found.party)), found.party

    return max(findings, key=weight)
