"""The formula of pain, in numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.pain import WEIGHTS, Cover, Loss, Part, felt, pain
from contracts.substitution import Substitutability

NOTHING = Loss(Fraction(0), 0, Substitutability.SUBSTITUTABLE, Cover.RUNNING, 0, 0)
WORST = Loss(Fraction(1), None, Substitutability.NOT_SUBSTITUTABLE, Cover.NONE, 9, 9)


def test_the_parts_are_a_hundred_and_all_of_them_can_be_felt() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert pain(WORST) == 100
    assert pain(NOTHING) == 0


@pytest.mark.parametrize(
    ("loss", "points"),
    [
        (Loss(Fraction(1, 2), 0, Substitutability.SUBSTITUTABLE, Cover.RUNNING, 0, 0), 15),
        (Loss(Fraction(0), 73, Substitutability.SUBSTITUTABLE, Cover.RUNNING, 0, 0), 4),
        (Loss(Fraction(0), 0, None, Cover.RUNNING, 0, 0), Fraction(15, 2)),
        (Loss(Fraction(0), 0, Substitutability.HARD, Cover.CANDIDATE, 0, 0), 15),
        (Loss(Fraction(0), 0, Substitutability.SUBSTITUTABLE, Cover.RUNNING, 2, 1), 6),
    ],
)
def test_each_part_counts_what_it_says(loss: Loss, points: int) -> None:
    assert pain(loss) == points


losses = st.builds(
    Loss,
    value_share=st.fractions(0, 1),
    days=st.none() | st.integers(0, 2_000),
    verdict=st.none() | st.sampled_from(list(Substitutability)),
    cover=st.sampled_from(list(Cover)),
    assets=st.integers(0, 50),
    doors=st.integers(0, 50),
)


@given(losses)
def test_pain_is_the_sum_of_what_is_felt_and_never_beyond_a_hundred(loss: Loss) -> None:
    parts = felt(loss)

    assert [each.part for each in parts] == list(Part)
    assert all(0 <= each.there <= 1 for each in parts)
    assert pain(loss) == sum(each.points for each in parts)
    assert 0 <= pain(loss) <= 100
