"""Where something sworn stands, and when it is to be asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vendors.claims import Claim, ClaimState, due_on, state_of

DAY = date(2025, 6, 20)
WORST = Claim(DAY, is_replaced=True, is_contradicted=True, is_asked=True)


@pytest.mark.parametrize(
    ("claim", "state"),
    [
        (WORST, ClaimState.SUPERSEDED),
        (replace(WORST, is_replaced=False), ClaimState.EXPIRED),
        (replace(WORST, is_replaced=False, ends_on=None), ClaimState.CONTRADICTED),
        (Claim(None, is_asked=True), ClaimState.ASKED),
        (Claim(date(2025, 6, 21)), ClaimState.STANDING),
        (Claim(date(2025, 6, 20)), ClaimState.EXPIRED),
    ],
)
def test_the_gravest_wins(claim: Claim, state: ClaimState) -> None:
    assert state_of(claim, DAY) is state


def test_it_is_due_when_it_ends_or_is_too_old() -> None:
    begins = date(2025, 1, 1)

    assert due_on(begins_on=begins, ends_on=None, longest_days=365) == date(2026, 1, 1)
    assert due_on(begins_on=begins, ends_on=DAY, longest_days=365) == DAY
    assert due_on(begins_on=begins, ends_on=date(2030, 1, 1), longest_days=365) == date(2026, 1, 1)
    assert due_on(begins_on=date(9999, 12, 1), ends_on=None, longest_days=365) == date.max
