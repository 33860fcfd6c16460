"""Facts in force on two clocks, and what vendors swear about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from config.events.models import Delivery, Event
from config.rest.fields import instant
from tests.builders.vendors import (
    a_party,
    a_person,
    a_vendor,
    an_interest,
    attested,
    disclosed,
    revised,
)
from tests.integration.conftest import Api
from vendors.models import Attestation, Disclosure, Party

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH, OATHS = "/api/v1/interests", "/api/v1/attestations"
BEFORE, DAY = date(2025, 1, 1), date(2025, 6, 12)


def facts(api: Client, query: str) -> list[dict]:
    answer = api("viewer").get(f"{PATH}?{query}")
    assert answer.status_code == 200, answer.content
    found: list[dict] = answer.json()["results"]
    return found


def test_a_fact_is_answered_with_its_disclosure(api: Client) -> None:
    vendor, meta = a_vendor(), a_party("Meta")
    record = disclosed(vendor, meta, 49, valid_from=DAY, details="Class B.")

    (fact,) = facts(api, "valid_at=2025-06-12")

    disclosure = Disclosure.objects.get()
    assert fact["record_id"] == str(record)
    assert fact["subject"] == str(vendor.party_id)
    assert fact["interested_party"] == str(meta.id)
    assert fact["type"] == "ordinary_shares"
    assert fact["share"] == {"exact": 49}
    assert fact["direct_or_indirect"] == "direct"
    assert fact["confidence"] == "confirmed"
    assert (fact["valid_from"], fact["valid_to"]) == ("2025-06-12", None)
    assert fact["details"] == "Class B."
    assert fact["disclosure"] == str(disclosure.id)
    assert fact["source"]["type"] == "registry"
    assert fact["recorded_at"] == instant(disclosure.recorded_at)


def test_both_clocks_decide_what_is_answered(api: Client) -> None:
    vendor, meta = a_vendor(), a_party("Meta")
    record = disclosed(vendor, meta, 10, valid_from=BEFORE)
    knew_ten = instant(Disclosure.objects.latest("seq").recorded_at)
    revised(record, "change", an_interest(share=49), on=DAY)
    knew_change = instant(Disclosure.objects.latest("seq").recorded_at)
    revised(record, "retraction")

    def share(valid_at: str, known_at: str | None) -> list[object]:
        known = f"&known_at={known_at}" if known_at else ""
        return [fact["share"]["exact"] for fact in facts(api, f"valid_at={valid_at}{known}")]

    assert share("2025-06-12", knew_ten) == [10]
    assert share("2025-06-12", knew_change) == [49]
    assert share("2025-06-11", knew_change) == [10]
    assert share("2024-12-31", knew_change) == []
    assert share("2025-06-12", None) == []


def test_facts_are_found_by_either_end_and_by_type(api: Client) -> None:
    vendor, meta, ann = a_vendor(), a_party("Meta"), a_person("Ann")
    disclosed(vendor, meta, 49)
    disclosed(vendor, ann, None, "board_seat")
    disclosed(meta, ann, 5)

    assert len(facts(api, f"subject={vendor.party_id}")) == 2
    assert len(facts(api, f"interested_party={ann.id}")) == 2
    assert len(facts(api, f"subject={meta.id}&interested_party={ann.id}")) == 1
    assert [fact["type"] for fact in facts(api, "type=board_seat")] == ["board_seat"]
    assert facts(api, f"subject={uuid4()}") == []


@pytest.mark.parametrize(
    "query",
    [
        "valid_at=12/06/2025",
        "valid_at=2025-02-29",
        "known_at=2025-06-12",
        "known_at=2999-01-01T00:00:00Z",
        "type=love",
        "subject=me",
        "owner=x",
    ],
)
def test_a_question_that_means_nothing_is_refused(api: Client, query: str) -> None:
    answer = api("viewer").get(f"{PATH}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_facts_are_for_readers(api: Client, anonymous: Api) -> None:
    assert api("intake").get(PATH).status_code == 403
    assert anonymous.get(PATH).status_code == 401


def test_a_vendor_swears_that_its_list_is_complete(api: Client) -> None:
    vendor = a_vendor()

    answer = api("vendor_manager").post(
        OATHS,
        {
            "vendor": str(vendor.id),
            "kind": "complete",
            "dimension": "economic",
            "valid_from": "2025-01-01",
        },
    )

    made = answer.json()
    assert answer.status_code == 201, made
    assert answer["Location"] == f"{OATHS}/{made['id']}"
    assert made["subject"] == str(vendor.party_id)
    assert (made["dimension"], made["value"], made["valid_to"]) == ("economic", None, None)
    assert api("viewer").get(answer["Location"]).json() == made


def test_swearing_is_an_event_that_owes_a_recheck(api: Client) -> None:
    vendor, subject = a_vendor(), a_party("Holding")

    api("vendor_manager").post(
        OATHS,
        {
            "vendor": str(vendor.id),
            "subject": str(subject.id),
            "kind": "nobody_above",
            "value": 5.5,
            "valid_from": "2025-01-01",
        },
    )

    event = Event.objects.get(type="vendors.attestation_given")
    assert event.data["parties"] == [str(subject.id)]
    assert Delivery.objects.get(event=event).task == "procurement.tasks.recheck_affected"
    assert Party.objects.get(id=subject.id).changed_seq == event.seq
    assert Attestation.objects.get().value == 5_500_000


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"vendor": str(uuid4())}, "/vendor"),
        ({"vendor": None}, "/vendor"),
        ({"subject": str(uuid4())}, "/subject"),
        ({"kind": "promise"}, "/kind"),
        ({"kind": "nobody_above"}, "/value"),
        ({"kind": "nobody_above", "value": 101}, "/value"),
        ({"value": 5}, "/value"),
        ({"dimension": "fifth"}, "/dimension"),
        ({"valid_from": None}, "/valid_from"),
        ({"valid_to": "2025-01-01"}, "/valid_to"),
        ({"evidence": [str(uuid4())]}, "/evidence/0"),
        ({"evidence": "x"}, "/evidence"),
        ({"sworn_for": "me"}, "/sworn_for"),
        ({"sworn_by": 5}, "/sworn_by"),
    ],
)
def test_an_oath_that_makes_no_sense_is_refused(api: Client, fields: dict, pointer: str) -> None:
    asked = {"vendor": str(a_vendor().id), "kind": "complete", "valid_from": "2025-01-01"}

    answer = api("vendor_manager").post(OATHS, asked | fields)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Attestation.objects.exists()


def test_oaths_are_kept_by_who_keeps_the_file(api: Client) -> None:
    asked = {"vendor": str(a_vendor().id), "kind": "complete", "valid_from": "2025-01-01"}

    for role in ("viewer", "legal", "approver", "intake"):
        assert api(role).post(OATHS, asked).status_code == 403
    assert api("viewer").get(f"{OATHS}/{uuid4()}").status_code == 404


def test_an_oath_is_sworn_once_per_key(api: Client) -> None:
    asked = {"vendor": str(a_vendor().id), "kind": "refused", "valid_from": "2025-01-01"}
    key = {"HTTP_IDEMPOTENCY_KEY": "k"}

    first = api("vendor_manager").post(OATHS, asked, **key)
    second = api("vendor_manager").post(OATHS, asked, **key)

    assert first.json() == second.json()
    assert Attestation.objects.count() == 1


def test_oaths_are_listed_by_whom_and_when(api: Client) -> None:
    one, two = a_vendor("One"), a_vendor("Two")
    first = attested(one, valid_from=date(2025, 1, 1))
    second = attested(two, "nobody_above", value=1, valid_from=date(2026, 1, 1))

    def ids(query: str) -> list[str]:
        return [row["id"] for row in api("viewer").get(f"{OATHS}?{query}").json()["results"]]

    assert ids("") == [str(second.id), str(first.id)]
    assert ids(f"vendor={one.id}") == [str(first.id)]
    assert ids("kind=nobody_above") == [str(second.id)]
    assert ids("valid_at=2025-06-01") == [str(first.id)]


def test_what_was_sworn_and_said_is_listed_as_far_as_it_was_known(api: Client) -> None:
    vendor = a_vendor("One")
    sworn = attested(vendor, valid_from=date(2025, 1, 1))
    told = instant(sworn.recorded_at)
    attested(vendor, "nobody_above", value=1, valid_from=date(2025, 1, 1))
    disclosed(vendor, a_party("Meta"), 49)
    lists = (OATHS, "/api/v1/disclosures", f"/api/v1/vendors/{vendor.id}/disclosures")

    def count(path: str, query: str = "") -> int:
        return len(api("viewer").get(f"{path}{query}").json()["results"])

    assert [count(path) for path in lists] == [2, 1, 1]
    assert [count(path, f"?known_at={told}") for path in lists] == [1, 0, 0]
    assert api("viewer").get(f"{OATHS}?known_at=2999-01-01T00:00:00Z").status_code == 400
