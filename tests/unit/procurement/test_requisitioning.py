"""Who has to open a need, and how does it live?"""

from __future__ import annotations

import pytest

from config.money import Money
from procurement.caseflow import NoSuchMove
from procurement.requisitioning import (
    REQUISITION,
    RequisitionAct,
    RequisitionState,
    needs_second_person,
)

LIMITS = {"USD": "50000.00", "JPY": "0"}


@pytest.mark.parametrize(
    ("amount", "currency", "second"),
    [
        ("50000.00", "USD", False),
        ("50000.01", "USD", True),
        ("0", "JPY", False),
        ("1", "JPY", True),
        ("1", "CHF", True),
    ],
)
def test_a_budget_up_to_the_limit_needs_one_person(
    amount: str, currency: str, *, second: bool
) -> None:
    assert needs_second_person(Money.parse(amount, currency), LIMITS) is second


def test_a_budget_nobody_names_needs_a_second_person() -> None:
    assert needs_second_person(None, LIMITS)


def test_only_an_open_need_is_awarded() -> None:
    awarded_from = [
        state for state in RequisitionState if RequisitionAct.AWARD in REQUISITION.allowed(state)
    ]

    assert awarded_from == [RequisitionState.OPEN]


def test_passing_is_nobodys_to_ask_for() -> None:
    assert RequisitionAct.PASS not in REQUISITION.allowed(RequisitionState.SUBMITTED)


@pytest.mark.parametrize("state", [RequisitionState.AWARDED, RequisitionState.CANCELLED])
def test_an_end_is_an_end(state: RequisitionState) -> None:
    for act in RequisitionAct:
        with pytest.raises(NoSuchMove):
            REQUISITION.after(state, act)
