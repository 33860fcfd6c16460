"""Open questions over HTTP: which missing facts would settle most, and for whom?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.rest.roles import Role
from procurement.queries.questions import list_open_questions
from tests.builders.procurement import a_clear_vendor, a_competitor, assessed, conflicted, settled
from tests.builders.vendors import a_party, a_vendor, attested, disclosed
from tests.integration.conftest import Api
from vendors.models import Party, Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/open-questions"
READERS = [role for role in Role if role is not Role.INTAKE]


def held_by(holding: Party, share: int, name: str) -> Vendor:
    """A vendor of which a company has a part, and its founder the rest."""
    vendor = a_vendor(name)
    disclosed(vendor, holding, share)
    disclosed(vendor, a_party(f"{name} Founder", "person"), 100 - share)
    attested(vendor, "complete")
    assessed(vendor)
    return vendor


def asked(api: Client, query: str = "") -> list[dict[str, Any]]:
    answer = api("viewer").get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.json()
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_one_answer_may_settle_several_vendors(api: Client) -> None:
    a_competitor()
    holding, other = a_party("Holding"), a_party("Other Holding")
    one, two = held_by(holding, 70, "One"), held_by(holding, 60, "Two")
    held_by(other, 80, "Three")

    first, *rest = asked(api)

    assert (first["party"], first["dimension"], first["ask"], first["about"]) == (
        str(holding.id),
        "votes",
        "holders",
        None,
    )
    assert first["sentence"] == "who holds the votes of Holding"
    assert (first["gap"], first["vendor_count"]) == (130, 2)
    assert [(row["vendor"], row["gap"]) for row in first["vendors"]] == [
        (str(one.id), 70),
        (str(two.id), 60),
    ]
    assert first["vendors"][0]["settles"] == [
        "control",
        "joint_or_negative_control",
        "significant_influence",
    ]
    assert (first["vendors"][0]["state"], first["vendors"][0]["level"]) == (
        "insufficient",
        "control",
    )
    assert first["settles"] == 6
    assert [row["party"] for row in rest if row["dimension"] == "votes"] == [str(other.id)]


def test_money_and_votes_are_questions_of_their_own(api: Client) -> None:
    a_competitor()
    vendor = held_by(a_party("Holding"), 70, "One")

    found = {(row["dimension"], row["gap"]) for row in asked(api, f"?vendor={vendor.id}")}

    assert found == {("votes", 70), ("economic", 70)}


def test_they_are_narrowed_by_vendor_and_verdict(api: Client) -> None:
    a_competitor()
    one = held_by(a_party("Holding"), 70, "One")
    held_by(a_party("Other Holding"), 70, "Two")

    of_one = asked(api, f"?vendor={one.id}")

    assert {row["vendor"] for each in of_one for row in each["vendors"]} == {str(one.id)}
    assert len(asked(api, "?state=insufficient")) == len(asked(api)) > len(of_one)
    assert asked(api, "?state=conflict") == asked(api, f"?vendor={uuid4()}") == []


def test_what_is_answered_is_asked_no_more(api: Client) -> None:
    a_competitor()
    holding = a_party("Holding")
    vendor = held_by(holding, 70, "One")
    before = asked(api)

    owner = a_party("Somebody", "person")
    disclosed(holding, owner, 100)
    assessed(vendor)

    assert (len(before), asked(api)) == (2, [])


def test_clear_vendors_and_proved_conflicts_ask_for_nothing(api: Client) -> None:
    conflicted(a_clear_vendor("One"))
    settled()

    assert asked(api) == []


def test_they_are_paged(api: Client) -> None:
    a_competitor()
    for number in range(3):
        held_by(a_party(f"Holding {number}"), 60 + number, f"Vendor {number}")

    first = api("viewer").get(f"{PATH}?page_size=4").json()
    rest = api("viewer").get(first["next"]).json()

    assert (len(first["results"]), len(rest["results"])) == (4, 2)
    assert first["results"] + rest["results"] == asked(api)
    assert rest["next"] is None
    assert api("viewer").get(rest["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("?colour=red", "/colour"),
        ("?vendor=mine", "/vendor"),
        ("?state=green", "/state"),
        ("?page_size=0", "/page_size"),
        ("?cursor=x", "/cursor"),
    ],
)
def test_what_cannot_be_asked_is_refused(api: Client, query: str, pointer: str) -> None:
    answer = api("viewer").get(f"{PATH}{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("role", READERS)
def test_every_reader_of_verdicts_reads_them(api: Client, role: Role) -> None:
    assert api(role).get(PATH).status_code == 200


def test_others_do_not(api: Client, anonymous: Api) -> None:
    assert api("intake").get(PATH).status_code == 403
    assert anonymous.get(PATH).status_code == 401
    assert api("legal").post(PATH, {}).status_code == 405


def test_it_is_one_query_however_many_vendors_there_are() -> None:
    a_competitor()
    for number in range(4):
        held_by(a_party(f"Holding {number}"), 60, f"Vendor {number}")

    with CaptureQueriesContext(connection) as queries:
        found = list_open_questions(vendor=None, state=None, start=0, length=50)

    assert (len(queries), len(found)) == (1, 8)
