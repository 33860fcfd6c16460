"""What vendors swore, held against the facts: contradicted, expired, asked again, cases opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from config.actors import Actor
from config.events.models import Event
from procurement.models import Case, CaseClaim
from procurement.operations import claims as work
from tests.builders.procurement import a_competitor, a_decided_case, assessed
from tests.builders.vendors import a_party, a_vendor, attested, disclosed, revised, vendor_manager
from tests.integration.conftest import Api
from vendors.models import Attestation, AttestationRequest, Vendor
from vendors.operations import attest
from vendors.ownership.facts import AttestationKind
from vendors.ownership.interval import ONE_PERCENT

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/attestations"


def look(vendor: Vendor, on: date | None = None) -> None:
    """What the reaction to an assessment does, and then the one to what it found."""
    before = Event.objects.filter(type="procurement.claim_tested").count()
    work.hold_claims_to_facts(vendor_id=vendor.id, on=on or clock.today(), actor=Actor.system())
    told = Event.objects.filter(type="procurement.claim_tested").order_by("seq")[before:]
    for event in told:
        work.reopen_for_claim(attestation_id=event.subject_id, actor=Actor.system())


def shown(api: Client, row: Attestation) -> dict[str, Any]:
    found: dict[str, Any] = api("viewer").get(f"{PATH}/{row.id}").json()
    return found


def a_claim(kind: str = "no_customer_data_access", value: int | None = None) -> Attestation:
    units = None if value is None else value * ONE_PERCENT
    return attested(a_vendor("Scale"), kind, value=units)


def test_a_claim_stands_until_something_contradicts_it(api: Client) -> None:
    row = a_claim()
    untested = shown(api, row)
    look(row.vendor)
    assessed(row.vendor)
    look(row.vendor)
    standing = shown(api, row)
    disclosed(row.vendor, a_party("Meta"), type_="data_access")
    pending = shown(api, row)
    assessed(row.vendor)
    look(row.vendor)

    contradicted = shown(api, row)

    assert (untested["state"], untested["test_pending"]) == (None, True)
    assert (standing["state"], standing["test_pending"]) == ("standing", False)
    assert (pending["state"], pending["test_pending"]) == ("standing", True)
    assert (contradicted["state"], contradicted["test_pending"]) == ("contradicted", False)
    [why] = contradicted["contradictions"]
    assert why["weight"] == "proved"
    assert why["sentence"] == "Meta has access to the data of Scale."
    assert len(why["sources"]) == 1
    found = api("viewer").get(PATH, {"state": "contradicted"}).json()["results"]
    assert [each["id"] for each in found] == [str(row.id)]


def test_no_competitor_above_is_told_with_who_and_how_much(api: Client) -> None:
    rival = a_competitor("Meta")
    row = a_claim("no_competitor_above", 10)
    disclosed(row.vendor, rival.party, 49)

    look(row.vendor)

    found = shown(api, row)
    assert (found["state"], found["value"]) == ("contradicted", 10)
    assert "Meta has 49 % of the money" in found["contradictions"][0]["sentence"]
    assert found["contradictions"][0]["party"] == str(rival.party_id)


def test_a_contradiction_opens_one_case_however_often_it_is_seen(api: Client) -> None:
    row = a_claim()
    assessed(row.vendor)
    disclosed(row.vendor, a_party("Meta"), type_="data_access")
    assessed(row.vendor)

    look(row.vendor)
    look(row.vendor)
    work.reopen_for_claim(attestation_id=row.id, actor=Actor.system())

    [case] = Case.objects.filter(vendor=row.vendor)
    told = api("viewer").get(f"/api/v1/cases/{case.id}").json()
    assert [(each["attestation"], each["state"]) for each in told["claims"]] == [
        (str(row.id), "contradicted")
    ]
    assert Event.objects.filter(type="procurement.case_opened").count() == 1


def test_a_contradiction_sends_the_open_case_back_to_its_beginning() -> None:
    case = a_decided_case()
    row = attested(case.vendor, "no_customer_data_access")
    disclosed(row.vendor, a_party("Meta"), type_="data_access")
    assessed(row.vendor)

    look(row.vendor)

    case.refresh_from_db()
    assert case.state == "opened"
    assert CaseClaim.objects.get().case == case
    joined = Event.objects.filter(type="procurement.case_joined").order_by("-seq").first()
    assert joined is not None
    assert joined.data["attestation"] == str(row.id)


def test_what_was_withdrawn_contradicts_no_more_and_may_do_so_again() -> None:
    row = a_claim()
    assessed(row.vendor)
    meta = a_party("Meta")
    record = disclosed(row.vendor, meta, type_="data_access")
    look(row.vendor)
    revised(record, "retraction")
    look(row.vendor)
    row.standing.refresh_from_db()
    stood_again = row.standing.state
    disclosed(row.vendor, meta, type_="data_access")

    look(row.vendor)

    row.standing.refresh_from_db()
    assert (stood_again, row.standing.state) == ("standing", "contradicted")
    assert CaseClaim.objects.filter(attestation=row, state="contradicted").count() == 2
    assert Case.objects.count() == 1


def test_what_has_ended_is_expired_and_somebody_looks() -> None:
    vendor = a_vendor("Scale")
    assessed(vendor)
    today = clock.today()
    row = attest(
        vendor_id=vendor.id,
        kind=AttestationKind.NO_SHARING,
        valid_from=today - timedelta(days=100),
        valid_to=today + timedelta(days=5),
        actor=vendor_manager(),
    )
    look(vendor)

    work.look_after_claims(on=today + timedelta(days=5), actor=Actor.system())
    work.reopen_for_claim(attestation_id=row.id, actor=Actor.system())

    row.standing.refresh_from_db()
    assert row.standing.state == "expired"
    assert Case.objects.get().claims.get().state == "expired"


def test_the_clock_tests_what_nobody_tested_and_then_rests() -> None:
    row = a_claim()

    first = work.look_after_claims(on=clock.today(), actor=Actor.system())
    again = work.look_after_claims(on=clock.today(), actor=Actor.system())

    row.refresh_from_db()
    assert row.standing.state in ("standing", "asked")
    assert (first > 0, again) == (True, 0)


def test_it_is_asked_again_in_time_and_answered_by_swearing(api: Client) -> None:
    today = clock.today()
    row = attest(
        vendor_id=a_vendor("Scale").id,
        kind=AttestationKind.NO_SHARING,
        valid_from=today - timedelta(days=340),
        actor=vendor_manager(),
    )
    work.look_after_claims(on=today, actor=Actor.system())
    [question] = AttestationRequest.objects.all()
    asked = shown(api, row)

    renewed = attest(
        vendor_id=row.vendor_id, kind=AttestationKind.NO_SHARING, valid_from=today,
        actor=vendor_manager(),
    )  # fmt: skip
    look(row.vendor)

    question.refresh_from_db()
    assert question.due_on == row.valid_from + timedelta(days=365)
    assert (question.renews, question.answer) == (row, renewed)
    assert (asked["state"], asked["due_on"]) == ("asked", question.due_on.isoformat())
    assert (shown(api, row)["state"], shown(api, renewed)["state"]) == ("superseded", "standing")
    types = Event.objects.filter(type__startswith="vendors.attestation_").order_by("seq")
    assert [event.type for event in types] == [
        "vendors.attestation_given",
        "vendors.attestation_asked",
        "vendors.attestation_given",
        "vendors.attestation_answered",
    ]


def test_what_is_asked_is_asked_once(api: Client) -> None:
    manager, vendor = api("vendor_manager"), a_vendor("Scale")
    body = {
        "vendor": str(vendor.id), "kind": "no_competitor_above", "value": 10,
        "due_on": "2999-01-01", "reason": "Before we sign.",
    }  # fmt: skip

    first = manager.post("/api/v1/attestation-requests", body)
    second = manager.post("/api/v1/attestation-requests", body)

    assert first.status_code == 201, first.content
    made = first.json()
    assert (made["value"], made["answer"], made["overdue"]) == (10, None, False)
    assert (second.status_code, second.json()["code"]) == (409, "attestation-asked")
    assert second.json()["request"] == made["id"]
    listed = api("viewer").get("/api/v1/attestation-requests", {"open": "true"}).json()["results"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert api("viewer").get(first["Location"]).json() == made


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"vendor": str(uuid4())}, "/vendor"),
        ({"subject": str(uuid4())}, "/subject"),
        ({"kind": "no_lies"}, "/kind"),
        ({"value": 5}, "/value"),
        ({"due_on": "2020-01-01"}, "/due_on"),
        ({"answer": str(uuid4())}, "/answer"),
    ],
)
def test_a_question_nobody_can_answer_is_refused(
    api: Client, changes: dict[str, object], pointer: str
) -> None:
    body = {"vendor": str(a_vendor("Scale").id), "kind": "no_sharing", "due_on": "2999-01-01"}

    answer = api("vendor_manager").post("/api/v1/attestation-requests", {**body, **changes})

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_who_swore_it_is_kept(api: Client) -> None:
    body = {
        "vendor": str(a_vendor("Scale").id), "kind": "no_sharing", "valid_from": "2025-06-01",
        "sworn_by": "Jo Smith", "sworn_role": "Chief executive", "sworn_on": "2025-05-30",
        "words": "We share nothing.",
    }  # fmt: skip

    made = api("vendor_manager").post(PATH, body).json()

    assert {name: made[name] for name in body} == body


def test_who_may_ask(api: Client, anonymous: Api) -> None:
    body = {"vendor": str(a_vendor("Scale").id), "kind": "no_sharing", "due_on": "2999-01-01"}
    path = "/api/v1/attestation-requests"

    assert anonymous.get(path).status_code == 401
    assert api("viewer").post(path, body).status_code == 403
    assert api("intake").get(path).status_code == 403
    assert api("viewer").get(f"{path}/{uuid4()}").status_code == 404
