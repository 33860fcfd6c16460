"""Vendors: registered once, described, found by what they can do and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.events.ledger import current_seq
from config.events.models import Delivery, Event
from tests.builders.vendors import a_party, a_person, a_vendor
from tests.integration.conftest import Api
from vendors.models import NeutralityState, Party, Standing, Vendor
from vendors.operations import note_engagement, record_standing

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
LEI = "5493001KJTIIGC8Y1R12"
PENDING = {
    "state": "insufficient",
    "level": "none",
    "assessment": None,
    "assessed_at": None,
    "policy": None,
    "recheck_pending": True,
    "stale": False,
}


def assessed(vendor: Vendor, state: str = "clear", level: str = "none") -> None:
    record_standing(
        vendor_id=vendor.id,
        state=state,
        level=level,
        assessment_id=uuid4(),
        assessed_at=datetime(2025, 7, 1, tzinfo=UTC),
        assessed_seq=current_seq(),
        policy_id=uuid4(),
        stale=False,
        next_boundary=None,
        footprint=[vendor.party_id],
    )


def names(answer: object) -> list[str]:
    return [row["name"] for row in answer.json()["results"]]  # type: ignore[attr-defined]


def test_a_party_becomes_a_vendor_with_all_that_is_said(api: Client) -> None:
    party = a_party("Labelworks")

    answer = api("vendor_manager").post(
        "/api/v1/vendors",
        {
            "party": str(party.id),
            "summary": "Mathematicians.",
            "website": "https://labelworks.example",
            "expertise": [{"domain": "mathematics", "level": "phd"}],
            "languages": ["en", "PT-br", "zh-hant"],
            "capacity_hours_per_week": 4000,
            "lifecycle": "screening",
        },
    )

    made = answer.json()
    assert answer.status_code == 201, made
    assert answer["Location"] == f"/api/v1/vendors/{made['id']}"
    assert made["party"] == str(party.id)
    assert made["name"] == "Labelworks"
    assert made["expertise"] == [{"domain": "mathematics", "level": "phd"}]
    assert made["languages"] == ["en", "pt-BR", "zh-Hant"]
    assert made["capacity_hours_per_week"] == 4000
    assert made["lifecycle"] == "screening"
    assert made["engaged"] is False
    assert made["holds"] == []
    assert made["neutrality"] == PENDING
    assert made["warnings"] == []


def test_a_new_vendor_is_owed_its_first_check(api: Client) -> None:
    made = api("vendor_manager").post("/api/v1/vendors", {"party": {"name": "New"}}).json()

    event = Event.objects.get(type="vendors.vendor_registered")
    delivery = Delivery.objects.get(event=event)
    assert delivery.task == "procurement.tasks.recheck_vendor"
    assert str(delivery.subject_id) == made["id"]


def test_an_inline_party_is_found_by_its_number_or_made(api: Client) -> None:
    known = a_party("Labelworks", "company", f"LEI:{LEI}")
    write = api("vendor_manager").post
    described = {"name": "Labelworks", "identifiers": [{"scheme": "LEI", "value": LEI}]}

    found = write("/api/v1/vendors", {"party": described}).json()
    made = write("/api/v1/vendors", {"party": {"kind": "company", "name": "Fresh"}}).json()

    assert found["party"] == str(known.id)
    assert made["name"] == "Fresh"
    assert Party.objects.count() == 2


def test_a_party_is_a_vendor_once(api: Client) -> None:
    vendor = a_vendor("Labelworks")

    answer = api("vendor_manager").post("/api/v1/vendors", {"party": {"id": str(vendor.party_id)}})

    assert answer.status_code == 409
    assert answer.json()["code"] == "already-a-vendor"
    assert answer.json()["vendor"] == str(vendor.id)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"party": str(uuid4())}, "/party/id"),
        ({"party": "no-id"}, "/party"),
        ({"party": {"identifier": f"LEI:{LEI}"}}, "/party/identifier"),
        ({"party": {"identifier": "LEI:1"}}, "/party/identifier"),
        ({"party": {"id": str(uuid4()), "name": "Both"}}, "/party"),
        ({"party": {"kind": "person", "name": "Ann"}}, "/party"),
        ({"party": 7}, "/party"),
        ({}, "/party"),
        ({"expertise": [{"domain": "law", "level": "guru"}]}, "/expertise/0/level"),
        ({"expertise": [{"domain": "law", "level": "phd"}] * 2}, "/expertise"),
        ({"languages": ["English"]}, "/languages/0"),
        ({"languages": "en"}, "/languages"),
        ({"capacity_hours_per_week": -1}, "/capacity_hours_per_week"),
        ({"capacity_hours_per_week": 1.5}, "/capacity_hours_per_week"),
        ({"lifecycle": "engaged"}, "/lifecycle"),
        ({"website": "http://127.0.0.1/"}, "/website"),
        ({"neutrality": {"state": "clear"}}, "/neutrality"),
        ({"holds": []}, "/holds"),
    ],
)
def test_what_makes_no_sense_is_refused(
    api: Client, fields: dict[str, object], pointer: str
) -> None:
    asked = fields if "party" in fields or not fields else {"party": {"name": "A"}, **fields}

    answer = api("vendor_manager").post("/api/v1/vendors", asked)

    assert answer.status_code == 400, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Vendor.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "requester", "legal", "approver", "auditor", "intake"])
def test_only_who_keeps_the_file_may_write(api: Client, role: str) -> None:
    vendor = a_vendor()

    assert api(role).post("/api/v1/vendors", {"party": {"name": "A"}}).status_code == 403
    assert api(role).patch(f"/api/v1/vendors/{vendor.id}", {}).status_code == 403


def test_a_vendor_is_amended_from_the_version_that_was_seen(api: Client) -> None:
    vendor = a_vendor()
    path, write = f"/api/v1/vendors/{vendor.id}", api("vendor_manager").patch
    skills = [{"domain": "law", "level": "expert"}]

    answer = write(path, {"lifecycle": "qualified", "expertise": skills}, HTTP_IF_MATCH='"1"')

    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == '"2"'
    assert answer.json()["lifecycle"] == "qualified"
    assert answer.json()["expertise"] == skills
    assert write(path, {"summary": "Late"}, HTTP_IF_MATCH='"1"').status_code == 412
    assert write(path, {"summary": "Careless"}).status_code == 428
    assert write(path, {"party": str(uuid4())}, HTTP_IF_MATCH="*").status_code == 400
    assert write(f"/api/v1/vendors/{uuid4()}", {}, HTTP_IF_MATCH="*").status_code == 404
    assert Event.objects.get(type="vendors.vendor_amended").data["after"] == {
        "lifecycle": "qualified",
        "expertise": skills,
    }


def test_a_vendor_is_registered_once_per_key(api: Client) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    write = api("vendor_manager").post

    first = write("/api/v1/vendors", {"party": {"name": "A"}}, **key)
    again = write("/api/v1/vendors", {"party": {"name": "A"}}, **key)
    other = write("/api/v1/vendors", {"party": {"name": "B"}}, **key)

    assert first.json() == again.json()
    assert other.status_code == 422
    assert Vendor.objects.count() == 1


def test_a_list_is_narrowed_by_what_vendors_are(api: Client) -> None:
    write = api("vendor_manager").post
    for name, domain, level, lifecycle in (
        ("Alpha", "mathematics", "phd", "qualified"),
        ("Bravo", "mathematics", "generalist", "prospect"),
        ("Charlie", "Law", "phd", "prospect"),
    ):
        write(
            "/api/v1/vendors",
            {
                "party": {"name": name},
                "expertise": [{"domain": domain, "level": level}],
                "lifecycle": lifecycle,
            },
        )
    a_party("Alphabet")
    read = api("viewer").get

    assert names(read("/api/v1/vendors?ordering=name")) == ["Alpha", "Bravo", "Charlie"]
    assert names(read("/api/v1/vendors?q=ALPH")) == ["Alpha"]
    assert names(read("/api/v1/vendors?lifecycle=prospect&ordering=-name")) == ["Charlie", "Bravo"]
    assert names(read("/api/v1/vendors?expertise=law")) == ["Charlie"]
    assert names(read("/api/v1/vendors?expertise=mathematics&level=phd")) == ["Alpha"]
    assert names(read("/api/v1/vendors?expertise=law&level=generalist")) == []
    assert read("/api/v1/vendors?level=wizard").status_code == 400
    law = Vendor.objects.get(party__name="Charlie")
    assert names(read(f"/api/v1/vendors?party={law.party_id}")) == ["Charlie"]
    assert names(read(f"/api/v1/vendors?party={a_party('Nobody').id}")) == []
    note_engagement(vendor_id=law.id, engaged=True)
    assert names(read("/api/v1/vendors?engaged=true")) == ["Charlie"]
    assert names(read("/api/v1/vendors?engaged=false&ordering=name")) == ["Alpha", "Bravo"]
    assert read("/api/v1/vendors?engaged=1").status_code == 400
    assert read("/api/v1/vendors?size=1").status_code == 400


def test_a_list_is_narrowed_by_where_vendors_are_seen_to_stand(api: Client) -> None:
    clear, risky, new, stale = (a_vendor(name) for name in ("Clear", "Risky", "New", "Stale"))
    for vendor, state, level in (
        (clear, "clear", "none"),
        (risky, "conflict", "control"),
        (stale, "clear", "none"),
    ):
        assessed(vendor, state, level)
    Party.objects.filter(id=stale.party_id).update(changed_seq=current_seq() + 1)
    read = api("viewer").get

    assert new.id is not None
    assert names(read("/api/v1/vendors?state=clear")) == ["Clear"]
    assert names(read("/api/v1/vendors?state=conflict")) == ["Risky"]
    assert names(read("/api/v1/vendors?state=insufficient&ordering=name")) == ["New", "Stale"]
    assert names(read("/api/v1/vendors?level=control")) == ["Risky"]


def test_nothing_that_is_not_judged_yet_is_shown_as_clear(api: Client) -> None:
    vendor = a_vendor()
    assessed(vendor)
    path = f"/api/v1/vendors/{vendor.id}"
    before = api("viewer").get(path).json()["neutrality"]
    Party.objects.filter(id=vendor.party_id).update(changed_seq=current_seq() + 1)

    after = api("viewer").get(path).json()["neutrality"]

    assert (before["state"], before["recheck_pending"]) == ("clear", False)
    assert (after["state"], after["recheck_pending"]) == ("insufficient", True)
    assert after["assessment"] == before["assessment"]
    assert Standing.objects.get().state == NeutralityState.CLEAR


def test_a_long_list_takes_no_more_queries_than_a_short_one(api: Client) -> None:
    client = api("viewer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/api/v1/vendors?page_size=500").status_code == 200
        return len(captured)

    a_vendor("First")
    queries()  # the first answer of a token in a day also notes its use
    few = queries()
    for number in range(20):
        a_vendor(f"Vendor {number}")

    assert queries() == few <= 8


def test_pages_follow_each_other_without_gap_or_double(api: Client) -> None:
    for number in range(5):
        a_vendor(f"Vendor {number}")
    seen: list[str] = []

    url = "/api/v1/vendors?page_size=2&ordering=name&count=true"
    while url:
        answer = api("viewer").get(url)
        assert answer.json()["count"] == 5
        seen += names(answer)
        url = answer.json()["next"]

    assert seen == [f"Vendor {number}" for number in range(5)]


def test_a_person_on_file_does_not_become_a_vendor(api: Client) -> None:
    answer = api("vendor_manager").post("/api/v1/vendors", {"party": str(a_person().id)})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "kind"


def test_a_merged_party_becomes_a_vendor_as_its_survivor(api: Client) -> None:
    double, survivor = a_party("Double"), a_party("Survivor")
    write = api("vendor_manager").post
    write(f"/api/v1/parties/{double.id}/merge", {"into": str(survivor.id), "reason": "One."})

    made = write("/api/v1/vendors", {"party": str(double.id)}).json()

    assert made["party"] == str(survivor.id)
