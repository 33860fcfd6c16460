"""Exposure by place: where the work is done, as far as anybody says, on both clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from config import clock
from config.actors import Actor
from contracts.operations.exposing import watch_limits
from tests.builders.procurement import an_adopted_policy
from tests.integration.conftest import Api
from tests.integration.contracts.exposing import a_vendor_called, delivered, exposure, works, worth

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def rows(found: dict[str, Any]) -> dict[str, tuple[str, str, float, float]]:
    """What is surely in each place and at most, as money and in percent."""
    told = {}
    for group in found["groups"]:
        [sums] = group["amounts"]
        most = sums["at_most"]
        told[group["key"]] = (
            sums["committed"]["amount"],
            most["committed"]["amount"],
            sums["share"],
            most["share"],
        )
    return told


def test_each_place_has_what_is_said_and_the_rest_is_told(api: Client) -> None:
    alpha, beta, gamma = (a_vendor_called(name) for name in ("Alpha", "Beta", "Gamma"))
    works(alpha, "US 60, SE")
    works(beta, "SE 30")
    delivered(worth(alpha, "500.00"), "100.00")
    worth(beta, "300.00")
    worth(gamma, "200.00")

    found = exposure(api("viewer"), "place")

    assert rows(found) == {
        "US": ("300.00", "300.00", 30, 30),
        "SE": ("290.00", "290.00", 29, 29),
        "": ("410.00", "410.00", 41, 41),
    }
    assert [group["name"] for group in found["groups"]] == ["US", "SE", "unknown place"]
    assert [group["contracts"] for group in found["groups"]] == [1, 2, 2]
    us = found["groups"][0]["amounts"][0]
    assert (us["accepted"]["amount"], us["open"]["amount"]) == ("60.00", "240.00")
    [total] = found["totals"]
    assert total["hhi"] is None
    assert total["hhi_between"]["min"] == 30**2 + 29**2


def test_of_several_places_whose_parts_nobody_says_each_may_have_all(api: Client) -> None:
    alpha = a_vendor_called("Alpha")
    works(alpha, "PL, IN, KE 20")
    worth(alpha, "100.00")

    found = exposure(api("viewer"), "place")

    assert rows(found) == {
        "KE": ("20.00", "20.00", 20, 20),
        "IN": ("0.00", "80.00", 0, 80),
        "PL": ("0.00", "80.00", 0, 80),
        "": ("80.00", "80.00", 80, 80),
    }


def test_a_list_counts_from_its_day_and_from_when_it_was_heard_of(api: Client) -> None:
    alpha = a_vendor_called("Alpha")
    worth(alpha, "100.00")
    unheard = clock.now()
    works(alpha, "SE")
    works(alpha, "PL", date(2025, 6, 1))
    works(alpha, "KE", date(2025, 6, 1))
    viewer = api("viewer")

    told = {
        day: list(rows(exposure(viewer, "place", valid_at=day)))
        for day in ("2025-05-31", "2025-06-01")
    }
    before = exposure(viewer, "place", known_at=unheard.isoformat())

    assert told == {"2025-05-31": ["SE"], "2025-06-01": ["KE"]}
    assert list(rows(before)) == [""]


def test_a_limit_on_a_place_is_passed_surely_or_perhaps(api: Client) -> None:
    an_adopted_policy(limits={"place_share_pct": 40})
    alpha, beta = a_vendor_called("Alpha"), a_vendor_called("Beta")
    worth(alpha, "500.00")
    worth(beta, "500.00")
    watch_limits(on=clock.today(), actor=Actor.system())
    works(alpha, "SE")
    works(beta, "PL, KE")
    told = watch_limits(on=clock.today(), actor=Actor.system())

    findings = exposure(api("viewer"), "place")["findings"]

    assert [(one["key"], one["state"], one["min"], one["max"]) for one in findings] == [
        ("SE", "passed", 50, 50),
        ("KE", "possible", 0, 50),
        ("PL", "possible", 0, 50),
    ]
    assert told == 1


def test_where_people_work_is_written_down_and_read(api: Client) -> None:
    vendor = a_vendor_called("Alpha")
    manager, path = api("vendor_manager"), f"/api/v1/vendors/{vendor.id}"
    said = {"places": [{"place": "SE", "share": 62.5}, {"place": "PL"}], "comment": "By mail."}

    made = manager.post(f"{path}/workforce", said)
    always = manager.post(f"{path}/workforce", {"places": [], "valid_from": None})

    assert made.status_code == 201, made.content
    assert made.json()["places"] == [{"place": "SE", "share": 62.5}, {"place": "PL", "share": None}]
    assert made.json()["valid_from"] == clock.today().isoformat()
    assert always.json()["valid_from"] is None
    assert manager.get(path).json()["places"] == ["SE", "PL"]
    listed = api("viewer").get(f"{path}/workforce").json()["results"]
    assert [row["id"] for row in listed] == [always.json()["id"], made.json()["id"]]


def test_what_is_said_with_the_vendor_counts_and_a_change_counts_from_its_day(api: Client) -> None:
    vendor = a_vendor_called("Alpha")
    manager, path = api("vendor_manager"), f"/api/v1/vendors/{vendor.id}"
    worth(vendor, "100.00")

    for places in (["SE"], ["SE"], ["PL"], []):
        changed = manager.patch(path, {"places": places}, headers={"If-Match": "*"})
        assert changed.json()["places"] == places

    listed = manager.get(f"{path}/workforce").json()["results"]
    assert [[one["place"] for one in row["places"]] for row in listed] == [[], ["PL"], ["SE"]]
    assert list(rows(exposure(manager, "place"))) == [""]


@pytest.mark.parametrize(
    ("places", "pointer"),
    [
        ([{"place": "Sweden"}], "/places/0/place"),
        ([{"place": "US-CA"}], "/places/0/place"),
        ([{"place": "SE", "share": 101}], "/places/0/share"),
        ([{"place": "SE"}, {"place": "SE"}], "/places/1/place"),
        ([{"place": "SE", "share": 60}, {"place": "PL", "share": 41}], "/places"),
        (["SE"], "/places/0"),
    ],
)
def test_a_list_that_cannot_be_is_refused(api: Client, places: object, pointer: str) -> None:
    path = f"/api/v1/vendors/{a_vendor_called('Alpha').id}/workforce"

    answer = api("vendor_manager").post(path, {"places": places})

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)
