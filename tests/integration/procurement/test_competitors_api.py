"""Competitors: listed and ended by legal, with two clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from config import clock
from config.rest.roles import Role
from procurement.models import Competitor
from procurement.queries.standards import competitors_at
from tests.builders.procurement import a_competitor, ended, owed, told
from tests.builders.vendors import a_party, vendor_manager
from tests.integration.conftest import Api
from vendors.operations import merge_parties

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
LIST = "/api/v1/competitors"
END = {"on": "2025-06-01", "reason": "It left the market."}


def listing(party: object, **fields: object) -> dict[str, object]:
    return {"party": str(party), "reason": "It trains models.", **fields}


def at(competitor: Competitor, act: str = "") -> str:
    return f"{LIST}/{competitor.id}{act}"


def test_a_party_is_listed(api: Client) -> None:
    party = a_party("Rival Labs")

    answer = api("legal").post(
        LIST, listing(party.id, valid_from="2025-01-01", product_lines=["language models"])
    )

    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"{LIST}/{body['id']}"
    assert answer["ETag"] == '"1"'
    assert body["party"] == str(party.id)
    assert (body["valid_from"], body["valid_to"]) == ("2025-01-01", None)
    assert body["product_lines"] == ["language models"]
    assert body["allowed_acts"] == ["end"]


def test_without_a_day_it_counts_from_today(api: Client) -> None:
    body = api("legal").post(LIST, listing(a_party().id)).json()

    assert body["valid_from"] == clock.today().isoformat()


def test_it_is_told_and_owes_every_vendor_a_recheck(api: Client) -> None:
    party = a_party()

    body = api("legal").post(LIST, listing(party.id)).json()

    (event,) = told("procurement.competitors_changed")
    assert str(event.subject_id) == body["id"]
    assert (event.data["party"], event.data["change"]) == (str(party.id), "listed")
    assert [each.task for each in owed("recheck_all")] == ["procurement.tasks.recheck_all"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEGAL])
def test_only_legal_lists(api: Client, role: Role) -> None:
    assert api(role).post(LIST, listing(a_party().id)).status_code == 403
    assert not Competitor.objects.exists()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"valid_from": "yesterday"}, "/valid_from"),
        ({"valid_from": "2025-01-01", "valid_to": "2025-01-01"}, "/valid_to"),
        ({"party": str(uuid4())}, "/party"),
        ({"party": "Rival Labs"}, "/party"),
        ({"reason": ""}, "/reason"),
        ({"state": "listed"}, "/state"),
    ],
)
def test_what_cannot_be_read_is_refused(
    api: Client, fields: dict[str, object], pointer: str
) -> None:
    answer = api("legal").post(LIST, {**listing(a_party().id), **fields})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_nobody_is_listed_twice_for_one_day(api: Client) -> None:
    listed = a_competitor("Rival Labs", since=date(2025, 1, 1))

    answer = api("legal").post(LIST, listing(listed.party_id, valid_from="2026-01-01"))

    assert (answer.status_code, answer.json()["code"]) == (409, "already-listed")
    assert answer.json()["competitor"] == str(listed.id)


def test_after_its_end_it_can_be_listed_again(api: Client) -> None:
    listed = ended(a_competitor("Rival Labs"), on=date(2025, 1, 1))

    answer = api("legal").post(LIST, listing(listed.party_id, valid_from="2025-01-01"))

    assert answer.status_code == 201


def test_a_merged_party_is_its_survivor(api: Client) -> None:
    party, survivor = a_party("Rival Lab Inc"), a_party("Rival Labs")
    merge_parties(party_id=party.id, into_id=survivor.id, reason="One.", actor=vendor_manager())

    assert api("legal").post(LIST, listing(party.id)).json()["party"] == str(survivor.id)
    assert len(api("viewer").get(f"{LIST}?party={party.id}").json()["results"]) == 1


def test_it_is_ended(api: Client) -> None:
    competitor = a_competitor()

    answer = api("legal").post(at(competitor, "/end"), END, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    assert answer.json()["valid_to"] == END["on"]
    assert answer.json()["end_reason"] == END["reason"]
    assert answer.json()["allowed_acts"] == []
    assert told("procurement.competitors_changed")[-1].data["change"] == "ended"


def test_what_was_known_before_the_end_was_told_stays_known(api: Client) -> None:
    competitor = a_competitor()
    before = competitor.seq
    api("legal").post(at(competitor, "/end"), END)
    competitor.refresh_from_db()
    day = date(2025, 7, 1)

    assert list(competitors_at(day, before)) == [competitor]
    assert list(competitors_at(day, competitor.ended_seq or 0)) == []
    assert list(competitors_at(date(2025, 5, 31), competitor.ended_seq or 0)) == [competitor]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEGAL])
def test_only_legal_ends(api: Client, role: Role) -> None:
    assert api(role).post(at(a_competitor(), "/end"), END).status_code == 403


def test_it_is_ended_once(api: Client) -> None:
    competitor = ended(a_competitor(), on=date(2025, 1, 1))

    answer = api("legal").post(at(competitor, "/end"), END)

    assert (answer.status_code, answer.json()["state"]) == (409, "ended")


def test_another_version_is_not_ended(api: Client) -> None:
    answer = api("legal").post(at(a_competitor(), "/end"), END, HTTP_IF_MATCH='"7"')

    assert answer.status_code == 412


def test_it_does_not_end_before_it_begins(api: Client) -> None:
    competitor = a_competitor(since=date(2025, 7, 1))

    answer = api("legal").post(at(competitor, "/end"), END)

    assert answer.json()["errors"][0]["pointer"] == "/on"


def test_it_does_not_end_later_than_it_would_anyway(api: Client) -> None:
    competitor = a_competitor(until=date(2025, 5, 1))

    assert api("legal").post(at(competitor, "/end"), END).status_code == 400


def test_absent_is_absent(api: Client) -> None:
    assert api("legal").get(f"{LIST}/{uuid4()}").status_code == 404
    assert api("legal").post(f"{LIST}/{uuid4()}/end", END).status_code == 404


def test_the_list_is_narrowed_by_party_and_day(api: Client) -> None:
    early = ended(a_competitor("Early"), on=date(2024, 1, 1))
    late = a_competitor("Late", since=date(2025, 1, 1))

    def ids(query: str) -> list[str]:
        return [row["id"] for row in api("viewer").get(f"{LIST}?{query}").json()["results"]]

    assert ids("valid_at=2023-12-31") == [str(early.id)]
    assert ids("valid_at=2024-01-01") == []
    assert ids("valid_at=2025-01-01") == [str(late.id)]
    assert ids(f"party={early.party_id}") == [str(early.id)]


def test_readers_see_what_they_may_do(api: Client) -> None:
    competitor = a_competitor()

    assert api("viewer").get(at(competitor)).json()["allowed_acts"] == []
    assert api("legal").get(at(competitor)).json()["allowed_acts"] == ["end"]
    assert api("intake").get(at(competitor)).status_code == 403
