"""The vendor's time to cure and ours to answer it are days that come, told of like all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from config.actors import Actor
from config.events.models import Event
from contracts.lifecycle import State
from contracts.models import Deadline, Termination, WaivedMatter
from contracts.operations.dates import keep_dates_of
from contracts.operations.objecting import dispute, judge_cure, settle_dispute
from contracts.operations.reminding import remind
from contracts.operations.waiving import waive_matter
from contracts.termination import Outcome
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    LATER,
    PLANNED,
    ada,
    evidence,
    leo,
    served,
    signed,
)
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
SYSTEM = Actor.system()
OURS = ("cure_end", "dispute_answer")


@pytest.fixture
def found() -> Termination:
    """Served on 16 June 2025, to be cured by 16 July."""
    contract = signed(clauses=[replace(CONTROL_CLAUSE, cure_days=30)])
    return served(contract, replace(PLANNED, clause=contract.clauses.get().id))


def kept(found: Termination, on: date = date(2025, 6, 17)) -> list[tuple[str, date]]:
    """The days of objections that stand, once the file was looked at."""
    keep_dates_of(contract_id=found.contract_id, on=on)
    rows = Deadline.objects.filter(contract=found.contract_id, stands=True, kind__in=OURS)
    return [(row.kind, row.on) for row in rows]


def disputed(found: Termination, answer_by: date | None) -> None:
    dispute(termination_id=found.id, actor=leo(), reason="Denied.", at=LATER, answer_by=answer_by)


def told(type_: str) -> list[tuple[str, str]]:
    events = Event.objects.filter(type=type_, data__kind__in=OURS).order_by("seq")
    return [(event.data["kind"], event.data["on"]) for event in events]


def test_the_end_of_the_time_to_cure_is_told_of_before_and_after(
    api: Client, found: Termination
) -> None:
    assert kept(found) == [("cure_end", date(2025, 7, 16))]
    listed = api("viewer").get("/api/v1/deadlines?kind=cure_end&valid_at=2025-06-17").json()
    assert "to cure after notice" in listed["results"][0]["rule"]

    for day in (date(2025, 7, 9), date(2025, 7, 9), date(2025, 7, 15), date(2025, 7, 17)):
        remind(on=day, actor=SYSTEM)

    assert told("contracts.deadline_near") == [("cure_end", "2025-07-16")] * 2
    assert told("contracts.deadline_passed") == [("cure_end", "2025-07-16")]


def test_once_cured_there_is_nothing_to_wait_for(found: Termination) -> None:
    judge_cure(
        termination_id=found.id, accepted=True, actor=leo(), reason="Mended.", at=LATER,
        evidence=[evidence()],
    )  # fmt: skip

    assert kept(found) == []


def test_nor_once_an_approver_let_the_time_go(found: Termination) -> None:
    waive_matter(
        termination_id=found.id, matter=WaivedMatter.CURE_PERIOD, actor=ada(), reason="So.",
        at=LATER,
    )  # fmt: skip

    assert kept(found) == []


def test_the_last_day_of_our_answer_is_told_of_until_the_dispute_is_settled(
    found: Termination,
) -> None:
    disputed(found, date(2025, 7, 1))
    assert kept(found) == [("dispute_answer", date(2025, 7, 1)), ("cure_end", date(2025, 7, 16))]

    remind(on=date(2025, 6, 28), actor=SYSTEM)
    settle_dispute(
        termination_id=found.id, outcome=Outcome.DISMISSED, actor=leo(), reason="Dismissed.",
        at=LATER, evidence=[evidence()],
    )  # fmt: skip

    assert told("contracts.deadline_near") == [("dispute_answer", "2025-07-01")]
    assert kept(found) == [("cure_end", date(2025, 7, 16))]


def test_a_dispute_nobody_set_a_day_for_has_none(found: Termination) -> None:
    disputed(found, None)

    assert kept(found) == [("cure_end", date(2025, 7, 16))]


def test_the_day_is_said_with_the_dispute(api: Client, found: Termination) -> None:
    path = f"/api/v1/terminations/{found.id}/dispute"
    body = {"reason": "Denied.", "raised_on": "2025-06-20"}

    early = api("legal").post(path, {**body, "answer_by": "2025-06-19"})
    raised = api("legal").post(path, {**body, "answer_by": "2025-07-04"})

    assert (early.status_code, early.json()["errors"][0]["code"]) == (400, "before_raised")
    assert raised.status_code == 200, raised.json()
    assert raised.json()["disputes"][0]["answer_by"] == "2025-07-04"


def test_both_are_next_dates_of_the_contract(api: Client, found: Termination) -> None:
    disputed(found, date(2025, 7, 1))
    kept(found)

    shown = api("viewer").get(f"/api/v1/contracts/{found.contract_id}?valid_at=2025-06-17").json()

    assert shown["state"] == State.TERMINATING
    assert {"cure_end", "dispute_answer"} <= {each["kind"] for each in shown["next_dates"]}


@pytest.mark.parametrize("type_", ["cure_judged", "termination_disputed", "dispute_settled"])
def test_what_changes_them_owes_a_look_at_the_days(type_: str) -> None:
    from config.reactions import REACTIONS

    assert "contracts.tasks.keep_dates" in REACTIONS[f"contracts.{type_}"]
