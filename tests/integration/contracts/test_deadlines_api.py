"""Days that come are kept in step with their contract, listed, and told of once per offset."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from config.actors import Actor
from config.events import inbox
from config.events.models import Delivery, Event
from contracts import tasks
from contracts.lifecycle import Act, State
from contracts.models import Contract, Deadline, Reminder
from contracts.operations.dates import keep_dates_of
from contracts.operations.leaving import withdraw
from contracts.operations.reminding import remind
from contracts.operations.watching import note_missed_notices
from contracts.survival import Duty, DutyKind
from tests.builders.contracts import (
    LATER,
    agreed,
    evidence,
    judged,
    leo,
    moved,
    served,
    signed,
)
from tests.builders.procurement import all_at_once, an_approved_waiver, conflicted, settled
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
SYSTEM = Actor.system()


def of_a_fixed_year(**said: Any) -> Contract:
    """Of 2025, signed on 2 January: notice by 1 December, theirs by 1 November."""
    return signed(renewal_type="fixed", ends_on=date(2025, 12, 31), **said)


def listed(api: Client, **asked: object) -> list[tuple[str, str]]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    answer = api("viewer").get(f"/api/v1/deadlines?{query}")
    return [(each["kind"], each["on"]) for each in answer.json()["results"]]


def told(type_: str = "contracts.deadline_near") -> list[tuple[str, int]]:
    events = Event.objects.filter(type=type_).order_by("seq")
    return [(event.data["kind"], event.data.get("days_left", -1)) for event in events]


def done(task: str) -> None:
    """Do what is owed to a task."""
    assert tasks.keep_dates
    for delivery in Delivery.objects.filter(task=task, done_at=None):
        inbox.deliver(delivery.id)
        delivery.refresh_from_db()
        assert delivery.done_at is not None, delivery.last_error


def test_what_comes_is_listed_soonest_first_with_the_rule_that_gave_it(api: Client) -> None:
    contract = of_a_fixed_year(decision_lead_days=31)

    assert listed(api, valid_at="2025-01-02") == [
        ("decision_deadline_ours", "2025-10-31"),
        ("notice_deadline_theirs", "2025-11-01"),
        ("notice_deadline_ours", "2025-12-01"),
        ("end", "2025-12-31"),
    ]
    row = api("viewer").get("/api/v1/deadlines?kind=notice_deadline_ours&valid_at=2025-11-30")
    (shown,) = row.json()["results"]
    assert (shown["contract"], shown["reference"]) == (str(contract.id), contract.reference)
    assert (shown["days_left"], shown["overdue"]) == (1, False)
    assert shown["rule"] == ("30 calendar days before 2025-12-31: a later notice comes to nothing")


def test_the_list_is_narrowed_by_day_vendor_and_kind(api: Client) -> None:
    contract = of_a_fixed_year()
    of_a_fixed_year()
    asked = {"vendor": contract.vendor_id, "valid_at": "2025-01-02"}

    assert listed(api, before="2025-12-01", **asked) == [("notice_deadline_theirs", "2025-11-01")]
    assert listed(api, kind="end", **asked) == [("end", "2025-12-31")]
    assert len(listed(api, kind="end", valid_at="2025-01-02")) == 2


def test_a_decision_that_was_not_taken_is_overdue_until_the_notice_is_too_late(
    api: Client,
) -> None:
    of_a_fixed_year(decision_lead_days=30, notice_days_theirs=None)

    remind(on=date(2025, 11, 10), actor=SYSTEM)

    kinds = [kind for kind, _ in listed(api, valid_at="2025-11-10")]
    assert kinds == ["decision_deadline_ours", "notice_deadline_ours", "end"]
    assert told("contracts.deadline_passed") == [("decision_deadline_ours", -1)]
    note_missed_notices(on=date(2025, 12, 2), actor=SYSTEM)
    assert [kind for kind, _ in listed(api, valid_at="2025-12-02")] == ["end"]


def test_each_offset_is_told_once_however_often_the_clock_runs() -> None:
    of_a_fixed_year(notice_days_theirs=None)
    day = date(2025, 9, 1)

    while day <= date(2025, 12, 31):
        remind(on=day, actor=SYSTEM)
        remind(on=day, actor=SYSTEM)
        day += timedelta(days=1)

    ours = [days for kind, days in told() if kind == "notice_deadline_ours"]
    ends = [days for kind, days in told() if kind == "end"]
    assert (ours, ends) == ([60, 30, 14, 7, 1], [90, 30, 14, 7, 1])


def test_a_clock_that_slept_tells_the_nearest_offset_once_and_what_passed() -> None:
    of_a_fixed_year(notice_days_theirs=None)

    remind(on=date(2025, 11, 28), actor=SYSTEM)
    remind(on=date(2026, 2, 1), actor=SYSTEM)

    assert told() == [("notice_deadline_ours", 3), ("end", 33)]
    assert told("contracts.deadline_passed") == [("end", -1)]


def test_what_was_told_is_kept_as_a_row_per_offset() -> None:
    of_a_fixed_year(notice_days_theirs=None)

    remind(on=date(2025, 11, 20), actor=SYSTEM)

    ours = Reminder.objects.filter(deadline__kind="notice_deadline_ours")
    assert sorted(ours.values_list("days", flat=True)) == [14, 30, 60]


def test_notice_takes_the_days_of_the_term_away_and_withdrawal_brings_them_back(
    api: Client,
) -> None:
    contract = of_a_fixed_year()
    remind(on=date(2025, 10, 10), actor=SYSTEM)
    said = len(told())

    notice = served(contract)
    at_once = listed(api, kind="notice_deadline_ours", valid_at="2025-06-16")
    keep_dates_of(contract_id=contract.id, on=LATER.date())
    leaving = dict(listed(api, valid_at="2025-06-16"))
    consent = [evidence()]
    withdraw(termination_id=notice.id, actor=leo(), reason="We stay.", evidence=consent)
    keep_dates_of(contract_id=contract.id, on=LATER.date())
    back = dict(listed(api, valid_at="2025-06-16"))
    remind(on=date(2025, 10, 11), actor=SYSTEM)

    assert at_once == []
    assert leaving["end"] == str(notice.effective_on)
    assert "notice_deadline_ours" not in leaving
    assert "step_due" in leaving
    assert back["notice_deadline_ours"] == "2025-12-01"
    assert "step_due" not in back
    assert len(told()) == said


def test_steps_that_are_late_stay_listed_as_overdue(api: Client) -> None:
    found = agreed(of_a_fixed_year())
    keep_dates_of(contract_id=found.contract_id, on=LATER.date())

    answer = api("viewer").get("/api/v1/deadlines?kind=step_due&valid_at=2026-06-01").json()

    assert answer["results"]
    assert all(each["overdue"] for each in answer["results"])
    steps = {str(step.id) for step in found.steps.all()}
    assert {each["about"] for each in answer["results"]} == steps


def test_the_end_of_a_waiver_is_a_day_that_comes(api: Client) -> None:
    from tests.builders.procurement import a_clear_vendor

    vendor = a_clear_vendor()
    contract = signed(vendor)
    conflicted(vendor)
    settled()

    waiver = an_approved_waiver(vendor, contract=contract.id)
    done("contracts.tasks.keep_dates")

    assert listed(api, kind="waiver_end") == [("waiver_end", "2998-12-31")]
    shown = api("viewer").get(f"/api/v1/contracts/{contract.id}").json()["next_dates"]
    assert any(each["kind"] == "waiver_end" for each in shown)
    assert Deadline.objects.get(kind="waiver_end").about == waiver.id


def test_a_waiver_for_all_contracts_ends_for_each(api: Client) -> None:
    from tests.builders.procurement import a_clear_vendor

    vendor = a_clear_vendor()
    for _ in range(2):
        signed(vendor)
    conflicted(vendor)
    settled()

    an_approved_waiver(vendor)
    done("contracts.tasks.keep_dates")

    assert len(listed(api, kind="waiver_end")) == 2


def test_duties_that_survive_are_listed_with_their_last_day(api: Client) -> None:
    duties = [
        Duty(DutyKind.CONFIDENTIALITY, months=24, description="Everything they saw."),
        Duty(DutyKind.LICENCE),
    ]
    contract = of_a_fixed_year(survival=duties)
    path = f"/api/v1/contracts/{contract.id}/survival-duties"

    before = api("viewer").get(f"{path}?valid_at=2025-06-01").json()["results"]
    Contract.objects.filter(id=contract.id).update(
        state=State.ENDED.value, ended_on=date(2025, 12, 31), final_status="complete"
    )
    keep_dates_of(contract_id=contract.id, on=date(2026, 1, 1))
    after = api("viewer").get(f"{path}?valid_at=2026-01-01").json()["results"]

    assert [(each["state"], each["until"]) for each in before] == [("ahead", None)] * 2
    assert [(each["kind"], each["state"], each["until"], each["rule"]) for each in after] == [
        (
            "confidentiality",
            "running",
            "2027-12-31",
            "24 months after the contract ended on 2025-12-31",
        ),
        ("licence", "running", None, "it does not end"),
    ]
    assert listed(api, valid_at="2026-01-01") == [("survival_end", "2027-12-31")]
    running = api("viewer").get("/api/v1/survival-duties?state=running&valid_at=2028-01-01")
    assert [each["kind"] for each in running.json()["results"]] == ["licence"]


def test_what_is_over_has_no_days_that_come(api: Client) -> None:
    contract = of_a_fixed_year()

    Contract.objects.filter(id=contract.id).update(
        state=State.ENDED.value, ended_on=date(2025, 6, 1), final_status="incomplete"
    )

    assert listed(api, valid_at="2025-06-02") == []


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ("before=soon", "/before"),
        ("kind=lunch", "/kind"),
        ("vendor=x", "/vendor"),
        ("until=2025-01-01", "/until"),
    ],
)
def test_an_unknown_question_about_days_is_refused(api: Client, asked: str, pointer: str) -> None:
    answer = api("viewer").get(f"/api/v1/deadlines?{asked}")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_days_that_come_are_for_readers_of_contracts(api: Client) -> None:
    assert api().get("/api/v1/deadlines").status_code == 401
    assert api("intake").get("/api/v1/deadlines").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_tell_each_day_once() -> None:
    vendor = judged(a_vendor())
    for _ in range(4):
        signed(vendor, renewal_type="fixed", ends_on=date(2025, 12, 31), notice_days_theirs=None)

    answers = all_at_once(*(lambda: remind(on=date(2025, 11, 20), actor=SYSTEM) for _ in range(3)))
    remind(on=date(2025, 11, 20), actor=SYSTEM)

    assert all(isinstance(answer, int) for answer in answers), answers
    assert len(told()) == 8
    assert (
        len({event.subject_id for event in Event.objects.filter(type="contracts.deadline_near")})
        == 4
    )


def test_a_suspended_contract_still_has_its_days(api: Client) -> None:
    contract = moved(of_a_fixed_year(), Act.SUSPEND)

    assert ("end", "2025-12-31") in listed(api, contract=contract.id, valid_at="2025-02-01")
