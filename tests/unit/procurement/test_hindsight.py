"""Who noticed what first, when two records of the same days are held side by side?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from procurement.caseflow import Verdict
from procurement.hindsight import Change, Lead, Moment, change_of, leads
from procurement.neutrality.findings import Level, State

CLEAR = Verdict(State.CLEAR, Level.NONE)
OPEN = Verdict(State.INSUFFICIENT, Level.CONTROL)
MATERIAL = Verdict(State.CONFLICT, Level.MATERIAL_INTEREST)
CONTROL = Verdict(State.CONFLICT, Level.CONTROL)
FIRST = date(2025, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def record(*told: tuple[int, Verdict, Verdict | None]) -> list[Moment]:
    return [Moment(day(on), before, after) for on, before, after in told]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (CLEAR, CLEAR, Change.SAME),
        (CLEAR, OPEN, Change.WORSE),
        (MATERIAL, CONTROL, Change.WORSE),
        (CONTROL, OPEN, Change.BETTER),
        (CONTROL, None, Change.UNDECIDED),
    ],
)
def test_a_verdict_is_compared_by_state_then_level(
    before: Verdict, after: Verdict | None, change: Change
) -> None:
    assert change_of(before, after) is change


def test_what_is_noticed_earlier_has_a_lead_in_days() -> None:
    both = record((0, CLEAR, CLEAR), (10, CLEAR, MATERIAL), (50, MATERIAL, MATERIAL))

    assert leads(both) == (Lead(MATERIAL, day(50), day(10)),)
    assert leads(both)[0].days == 40


def test_what_is_noticed_later_has_a_negative_one() -> None:
    both = record((0, OPEN, CLEAR), (30, OPEN, OPEN))

    assert [lead.days for lead in leads(both)] == [-30]


def test_what_one_of_them_never_noticed_has_none() -> None:
    both = record((0, MATERIAL, MATERIAL), (9, MATERIAL, CONTROL))

    assert leads(both) == (Lead(CONTROL, None, day(9)),)
    assert leads(both)[0].days is None


def test_a_worse_verdict_notices_the_milder_one_too() -> None:
    both = record((0, CLEAR, CLEAR), (5, CLEAR, CONTROL), (8, OPEN, CONTROL))

    assert leads(both) == (Lead(OPEN, day(8), day(5)), Lead(CONTROL, None, day(5)))


def test_two_like_records_have_no_lead() -> None:
    assert leads(record((0, CLEAR, CLEAR), (4, CONTROL, CONTROL))) == ()


def test_where_nothing_could_be_said_nothing_was_noticed() -> None:
    both = record((0, CLEAR, None), (4, CONTROL, None), (6, CONTROL, CONTROL))

    assert leads(both) == (Lead(CONTROL, day(4), day(6)),)


def test_the_order_in_which_they_are_told_does_not_matter() -> None:
    both = record((0, CLEAR, CLEAR), (10, CLEAR, MATERIAL), (50, MATERIAL, MATERIAL))

    assert leads(list(reversed(both))) == leads(both)
