"""Contagion over HTTP: who else shares this owner, fund, director, hired team or sub-processor?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import clock
from config.rest.roles import Role
from procurement.queries import contagion as asking
from procurement.queries.contagion import contagion_of
from tests.builders.procurement import a_competitor, an_adopted_policy
from tests.builders.vendors import (
    a_party,
    a_person,
    a_vendor,
    an_interest,
    disclosed,
    disclosed_all,
    revised,
    said,
    vendor_manager,
)
from tests.integration.conftest import Api
from vendors import operations
from vendors.models import Disclosure, Party
from vendors.queries import links as walking
from vendors.statements import PartyById

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/contagion"
READERS = [role for role in Role if role is not Role.INTAKE]


def around(api: Client, party: Party, **query: object) -> dict[str, Any]:
    answer = api("viewer").get(PATH, {"party": str(party.id), **query})
    assert answer.status_code == 200, answer.json()
    body: dict[str, Any] = answer.json()
    return body


def names(body: dict[str, Any]) -> list[list[str]]:
    """The surest chain to each, by name."""
    who = {row["id"]: row["name"] for row in body["parties"]}
    return [[who[party] for party in row["chains"][0]["parties"]] for row in body["results"]]


def test_vendors_of_one_fund_are_connected_with_share_and_source(api: Client) -> None:
    one, two = a_vendor("One"), a_vendor("Two")
    fund = a_party("Fund")
    disclosed(one, fund, 30)
    disclosed(two, fund, 20)

    body = around(api, one.party)

    [row] = body["results"]
    [chain] = row["chains"]
    assert (row["party"], row["vendor"], row["competitor"]) == (
        str(two.party_id),
        str(two.id),
        False,
    )
    assert chain["parties"] == [str(one.party_id), str(fund.id), str(two.party_id)]
    assert (chain["shared"], chain["confidence"]) == (str(fund.id), "confirmed")
    assert chain["share"] == {"min": 20, "max": 20}
    assert [(link["type"], link["owner"], link["share"]) for link in chain["links"]] == [
        ("ordinary_shares", str(fund.id), {"exact": 30}),
        ("ordinary_shares", str(fund.id), {"exact": 20}),
    ]
    assert {UUID(link["source"]) for link in chain["links"]} == set(
        Disclosure.objects.values_list("id", flat=True)
    )
    assert (body["party"], body["truncated"]) == (str(one.party_id), False)


def test_competitors_are_named_and_others_are_only_passed(api: Client) -> None:
    vendor, rival = a_vendor("One"), a_party("Rival Labs")
    a_competitor(rival)
    fund = a_party("Fund")
    disclosed(vendor, fund, 30)
    disclosed(rival, fund, 5)
    disclosed(a_party("Bystander"), fund, 90)

    body = around(api, vendor.party)

    assert names(body) == [["One", "Fund", "Rival Labs"]]
    assert (body["results"][0]["vendor"], body["results"][0]["competitor"]) == (None, True)


def test_an_owner_is_asked_about_directly(api: Client) -> None:
    fund, parent = a_party("Fund"), a_party("Parent")
    disclosed(parent, fund, 80)
    disclosed(a_vendor("One"), parent, 60)

    assert names(around(api, fund)) == [["Fund", "Parent", "One"]]


def test_a_person_connects_those_where_it_has_a_place(api: Client) -> None:
    ann = a_person("Ann")
    for name, type_ in (("One", "board_seat"), ("Two", "employment"), ("Three", "board_observer")):
        disclosed(a_vendor(name), ann, None, type_)

    body = around(api, ann)

    assert sorted(names(body)) == [["Ann", "One"], ["Ann", "Three"], ["Ann", "Two"]]
    assert {row["chains"][0]["share"] for row in body["results"]} == {None}


def test_a_hired_team_connects_until_the_cooling_off_is_over(api: Client) -> None:
    an_adopted_policy(cooling_off_months=12)
    vendor, rival, ann = a_vendor("One"), a_party("Rival Labs"), a_person("Ann")
    a_competitor(rival)
    left = clock.today() - timedelta(days=30)
    record = disclosed(vendor, ann, None, "senior_official", valid_from=date(2020, 1, 1))
    revised(record, "change", on=left)
    disclosed(rival, ann, None, "employment")

    [row] = around(api, vendor.party, interest="people")["results"]

    assert [link["until"] for link in row["chains"][0]["links"]] == [left.isoformat(), None]
    later = left + timedelta(days=370)
    assert around(api, vendor.party, valid_at=later.isoformat())["results"] == []


def test_a_supplier_connects_its_customers(api: Client) -> None:
    one, two, labeller = a_vendor("One"), a_vendor("Two"), a_party("Sub-processor")
    disclosed(one, labeller, None, "data_access")
    disclosed(two, labeller, None, "data_access")

    assert names(around(api, one.party, interest="supply")) == [["One", "Sub-processor", "Two"]]
    assert around(api, one.party, interest="ownership")["results"] == []


def test_one_kind_of_interest_can_be_asked_for(api: Client) -> None:
    one, two, bank = a_vendor("One"), a_vendor("Two"), a_party("Bank")
    disclosed(one, bank, 20, "debt")
    disclosed(two, bank, None, "guarantee")

    assert len(around(api, one.party, interest="debt")["results"]) == 1
    assert around(api, one.party, interest="guarantee")["results"] == []


def test_whoever_may_fill_a_seat_and_whoever_acts_in_concert_is_shared(api: Client) -> None:
    one, two, three = a_vendor("One"), a_vendor("Two"), a_vendor("Three")
    fund = a_party("Fund")
    disclosed(one, a_person("Ann"), None, "board_seat", nominated_by=PartyById(fund.id))
    disclosed(
        two,
        a_party("Pool"),
        None,
        "concert",
        members=(PartyById(fund.id), PartyById(a_party("Ally").id)),
    )
    disclosed(three, fund, 10)

    assert sorted(names(around(api, one.party))) == [
        ["One", "Fund", "Three"],
        ["One", "Fund", "Two"],
    ]


def test_what_is_reported_comes_after_what_is_confirmed(api: Client) -> None:
    one, two, three, fund = a_vendor("One"), a_vendor("Two"), a_vendor("Three"), a_party("Fund")
    disclosed(one, fund, 50)
    disclosed(two, fund, 40, source="press")
    disclosed(three, fund, 10)

    body = around(api, one.party)

    assert [chain[-1] for chain in names(body)] == ["Three", "Two"]
    assert [row["chains"][0]["confidence"] for row in body["results"]] == ["confirmed", "reported"]


def test_both_clocks_are_asked(api: Client) -> None:
    one, two, fund = a_vendor("One"), a_vendor("Two"), a_party("Fund")
    disclosed(one, fund, 30)
    before = clock.now()
    statement = said("assertion", an_interest(share=20), subject=two.party, owner=fund)
    disclosed_all([statement])
    record = disclosed(a_vendor("Three"), fund, 20, valid_from=None)
    revised(record, "change", on=date(2024, 1, 1))

    assert names(around(api, one.party)) == [["One", "Fund", "Two"]]
    assert len(names(around(api, one.party, valid_at="2023-12-31"))) == 2
    known = before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert names(around(api, one.party, known_at=known)) == []


def test_merged_parties_are_one(api: Client) -> None:
    one, two = a_vendor("One"), a_vendor("Two")
    fund, twin = a_party("Fund"), a_party("Fund LP")
    disclosed(one, fund, 30)
    disclosed(two, twin, 20)
    operations.merge_parties(
        party_id=twin.id, into_id=fund.id, reason="One fund.", actor=vendor_manager()
    )

    assert names(around(api, one.party)) == [["One", "Fund", "Two"]]
    assert names(around(api, twin)) == [["Fund", "One"], ["Fund", "Two"]]


def test_a_chain_is_no_longer_than_asked(api: Client) -> None:
    one, fund, parent = a_vendor("One"), a_party("Fund"), a_party("Parent")
    disclosed(one, fund, 30)
    disclosed(parent, fund, 30)
    disclosed(a_vendor("Two"), parent, 30)

    assert around(api, one.party, depth=2)["results"] == []
    assert len(around(api, one.party, depth=3)["results"]) == 1


def test_of_a_hub_the_vendors_and_competitors_are_found(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_OF_ONE", 3)
    one, state_fund = a_vendor("One"), a_party("State Fund")
    disclosed(one, state_fund, 5)
    disclosed(a_vendor("Two"), state_fund, 5)
    for number in range(6):
        disclosed(a_party(f"Holding {number}"), state_fund, 5)

    body = around(api, one.party)

    assert names(body) == [["One", "State Fund", "Two"]]
    assert body["truncated"] is True


def test_what_is_left_out_is_said(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_FOUND", 2)
    fund = a_party("Fund")
    for number in range(3):
        disclosed(a_vendor(f"Vendor {number}"), fund, 20 + number)

    body = around(api, fund)

    assert [chain[-1] for chain in names(body)] == ["Vendor 2", "Vendor 1"]
    assert body["truncated"] is True


def count_queries(party: Party) -> int:
    with CaptureQueriesContext(connection) as queries:
        contagion_of(party.id, interest=None, depth=4, valid_at=clock.today(), known_seq=None)
    return len(queries)


def test_it_takes_as_many_queries_for_many_as_for_few() -> None:
    fund, parent = a_party("Fund"), a_party("Parent")
    disclosed(parent, fund, 80)
    disclosed(a_vendor("One"), parent, 60)
    few = count_queries(fund)
    for number in range(12):
        disclosed(a_vendor(f"Vendor {number}"), parent if number % 2 else fund, 2)

    assert count_queries(fund) == few < 40


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({}, "/party"),
        ({"party": "mine"}, "/party"),
        ({"party": str(uuid4()), "interest": "gossip"}, "/interest"),
        ({"party": str(uuid4()), "depth": "0"}, "/depth"),
        ({"party": str(uuid4()), "depth": "9"}, "/depth"),
        ({"party": str(uuid4()), "depth": "far"}, "/depth"),
        ({"party": str(uuid4()), "valid_at": "soon"}, "/valid_at"),
        ({"party": str(uuid4()), "known_at": "2999-01-01T00:00:00Z"}, "/known_at"),
        ({"party": str(uuid4()), "colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_asked_is_refused(api: Client, query: dict[str, str], pointer: str) -> None:
    answer = api("viewer").get(PATH, query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_the_first_days_of_the_calendar_are_days_like_others(api: Client) -> None:
    assert around(api, a_party(), valid_at="0001-01-01")["results"] == []


@pytest.mark.parametrize("role", READERS)
def test_every_reader_of_verdicts_may_ask(api: Client, role: Role) -> None:
    assert api(role).get(PATH, {"party": str(a_party().id)}).status_code == 200


def test_others_may_not_and_nobody_is_nobody(api: Client, anonymous: Api) -> None:
    asked = {"party": str(a_party().id)}

    assert api("intake").get(PATH, asked).status_code == 403
    assert anonymous.get(PATH, asked).status_code == 401
    assert api("viewer").get(PATH, {"party": str(uuid4())}).status_code == 404
    assert api("legal").post(PATH, {}).status_code == 405
