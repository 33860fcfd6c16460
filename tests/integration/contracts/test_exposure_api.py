"""Exposure: what hangs on whom, on both clocks, in which currency, and what limits say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from config import clock
from config.actors import Actor
from contracts.lifecycle import Act
from contracts.money import Money
from contracts.operations import moves
from contracts.operations.amending import bring_into_effect
from contracts.operations.papers import Paper
from tests.builders.contracts import LATER, evidence, leo, signed, suspended
from tests.builders.procurement import an_adopted_policy
from tests.builders.vendors import a_party, a_person, disclosed
from tests.integration.conftest import Api
from tests.integration.contracts.exposing import (
    PATH,
    a_vendor_called,
    committed,
    delivered,
    enter_euro,
    exposure,
    worth,
)

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def test_every_sum_is_what_the_contracts_say(api: Client) -> None:
    first, second = a_vendor_called("Alpha"), a_vendor_called("Beta")
    delivered(worth(first, "600.00"), "250.00", items=7)
    worth(first, "150.00", dataset_domain="code")
    worth(second, "250.00", dataset_domain="code")

    found = exposure(api("viewer"), "vendor")

    [total] = found["totals"]
    assert (found["contracts"], found["unvalued"], found["volume"]) == (3, 0, 7)
    assert total["committed"] == {"amount": "1000.00", "currency": "USD"}
    assert (total["accepted"]["amount"], total["open"]["amount"]) == ("250.00", "750.00")
    assert [(each["name"], each["vendor"]) for each in found["groups"]] == [
        ("Alpha", str(first.id)),
        ("Beta", str(second.id)),
    ]
    assert [each["amounts"][0]["share"] for each in found["groups"]] == [75, 25]
    assert [each["amounts"][0]["share_of_open"] for each in found["groups"]] == [
        66.666667,
        33.333333,
    ]
    assert total["hhi"] == 75**2 + 25**2
    assert committed(exposure(api("viewer"), "domain")) == {
        "mathematics": "600.00",
        "code": "400.00",
    }


def test_what_is_suspended_is_told_apart(api: Client) -> None:
    suspended(a_vendor_called(), value=Money.parse("500.00", "USD"))
    worth(a_vendor_called("Other"), "500.00")

    [total] = exposure(api("viewer"), "vendor")["totals"]

    assert (total["open"]["amount"], total["suspended"]["amount"]) == ("1000.00", "500.00")


def test_a_contract_counts_from_its_signature_until_its_term_is_over(api: Client) -> None:
    worth(
        a_vendor_called(), "100.00", renewal_type="fixed", starts_on=date(2025, 1, 1),
        ends_on=date(2025, 6, 30),
    )  # fmt: skip

    counted = {
        day: exposure(api("viewer"), "vendor", valid_at=day)["contracts"]
        for day in ("2025-01-01", "2025-01-02", "2025-06-30", "2025-07-01")
    }

    assert counted == {"2025-01-01": 0, "2025-01-02": 1, "2025-06-30": 1, "2025-07-01": 0}


def test_the_past_is_told_as_it_was_known(api: Client) -> None:
    contract = worth(a_vendor_called(), "100.00")
    delivered(contract, "30.00")
    before = clock.now()
    moves.move(
        contract_id=contract.id, act=Act.AMEND, actor=leo(), reason="More.", at=LATER,
        evidence=[evidence()],
        paper=Paper(changes={"value": Money.parse("900.00", "USD")}, signed_on=date(2025, 6, 1)),
    )  # fmt: skip
    delivered(contract, "50.00", on=date(2025, 2, 1))
    worth(a_vendor_called("Later"), "400.00")
    viewer = api("viewer")

    now = exposure(viewer, "vendor")["totals"][0]
    then = exposure(viewer, "vendor", known_at=before.isoformat())["totals"][0]
    in_may = exposure(viewer, "vendor", valid_at="2025-05-31")["totals"][0]
    in_february = exposure(viewer, "vendor", valid_at="2025-02-15")["totals"][0]

    assert (now["committed"]["amount"], now["accepted"]["amount"]) == ("1300.00", "80.00")
    assert (then["committed"]["amount"], then["accepted"]["amount"]) == ("100.00", "30.00")
    assert (in_may["committed"]["amount"], in_may["accepted"]["amount"]) == ("500.00", "80.00")
    assert in_february["accepted"]["amount"] == "50.00"


def test_an_amendment_counts_from_the_day_it_binds_worked_in_or_not(api: Client) -> None:
    contract, viewer = worth(a_vendor_called(), "100.00"), api("viewer")
    moves.move(
        contract_id=contract.id, act=Act.AMEND, actor=leo(), reason="More.", at=LATER,
        evidence=[evidence()],
        paper=Paper(
            changes={"value": Money.parse("900.00", "USD")}, effective_on=date(2025, 9, 1)
        ),
    )  # fmt: skip

    def on(day: str) -> str:
        [total] = exposure(viewer, "vendor", valid_at=day)["totals"]
        amount: str = total["committed"]["amount"]
        return amount

    ahead = [on(day) for day in ("2025-08-31", "2025-09-01", "2099-01-01")]
    bring_into_effect(at=datetime(2025, 9, 1, 12, tzinfo=UTC), actor=Actor.system())
    worked_in = [on(day) for day in ("2025-08-31", "2025-09-01", "2099-01-01")]

    assert ahead == worked_in == ["100.00", "900.00", "900.00"]


def test_currencies_stay_apart_until_a_rate_is_entered(api: Client) -> None:
    worth(a_vendor_called(), "100.00", "USD")
    worth(a_vendor_called("Euro"), "200.00", "EUR")
    viewer, legal = api("viewer"), api("legal")
    apart = exposure(viewer, "vendor")
    refused = viewer.get(PATH, {"by": "vendor", "currency": "USD"})
    rate = {"base": "EUR", "quote": "USD", "rate": "1.25", "valid_on": "2025-01-01"}
    made = legal.post("/api/v1/exchange-rates", {**rate, "source": "ECB"})

    together = exposure(viewer, "vendor", currency="USD")

    assert [total["currency"] for total in apart["totals"]] == ["EUR", "USD"]
    assert (refused.status_code, refused.json()["code"]) == (422, "rate-missing")
    assert refused.json()["missing"] == ["EUR"]
    assert made.status_code == 201, made.content
    [total] = together["totals"]
    assert total["committed"] == {"amount": "350.00", "currency": "USD"}
    assert together["rates"][0]["id"] == made.json()["id"]
    assert viewer.get(PATH, {"by": "vendor", "currency": "EUR"}).status_code == 422
    early = viewer.get(PATH, {"by": "vendor", "currency": "USD", "valid_at": "2025-01-02"})
    assert early.status_code == 200


def test_of_one_day_the_last_rate_counts_and_the_earlier_stays_known(api: Client) -> None:
    worth(a_vendor_called(), "100.00", "EUR")
    known_at = clock.now()
    for rate in ("1.1", "1.2"):
        known_at = clock.now()
        enter_euro(rate)
    viewer = api("viewer")

    now = exposure(viewer, "vendor", currency="USD")["totals"][0]
    then = exposure(viewer, "vendor", currency="USD", known_at=known_at.isoformat())["totals"][0]

    assert (now["committed"]["amount"], then["committed"]["amount"]) == ("120.00", "110.00")


def test_owners_come_as_bounds_and_the_rest_by_its_name(api: Client) -> None:
    ann, fund = a_person("Ann"), a_party("Fund")
    first, second = a_vendor_called("Alpha"), a_vendor_called("Beta")
    holding = a_party("Holding")
    disclosed(first, holding, 60)
    disclosed(holding, ann, 50)
    disclosed(second, fund, 100)
    worth(first, "1000.00")
    worth(second, "1000.00")

    found = exposure(api("viewer"), "ultimate_owner")

    rows = {row["name"]: row for row in found["owners"]}
    assert set(rows) == {"Ann", "Fund", "nobody disclosed"}
    held = rows["Ann"]["amounts"][0]["held"]
    assert (held["committed"]["min"]["amount"], held["committed"]["max"]["amount"]) == (
        "300.00",
        "300.00",
    )
    assert rows["Ann"]["vendors"][0]["control"] == "no"
    assert rows["Fund"]["amounts"][0]["controlled"]["share"] == {"min": 50, "max": 50}
    assert rows["Fund"]["vendors"][0]["control"] == "yes"
    rest = rows["nobody disclosed"]
    assert (rest["party"], rest["kind"]) == (None, "undisclosed")
    assert rest["amounts"][0]["held"]["share"] == {"min": 35, "max": 35}
    parts = [
        Decimal(row["amounts"][0]["held"]["committed"]["min"]["amount"]) for row in rows.values()
    ]
    assert sum(parts) == Decimal("2000.00")
    assert found["groups"] == []


def test_limits_of_the_policy_are_held_against_it(api: Client) -> None:
    an_adopted_policy(limits={"vendor_share_pct": 60, "vendor_hhi": 9000})
    worth(a_vendor_called("Big"), "700.00")
    worth(a_vendor_called("Small"), "300.00")

    found = exposure(api("viewer"), "vendor")

    [finding] = found["findings"]
    assert (finding["limit"], finding["name"], finding["state"]) == (
        "vendor_share_pct",
        "Big",
        "passed",
    )
    assert finding["min"] == finding["max"] == 70
    assert finding["threshold"] == 60
    assert "Big" in finding["sentence"]
    assert found["limits"] == {"vendor_share_pct": 60, "vendor_hhi": 9000}


def test_a_limit_that_only_may_be_passed_says_so(api: Client) -> None:
    an_adopted_policy(limits={"ultimate_owner_share_pct": 30})
    ann = a_person("Ann")
    vendor = a_vendor_called()
    disclosed(vendor, ann, 40, source="press")
    worth(vendor, "100.00")

    [finding] = exposure(api("viewer"), "ultimate_owner")["findings"]

    assert (finding["state"], finding["lens"], finding["name"]) == ("possible", "held", "Ann")
    assert (finding["min"], finding["max"]) == (0, 40)


def test_nothing_signed_is_nothing_at_stake(api: Client) -> None:
    found = exposure(api("viewer"), "vendor")

    assert (found["contracts"], found["totals"], found["groups"]) == (0, [], [])


def test_a_contract_without_a_value_is_counted_and_named(api: Client) -> None:
    signed(a_vendor_called(), value=None)

    found = exposure(api("viewer"), "vendor")

    assert (found["contracts"], found["unvalued"], found["totals"]) == (1, 1, [])
    assert found["groups"][0]["amounts"] == []


def test_only_so_many_rows_and_the_rest_is_counted(api: Client) -> None:
    for name in ("One", "Two", "Three"):
        worth(a_vendor_called(name), "10.00")

    found = exposure(api("viewer"), "vendor", top=1)

    assert (len(found["groups"]), found["left_out"]) == (1, {"rows": 2})


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, "/by"),
        ({"by": "colour"}, "/by"),
        ({"by": "vendor", "valid_at": "soon"}, "/valid_at"),
        ({"by": "vendor", "known_at": "2025-01-01"}, "/known_at"),
        ({"by": "vendor", "known_at": "2999-01-01T00:00:00Z"}, "/known_at"),
        ({"by": "vendor", "currency": "XXX"}, "/currency"),
        ({"by": "vendor", "currency": "usd"}, "/currency"),
        ({"by": "vendor", "top": "0"}, "/top"),
        ({"by": "vendor", "top": "many"}, "/top"),
        ({"by": "vendor", "sort": "name"}, "/sort"),
    ],
)
def test_a_bad_question_is_refused(api: Client, asked: dict[str, str], pointer: str) -> None:
    answer = api("viewer").get(PATH, asked)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_who_may_ask(api: Client, anonymous: Api) -> None:
    assert anonymous.get(PATH, {"by": "vendor"}).status_code == 401
    assert api("intake").get(PATH, {"by": "vendor"}).status_code == 403
    assert api("auditor").get(PATH, {"by": "vendor"}).status_code == 200
