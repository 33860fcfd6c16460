"""A need for data: written down, opened by as many people as it takes, and awarded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from config import clock
from config.events.models import Delivery, Event
from procurement.models import Requisition
from tests.builders.people import a_person
from tests.builders.procurement import an_adopted_policy
from tests.builders.sourcing import (
    LARGE,
    a_capable_vendor,
    a_need,
    a_submitted_need,
    an_awarded_need,
    an_open_need,
)
from tests.builders.vendors import vendor_manager
from tests.integration.conftest import Api
from vendors.models import HoldType, Lifecycle, Vendor
from vendors.operations import place_hold

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/requisitions"
BECAUSE = {"reason": "We need it."}
SMALL = {"amount": "50000.00", "currency": "USD"}
NEED: dict[str, Any] = {
    "title": "Graded proofs",
    "domain": "Algebra",
    "level": "expert",
    "languages": ["en"],
    "volume_items": 20_000,
    "hours_per_week": 200,
    "sensitivity": "confidential",
    "places_allowed": ["SE", "DE"],
    "certificates_required": ["iso_27001"],
    "needed_by": "2999-01-01",
    "budget": SMALL,
}


def act(client: Api, requisition: Requisition, name: str, **said: object) -> Any:
    return client.post(f"{PATH}/{requisition.id}/{name}", {**BECAUSE, **said})


def test_a_need_says_what_is_needed(api: Client) -> None:
    answer = api("requester").post(PATH, NEED)

    made = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"{PATH}/{made['id']}")
    assert {name: made[name] for name in NEED} == {**NEED, "domain": "algebra"}
    assert (made["state"], made["allowed_acts"]) == ("draft", ["submit", "cancel"])
    assert made["owner"] == made["drafted_by"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"domain": "quilting"}, "/domain"),
        ({"level": "guru"}, "/level"),
        ({"languages": ["xx"]}, "/languages/0"),
        ({"places_allowed": ["Sweden"]}, "/places_allowed/0"),
        ({"places_allowed": ["US-CA"]}, "/places_allowed/0"),
        ({"certificates_required": ["iso_1"]}, "/certificates_required/0"),
        ({"needed_by": "2001-01-01"}, "/needed_by"),
        ({"budget": {"amount": "1", "currency": "XXX"}}, "/budget/currency"),
        ({"budget": 5}, "/budget"),
        ({"replacing": str(uuid4())}, "/replacing"),
        ({"hours_per_week": 1.5}, "/hours_per_week"),
        ({"state": "open"}, "/state"),
        ({"favourite_colour": "red"}, "/favourite_colour"),
    ],
)
def test_what_cannot_be_meant_is_refused(api: Client, body: dict[str, Any], pointer: str) -> None:
    answer = api("requester").post(PATH, {**NEED, **body})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("missing", ["title", "domain", "level"])
def test_what_must_be_said(api: Client, missing: str) -> None:
    said = {name: value for name, value in NEED.items() if name != missing}

    assert api("requester").post(PATH, said).status_code == 400


def test_within_the_limit_one_person_opens_it(api: Client) -> None:
    answer = act(api("requester"), a_need(), "submit")

    assert (answer.json()["state"], answer.json()["within_limit"]) == ("open", True)
    told = Event.objects.filter(type__startswith="procurement.requisition_").order_by("seq")
    assert [event.type.rpartition("_")[2] for event in told] == ["drafted", "submitted", "opened"]


@pytest.mark.parametrize("budget", [LARGE, None])
def test_over_the_limit_another_person_opens_it(api: Client, budget: object) -> None:
    requisition = a_need(budget=budget)

    submitted = act(api("requester"), requisition, "submit")
    approved = act(api("approver"), requisition, "approve")

    assert (submitted.json()["state"], submitted.json()["within_limit"]) == ("submitted", False)
    assert (approved.json()["state"], approved.json()["decided_by"]) == ("open", "approver")


def test_the_limit_is_the_policys(api: Client) -> None:
    policy = an_adopted_policy(requisition_limits={"USD": "39999.99"})

    submitted = act(api("requester"), a_need(), "submit").json()

    assert (submitted["state"], submitted["policy"]) == ("submitted", str(policy.id))


def test_nobody_opens_what_they_asked_for(api: Client) -> None:
    both = a_person("both", "requester", "approver")
    mine = api("requester", "approver", user=both)
    made = mine.post(PATH, {**NEED, "budget": None}).json()
    mine.post(f"{PATH}/{made['id']}/submit", BECAUSE)

    answers = [mine.post(f"{PATH}/{made['id']}/{name}", BECAUSE) for name in ("approve", "reject")]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "four-eyes")] * 2
    row = Requisition.objects.get(id=made["id"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Requisition.objects.filter(id=row.id).update(state="open", decided_by=row.drafted_by)


def test_a_revised_need_is_approved_anew(api: Client) -> None:
    requisition = a_submitted_need()
    act(api("approver"), requisition, "approve")

    revised = act(api("requester"), requisition, "revise").json()

    assert (revised["state"], revised["decided_by"], revised["policy"]) == ("draft", None, None)
    amended = api("requester").patch(
        f"{PATH}/{requisition.id}", {"hours_per_week": 900}, HTTP_IF_MATCH="*"
    )
    assert amended.json()["hours_per_week"] == 900
    assert act(api("requester"), requisition, "submit").json()["state"] == "submitted"


def test_a_rejected_need_may_be_revised(api: Client) -> None:
    requisition = a_submitted_need()

    assert act(api("approver"), requisition, "reject").json()["state"] == "rejected"
    assert act(api("requester"), requisition, "revise").json()["state"] == "draft"


def test_only_a_draft_is_changed_and_only_as_seen(api: Client) -> None:
    draft, opened, path = a_need(), an_open_need(), PATH

    def amend(requisition: Requisition, seen: str | None) -> int:
        headers = {} if seen is None else {"HTTP_IF_MATCH": seen}
        answer = api("requester").patch(f"{path}/{requisition.id}", {"title": "Other"}, **headers)
        status: int = answer.status_code
        return status

    assert amend(draft, None) == 428
    assert amend(draft, '"9"') == 412
    assert amend(draft, '"1"') == 200
    assert amend(opened, "*") == 409


def test_an_award_names_a_vendor_and_owes_a_contract(api: Client) -> None:
    requisition, vendor = an_open_need(), a_capable_vendor()

    answer = act(api("vendor_manager"), requisition, "award", vendor=str(vendor.id))

    given = answer.json()
    assert (answer.status_code, given["state"]) == (200, "awarded")
    assert (given["awarded_to"], given["awarded_value"]) == (str(vendor.id), given["budget"])
    assert given["allowed_acts"] == []
    [event] = Event.objects.filter(type="procurement.requisition_awarded")
    assert event.data["neutrality"]["state"] == "clear"
    assert Delivery.objects.filter(event=event).count() == 1


def test_more_than_was_asked_for_is_not_awarded(api: Client) -> None:
    requisition, vendor = an_open_need(), a_capable_vendor()

    for value in ({"amount": "40000.01", "currency": "USD"}, {"amount": "1", "currency": "EUR"}):
        answer = act(api("legal"), requisition, "award", vendor=str(vendor.id), value=value)
        assert (answer.status_code, answer.json()["code"]) == (422, "over-budget")


@pytest.mark.parametrize("kind", [HoldType.ALL, HoldType.NEW_AWARDS])
def test_a_hold_forbids_an_award(api: Client, kind: HoldType) -> None:
    requisition, vendor = an_open_need(), a_capable_vendor()
    place_hold(
        vendor_id=vendor.id, type=kind, reason="Look.", actor=vendor_manager(), at=clock.now()
    )

    answer = act(api("legal"), requisition, "award", vendor=str(vendor.id))

    assert (answer.status_code, answer.json()["code"]) == (422, "vendor-not-open")
    assert len(answer.json()["holds"]) == 1


def test_a_vendor_that_leaves_is_awarded_nothing(api: Client) -> None:
    requisition, vendor = an_open_need(), a_capable_vendor()
    Vendor.objects.filter(id=vendor.id).update(lifecycle=Lifecycle.EXITING)

    answer = act(api("legal"), requisition, "award", vendor=str(vendor.id))

    assert (answer.status_code, answer.json()["lifecycle"]) == (422, "exiting")


def test_an_unknown_vendor_or_a_need_that_is_not_open_is_refused(api: Client) -> None:
    vendor = a_capable_vendor()

    unknown = act(api("legal"), an_open_need(), "award", vendor=str(uuid4()))
    draft = act(api("legal"), a_need(), "award", vendor=str(vendor.id))
    twice = act(api("legal"), an_awarded_need(vendor), "award", vendor=str(vendor.id))

    assert unknown.json()["errors"][0]["pointer"] == "/vendor"
    assert (draft.status_code, draft.json()["allowed"]) == (409, ["submit", "cancel"])
    assert twice.status_code == 409


def test_a_dry_run_says_what_would_be_and_writes_nothing(api: Client) -> None:
    requisition = a_need()

    answer = api("requester").post(f"{PATH}/{requisition.id}/submit?dry_run=true", BECAUSE)
    drafted = api("requester").post(f"{PATH}?dry_run=true", NEED)

    assert (answer.json()["state"], drafted.status_code) == ("open", 200)
    requisition.refresh_from_db()
    assert (requisition.state, Requisition.objects.count()) == ("draft", 1)


def test_the_same_key_drafts_once(api: Client) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": "once"}

    first = api("requester").post(PATH, NEED, **key)
    again = api("requester").post(PATH, NEED, **key)
    other = api("requester").post(PATH, {**NEED, "title": "Other"}, **key)

    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotency-Replayed"] == "true"
    assert (other.status_code, Requisition.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("submit", {"requester", "vendor_manager", "legal"}),
        ("revise", {"requester", "vendor_manager", "legal"}),
        ("cancel", {"requester", "vendor_manager", "legal"}),
        ("approve", {"approver"}),
        ("reject", {"approver"}),
        ("award", {"vendor_manager", "legal"}),
    ],
)
def test_who_may(api: Client, name: str, may: set[str]) -> None:
    requisition = a_need()
    roles = (
        "viewer", "requester", "vendor_manager", "legal", "approver", "auditor", "admin", "intake",
    )  # fmt: skip

    answers = {role: api(role).post(f"{PATH}/{requisition.id}/{name}", {}) for role in roles}

    assert {role for role, answer in answers.items() if answer.status_code != 403} == may
    assert {answers[role].status_code for role in may} == {400}  # no reason was given
    assert api().post(f"{PATH}/{requisition.id}/{name}", {}).status_code == 401
    gone = f"{PATH}/{uuid4()}/{name}"
    assert api(next(iter(may))).post(gone, BECAUSE).status_code == 404


def test_needs_are_listed_and_narrowed(api: Client) -> None:
    mine, other = a_need(), an_open_need(domain="law")

    def found(query: str) -> set[str]:
        answer = api("viewer").get(f"{PATH}?{query}")
        return {row["id"] for row in answer.json()["results"]}

    assert found("") == {str(mine.id), str(other.id)}
    assert found("state=open") == found("domain=law") == {str(other.id)}
    assert api("viewer").get(f"{PATH}?colour=red").status_code == 400
    assert api("viewer").get(f"{PATH}/{mine.id}").json()["allowed_acts"] == []


def test_the_database_lets_no_need_jump() -> None:
    requisition = a_need()

    for change in ({"state": "awarded"}, {"state": "open"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Requisition.objects.filter(id=requisition.id).update(**change)
    opened = an_open_need()
    with pytest.raises(DatabaseError), transaction.atomic():
        Requisition.objects.filter(id=opened.id).update(budget_amount=10**9)
