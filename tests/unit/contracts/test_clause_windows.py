"""Until when a right that a clause gives can be used, and what uses it up."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.clauses import (
    Letter,
    Measure,
    Result,
    Window,
    WindowFrom,
    WindowState,
    evaluate,
)
from tests.unit.contracts.clause_builders import (
    COVENANT,
    EVENT,
    NON_VOTING_49,
    STATUTORY_CONTROL_6_MONTHS,
    holding,
    share,
)


def test_a_window_from_notice_waits_for_the_vendors_notice() -> None:
    clause = replace(COVENANT, window_from=WindowFrom.NOTICE)
    told = replace(NON_VOTING_49, notices=(Letter("meta", date(2025, 6, 20)),))

    untold = evaluate(clause, NON_VOTING_49)

    assert untold.result is Result.FIRED
    assert untold.window is None
    assert "opens with the vendor's notice" in untold.why
    assert evaluate(clause, told).window == Window(date(2025, 6, 20), date(2025, 9, 18))


def test_an_approval_before_the_event_uses_the_right_up() -> None:
    approved = replace(NON_VOTING_49, approvals=(Letter("meta", date(2025, 6, 1)),))

    evaluation = evaluate(COVENANT, approved)

    assert evaluation.result is Result.NOT_FIRED
    assert "approved beforehand on 2025-06-01" in evaluation.why


def test_an_approval_settles_what_was_undetermined() -> None:
    approved = replace(NON_VOTING_49, approvals=(Letter("meta", date(2025, 6, 1)),))

    assert evaluate(STATUTORY_CONTROL_6_MONTHS, approved).result is Result.NOT_FIRED


def test_an_approval_after_the_event_or_of_somebody_else_changes_nothing() -> None:
    later = replace(NON_VOTING_49, approvals=(Letter("meta", date(2025, 6, 30)),))
    other = replace(NON_VOTING_49, approvals=(Letter("amazon", date(2025, 6, 1)),))

    assert evaluate(COVENANT, later).result is Result.FIRED
    assert evaluate(COVENANT, other).result is Result.FIRED


def test_of_two_events_the_later_gives_the_window() -> None:
    earlier = share(Measure.ECONOMIC, 90, party="a", name="A", since=date(2024, 1, 1))
    later = share(Measure.ECONOMIC, 10, party="b", name="B", since=date(2025, 1, 1))

    assert evaluate(COVENANT, holding(earlier, later)).event_on == date(2025, 1, 1)


def test_an_undated_event_opens_no_window_to_count() -> None:
    evaluation = evaluate(COVENANT, holding(share(Measure.ECONOMIC, 49, since=None)))

    assert evaluation.result is Result.FIRED
    assert evaluation.window is None


def test_a_right_without_a_period_does_not_lapse() -> None:
    evaluation = evaluate(replace(COVENANT, window_days=None), NON_VOTING_49)

    assert evaluation.window == Window(EVENT, None)
    assert evaluation.window.state_on(date.max) is WindowState.OPEN


def test_a_window_beyond_the_calendar_does_not_close() -> None:
    at_the_end = share(Measure.ECONOMIC, 49, since=date(9999, 12, 30))

    assert evaluate(COVENANT, holding(at_the_end)).window == Window(date(9999, 12, 30), None)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 6, 11), WindowState.AHEAD),
        (date(2025, 6, 12), WindowState.OPEN),
        (date(2025, 9, 10), WindowState.OPEN),
        (date(2025, 9, 11), WindowState.LAPSED),
    ],
)
def test_a_right_lapses_after_the_last_day_of_its_window(on: date, state: WindowState) -> None:
    assert Window(EVENT, date(2025, 9, 10)).state_on(on) is state
