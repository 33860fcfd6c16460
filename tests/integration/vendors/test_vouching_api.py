"""Claims, certificates and hours: who says so, from when, until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from config import clock
from config.events.models import Event
from tests.builders.contracts import evidence
from tests.builders.sourcing import a_capable_vendor, claimed
from tests.builders.vendors import a_party, disclosed
from tests.integration.conftest import Api
from vendors.models import Capacity, Certificate, ExpertiseClaim, Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
CLAIM = {"domain": "Algebra", "level": "phd", "said_by": "lab"}
CERTIFICATE = {"standard": "iso_27001", "scope": "All sites", "issued_on": "2025-01-01"}


def of(vendor: Vendor, what: str) -> str:
    return f"/api/v1/vendors/{vendor.id}/{what}"


def test_a_claim_says_who_for_which_days_on_what_evidence(api: Client) -> None:
    vendor, paper = a_capable_vendor(), str(evidence())
    said = {
        **CLAIM,
        "asserted_by": "Our graders",
        "rate": {"amount": "80.00", "currency": "USD"},
        "valid_from": "2025-01-01",
        "valid_to": "2999-01-01",
        "evidence": [paper],
    }

    answer = api("vendor_manager").post(of(vendor, "expertise-claims"), said)

    assert answer.status_code == 201
    claim = api("viewer").get(answer["Location"]).json()
    assert {name: claim[name] for name in said} == {**said, "domain": "algebra"}
    assert (claim["in_force"], claim["allowed_acts"]) == (True, [])
    assert Event.objects.filter(type="vendors.expertise_claimed").count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**CLAIM, "domain": "quilting"}, "/domain"),
        ({**CLAIM, "level": "guru"}, "/level"),
        ({**CLAIM, "said_by": "god"}, "/said_by"),
        ({**CLAIM, "evidence": [str(uuid4())]}, "/evidence/0"),
        ({**CLAIM, "rate": {"amount": "1.001", "currency": "USD"}}, "/rate/amount"),
        ({**CLAIM, "valid_from": "2025-02-01", "valid_to": "2025-02-01"}, "/valid_to"),
        ({**CLAIM, "withdrawn_at": "2025-02-01T00:00:00Z"}, "/withdrawn_at"),
    ],
)
def test_a_claim_that_cannot_be_meant_is_refused(
    api: Client, body: dict[str, Any], pointer: str
) -> None:
    answer = api("vendor_manager").post(of(a_capable_vendor(), "expertise-claims"), body)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_claim_is_taken_back_once_and_stays_on_file(api: Client) -> None:
    vendor = a_capable_vendor()
    path = f"/api/v1/expertise-claims/{claimed(vendor).id}/withdraw"

    first = api("vendor_manager").post(path, {"reason": "We were wrong."})
    second = api("vendor_manager").post(path, {"reason": "We were wrong."})

    assert (first.status_code, first.json()["in_force"]) == (200, False)
    assert (second.status_code, second.json()["code"]) == (409, "already-withdrawn")
    [kept] = api("viewer").get(of(vendor, "expertise-claims")).json()["results"]
    assert kept["withdraw_reason"] == "We were wrong."
    in_force = api("viewer").get(of(vendor, "expertise-claims?valid_at=2026-01-01"))
    assert in_force.json()["results"] == []


def test_a_claim_is_not_changed_behind_the_application() -> None:
    claim = claimed(a_capable_vendor())

    for change in ({"level": "phd"}, {"valid_to": "2030-01-01"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ExpertiseClaim.objects.filter(id=claim.id).update(**change)


def test_hours_are_those_of_the_day(api: Client) -> None:
    keeper, vendor = api("vendor_manager"), a_capable_vendor(hours=400)
    today = clock.today()
    path = of(vendor, "capacity")

    def shown() -> int:
        found: int = (
            api("viewer").get(f"/api/v1/vendors/{vendor.id}").json()["capacity_hours_per_week"]
        )
        return found

    planned = [
        (today + timedelta(days=30), 900),
        (today - timedelta(days=30), 300),
        (today - timedelta(days=30), 350),
    ]
    seen = [shown()]
    for day, hours in planned:
        body = {"hours_per_week": hours, "valid_from": day.isoformat()}
        assert keeper.post(path, body).status_code == 201
        seen.append(shown())

    assert seen == [400, 400, 300, 350]
    history = api("viewer").get(f"{path}?ordering=-valid_from").json()["results"]
    assert history[0]["hours_per_week"] == 900
    keeper.patch(
        f"/api/v1/vendors/{vendor.id}", {"capacity_hours_per_week": None}, HTTP_IF_MATCH="*"
    )
    assert shown() is None


def test_hours_said_again_leave_no_trace(api: Client) -> None:
    vendor = a_capable_vendor(hours=400)

    api("vendor_manager").patch(
        f"/api/v1/vendors/{vendor.id}", {"capacity_hours_per_week": 400}, HTTP_IF_MATCH="*"
    )

    assert Capacity.objects.count() == 0


@pytest.mark.parametrize("hours", [-1, 1.5, "10", True, 10**8])
def test_hours_are_whole_and_not_negative(api: Client, hours: object) -> None:
    answer = api("vendor_manager").post(
        of(a_capable_vendor(), "capacity"), {"hours_per_week": hours}
    )

    assert answer.status_code == 400


def test_a_certificate_expires_by_itself(api: Client) -> None:
    vendor, keeper = a_capable_vendor(), api("vendor_manager")
    path = of(vendor, "certificates")

    states = [
        keeper.post(path, {**CERTIFICATE, **days}).json()["state"]
        for days in (
            {},
            {"expires_on": "2999-01-01"},
            {"expires_on": clock.today().isoformat()},
            {"issued_on": "2998-01-01"},
        )
    ]

    assert states == ["valid", "valid", "expired", "not_yet"]
    assert len(api("viewer").get(f"{path}?valid_at=2998-06-01").json()["results"]) == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**CERTIFICATE, "standard": "iso_1"}, "/standard"),
        ({**CERTIFICATE, "standard": "other"}, "/title"),
        ({**CERTIFICATE, "scope": ""}, "/scope"),
        ({**CERTIFICATE, "expires_on": "2025-01-01"}, "/expires_on"),
    ],
)
def test_a_certificate_that_cannot_be_meant_is_refused(
    api: Client, body: dict[str, Any], pointer: str
) -> None:
    answer = api("vendor_manager").post(of(a_capable_vendor(), "certificates"), body)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_certificate_is_revoked(api: Client) -> None:
    made = api("vendor_manager").post(of(a_capable_vendor(), "certificates"), CERTIFICATE)

    answer = api("vendor_manager").post(f"{made['Location']}/withdraw", {"reason": "Revoked."})

    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert Certificate.objects.count() == 1


def test_sub_processors_are_facts_on_two_clocks(api: Client) -> None:
    vendor = a_capable_vendor()
    host = a_party("Cloud Host")
    disclosed(vendor, host, type_="data_access")

    [fact] = api("viewer").get(of(vendor, "sub-processors")).json()["results"]

    assert (fact["interested_party"], fact["type"]) == (str(host.id), "data_access")
    before = api("viewer").get(of(vendor, "sub-processors?known_at=2020-01-01T00:00:00Z"))
    assert before.json()["results"] == []


@pytest.mark.parametrize("what", ["expertise-claims", "capacity", "certificates"])
def test_others_may_read_and_not_write(api: Client, what: str) -> None:
    vendor = a_capable_vendor()

    for role in ("viewer", "requester", "legal", "approver", "auditor", "admin"):
        assert api(role).get(of(vendor, what)).status_code == 200
        assert api(role).post(of(vendor, what), {}).status_code == 403
    assert api("intake").get(of(vendor, what)).status_code == 403
    assert api().get(of(vendor, what)).status_code == 401
    gone = f"/api/v1/vendors/{uuid4()}/{what}"
    assert api("viewer").get(gone).status_code == 404
    assert api("vendor_manager").post(gone, {}).status_code == 404


@pytest.mark.parametrize("tag", ["english", "xx", "en-QQQ"])
def test_a_language_that_does_not_exist_is_refused(api: Client, tag: str) -> None:
    answer = api("vendor_manager").post(
        "/api/v1/vendors", {"party": str(a_party().id), "languages": ["en", tag]}
    )

    assert answer.status_code == 400


def test_languages_and_places_are_written_one_way(api: Client) -> None:
    said = {"party": str(a_party().id), "languages": ["eng", "en", "PT-br"], "places": ["SE", "SE"]}

    made = api("vendor_manager").post("/api/v1/vendors", said).json()

    assert (made["languages"], made["places"]) == (["en", "pt-BR"], ["SE"])
