"""Clauses are held against what is known: fired, not fired or undetermined, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from config import clock
from contracts.clauses import Measure
from contracts.models import Contract
from tests.builders.contracts import CONTROL_CLAUSE, signed
from tests.builders.procurement import a_clear_vendor, a_competitor, settled, sold
from tests.builders.vendors import a_party
from tests.integration.conftest import Api
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]

MONEY = replace(CONTROL_CLAUSE, measure=Measure.ECONOMIC, threshold=Decimal(25), window_days=30)
AUDIT = replace(CONTROL_CLAUSE, measure=None)


@pytest.fixture
def vendor() -> Vendor:
    return a_clear_vendor()


def contract_of(vendor: Vendor) -> Contract:
    return signed(vendor, clauses=[CONTROL_CLAUSE, MONEY, AUDIT])


def evaluated(api: Client, contract: Contract, query: str = "") -> Any:
    answer = api("viewer").get(f"/api/v1/contracts/{contract.id}/clauses/evaluate{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def taken_over(vendor: Vendor, share: int) -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    settled()
    sold(vendor, rival, share)


def test_nothing_fires_while_nobody_competes(api: Client, vendor: Vendor) -> None:
    contract = contract_of(vendor)

    results = evaluated(api, contract)

    assert [result["result"] for result in results] == ["not_fired", "not_fired", "undetermined"]
    assert [result["clause"] for result in results] == [
        str(clause.id) for clause in contract.clauses.all()
    ]
    assert all(result["why"] and result["window"] is None for result in results)


def test_a_share_without_control_fires_only_the_clause_about_money(
    api: Client, vendor: Vendor
) -> None:
    contract = contract_of(vendor)
    taken_over(vendor, 49)

    control, money, _ = evaluated(api, contract)

    assert (control["result"], money["result"]) == ("not_fired", "fired")
    assert "Rival Labs" in money["why"]
    today = clock.today()
    assert money["window"] == {
        "from": today.isoformat(),
        "to": (today + timedelta(days=30)).isoformat(),
    }


def test_both_clocks_say_what_was_known_when(api: Client, vendor: Vendor) -> None:
    contract = contract_of(vendor)
    contract.refresh_from_db()
    taken_over(vendor, 60)
    then = contract.signed_at.isoformat().replace("+00:00", "Z")

    before = evaluated(api, contract, f"?known_at={then}")
    after = evaluated(api, contract, f"?valid_at={date(2025, 6, 20)}")

    assert [result["result"] for result in before][:2] == ["not_fired", "not_fired"]
    assert [result["result"] for result in after][:2] == ["fired", "fired"]


@pytest.mark.parametrize(
    "query", ["?valid_at=soon", "?known_at=2999-01-01T00:00:00Z", "?known_at=2025-06-10", "?a=b"]
)
def test_a_clock_that_cannot_be_read_is_refused(api: Client, vendor: Vendor, query: str) -> None:
    path = f"/api/v1/contracts/{signed(vendor).id}/clauses/evaluate{query}"

    assert api("viewer").get(path).status_code == 400


def test_evaluating_writes_nothing(api: Client, vendor: Vendor) -> None:
    from contracts.queries.clauses import evaluate_clauses

    contract = contract_of(vendor)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET TRANSACTION READ ONLY")
        results = evaluate_clauses(contract, valid_at=date(2025, 6, 1), known_at=None)

    assert len(results) == 3
