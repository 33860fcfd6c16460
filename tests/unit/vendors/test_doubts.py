"""What is accepted and should still be looked at: odd days, and more than all of a company."""

from __future__ import annotations

from datetime import date

import pytest

from vendors.doubts import Excess, excesses, odd_days
from vendors.ownership.facts import Confidence, Dimension, Fact, Interval, Kind

TODAY = date(2025, 6, 1)


def a_fact(
    owner: str, share: int, kind: Kind = Kind.SHAREHOLDING, *, record: str = "", **fields: object
) -> Fact:
    return Fact(
        id=f"{owner}-{share}-{kind}-{fields.get('valid_from')}",
        record=record or owner,
        owner=owner,
        subject="v",
        kind=kind,
        share=Interval.from_percent(share, share),
        **fields,  # type: ignore[arg-type]
    )


def found(*facts: Fact, changed: int = 1) -> list[Excess]:
    return excesses(facts, facts[-changed:])


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2025, 6, 1), []),
        (date(2055, 12, 31), []),
        (date(2056, 1, 1), ["far_future"]),
        (date(9999, 12, 31), ["far_future"]),
        (date(1800, 1, 1), []),
        (date(1799, 12, 31), ["long_ago"]),
        (None, []),
    ],
)
def test_a_day_that_is_hardly_meant_is_odd(day: date | None, codes: list[str]) -> None:
    assert [odd.code for odd in odd_days([("/day", day)], today=TODAY)] == codes


def test_more_than_everything_is_too_much() -> None:
    (excess,) = found(a_fact("a", 70), a_fact("b", 60))

    assert (excess.dimension, excess.units, excess.day) == (Dimension.ECONOMIC, 130_000_000, None)


def test_everything_is_not_too_much() -> None:
    assert found(a_fact("a", 70), a_fact("b", 30)) == []


def test_money_and_votes_are_counted_apart() -> None:
    assert found(a_fact("a", 70), a_fact("b", 60, Kind.VOTING_RIGHTS)) == []


def test_ordinary_shares_count_for_both() -> None:
    both = found(a_fact("a", 70, Kind.ORDINARY_SHARES), a_fact("b", 60, Kind.ORDINARY_SHARES))

    assert {excess.dimension for excess in both} == {Dimension.ECONOMIC, Dimension.VOTES}


def test_a_total_over_all_paths_is_never_added() -> None:
    assert found(a_fact("a", 70), a_fact("b", 60, directness="indirect")) == []


def test_a_rumour_counts_at_face_value() -> None:
    assert len(found(a_fact("a", 70), a_fact("b", 60, confidence=Confidence.REPORTED))) == 1


def test_one_record_told_twice_is_one_holding() -> None:
    assert found(a_fact("a", 70), a_fact("a", 60, confidence=Confidence.REPORTED)) == []


def test_one_after_the_other_is_not_too_much() -> None:
    assert found(a_fact("a", 70, valid_to=TODAY), a_fact("b", 60, valid_from=TODAY)) == []


def test_the_day_on_which_it_becomes_too_much_is_told() -> None:
    (excess,) = found(a_fact("a", 70), a_fact("b", 60, valid_from=TODAY))

    assert excess.day == TODAY


def test_what_was_too_much_before_anything_changed_is_not_told_again() -> None:
    known = [a_fact("a", 70, valid_to=TODAY), a_fact("b", 60, valid_to=TODAY)]

    assert found(*known, a_fact("c", 10, valid_from=TODAY)) == []
