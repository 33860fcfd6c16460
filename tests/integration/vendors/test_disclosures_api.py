"""Disclosures: everything a source says of ownership, all of it or nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from config.events.models import Delivery, Event
from tests.builders.vendors import a_party, a_person
from tests.integration.vendors.disclosing import (
    LEI,
    PATH,
    Client,
    body,
    interest,
    statement,
    told,
)
from vendors.models import Disclosure, Interest, Party, Vendor

pytestmark = pytest.mark.django_db


def test_the_story_begins_with_meta_buying_49_percent(api: Client, vendor: Vendor) -> None:
    meta = {"kind": "company", "name": "Meta Platforms, Inc.", "publicly_listed": True}

    made = told(
        api,
        vendor,
        statement(
            meta,
            interest("shareholding", {"exact": 49}, valid_from="2025-06-12"),
            interest("voting_rights", {"exact": 0}, valid_from="2025-06-12"),
        ),
        source="press",
        confidence="confirmed",
        statement_date="2025-06-13",
    )

    (said,) = made["statements"]
    assert made["confidence"] == "confirmed"
    assert made["vendor"] == str(vendor.id)
    assert made["source"] == {
        "type": "press",
        "title": "Extract",
        "url": None,
        "published_on": None,
        "asserted_by": None,
    }
    assert said["record_id"] == said["id"]
    assert said["subject"] == str(vendor.party_id)
    assert said["interested_party"] == str(Party.objects.get(name__startswith="Meta").id)
    assert [one["share"] for one in said["interests"]] == [{"exact": 49}, {"exact": 0}]
    assert {row.record_id for row in Interest.objects.all()} == {Interest.objects.first().record_id}
    assert api("viewer").get(f"{PATH}/{made['id']}").json() == made


def test_a_disclosure_is_one_event_that_names_everyone_it_touches(
    api: Client, vendor: Vendor
) -> None:
    ann, fund, member = a_person("Ann"), a_party("Fund"), a_party("Member")

    made = told(
        api,
        vendor,
        statement({"id": str(ann.id)}, interest("board_seat", nominated_by={"id": str(fund.id)})),
        statement(
            {"unspecified": "unknown"},
            interest("concert", members=[{"id": str(fund.id)}, {"id": str(member.id)}]),
        ),
    )

    event = Event.objects.get(type="vendors.ownership_disclosed")
    everyone = {vendor.party_id, ann.id, fund.id, member.id}
    assert event.data == {
        "disclosure": made["id"],
        "vendor": str(vendor.id),
        "parties": sorted(str(party) for party in everyone),
        "statements": 2,
    }
    assert Delivery.objects.get(event=event).task == "procurement.tasks.recheck_affected"
    changed = Party.objects.filter(changed_seq=event.seq).values_list("id", flat=True)
    assert set(changed) == everyone
    assert set(Interest.objects.values_list("seq", flat=True)) == {event.seq}
    assert Disclosure.objects.get().seq == event.seq


@pytest.mark.parametrize(
    ("share", "kept"),
    [
        ({"exact": 49}, {"exact": 49}),
        ({"exact": 33.333333}, {"exact": 33.333333}),
        ({"exact": "12.5"}, {"exact": 12.5}),
        ({"exact": "-0"}, {"exact": 0}),
        ({"minimum": 25, "maximum": 50}, {"minimum": 25, "maximum": 50}),
        (
            {"exclusive_minimum": 25, "maximum": 50},
            {"exclusive_minimum": 25, "maximum": 50},
        ),
        (
            {"minimum": 75, "exclusive_maximum": 100},
            {"minimum": 75, "exclusive_maximum": 100},
        ),
        ({"minimum": 5}, {"minimum": 5, "maximum": 100}),
        ({"exclusive_maximum": 5}, {"minimum": 0, "exclusive_maximum": 5}),
        ({"minimum": 5, "maximum": 5}, {"exact": 5}),
        (None, None),
    ],
)
def test_a_share_is_kept_exactly(api: Client, vendor: Vendor, share: object, kept: object) -> None:
    made = told(api, vendor, statement({"name": "Owner"}, interest(share=share)))

    assert made["statements"][0]["interests"][0]["share"] == kept
    (fact,) = api("viewer").get("/api/v1/interests").json()["results"]
    assert fact["share"] == kept


@pytest.mark.parametrize(
    ("share", "code"),
    [
        ({"exact": 101}, "range"),
        ({"exact": -0.0001}, "range"),
        ({"exact": "NaN"}, "number"),
        ({"exact": "Infinity"}, "number"),
        ({"exact": "1e309"}, "number"),
        ({"exact": "0x10"}, "number"),
        ({"exact": "abc"}, "number"),
        ({"exact": "٤٩"}, "number"),
        ({"exact": "49,0"}, "number"),
        ({"exact": [49]}, "number"),
        ({"exact": True}, "number"),
        ({"exact": "0.00000000001"}, "digits"),
        ({"exact": None}, "null"),
        ({}, "empty"),
        ({"exact": 5, "minimum": 5}, "both"),
        ({"minimum": 5, "exclusive_minimum": 5}, "both"),
        ({"minimum": 50, "maximum": 25}, "upside_down"),
        ({"exclusive_minimum": 5, "maximum": 5}, "upside_down"),
        ({"exclusive_maximum": 0}, "upside_down"),
        ({"percent": 5}, "unknown_field"),
        (49, "invalid"),
        ("49", "invalid"),
        ([49], "invalid"),
    ],
)
def test_a_share_that_no_company_can_have_is_refused(
    api: Client, vendor: Vendor, share: object, code: str
) -> None:
    answer = api("vendor_manager").post(
        f"/api/v1/vendors/{vendor.id}/disclosures",
        body(statement({"name": "Owner"}, interest(share=share))),
    )

    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert error["pointer"].startswith("/statements/0/interests/0/share")
    assert error["code"] == code
    assert not Party.objects.exclude(id=vendor.party_id).exists()


@pytest.mark.parametrize(
    ("source", "asked", "kept"),
    [
        ("vendor_declaration", None, "confirmed"),
        ("registry", None, "confirmed"),
        ("regulatory_filing", None, "confirmed"),
        ("contract", None, "confirmed"),
        ("press", None, "reported"),
        ("analyst", None, "probable"),
        ("other", None, "probable"),
        ("press", "probable", "probable"),
        ("registry", "disputed", "disputed"),
    ],
)
def test_a_source_is_believed_as_its_kind_unless_somebody_says(
    api: Client, vendor: Vendor, source: str, asked: str | None, kept: str
) -> None:
    fields = {"confidence": asked} if asked else {}

    made = told(api, vendor, statement({"name": "Owner"}), source=source, **fields)

    assert made["confidence"] == kept
    assert Interest.objects.get().confidence == kept


def test_what_intake_says_is_only_reported(api: Client, vendor: Vendor) -> None:
    asked = body(statement({"name": "Owner"}), confidence="confirmed")

    own = api("intake").post(f"/api/v1/vendors/{vendor.id}/disclosures", asked)
    other = api("intake").post(
        PATH, body(statement({"name": "Owner"}, subject={"id": str(vendor.party_id)}))
    )

    assert (own.status_code, own.json()["confidence"]) == (201, "reported")
    assert (other.status_code, other.json()["confidence"]) == (201, "reported")
    assert set(Interest.objects.values_list("confidence", flat=True)) == {"reported"}
    assert api("intake").get(f"{PATH}/{own.json()['id']}").status_code == 403


@pytest.mark.parametrize("role", ["viewer", "requester", "legal", "approver", "auditor", "admin"])
def test_only_who_may_disclose_does(api: Client, vendor: Vendor, role: str) -> None:
    for path in (PATH, f"/api/v1/vendors/{vendor.id}/disclosures"):
        assert api(role).post(path, body(statement({"name": "Owner"}))).status_code == 403
    assert not Disclosure.objects.exists()


def test_nobody_discloses_about_a_vendor_that_is_not_there(api: Client) -> None:
    path = f"/api/v1/vendors/{uuid4()}/disclosures"

    assert api("vendor_manager").post(path, {}).status_code == 404
    assert api("viewer").get(path).status_code == 404
    assert api("viewer").get(f"{PATH}/{uuid4()}").status_code == 404


def test_the_same_request_twice_is_one_disclosure(api: Client, vendor: Vendor) -> None:
    path, key = f"/api/v1/vendors/{vendor.id}/disclosures", {"HTTP_IDEMPOTENCY_KEY": "k"}
    asked = body(statement({"name": "Owner"}, interest(share={"exact": 12.345678})))

    first = api("vendor_manager").post(path, asked, **key)
    second = api("vendor_manager").post(path, asked, **key)

    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Event.objects.filter(type="vendors.ownership_disclosed").count() == 1


def test_a_rehearsal_shows_the_answer_and_leaves_nothing(api: Client, vendor: Vendor) -> None:
    answer = api("vendor_manager").post(
        f"/api/v1/vendors/{vendor.id}/disclosures?dry_run=true", body(statement({"name": "Owner"}))
    )

    assert answer.status_code == 200
    assert answer.json()["statements"][0]["kind"] == "assertion"
    assert not Disclosure.objects.exists()
    assert not Party.objects.filter(name="Owner").exists()


def test_parties_are_meant_by_id_by_number_or_by_description(api: Client, vendor: Vendor) -> None:
    by_id, by_number = a_party("By id"), a_party("By number", "company", f"LEI:{LEI}")

    made = told(
        api,
        vendor,
        statement({"id": str(by_id.id)}),
        statement({"identifier": f"lei:{LEI}"}),
        statement({"name": "Ours", "identifiers": [{"scheme": "LEI", "value": LEI}]}),
        statement({"name": "Fresh", "kind": "arrangement"}),
    )

    parties = [one["interested_party"] for one in made["statements"]]
    assert parties[:3] == [str(by_id.id), str(by_number.id), str(by_number.id)]
    assert Party.objects.get(name="Fresh").kind == "arrangement"
    assert not Party.objects.filter(name="Ours").exists()
    assert {warning["code"] for warning in made["warnings"]} == {"differs_from_file", "over_100"}


def test_the_same_description_twice_is_one_party(api: Client, vendor: Vendor) -> None:
    told(
        api,
        vendor,
        statement({"name": "Twin Ltd", "kind": "company"}, interest(share={"exact": 10})),
        statement({"name": "twin  LTD", "kind": "company"}, interest("debt", share={"exact": 10})),
        statement({"name": "Twin Ltd", "kind": "person"}, interest("employment")),
    )

    assert Party.objects.filter(name__istartswith="twin").count() == 2


def test_a_party_described_with_its_number_is_found_by_it_in_the_same_disclosure(
    api: Client, vendor: Vendor
) -> None:
    described = {"name": "Mother", "identifiers": [{"scheme": "LEI", "value": LEI}]}

    made = told(
        api,
        vendor,
        statement({"identifier": f"LEI:{LEI}"}, interest("board_seat")),
        statement(described),
    )

    one, two = (said["interested_party"] for said in made["statements"])
    assert one == two
