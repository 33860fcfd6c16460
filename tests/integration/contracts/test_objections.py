"""What the vendor may set against a notice: cure, dispute, and consent to go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from config.events.models import Event
from contracts.models import Contract, Dispute, Termination
from contracts.operations.objecting import judge_cure
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    DONE,
    LATER,
    PLANNED,
    agreed,
    an_asset,
    certified,
    evidence,
    leo,
    proposed,
    served,
    settled,
    signed,
    stepped,
)
from tests.builders.people import a_person
from tests.integration.conftest import Api
from tests.integration.contracts.leaving import BECAUSE, act, propose, state_of

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


# Cure


def curable(contract: Contract | None = None) -> Termination:
    """Served on a clause that gives the vendor until far in the future to cure."""
    contract = contract or signed(clauses=[replace(CONTROL_CLAUSE, cure_days=20_000)])
    clause = contract.clauses.get(superseded_version=None)
    return served(contract, replace(PLANNED, clause=clause.id))


def test_the_time_to_cure_is_shown_with_its_rule(api: Client) -> None:
    shown = api("legal").get(f"/api/v1/terminations/{curable().id}").json()

    until = date(2025, 6, 16) + timedelta(days=20_000)
    assert (shown["cure"]["state"], shown["cure"]["until"]) == ("running", until.isoformat())
    assert "20000 days to cure after notice" in shown["cure"]["rule"]
    assert "cure" in shown["allowed_acts"]
    assert "cure_ends" in [day["kind"] for day in shown["dates"]]


def ready(found: Termination) -> Termination:
    """Everything settled, and the last day agreed upon and passed."""
    settled(found)
    Termination.objects.filter(id=found.id).update(effective_on=date(2025, 6, 16))
    return found


def test_before_the_time_to_cure_has_run_out_nothing_is_completed(api: Client) -> None:
    found = ready(curable())

    answer = act(api("legal"), found, "complete")

    assert (answer.status_code, answer.json()["code"]) == (409, "cure-running")
    assert answer.json()["cure_until"] > "2079"


def test_an_approver_may_let_the_time_to_cure_go(api: Client) -> None:
    found = ready(curable())

    waived = act(api("approver"), found, "waive", matter="cure_period")
    done = act(api("legal"), found, "complete")

    assert waived.json()["cure"]["state"] == "waived"
    assert waived.json()["waivers"][0]["matter"] == "cure_period"
    assert done.json()["state"] == "completed"
    assert Event.objects.filter(type="contracts.matter_waived").count() == 1


def test_a_cured_breach_can_only_be_withdrawn_and_needs_no_consent(api: Client) -> None:
    found = curable()
    cured = act(api("legal"), found, "cure", accepted=True, evidence=[str(evidence())])
    ready(found)

    refused = act(api("legal"), found, "complete")

    assert cured.json()["cure"]["state"] == "cured"
    assert (refused.status_code, refused.json()["code"]) == (409, "breach-cured")
    assert act(api("legal"), found, "withdraw").json()["state"] == "withdrawn"
    assert state_of(found.contract) == "active"


def test_a_cure_that_is_not_accepted_leaves_the_time_running(api: Client) -> None:
    found = curable()

    answer = act(api("legal"), found, "cure", accepted=False)

    assert answer.json()["cure"]["state"] == "running"
    assert [attempt["accepted"] for attempt in answer.json()["cure"]["attempts"]] == [False]


@pytest.mark.parametrize(
    ("made", "said", "status", "code"),
    [
        (served, {"accepted": True}, 409, "nothing-to-cure"),
        (agreed, {"accepted": True}, 409, "move-not-allowed"),
        (curable, {"accepted": True}, 422, "evidence-required"),
        (curable, {"accepted": "yes"}, 400, "invalid"),
        (curable, {}, 400, "invalid"),
    ],
)
def test_a_cure_is_refused(
    api: Client, made: Callable[[], Termination], said: dict[str, Any], status: int, code: str
) -> None:
    answer = act(api("legal"), made(), "cure", **said)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_is_cured_is_not_cured_again() -> None:
    found = curable()
    said: dict[str, Any] = {
        "termination_id": found.id,
        "actor": leo(),
        "reason": "So.",
        "at": LATER,
    }
    judge_cure(accepted=True, evidence=[evidence()], **said)

    with pytest.raises(Exception, match="nothing to cure"):
        judge_cure(accepted=False, **said)


# Dispute


def test_a_dispute_is_shown_and_keeps_the_contract_from_ending(api: Client) -> None:
    found = ready(served())

    raised = act(api("legal"), found, "dispute", raised_on="2025-07-01")
    refused = act(api("legal"), found, "complete")

    [dispute] = raised.json()["disputes"]
    assert (dispute["outcome"], dispute["raised_on"]) == (None, "2025-07-01")
    assert "settle_dispute" in raised.json()["allowed_acts"]
    assert "dispute" not in raised.json()["allowed_acts"]
    assert (refused.status_code, refused.json()["code"]) == (409, "dispute-open")
    assert refused.json()["disputes"] == [dispute["id"]]


@pytest.mark.parametrize(
    ("outcome", "code"), [("dismissed", None), ("agreed", None), ("upheld", "dispute-upheld")]
)
def test_how_a_dispute_ends_says_whether_it_goes_on(
    api: Client, outcome: str, code: str | None
) -> None:
    found = ready(served())
    act(api("legal"), found, "dispute")
    said = {"outcome": outcome, "evidence": [str(evidence())]}

    ended = act(api("legal"), found, "settle-dispute", **said)
    answer = act(api("legal"), found, "complete")

    assert ended.json()["disputes"][0]["outcome"] == outcome
    assert answer.json().get("code") == code


def test_an_approver_may_go_on_in_spite_of_a_dispute(api: Client) -> None:
    found = ready(served())
    act(api("legal"), found, "dispute")

    waived = act(api("approver"), found, "waive", matter="dispute")

    assert waived.json()["waivers"][0]["dispute"] == str(Dispute.objects.get().id)
    assert act(api("legal"), found, "complete").json()["state"] == "completed"


@pytest.mark.parametrize(
    ("name", "said", "status", "code"),
    [
        ("settle-dispute", {"outcome": "agreed", "evidence": []}, 409, "no-open-dispute"),
        ("settle-dispute", {"outcome": "won"}, 400, "invalid"),
        ("dispute", {"raised_on": "2999-01-01"}, 400, "invalid"),
        ("waive", {"matter": "dispute"}, 409, "nothing-to-waive"),
        ("waive", {"matter": "cure_period"}, 409, "nothing-to-waive"),
        ("waive", {"matter": "everything"}, 400, "invalid"),
    ],
)
def test_what_is_not_there_is_neither_settled_nor_let_go(
    api: Client, name: str, said: dict[str, Any], status: int, code: str
) -> None:
    answer = act(api("legal", "approver"), served(), name, **said)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_second_dispute_waits_for_the_first(api: Client) -> None:
    found = served()
    act(api("legal"), found, "dispute")

    again = act(api("legal"), found, "dispute")
    unproved = act(api("legal"), found, "settle-dispute", outcome="agreed")

    assert (again.status_code, again.json()["code"]) == (409, "dispute-on-file")
    assert (unproved.status_code, unproved.json()["code"]) == (422, "evidence-required")


@pytest.mark.parametrize("name", ["cure", "dispute", "settle-dispute", "waive"])
@pytest.mark.parametrize("made", [proposed, agreed])
def test_before_notice_there_is_nothing_to_object_to(
    api: Client, name: str, made: Callable[[], Termination]
) -> None:
    said = {
        "cure": {"accepted": False},
        "dispute": {},
        "settle-dispute": {"outcome": "agreed"},
        "waive": {"matter": "dispute"},
    }[name]

    assert act(api("legal", "approver"), made(), name, **said).status_code == 409


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("cure", ["legal"]),
        ("dispute", ["legal"]),
        ("settle-dispute", ["legal"]),
        ("waive", ["approver"]),
    ],
)
def test_whoever_may_not_is_told_who_may(api: Client, name: str, needs: list[str]) -> None:
    answer = act(api("vendor_manager"), served(), name)

    assert (answer.status_code, answer.json()["needs"]) == (403, needs)


def test_nobody_lets_their_own_proposal_off(api: Client) -> None:
    ann = a_person("ann")
    contract = signed(clauses=[replace(CONTROL_CLAUSE, cure_days=20_000)])
    both = api("legal", "approver", user=ann)
    clause = str(contract.clauses.get().id)
    made = propose(both, contract, clause=clause).json()
    path = f"/api/v1/terminations/{made['id']}"
    api("approver").post(f"{path}/approve", BECAUSE)
    both.post(f"{path}/serve-notice", {**BECAUSE, "evidence": [str(evidence())]})

    answer = both.post(f"{path}/waive", {**BECAUSE, "matter": "cure_period"})

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


# Withdrawal


def test_after_notice_withdrawal_needs_the_vendors_consent(api: Client) -> None:
    found = served()

    refused = act(api("legal"), found, "withdraw")
    consented = act(api("legal"), found, "withdraw", evidence=[str(evidence())])

    assert (refused.status_code, refused.json()["code"]) == (422, "evidence-required")
    assert consented.json()["state"] == "withdrawn"
    event = Event.objects.get(type="contracts.termination_withdrawn")
    assert len(event.data["evidence"]) == 1


def test_there_is_no_way_back_once_data_was_destroyed(api: Client) -> None:
    asset = an_asset(contract := signed())
    found = served(contract)
    for code in (StepCode.LEGAL_HOLD_CHECK, StepCode.RETURN_DATA):
        stepped(found, code, *DONE)
    acts = (StepAct.START, StepAct.SUBMIT)
    stepped(found, StepCode.DESTROY_DATA, *acts, certificates=certified(asset))

    answer = act(api("legal"), found, "withdraw", evidence=[str(evidence())])

    assert (answer.status_code, answer.json()["code"]) == (409, "data-destroyed")
    assert answer.json()["destroyed"][0]["data_asset"] == str(asset.id)


@pytest.mark.parametrize("how", ["cured", "found right"])
def test_a_vendor_that_is_right_too_late_does_not_keep_a_contract_from_ending(
    api: Client, how: str
) -> None:
    contract = signed(clauses=[replace(CONTROL_CLAUSE, cure_days=20_000)])
    an_asset(contract)
    found = ready(curable(contract))
    proof = [str(evidence())]
    if how == "cured":
        act(api("legal"), found, "cure", accepted=True, evidence=proof)
    else:
        act(api("approver"), found, "waive", matter="cure_period")
        act(api("legal"), found, "dispute")
        act(api("legal"), found, "settle-dispute", outcome="upheld", evidence=proof)

    back = act(api("legal"), found, "withdraw", evidence=proof)
    through = act(api("legal"), found, "complete")

    assert (back.status_code, back.json()["code"]) == (409, "data-destroyed")
    assert through.json()["state"] == "completed"


def test_that_it_can_only_be_withdrawn_is_said_before_steps_are_carried_out(api: Client) -> None:
    found = curable()
    act(api("legal"), found, "cure", accepted=True, evidence=[str(evidence())])

    refused = act(api("legal"), found, "complete").json()

    assert refused["code"] == "breach-cured"
    assert "cure" not in refused["allowed"]
    assert "settle_dispute" not in refused["allowed"]
    assert "withdraw" in refused["allowed"]


def test_where_the_vendor_was_found_right_it_need_not_consent(api: Client) -> None:
    found = served()
    act(api("legal"), found, "dispute")
    said = {"outcome": "upheld", "evidence": [str(evidence())]}
    act(api("legal"), found, "settle-dispute", **said)

    assert act(api("legal"), found, "withdraw").json()["state"] == "withdrawn"
