"""Exposure and shortlists of random worlds, held against the docs' rules over raw lists."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from config import clock
from tests.builders.contracts import judged
from tests.builders.sourcing import an_open_need
from tests.builders.vendors import a_party, a_person, disclosed
from tests.integration.conftest import Api
from tests.integration.contracts import recomputing
from tests.integration.contracts.exposing import exposure, worth
from tests.integration.contracts.recomputing import Lists, Row
from tests.integration.contracts.shortlisting import shortlist
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Client = Callable[..., Api]
DOMAINS = ("mathematics", "mathematics", "algebra", "law")
VENDORS = 8
LEVELS = ("specialist", "expert", "phd")
WORLDS = int(os.environ.get("RECOMPUTED_WORLDS", "2"))
SEEDS = [pytest.param(n, marks=() if n < 2 else (pytest.mark.slow,)) for n in range(WORLDS)]


def made(client: Api, path: str, said: Row) -> dict[str, Any]:
    answer = client.post(f"/api/v1/{path}", said)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def a_vendor(api: Client, dice: Random, number: int) -> Vendor:
    manager, today = api("vendor_manager"), clock.today()
    skills = {dice.choice(DOMAINS): dice.choice(LEVELS) for _ in range(2)}
    vendor = made(manager, "vendors", {
        "party": str(a_party(f"Vendor {number}").id),
        "expertise": [{"domain": d, "level": level} for d, level in skills.items()],
        "languages": dice.choice((["en"], ["en", "de"], ["en", "fr"], ["de"])),
        "places": dice.choice((["IN"], ["SE"], ["SE", "PL"])),
        "capacity_hours_per_week": dice.choice((None, 50, 200, 400, 400)),
        "lifecycle": "qualified",
    })  # fmt: skip
    path = f"vendors/{vendor['id']}"
    for _ in range(dice.randrange(3)):
        places = dice.sample(("SE", "PL", "IN", "KE"), dice.randrange(1, 4))
        parts = [dice.choice((None, dice.randrange(1, 30), 12.345678)) for _ in places]
        made(manager, f"{path}/workforce", {
            "places": [{"place": p, "share": s} for p, s in zip(places, parts, strict=True)],
            "valid_from": dice.choice((None, "2025-01-01", "2025-06-01")),
        })  # fmt: skip
    for _ in range(dice.randrange(3)):
        rate = {"amount": f"{dice.randrange(20, 90)}.50", "currency": dice.choice(("USD", "EUR"))}
        made(manager, f"{path}/expertise-claims", {
            "domain": dice.choice(DOMAINS), "level": dice.choice(LEVELS),
            "said_by": dice.choice(("vendor", "third_party", "lab")),
            "rate": dice.choice((None, rate)),
        })  # fmt: skip
    for _ in range(dice.randrange(1, 4)):
        ends = today + timedelta(days=dice.choice((-5, 20, 364, 365, 900, 900)))
        made(manager, f"{path}/certificates", {
            "standard": dice.choice(("iso_27001", "iso_27001", "tisax")), "scope": "All.",
            "issued_on": "2020-01-01", "expires_on": dice.choice((None, ends.isoformat())),
        })  # fmt: skip
    return Vendor.objects.get(id=vendor["id"])


def a_world(api: Client, seed: int) -> None:
    """Vendors with owners in up to three storeys, contracts, and what came of them."""
    dice = Random(seed)  # noqa: S311 - nothing secret
    vendors = [a_vendor(api, dice, number) for number in range(VENDORS)]
    people = [a_person(f"Owner {number}") for number in range(3)]
    funds = [a_party(f"Fund {number}") for number in range(3)]
    for number, fund in enumerate(funds):
        above = [*funds[:number], *people]
        for owner in dice.sample(above, dice.randrange(1, 3)):
            disclosed(fund, owner, dice.randrange(1, 50))
    for vendor in vendors:
        for owner in dice.sample([*funds, *people], dice.randrange(3)):
            disclosed(vendor, owner, dice.choice((10, 20, 33, 49)))
        for _ in range(dice.randrange(3)):
            _a_contract(api, dice, vendor)
    for vendor in vendors:
        state, level = dice.choice(
            (("clear", "none"), ("clear", "none"), ("possible", "tie"), ("conflict", "control"))
        )
        judged(vendor, state, level)
        if not dice.randrange(5):
            hold = {"type": dice.choice(("payments", "new_awards")), "reason": "R"}
            made(api("vendor_manager"), f"vendors/{vendor.id}/holds", hold)


def _a_contract(api: Client, dice: Random, vendor: Vendor) -> None:
    amount, currency = f"{dice.randrange(100, 9000)}.25", dice.choice(("USD", "EUR"))
    contract = worth(vendor, amount, currency, dataset_domain=dice.choice(DOMAINS))
    for _ in range(dice.randrange(3)):
        items = dice.randrange(1, 50)
        made(api("vendor_manager"), f"contracts/{contract.id}/deliveries", {
            "delivered_on": "2025-03-01", "items": items,
            "accepted_items": dice.choice((None, dice.randrange(items + 1))),
            "accepted_value": {"amount": f"{dice.randrange(5000)}.10", "currency": currency},
        })  # fmt: skip


def lists_of(viewer: Api) -> Lists:
    def every(path: str) -> Sequence[Row]:
        rows, where = [], f"/api/v1/{path}?page_size=500"
        while where:
            page = viewer.get(where).json()
            rows += page["results"]
            where = page["next"]
        return rows

    return recomputing.read(every)


def close(told: float | None, expected: Fraction, to: Fraction = Fraction(1, 10**6)) -> bool:
    return told is not None and abs(Fraction(str(told)) - expected) <= to


def cents(money: Row, expected: Fraction) -> bool:
    """Rounded once, half to even."""
    return Fraction(money["amount"]) == Fraction(round(expected * 100), 100)


def sums_in(found: Row, currency: str) -> dict[str, Any]:
    return {
        group["key"]: one
        for group in found["groups"]
        for one in group["amounts"]
        if one["currency"] == currency
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_is_what_the_lists_say(api: Client, seed: int) -> None:
    a_world(api, seed)
    need = an_open_need(
        domain="mathematics",
        level="specialist",
        places_allowed=["SE", "IN"],
        certificates_required=["iso_27001"],
    )
    viewer = api("viewer")
    lists = lists_of(viewer)

    _vendors_and_domains(viewer, lists)
    _places(exposure(viewer, "place"), lists)
    _owners(exposure(viewer, "ultimate_owner"), lists)
    asked = viewer.get(f"/api/v1/requisitions/{need.id}").json()
    _shortlist(shortlist(api, need, limit=100), lists, asked)


def _vendors_and_domains(viewer: Api, lists: Lists) -> None:
    by_vendor = recomputing.committed(lists, lambda one: one["vendor"])
    by_domain = recomputing.committed(lists, lambda one: one["dataset"]["domain"])
    left = recomputing.still_open(lists)

    for key, sums in (("vendor", by_vendor), ("domain", by_domain)):
        found = exposure(viewer, key)
        assert found["contracts"] == len(lists.contracts)
        for total in found["totals"]:
            currency = total["currency"]
            shares = recomputing.shares_of(sums, currency)
            told = sums_in(found, currency)
            assert told.keys() == shares.keys()
            assert all(cents(told[k]["committed"], sums[k, currency]) for k in told)
            assert all(close(told[k]["share"], shares[k]) for k in told)
            assert close(total["hhi"], recomputing.hhi(shares.values()))
            if key == "vendor":
                assert all(cents(told[k]["open"], left[k, currency]) for k in told)


def _places(places: Row, lists: Lists) -> None:
    for total in places["totals"]:
        currency, whole = total["currency"], Fraction(total["committed"]["amount"])
        expected = recomputing.by_place(lists, currency)
        told = sums_in(places, currency)
        assert {key for key, one in told.items() if one["share"] or one["at_most"]["share"]} == {
            key for key, (_, most) in expected.items() if most
        }
        for key, (least, most) in expected.items():
            assert cents(told[key]["committed"], least)
            assert cents(told[key]["at_most"]["committed"], most)
            assert close(told[key]["share"], least * 100 / whole)
        known = [least * 100 / whole for key, (least, _) in expected.items() if key]
        assert close(total["hhi_between"]["min"], recomputing.hhi(known))


def _owners(owners: Row, lists: Lists) -> None:
    for total in owners["totals"]:
        currency = total["currency"]
        held = {
            row["party"] or "": one["held"]
            for row in owners["owners"]
            for one in row["amounts"]
            if one["currency"] == currency
        }
        for party, amount in recomputing.by_owner(lists, currency).items():
            if amount:
                assert cents(held[party]["committed"]["min"], amount)
                assert cents(held[party]["committed"]["max"], amount)


def _shortlist(found: Row, lists: Lists, asked: Row) -> None:
    expected = recomputing.rank(lists, asked, found["weights"], clock.today())
    assert [one["vendor"] for one in found["results"]] == [one.vendor for one in expected]
    assert found["count"] + found["out_count"] == VENDORS
    for told, one in zip(found["results"], expected, strict=True):
        parts = {score["part"]: Fraction(score["exact"]) for score in told["scores"]}
        assert parts == one.parts
        assert Fraction(told["exact"]) == one.total
    assert expected
