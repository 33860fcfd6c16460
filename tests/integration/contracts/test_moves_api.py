"""Contracts move by the table: who may, who may not, from where, on which proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from config.events.models import Event
from contracts.lifecycle import Act
from contracts.models import Amendment, Contract
from tests.builders.contracts import (
    a_draft,
    approved,
    evidence,
    in_review,
    judged,
    leo,
    moved,
    proposed,
    signed,
    suspended,
    vera,
)
from tests.builders.people import a_person
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from vendors.models import HoldType
from vendors.operations import note_recheck_owed, place_hold

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
BECAUSE = {"reason": "As agreed."}


def act(client: Api, contract: Contract, name: str, **said: object) -> Any:
    return client.post(f"/api/v1/contracts/{contract.id}/{name}", {**BECAUSE, **said})


def test_a_contract_lives_from_draft_to_force(api: Client) -> None:
    contract = a_draft()

    states = [
        act(api("requester"), contract, "submit").json()["state"],
        act(api("approver"), contract, "approve").json()["state"],
        act(api("legal"), contract, "sign", evidence=[str(evidence())]).json()["state"],
        act(api("vendor_manager"), contract, "suspend").json()["state"],
        act(api("legal"), contract, "resume").json()["state"],
        act(api("legal"), contract, "renew").json()["state"],
        act(api("legal"), contract, "amend", evidence=[str(evidence())]).json()["state"],
    ]

    assert states == ["in_review", "approved", "active", "suspended", "active", "active", "active"]
    timeline = api("viewer").get(f"/api/v1/contracts/{contract.id}/timeline").json()["results"]
    assert [event["type"] for event in timeline] == [
        f"contracts.{what}"
        for what in (
            "drafted", "submitted", "approved", "signed", "suspended", "resumed", "renewed",
            "amended",
        )
    ]  # fmt: skip
    assert timeline[3]["reason"] == "As agreed."
    assert timeline[3]["data"]["before"] == "approved"
    assert len(timeline[3]["data"]["evidence"]) == 1


def test_a_move_answers_the_whole_object_and_its_new_version(api: Client) -> None:
    answer = act(api("legal"), a_draft(), "submit")

    assert answer.status_code == 200
    assert (answer.json()["state"], answer["ETag"]) == ("in_review", '"2"')
    assert answer.json()["allowed_acts"] == ["cancel"]


@pytest.mark.parametrize(
    ("name", "made", "may"),
    [
        ("submit", a_draft, ["legal", "requester", "vendor_manager"]),
        ("approve", in_review, ["approver"]),
        ("reject", in_review, ["approver"]),
        ("sign", approved, ["legal"]),
        ("suspend", signed, ["legal", "vendor_manager"]),
        ("resume", suspended, ["legal"]),
        ("cancel", a_draft, ["legal"]),
        ("amend", signed, ["legal"]),
        ("renew", signed, ["legal"]),
    ],
)
def test_whoever_may_not_is_told_who_may(
    api: Client, name: str, made: Callable[[], Contract], may: list[str]
) -> None:
    contract = made()

    answer = act(api("viewer"), contract, name)

    assert (answer.status_code, answer.json()["needs"]) == (403, may)
    assert contract.state == Contract.objects.get().state


@pytest.mark.parametrize(
    ("name", "role", "made", "allowed"),
    [
        ("approve", "approver", a_draft, ["submit", "cancel"]),
        ("sign", "legal", in_review, ["approve", "reject", "cancel"]),
        ("submit", "legal", signed, ["suspend", "amend", "renew"]),
        ("suspend", "legal", suspended, ["resume", "amend"]),
        ("cancel", "legal", signed, ["suspend", "amend", "renew"]),
        ("resume", "legal", lambda: moved(a_draft(), Act.CANCEL), []),
    ],
)
def test_the_wrong_state_says_what_is_possible_instead(
    api: Client, name: str, role: str, made: Callable[[], Contract], allowed: list[str]
) -> None:
    contract = made()

    answer = act(api(role), contract, name)

    assert (answer.status_code, answer.json()["code"]) == (409, "move-not-allowed")
    assert (answer.json()["state"], answer.json()["allowed"]) == (contract.state, allowed)


@pytest.mark.parametrize("said", [{}, {"reason": ""}, {"reason": None}, {"reason": 3}])
def test_a_move_says_why(api: Client, said: dict[str, object]) -> None:
    contract = a_draft()

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/submit", said)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/reason"


def test_a_move_of_another_version_is_refused(api: Client) -> None:
    contract = in_review()

    answer = api("approver").post(
        f"/api/v1/contracts/{contract.id}/approve", BECAUSE, headers={"If-Match": '"1"'}
    )

    assert (answer.status_code, answer.json()["code"]) == (412, "stale-version")


def test_evidence_has_to_exist(api: Client) -> None:
    answer = act(api("legal"), approved(), "sign", evidence=[str(evidence()), str(uuid4())])

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/evidence/1"


@pytest.mark.parametrize("name", ["sign", "amend"])
def test_a_signature_without_proof_is_not_believed(api: Client, name: str) -> None:
    contract = approved() if name == "sign" else signed()

    answer = act(api("legal"), contract, name)

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence-required")


def test_a_dry_run_moves_nothing(api: Client) -> None:
    contract = a_draft()

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/submit?dry_run=true", BECAUSE)

    assert answer.json()["state"] == "in_review"
    assert Contract.objects.get().state == "draft"
    assert not Event.objects.filter(type="contracts.submitted").exists()


def test_the_same_move_sent_again_is_done_once(api: Client) -> None:
    contract, key = a_draft(), {"Idempotency-Key": "once"}
    path = f"/api/v1/contracts/{contract.id}/submit"

    answers = [api("legal").post(path, BECAUSE, headers=key).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert Event.objects.filter(type="contracts.submitted").count() == 1


# Four eyes


def test_whoever_drafted_does_not_approve_whatever_else_they_are(api: Client) -> None:
    client = api("legal", "approver")
    draft = {"reference": "R", "title": "T", "vendor": str(judged(a_vendor()).id)}
    made = client.post("/api/v1/contracts", draft).json()
    api("legal").post(f"/api/v1/contracts/{made['id']}/submit", BECAUSE)

    answer = client.post(f"/api/v1/contracts/{made['id']}/approve", BECAUSE)

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


def test_whoever_submitted_does_not_approve(api: Client) -> None:
    contract, client = a_draft(), api("legal", "approver")
    act(client, contract, "submit")

    assert act(client, contract, "approve").json()["code"] == "four-eyes"


def test_whoever_edited_last_does_not_approve(api: Client) -> None:
    contract, client = a_draft(), api("legal", "approver")
    client.patch(f"/api/v1/contracts/{contract.id}", {"title": "Mine"}, headers={"If-Match": '"1"'})
    act(api("legal"), contract, "submit")

    assert act(client, contract, "approve").json()["code"] == "four-eyes"


def test_two_tokens_of_one_person_are_one_person(api: Client) -> None:
    ann = a_person("ann")
    contract = a_draft()
    act(api("legal", user=ann), contract, "submit")

    assert act(api("approver", user=ann), contract, "approve").json()["code"] == "four-eyes"


def test_approving_twice_counts_once(api: Client) -> None:
    contract = in_review()

    first, second = (act(api("approver"), contract, "approve").status_code for _ in range(2))

    assert (first, second) == (200, 409)
    assert Event.objects.filter(type="contracts.approved").count() == 1


def test_an_approval_is_void_when_what_was_seen_changes(api: Client) -> None:
    contract = approved()

    api("legal").patch(
        f"/api/v1/contracts/{contract.id}", {"title": "Other"}, headers={"If-Match": "*"}
    )

    assert act(api("legal"), contract, "sign", evidence=[str(evidence())]).status_code == 409


# Clearance


@pytest.mark.parametrize(
    ("name", "made"), [("sign", approved), ("resume", suspended), ("renew", signed)]
)
def test_without_clearance_nothing_begins_or_goes_on(
    api: Client, name: str, made: Callable[[], Contract]
) -> None:
    contract = made()
    judged(contract.vendor, "conflict", "control")

    answer = act(api("legal"), contract, name, evidence=[str(evidence())])

    assert (answer.status_code, answer.json()["code"]) == (422, "not-cleared")
    told = answer.json()
    assert (told["state"], told["level"]) == ("conflict", "control")
    assert (told["case"], told["waiver"]) == (None, None)
    assert told["assessment"] is not None


@pytest.mark.parametrize(
    ("name", "made"), [("sign", approved), ("resume", suspended), ("renew", signed)]
)
def test_while_a_recheck_is_owed_nothing_begins_or_goes_on(
    api: Client, name: str, made: Callable[[], Contract]
) -> None:
    contract = made()
    note_recheck_owed(vendor_ids=[contract.vendor_id], seq=2**40)

    answer = act(api("legal"), contract, name, evidence=[str(evidence())])

    assert (answer.status_code, answer.json()["code"]) == (409, "recheck-pending")
    assert name not in answer.json()["allowed"]


def test_a_vendor_never_assessed_is_not_cleared(api: Client) -> None:
    contract = approved(a_vendor())

    answer = act(api("legal"), contract, "sign", evidence=[str(evidence())])

    assert answer.json()["code"] == "recheck-pending"


@pytest.mark.parametrize(
    ("type_", "refused"),
    [("new_awards", True), ("all", True), ("payments", False), ("data_transfer", False)],
)
def test_a_hold_on_new_awards_forbids_the_signature(api: Client, type_: str, refused: bool) -> None:
    contract = approved()
    hold = place_hold(
        vendor_id=contract.vendor_id,
        type=HoldType(type_),
        reason="Under review.",
        actor=vera(),
        at=clock.now(),
    )

    answer = act(api("legal"), contract, "sign", evidence=[str(evidence())])

    assert answer.status_code == (422 if refused else 200)
    if refused:
        told = answer.json()
        assert (told["code"], told["type"]) == ("hold-in-force", "/problems/hold-in-force")
        assert (told["hold"], told["hold_type"]) == (str(hold.id), type_)


def test_nothing_resumes_while_a_termination_is_open(api: Client) -> None:
    contract = suspended()
    found = proposed(contract)

    answer = act(api("legal"), contract, "resume")

    assert (answer.status_code, answer.json()["code"]) == (409, "termination-open")
    assert (answer.json()["termination"], answer.json()["allowed"]) == (str(found.id), ["amend"])
    shown = api("legal").get(f"/api/v1/contracts/{contract.id}").json()
    assert (shown["termination"], shown["allowed_acts"]) == (str(found.id), ["amend"])


# What moves write


def test_what_was_known_when_it_was_signed_is_the_ledgers_instant(api: Client) -> None:
    contract = approved()

    shown = act(api("legal"), contract, "sign", evidence=[str(evidence())]).json()

    event = Event.objects.get(type="contracts.signed")
    contract.refresh_from_db()
    assert contract.signed_at == event.recorded_at
    assert shown["signed_on"] == event.recorded_at.date().isoformat()


def test_amendments_are_numbered_and_kept(api: Client) -> None:
    contract, paper = signed(), evidence()
    moved(contract, Act.AMEND)

    act(api("legal"), contract, "amend", reason="Two more languages.", evidence=[str(paper)])

    shown = api("viewer").get(f"/api/v1/contracts/{contract.id}/amendments?ordering=number")
    rows = shown.json()["results"]
    assert [(row["number"], row["reason"]) for row in rows] == [
        (1, "As agreed."), (2, "Two more languages."),
    ]  # fmt: skip
    assert rows[1]["evidence"] == [str(paper)]
    assert Amendment.objects.get(number=1).signed_on == date(2025, 1, 2)


def test_a_rejected_contract_is_a_draft_again(api: Client) -> None:
    contract = in_review()

    shown = act(api("approver"), contract, "reject").json()

    assert (shown["state"], shown["status"]) == ("draft", "not_yet_effective")


def test_cancelled_is_the_end(api: Client) -> None:
    contract = a_draft()
    shown = act(api("legal"), contract, "cancel").json()

    assert (shown["state"], shown["status"], shown["next_dates"]) == ("cancelled", "ended", [])
    assert (shown["final_status"], shown["end_reason"]) == ("cancelled", None)
    assert act(api("legal"), contract, "submit").json()["allowed"] == []


def test_the_vendor_of_a_signed_contract_is_engaged(api: Client) -> None:
    from contracts.operations.watching import note_engagement

    contract = signed()

    note_engagement(vendor_id=contract.vendor_id)

    contract.vendor.standing.refresh_from_db()
    assert contract.vendor.standing.engaged
    assert leo().person == contract.drafted_by
