"""Who may simulate, and what cannot be supposed? The refusals of the real thing, and a few more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.procurement import a_competitor
from tests.builders.vendors import a_party, a_vendor, disclosed, revised
from tests.integration.contracts.supposing import PATH, Json, holding, row_counts
from vendors.models import Party, Vendor

pytestmark = pytest.mark.django_db
ApiFor = Callable[..., Any]


@pytest.fixture
def vendor(db: None) -> Vendor:
    return a_vendor("Labelworks")


@pytest.fixture
def rival(db: None) -> Party:
    return a_party("Rival Labs")


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("role", ["requester", "vendor_manager", "legal"])
def test_these_may_simulate(api: ApiFor, vendor: Vendor, rival: Party, role: str) -> None:
    answer = api(role).post(PATH, {"statements": [holding(vendor, rival, 30)]})

    assert answer.status_code == 200


@pytest.mark.parametrize("role", ["viewer", "approver", "auditor", "admin", "intake"])
def test_these_may_not(api: ApiFor, vendor: Vendor, rival: Party, role: str) -> None:
    answer = api(role).post(PATH, {"statements": [holding(vendor, rival, 30)]})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_nobody_in_particular_may_not(api: ApiFor) -> None:
    assert api().post(PATH, {}).status_code == 401


def test_there_is_no_list_of_them(api: ApiFor) -> None:
    assert api("legal").get(PATH).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"statements": []},
        {"valid_at": "2026-01-01"},
        {"competitors_add": [], "competitors_remove": [], "policy": None},
    ],
)
def test_something_has_to_be_supposed(api: ApiFor, body: Json) -> None:
    answer = api("legal").post(PATH, body)

    assert answer.status_code == 400
    assert codes(answer) == [("/statements", "required")]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"favourite_colour": "red"}, "/favourite_colour"),
        ({"valid_at": "soon"}, "/valid_at"),
        ({"policy": "strict"}, "/policy"),
        ({"statements": "all"}, "/statements"),
        ({"statements": [{"kind": "rumour"}]}, "/statements/0/kind"),
        ({"statements": [{"kind": "assertion", "confidence": "sure"}]}, "/statements/0/confidence"),
        ({"competitors_add": [{"party": 5}]}, "/competitors_add/0/party"),
        ({"competitors_add": [7]}, "/competitors_add/0"),
        ({"competitors_remove": ["x"]}, "/competitors_remove/0"),
        ({"prospects": ["x"]}, "/prospects/0"),
        ({"source": {"type": "rumour", "title": "So they say"}}, "/source/type"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    api: ApiFor, body: Json, pointer: str
) -> None:
    answer = api("legal").post(PATH, body)

    assert answer.status_code == 400
    assert pointer in [found for found, _ in codes(answer)]


def test_more_than_a_disclosure_may_say_is_too_much(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    answer = api("legal").post(PATH, {"statements": [holding(vendor, rival, 0)] * 1001})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"policy": str(uuid4())}, "/policy", "unknown_policy"),
        ({"competitors_add": [str(uuid4())]}, "/competitors_add/0/id", "unknown_party"),
        (
            {"competitors_add": [{"party": {"identifier": "STORY:NOBODY"}}]},
            "/competitors_add/0/party/identifier",
            "unknown_party",
        ),
        ({"competitors_remove": [str(uuid4())]}, "/competitors_remove/0", "not_listed"),
        ({"prospects": [{"id": str(uuid4())}]}, "/prospects/0/id", "unknown_party"),
        (
            {"prospects": [{"name": "New"}], "vendors": [str(uuid4())]},
            "/vendors/0",
            "unknown_vendor",
        ),
    ],
)
def test_whom_nobody_knows_is_refused_with_its_place(
    api: ApiFor, body: Json, pointer: str, code: str
) -> None:
    answer = api("legal").post(PATH, body)

    assert answer.status_code == 400
    assert codes(answer) == [(pointer, code)]


def test_a_competitor_is_not_listed_twice(api: ApiFor, rival: Party) -> None:
    listed = a_competitor(rival)

    answer = api("legal").post(PATH, {"competitors_add": [str(rival.id)]})
    double = api("legal").post(PATH, {"competitors_add": [{"name": "New"}, {"name": "New"}]})
    swapped = api("legal").post(
        PATH, {"competitors_add": [str(rival.id)], "competitors_remove": [str(rival.id)]}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "already-listed")
    assert answer.json()["competitor"] == str(listed.id)
    assert codes(double) == [("/competitors_add/1", "double")]
    assert swapped.status_code == 200


def test_who_was_taken_off_the_list_cannot_be_taken_off_again(api: ApiFor, rival: Party) -> None:
    answer = api("legal").post(PATH, {"competitors_remove": [str(rival.id)]})

    assert codes(answer) == [("/competitors_remove/0", "not_listed")]


def test_a_statement_about_no_record_is_refused(api: ApiFor) -> None:
    statement = {"kind": "retraction", "record_id": str(uuid4())}

    answer = api("legal").post(PATH, {"statements": [statement]})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-record")


def test_a_record_that_holds_nothing_cannot_end(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    record = disclosed(vendor, rival, 30)
    revised(record, "retraction")

    answer = api("legal").post(
        PATH, {"statements": [{"kind": "retraction", "record_id": str(record)}]}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "record-holds-nothing")


def test_a_report_withdraws_nothing_that_was_proved(
    api: ApiFor, vendor: Vendor, rival: Party
) -> None:
    record = disclosed(vendor, rival, 30)
    withdrawn = {"kind": "retraction", "record_id": str(record), "confidence": "reported"}

    answer = api("legal").post(PATH, {"statements": [withdrawn]})

    assert (answer.status_code, answer.json()["code"]) == (422, "record-rests-on-stronger-sources")


def test_nobody_has_an_interest_in_a_person(api: ApiFor, rival: Party) -> None:
    person = a_party("Ann", "person")

    answer = api("legal").post(PATH, {"statements": [holding(person, rival, 30)]})

    assert codes(answer) == [("/statements/0/subject", "kind")]


def test_numbers_of_two_parties_describe_nobody(api: ApiFor, vendor: Vendor) -> None:
    a_party("One", "company", "STORY:ONE")
    a_party("Two", "company", "STORY:TWO")
    both = {
        "name": "Both",
        "identifiers": [
            {"scheme": "STORY", "value": "ONE"},
            {"scheme": "STORY", "value": "TWO"},
        ],
    }

    answer = api("legal").post(PATH, {"statements": [holding(vendor, both, 30)]})

    assert (answer.status_code, answer.json()["code"]) == (409, "identifiers-disagree")


def test_refused_it_leaves_nothing_either(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    client = api("legal")
    deal = [holding(vendor, {"name": "New"}, 30), {"kind": "retraction", "record_id": str(uuid4())}]
    before = row_counts()

    answer = client.post(PATH, {"statements": deal}, headers={"Idempotency-Key": "refused"})

    assert answer.status_code == 422
    assert row_counts() == before
