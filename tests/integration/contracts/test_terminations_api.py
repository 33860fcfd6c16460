"""Terminations: proposed for a reason, approved by another, served, and completed with proof."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from config.actors import Actor
from config.events.models import Event
from contracts.models import Contract, Termination
from tests.builders.contracts import (
    EMERGENCY,
    a_draft,
    agreed,
    proposed,
    served,
    signed,
)
from tests.integration.contracts.leaving import BECAUSE, PROPOSAL, Client, act, propose, state_of

pytestmark = pytest.mark.django_db
LEFT_AFTER_NOTICE = [
    "reschedule", "withdraw", "complete", "cure", "dispute", "settle_dispute", "waive",
]  # fmt: skip


def test_a_proposal_says_its_days_and_waits(api: Client) -> None:
    contract = signed()

    answer = propose(api("legal"), contract, requested_effective_on="2999-01-01")

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"] == f"/api/v1/terminations/{made['id']}"
    assert (made["state"], made["steps"], made["allowed_acts"]) == ("proposed", [], ["withdraw"])
    assert (made["effective_on"], made["notice_served_on"]) == ("2999-01-01", None)
    assert [day["kind"] for day in made["dates"]] == ["notice", "earliest_effective", "effective"]
    assert all(day["rule"] for day in made["dates"])
    assert api("viewer").get(answer["Location"]).json() == {**made, "allowed_acts": []}
    assert state_of(contract) == "active"


def test_an_emergency_suspends_at_once_and_a_rejection_leaves_it_so(api: Client) -> None:
    contract = signed()

    made = propose(api("legal"), contract, emergency=True).json()
    after_proposal = state_of(contract)
    rejected = api("approver").post(f"/api/v1/terminations/{made['id']}/reject", BECAUSE).json()

    assert (after_proposal, rejected["state"], state_of(contract)) == (
        "suspended", "rejected", "suspended",
    )  # fmt: skip
    types = list(
        Event.objects.filter(type__startswith="contracts.")
        .order_by("seq")
        .values_list("type", flat=True)
    )[-3:]
    assert types == [
        "contracts.termination_proposed", "contracts.suspended", "contracts.termination_rejected",
    ]  # fmt: skip


def test_one_termination_is_open_at_a_time(api: Client) -> None:
    found = proposed()

    answer = propose(api("legal"), found.contract)

    assert (answer.status_code, answer.json()["code"]) == (409, "termination-open")
    assert answer.json()["termination"] == str(found.id)


def test_after_a_rejection_another_may_be_proposed(api: Client) -> None:
    found = proposed()
    act(api("approver"), found, "reject")

    assert propose(api("legal"), found.contract).status_code == 201


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ground": "boredom"}, "/ground"),
        ({"ground": "other", "comment": ""}, "/comment"),
        ({"clause": str(uuid4())}, "/clause"),
        ({"emergency": "yes"}, "/emergency"),
        ({"requested_effective_on": "2024-12-31"}, "/requested_effective_on"),
        ({"requested_effective_on": "9999-12-31"}, "/requested_effective_on"),
        ({"notice_served_on": "2024-01-01"}, "/notice_served_on"),
    ],
)
def test_a_proposal_that_cannot_be_meant_is_refused(
    api: Client, said: dict[str, object], pointer: str
) -> None:
    answer = propose(api("legal"), signed(), **said)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Termination.objects.exists()


def test_a_clause_of_another_contract_is_not_this_ones(api: Client) -> None:
    other = signed().clauses.get()

    answer = propose(api("legal"), signed(), clause=str(other.id))

    assert answer.json()["errors"][0]["code"] == "unknown_clause"


def test_a_proposal_keeps_what_its_clause_gave(api: Client) -> None:
    contract = signed()

    made = propose(api("legal"), contract, clause=str(contract.clauses.get().id)).json()

    assert made["clause"] == str(contract.clauses.get().id)
    assert made["right"]


def test_only_what_is_in_force_can_be_left(api: Client) -> None:
    answer = propose(api("legal"), a_draft())

    assert (answer.status_code, answer.json()["state"]) == (409, "draft")
    assert answer.json()["allowed"] == ["submit", "cancel"]


@pytest.mark.parametrize("role", ["viewer", "requester", "vendor_manager", "approver", "admin"])
def test_only_legal_proposes(api: Client, role: str) -> None:
    assert propose(api(role), signed()).status_code == 403


def test_an_unknown_contract_or_termination_is_not_found(api: Client) -> None:
    nowhere = f"/api/v1/terminations/{uuid4()}"

    assert propose(api("legal"), Contract(id=uuid4()), nonsense=1).status_code == 404
    assert api("viewer").get(nowhere).status_code == 404
    assert api("approver").post(f"{nowhere}/approve", {}).status_code == 404
    assert api("legal").post(f"{nowhere}/steps/close_out/start", {}).status_code == 404


def test_a_proposal_sent_again_is_one_termination(api: Client) -> None:
    contract, key = signed(), {"Idempotency-Key": "leave"}
    path = f"/api/v1/contracts/{contract.id}/terminations"

    answers = [api("legal").post(path, PROPOSAL, headers=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Termination.objects.count() == 1


def test_a_proposal_about_an_older_version_of_the_contract_is_refused(api: Client) -> None:
    path = f"/api/v1/contracts/{signed().id}/terminations"

    answer = api("legal").post(path, PROPOSAL, headers={"If-Match": '"1"'})

    assert answer.status_code == 412


def test_approval_plans_the_steps(api: Client) -> None:
    answer = act(api("approver"), proposed(), "approve")

    assert answer.status_code == 200
    made = answer.json()
    assert made["state"] == "approved"
    assert [step["code"] for step in made["steps"]] == [
        "legal_hold_check", "freeze_work", "serve_notice", "revoke_access", "return_data",
        "destroy_data", "settle_accounts", "transition", "survival_register", "close_out",
    ]  # fmt: skip
    destroy = made["steps"][5]
    assert (destroy["state"], destroy["waits_for"]) == (
        "blocked", ["legal_hold_check", "return_data"],
    )  # fmt: skip
    assert destroy["allowed_acts"] == ["waive"]
    assert {"data_return_due", "destruction_due", "close_out_due"} <= {
        day["kind"] for day in made["dates"]
    }


def test_an_emergency_puts_data_and_access_first(api: Client) -> None:
    made = act(api("approver"), proposed(proposal=EMERGENCY), "approve").json()

    assert [step["code"] for step in made["steps"]][:3] == [
        "freeze_work", "revoke_access", "legal_hold_check",
    ]  # fmt: skip


def test_whoever_proposed_does_not_approve(api: Client) -> None:
    client = api("legal", "approver")
    made = propose(client, signed()).json()

    answer = client.post(f"/api/v1/terminations/{made['id']}/approve", BECAUSE)

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


def test_what_the_system_proposed_needs_one_approver_of_any_name(api: Client) -> None:
    found = proposed(actor=Actor.system())

    answer = act(api("approver", "legal"), found, "approve")

    assert answer.status_code == 200
    assert answer.json()["proposed_by_system"] is True


def test_approving_twice_plans_once(api: Client) -> None:
    found = proposed()

    codes = [act(api("approver"), found, "approve").status_code for _ in range(2)]

    assert codes == [200, 409]
    assert found.steps.count() == 10


def test_deciding_about_another_version_is_refused(api: Client) -> None:
    path = f"/api/v1/terminations/{proposed().id}/approve"

    answer = api("approver").post(path, BECAUSE, headers={"If-Match": '"7"'})

    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("approve", ["approver"]),
        ("reject", ["approver"]),
        ("serve-notice", ["legal"]),
        ("reschedule", ["legal"]),
        ("withdraw", ["legal"]),
        ("complete", ["legal"]),
    ],
)
def test_whoever_may_not_is_told_who_may(api: Client, name: str, needs: list[str]) -> None:
    answer = act(api("vendor_manager"), proposed(), name)

    assert (answer.status_code, answer.json()["needs"]) == (403, needs)


@pytest.mark.parametrize(
    ("name", "role", "made", "allowed"),
    [
        ("serve-notice", "legal", proposed, ["approve", "reject", "withdraw"]),
        ("complete", "legal", agreed, ["serve_notice", "withdraw"]),
        ("reject", "approver", agreed, ["serve_notice", "withdraw"]),
        ("serve-notice", "legal", served, LEFT_AFTER_NOTICE),
    ],
)
def test_the_wrong_state_says_what_is_possible_instead(
    api: Client, name: str, role: str, made: Callable[[], Termination], allowed: list[str]
) -> None:
    answer = act(api(role), made(), name)

    assert (answer.status_code, answer.json()["allowed"]) == (409, allowed)
