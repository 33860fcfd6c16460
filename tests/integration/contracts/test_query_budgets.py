"""Questions about everything take as many queries for many vendors as for few."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import clock
from contracts.queries.blast import blast_of_party
from contracts.queries.exposure import Asked, By, exposure_of
from tests.builders.vendors import a_party, a_person, disclosed
from tests.integration.contracts.exposing import a_vendor_called, delivered, enter_euro, worth
from vendors.models import Party

pytestmark = pytest.mark.django_db
BUDGETS = tomllib.loads((Path(__file__).parents[2] / "query_budgets.toml").read_text())
FEW, MANY = 2, 9


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


def populate(count: int, owner: Party) -> None:
    for number in range(count):
        vendor = a_vendor_called(f"Vendor {owner.name} {number}")
        holding = a_party(f"Holding of {vendor}")
        disclosed(vendor, holding, 60)
        disclosed(holding, owner, 50)
        disclosed(vendor, a_person(f"Founder of {vendor}"), 40)
        delivered(worth(vendor, "100.00", dataset_domain=f"domain {number}"), "10.00")


@pytest.fixture
def questions(db: None) -> dict[str, Callable[[], object]]:
    today = clock.today()
    then = clock.now() - timedelta(microseconds=1)
    enter_euro("1.1")

    def asked(by: By, **said: object) -> Callable[[], object]:
        return lambda: exposure_of(Asked(by, today, **said), today=today)  # type: ignore[arg-type]

    return {
        **{f"by_{by.value}": asked(by) for by in By},
        "as_known_then": asked(By.VENDOR, known_at=then),
        "in_one_currency": asked(By.VENDOR, currency="USD"),
    }


def test_exposure_keeps_its_budget_however_many_vendors_there_are(
    questions: dict[str, Callable[[], object]],
) -> None:
    populate(FEW, a_party("First"))
    few = {name: queries(ask) for name, ask in questions.items()}
    populate(MANY, a_party("Second"))

    many = {name: queries(ask) for name, ask in questions.items()}

    assert many == few
    over = {name: count for name, count in many.items() if count > BUDGETS["exposure"][name]}
    assert over == {}
    assert many.keys() == BUDGETS["exposure"].keys()


def test_a_blast_radius_keeps_its_budget_however_much_is_touched() -> None:
    few, many = a_party("Few"), a_party("Many")
    populate(FEW, few)
    populate(MANY, many)
    today = clock.today()

    def blast(party: Party) -> int:
        return queries(lambda: blast_of_party(party.id, valid_at=today, known_at=None, today=today))

    assert blast(many) == blast(few)
    assert blast(many) <= BUDGETS["blast_radius"]["of_a_party"]
