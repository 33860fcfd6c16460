"""Terminations: proposed for a reason, approved by another, served, and completed with proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import clock
from config.actors import Actor
from config.events.models import Event
from contracts.models import Contract, Termination
from contracts.operations.terminations import approve_termination, propose_termination
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    LATER,
    PLANNED,
    a_grant,
    ada,
    agreed,
    an_asset,
    evidence,
    proposed,
    served,
    settled,
    signed,
    stepped,
    suspended,
)
from tests.integration.contracts.leaving import BECAUSE, Client, act, propose, state_of

pytestmark = pytest.mark.django_db


def test_notice_makes_the_contract_terminating_and_submits_its_step(api: Client) -> None:
    found = agreed()

    answer = act(api("legal"), found, "serve-notice", evidence=[str(evidence())])

    assert answer.status_code == 200, answer.content
    made = answer.json()
    today = clock.today()
    assert (made["state"], made["notice_served_on"]) == ("notice_served", today.isoformat())
    assert made["effective_on"] == (today + timedelta(days=30)).isoformat()
    step = next(step for step in made["steps"] if step["code"] == "serve_notice")
    assert (step["state"], len(step["evidence"])) == ("submitted", 1)
    shown = api("viewer").get(f"/api/v1/contracts/{found.contract_id}").json()
    assert (shown["state"], shown["status"]) == ("terminating", "notice_given")
    assert [day["kind"] for day in shown["next_dates"]] == ["end"]
    assert Event.objects.filter(type="contracts.notice_served").count() == 1


def test_notice_needs_a_receipt(api: Client) -> None:
    answer = act(api("legal"), agreed(), "serve-notice")

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence-required")


def test_notice_is_served_where_the_contract_lives() -> None:
    contract = signed(zone="America/Los_Angeles")
    found = propose_termination(
        contract_id=contract.id,
        proposal=PLANNED,
        actor=Actor.system(),
        at=datetime(2025, 6, 11, 6, 30, tzinfo=UTC),  # 23:30 the day before in Los Angeles
    )

    assert found.proposed_on == date(2025, 6, 10)


def test_the_notice_step_is_submitted_by_the_notice_alone(api: Client) -> None:
    found = agreed()
    path = f"/api/v1/terminations/{found.id}/steps/serve_notice"
    api("legal").post(f"{path}/start", BECAUSE)

    answer = api("legal").post(f"{path}/submit", {**BECAUSE, "evidence": [str(evidence())]})

    assert (answer.status_code, answer.json()["allowed"]) == (409, ["serve_notice"])
    assert act(api("legal"), found, "serve-notice", evidence=[str(evidence())]).status_code == 200


def test_the_agreed_day_moves_and_the_steps_follow(api: Client) -> None:
    found = served()

    answer = act(
        api("legal"), found, "reschedule", effective_on="2025-08-01", evidence=[str(evidence())]
    )

    assert answer.status_code == 200, answer.content
    due = {step["code"]: step["due_on"] for step in answer.json()["steps"]}
    assert (due["return_data"], due["destroy_data"]) == ("2025-08-01", "2025-08-31")
    effective = next(day for day in answer.json()["dates"] if day["kind"] == "effective")
    assert "agreed with the vendor" in effective["rule"]


def test_the_days_of_what_is_done_follow_too_and_it_stays_done(api: Client) -> None:
    found = settled(served(), but=[StepCode.CLOSE_OUT])

    answer = act(
        api("legal"), found, "reschedule", effective_on="2025-08-01", evidence=[str(evidence())]
    )

    days = {day["kind"]: day["on"] for day in answer.json()["dates"]}
    assert days["data_return_due"] == days["effective"] == "2025-08-01"
    assert days["destruction_due"] == "2025-08-31"
    assert days["close_out_due"] == "2025-09-15"
    steps = {step["code"]: step for step in answer.json()["steps"]}
    assert [steps[code]["due_on"] for code in ("return_data", "destroy_data")] == [
        "2025-08-01",
        "2025-08-31",
    ]
    assert {step["state"] for code, step in steps.items() if code != "close_out"} == {"verified"}
    assert steps["return_data"]["evidence"]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"effective_on": "2025-06-15"}, 422, "effective-before-notice"),
        ({"effective_on": "9999-12-31"}, 400, "invalid"),
        ({"effective_on": "soon"}, 400, "invalid"),
        ({}, 400, "invalid"),
    ],
)
def test_a_day_that_cannot_be_agreed_is_refused(
    api: Client, said: dict[str, object], status: int, code: str
) -> None:
    answer = act(api("legal"), served(), "reschedule", evidence=[str(evidence())], **said)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_another_day_needs_the_agreement(api: Client) -> None:
    answer = act(api("legal"), served(), "reschedule", effective_on="2025-08-01")

    assert answer.json()["code"] == "evidence-required"


@pytest.mark.parametrize(("made", "before"), [(signed, "active"), (suspended, "suspended")])
def test_withdrawal_restores_the_state_before(
    api: Client, made: Callable[[], Contract], before: str
) -> None:
    contract = made()
    found = served(contract)

    answer = act(api("legal"), found, "withdraw", evidence=[str(evidence())])

    assert answer.json()["state"] == "withdrawn"
    assert state_of(contract) == before
    assert answer.json()["allowed_acts"] == []
    assert propose(api("legal"), contract).status_code == 201


@pytest.mark.parametrize("made", [proposed, agreed])
def test_before_notice_withdrawal_leaves_the_contract_as_it_is(
    api: Client, made: Callable[[], Termination]
) -> None:
    found = made()

    assert act(api("legal"), found, "withdraw").json()["state"] == "withdrawn"
    assert state_of(found.contract) == "active"


def test_the_steps_of_a_withdrawn_termination_rest(api: Client) -> None:
    found = served()
    act(api("legal"), found, "withdraw", evidence=[str(evidence())])

    answer = api("legal").post(f"/api/v1/terminations/{found.id}/steps/transition/start", BECAUSE)

    assert (answer.status_code, answer.json()["state"]) == (409, "withdrawn")


def test_a_contract_ends_when_all_is_proved_and_its_day_has_come(api: Client) -> None:
    found = settled(served())

    answer = act(api("legal"), found, "complete")

    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["open_steps"]) == ("completed", 0)
    shown = api("viewer").get(f"/api/v1/contracts/{found.contract_id}").json()
    assert (shown["state"], shown["status"], shown["end_reason"]) == (
        "ended", "ended", "neutrality_conflict",
    )  # fmt: skip
    assert (shown["final_status"], shown["ended_on"]) == ("incomplete", "2025-07-16")
    assert shown["allowed_acts"] == []
    types = (
        Event.objects.filter(type__startswith="contracts.")
        .order_by("seq")
        .values_list("type", flat=True)
    )
    assert list(types)[-2:] == ["contracts.terminated", "contracts.ended"]


def test_a_contract_that_ended_stays_ended(api: Client) -> None:
    found = settled(served())
    act(api("legal"), found, "complete")

    again = act(api("legal"), found, "complete")
    resumed = api("legal").post(f"/api/v1/contracts/{found.contract_id}/resume", BECAUSE)

    assert (again.status_code, resumed.status_code) == (409, 409)
    assert propose(api("legal"), found.contract).status_code == 409


def test_open_steps_keep_a_contract_from_ending(api: Client) -> None:
    found = settled(served(), but=[StepCode.TRANSITION, StepCode.CLOSE_OUT])

    answer = act(api("legal"), found, "complete")

    assert (answer.status_code, answer.json()["code"]) == (409, "steps-open")
    assert answer.json()["steps"] == ["transition", "close_out"]
    assert answer.json()["allowed"][:2] == ["reschedule", "withdraw"]
    assert "complete" not in answer.json()["allowed"]


def test_before_its_last_day_a_contract_does_not_end(api: Client) -> None:
    found = settled(served())
    said = {"effective_on": "2999-01-01", "evidence": [str(evidence())]}
    act(api("legal"), found, "reschedule", **said)

    answer = act(api("legal"), found, "complete")

    assert (answer.status_code, answer.json()["code"]) == (409, "before-effective-day")
    assert answer.json()["effective_on"] == "2999-01-01"


def test_a_waived_step_is_settled_too(api: Client) -> None:
    found = settled(served(), but=[StepCode.TRANSITION, StepCode.CLOSE_OUT])
    stepped(found, StepCode.TRANSITION, StepAct.WAIVE)
    stepped(found, StepCode.CLOSE_OUT, StepAct.WAIVE)

    assert act(api("legal"), found, "complete").status_code == 200


def test_terminations_are_listed_and_narrowed(api: Client) -> None:
    one, other = served(), proposed()

    def found(query: str) -> set[str]:
        answer = api("viewer").get(f"/api/v1/terminations?{query}")
        assert answer.status_code == 200, answer.content
        return {row["id"] for row in answer.json()["results"]}

    assert found("") == {str(one.id), str(other.id)}
    assert found(f"contract={one.contract_id}") == {str(one.id)}
    assert found(f"vendor={other.contract.vendor_id}") == {str(other.id)}
    assert found("state=proposed") == {str(other.id)}
    assert found("ground=insolvency") == set()
    of_contract = api("viewer").get(f"/api/v1/contracts/{one.contract_id}/terminations").json()
    assert [row["id"] for row in of_contract["results"]] == [str(one.id)]


def test_the_timeline_of_a_contract_shows_its_terminations(api: Client) -> None:
    found = proposed()
    approve_termination(termination_id=found.id, actor=ada(), reason="Agreed.", at=LATER)

    path = f"/api/v1/contracts/{found.contract_id}/timeline"
    types = [event["type"] for event in api("viewer").get(path).json()["results"]]

    assert types[-2:] == ["contracts.termination_proposed", "contracts.termination_approved"]


def test_the_shape_shown_is_the_shape_described(api: Client) -> None:
    from contracts.api.serializers.terminations import StepRecord, TerminationRecord

    shown = api("viewer").get(f"/api/v1/terminations/{agreed().id}").json()

    assert set(shown) == set(TerminationRecord().fields)
    assert set(shown["steps"][0]) == set(StepRecord().fields)


def test_a_list_asks_the_database_as_often_for_many_as_for_one(api: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert api("viewer").get("/api/v1/terminations").status_code == 200
        return len(queries)

    an_asset(first := signed()), a_grant(first)
    served(first)
    asked()  # the first time makes the token
    once = asked()
    for _ in range(2):
        an_asset(other := signed()), a_grant(other)
        act(api("legal"), served(other), "dispute")

    assert asked() == once
