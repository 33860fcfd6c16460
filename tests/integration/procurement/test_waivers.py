"""Waivers: granted by another person on one verdict, covering nothing worse, and ended in time."""

from __future__ import annotations

from uuid import uuid4

import pytest

from config.rest.roles import Role
from procurement.models import Waiver
from procurement.queries.verdicts import current_assessment
from tests.builders.people import a_person
from tests.builders.procurement import (
    a_clear_vendor,
    a_submitted_waiver,
    a_waiver,
    an_approved_waiver,
    told,
)
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from tests.integration.procurement.waiving import (
    LIST,
    WHY,
    Client,
    a_partly_sold_vendor,
    asked,
    at,
    covered_by,
    everyday,
)


@everyday
def test_a_waiver_is_drafted(api: Client) -> None:
    vendor, contract = a_vendor(), str(uuid4())
    said = asked(
        vendor,
        scope={"contract": contract},
        conditions=["No new data."],
        compensating_controls=["Weekly review."],
    )

    answer = api("legal").post(LIST, said)

    body = answer.json()
    assert answer.status_code == 201
    assert (answer["Location"], answer["ETag"]) == (f"{LIST}/{body['id']}", '"1"')
    assert {name: body[name] for name in said} == said
    assert (body["state"], body["granted"]) == ("draft", None)
    assert body["allowed_acts"] == ["submit"]
    assert told("procurement.waiver_changed")[0].data["act"] == "draft"


@everyday
@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"scope": "everything"}, "/scope"),
        ({"scope": {"contract": "x"}}, "/scope"),
        ({"scope": {"vendor": str(uuid4())}}, "/scope"),
        ({"vendor": str(uuid4())}, "/vendor"),
        ({"expires_on": "2020-01-01"}, "/expires_on"),
        ({"expires_on": None}, "/expires_on"),
        ({"reason": ""}, "/reason"),
        ({"state": "approved"}, "/state"),
        ({"conditions": [""]}, "/conditions/0"),
    ],
)
def test_what_is_no_waiver_is_refused(api: Client, fields: dict[str, object], pointer: str) -> None:
    answer = api("legal").post(LIST, {**asked(a_vendor()), **fields})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Waiver.objects.exists()


@everyday
def test_a_draft_is_mended(api: Client) -> None:
    waiver = a_waiver(a_vendor())

    answer = api("legal").patch(
        at(waiver), {"scope": "all", "conditions": ["None."]}, HTTP_IF_MATCH='"1"'
    )

    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert answer.json()["conditions"] == ["None."]
    assert answer.json()["reason"] == waiver.reason


@everyday
def test_a_draft_is_mended_from_the_version_that_was_seen(api: Client) -> None:
    waiver = a_waiver(a_vendor())

    assert api("legal").patch(at(waiver), {"reason": "x"}).status_code == 428
    assert api("legal").patch(at(waiver), {"reason": "x"}, HTTP_IF_MATCH='"9"').status_code == 412
    assert api("legal").patch(at(waiver), {"vendor": "x"}, HTTP_IF_MATCH='"1"').status_code == 400


@everyday
def test_what_was_submitted_is_not_mended(api: Client) -> None:
    waiver = a_submitted_waiver(a_vendor())

    answer = api("legal").patch(at(waiver), {"reason": "x"}, HTTP_IF_MATCH="*")

    assert answer.status_code == 409
    assert answer.json()["allowed"] == ["approve", "reject"]


@everyday
def test_it_goes_from_a_draft_to_an_approval(api: Client) -> None:
    vendor, _ = a_partly_sold_vendor()
    drafted = api("legal").post(LIST, asked(vendor)).json()
    path = f"{LIST}/{drafted['id']}"

    submitted = api("legal").post(f"{path}/submit", WHY)
    approved = api("approver").post(f"{path}/approve", WHY, HTTP_IF_MATCH=submitted["ETag"])

    assert submitted.json()["state"] == "in_review"
    assert approved.status_code == 200
    assert approved.json()["state"] == "approved"
    assert approved.json()["decided_by"] == "approver"
    current = current_assessment(vendor.id)
    assert current is not None
    assert approved.json()["granted"] == {
        "assessment": str(current.id),
        "state": "conflict",
        "level": "material_interest",
    }
    assert [event.data["act"] for event in told("procurement.waiver_changed")] == [
        "draft",
        "submit",
        "approve",
    ]


