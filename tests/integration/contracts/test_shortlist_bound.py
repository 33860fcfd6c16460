"""The shortlist of a need: who stands behind whom, under which scenario, in how many queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import clock
from tests.builders.contracts import judged
from tests.builders.procurement import (
    a_competitor,
)
from tests.builders.sourcing import (
    a_capable_vendor,
    a_need,
    an_open_need,
    claimed,
)
from tests.builders.vendors import a_party, a_person, disclosed
from tests.integration.contracts.shortlisting import Client, asked, names, part, shortlist
from tests.query_budgets import within_budget
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize(
    ("kind", "role", "share"),
    [
        ("ordinary_shares", "owner", 20),
        ("board_seat", "person", None),
        ("data_access", "sub_processor", None),
        ("debt", "lender", 10),
    ],
)
def test_who_stands_behind_both_is_told_and_counts(
    api: Client, kind: str, role: str, share: object
) -> None:
    left, bound, free = (a_capable_vendor(name) for name in ("Left", "Bound", "Free"))
    shared = a_person("Ann Both") if role == "person" else a_party("Both Fund")
    for vendor in (left, bound):
        disclosed(vendor, shared, share, kind)
    for vendor in (left, bound, free):
        judged(vendor)

    found = shortlist(api, an_open_need(), replacing=left.id)
    named = shortlist(api, an_open_need(replacing=left.id))
    plain = shortlist(api, an_open_need())

    assert names(found) == names(named) == ["Free", "Bound"]
    first, second = found["results"]
    [who] = second["shared"]
    assert (who["name"], who["roles"], who["party"]) == (shared.name, [role], str(shared.id))
    assert (first["shared"], part(second, "independence")["score"]) == ([], 0)
    assert part(first, "independence")["score"] == 1
    assert {part(row, "independence")["score"] for row in plain["results"]} == {1}


def test_who_stands_behind_a_vendor_and_a_competitor_is_told_with_the_days(api: Client) -> None:
    vendor, rival, ann = a_capable_vendor(), a_party("Rival Labs"), a_person("Ann Both")
    today = clock.today()
    a_competitor(rival)
    disclosed(vendor, ann, 3)
    disclosed(
        rival,
        ann,
        type_="board_seat",
        valid_from=date(2023, 11, 22),
        valid_to=today - timedelta(days=30),
        says_end=True,
    )
    disclosed(rival, a_person("Somebody Else"), type_="board_seat")
    judged(vendor)

    [row] = shortlist(api, an_open_need())["results"]

    [lock] = row["interlocks"]
    assert (lock["name"], lock["competitor_name"]) == ("Ann Both", "Rival Labs")
    assert (lock["since"], lock["until"]) == (
        "2023-11-22",
        (today - timedelta(days=30)).isoformat(),
    )
    assert (lock["here"]["type"], lock["there"]["type"]) == ("ordinary_shares", "board_seat")


def test_what_each_would_be_conflicted_by_under_a_scenario(api: Client) -> None:
    vendor, other = a_capable_vendor("Bought"), a_capable_vendor("Free")
    rival = a_party("Rival Labs")
    a_competitor(rival)
    for one in (vendor, other):
        disclosed(one, a_person(f"{one} Founder"), 100)
        judged(one)
    requisition = an_open_need()
    deal = {
        "statements": [
            {
                "kind": "assertion",
                "subject": {"id": str(vendor.party_id)},
                "interested_party": {"id": str(rival.id)},
                "interests": [{"type": "voting_rights", "share": {"exact": 60}}],
            }
        ]
    }

    answer = api("requester").post(
        f"/api/v1/requisitions/{requisition.id}/shortlist", {"scenario": deal}
    )

    rows = {row["name"]: row["under_scenario"] for row in answer.json()["results"]}
    assert rows["Bought"]["change"] == "worse"
    assert rows["Bought"]["level"] == "control"
    assert rows["Free"]["change"] == "same"
    assert names(shortlist(api, requisition)) == names(answer.json())


def test_a_scenario_that_supposes_nothing_is_refused(api: Client) -> None:
    path = f"/api/v1/requisitions/{an_open_need().id}/shortlist"

    assert api("requester").post(path, {"scenario": {}}).status_code == 400
    assert api("requester").post(path, {}).status_code == 400
    assert api("viewer").post(path, {}).status_code == 403


def test_it_is_told_in_pages_of_one_order(api: Client) -> None:
    for number in range(5):
        a_capable_vendor(f"Vendor {number}")
    requisition = an_open_need()

    whole = shortlist(api, requisition)
    pieces = [shortlist(api, requisition, limit=2, offset=offset) for offset in (0, 2, 4)]

    assert [row["vendor"] for piece in pieces for row in piece["results"]] == [
        row["vendor"] for row in whole["results"]
    ]
    assert whole["results"] == shortlist(api, requisition)["results"]
    assert [row["place"] for row in pieces[1]["results"]] == [3, 4]
    assert {piece["count"] for piece in pieces} == {5}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "x"},
        {"offset": -1},
        {"replacing": "nobody"},
        {"replacing": uuid4()},
        {"colour": "red"},
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(api: Client, query: dict[str, Any]) -> None:
    assert asked(api("viewer"), an_open_need(), **query).status_code == 400


def test_who_may_read_it(api: Client) -> None:
    requisition = a_need()

    for role in ("viewer", "requester", "vendor_manager", "legal", "approver", "auditor", "admin"):
        assert asked(api(role), requisition).status_code == 200
    assert asked(api("intake"), requisition).status_code == 403
    assert asked(api(), requisition).status_code == 401
    assert api("viewer").get(f"/api/v1/requisitions/{uuid4()}/shortlist").status_code == 404


def test_it_takes_as_many_queries_for_many_vendors_as_for_few(api: Client) -> None:
    requisition = an_open_need(certificates_required=["iso_27001"])
    viewer = api("viewer")
    left = some_vendors(2)
    asked(viewer, requisition)  # the token notes its first use of the day

    with within_budget("shortlist", "plain"), CaptureQueriesContext(connection) as few:
        asked(viewer, requisition)
    with within_budget("shortlist", "replacing"), CaptureQueriesContext(connection) as few_left:
        asked(viewer, requisition, replacing=left.id)
    some_vendors(12)
    with CaptureQueriesContext(connection) as many:
        asked(viewer, requisition)
    with CaptureQueriesContext(connection) as many_left:
        asked(viewer, requisition, replacing=left.id)

    assert (len(many), len(many_left)) == (len(few), len(few_left))


def some_vendors(number: int) -> Vendor:
    """Vendors with claims and owners; answers the last one."""
    for one in range(number):
        vendor = a_capable_vendor(f"Vendor {one} of {number}")
        claimed(vendor)
        disclosed(vendor, a_party(f"Owner {one} of {number}"), 100)
    return vendor