@everyday
def test_an_approver_rejects(api: Client) -> None:
    waiver = a_submitted_waiver(a_vendor())

    body = api("approver").post(at(waiver, "/reject"), WHY).json()

    assert (body["state"], body["granted"], body["allowed_acts"]) == ("rejected", None, [])


@everyday
def test_legal_revokes_what_was_approved(api: Client) -> None:
    vendor, _ = a_partly_sold_vendor()
    waiver = an_approved_waiver(vendor)
    before = covered_by(vendor)

    body = api("legal").post(at(waiver, "/revoke"), WHY).json()

    assert before == waiver.id
    assert (body["state"], body["end_reason"]) == ("revoked", WHY["reason"])
    assert covered_by(vendor) is None


@everyday
@pytest.mark.parametrize("part", ["drafted", "mended", "submitted"])
def test_who_had_a_part_in_it_does_not_approve(api: Client, part: str) -> None:
    vendor, _ = a_partly_sold_vendor()
    ann = a_person("ann", "legal", "approver")
    hers, others = api("legal", "approver", user=ann), api("legal")
    drafter = hers if part == "drafted" else others
    path = f"{LIST}/{drafter.post(LIST, asked(vendor)).json()['id']}"
    mender = hers if part == "mended" else others
    mender.patch(path, {"conditions": ["None."]}, HTTP_IF_MATCH="*")
    submitter = hers if part == "submitted" else others
    submitter.post(f"{path}/submit", WHY)

    answer = api("approver", user=ann).post(f"{path}/approve", WHY)

    if part == "drafted":
        assert Waiver.objects.get().drafted_by == f"user:{ann.pk}"
    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


@everyday
@pytest.mark.parametrize(
    ("act", "right"),
    [
        ("submit", Role.LEGAL),
        ("approve", Role.APPROVER),
        ("reject", Role.APPROVER),
        ("revoke", Role.LEGAL),
    ],
)
def test_others_do_nothing(api: Client, anonymous: Api, act: str, right: Role) -> None:
    waiver = a_waiver(a_vendor())

    others = {
        api(role).post(at(waiver, f"/{act}"), WHY).status_code for role in Role if role != right
    }

    assert others == {403}
    assert anonymous.post(at(waiver, f"/{act}"), WHY).status_code == 401
    assert api(right).post(f"{LIST}/{uuid4()}/{act}", WHY).status_code == 404
    assert api(right).post(at(waiver, f"/{act}"), {}).status_code == 400
    assert api(right).post(at(waiver, f"/{act}"), WHY, HTTP_IF_MATCH='"9"').status_code == 412


@everyday
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEGAL])
def test_only_legal_drafts(api: Client, role: Role) -> None:
    assert api(role).post(LIST, asked(a_vendor())).status_code == 403


@everyday
@pytest.mark.parametrize(
    ("act", "role"), [("approve", "approver"), ("reject", "approver"), ("revoke", "legal")]
)
def test_a_draft_can_only_be_submitted(api: Client, act: str, role: str) -> None:
    answer = api(role).post(at(a_waiver(a_vendor()), f"/{act}"), WHY)

    assert answer.status_code == 409
    assert (answer.json()["state"], answer.json()["allowed"]) == ("draft", ["submit"])


@everyday
def test_a_vendor_without_a_verdict_has_nothing_to_waive(api: Client) -> None:
    waiver = a_submitted_waiver(a_vendor())

    answer = api("approver").post(at(waiver, "/approve"), WHY)

    assert (answer.status_code, answer.json()["code"]) == (422, "not-assessed")


@everyday
def test_a_clear_vendor_has_nothing_to_waive(api: Client) -> None:
    waiver = a_submitted_waiver(a_clear_vendor())

    answer = api("approver").post(at(waiver, "/approve"), WHY)

    assert (answer.status_code, answer.json()["code"]) == (422, "nothing-to-waive")
