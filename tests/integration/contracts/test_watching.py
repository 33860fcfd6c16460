"""Days that pass are told once, and the vendor's file knows who works for us."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from config.actors import Actor
from config.events import inbox
from config.events.models import Delivery, Event
from contracts import tasks
from contracts.lifecycle import Act
from contracts.models import Contract
from contracts.operations.leaving import complete, withdraw
from contracts.operations.watching import note_missed_notices, note_overdue_steps
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    LATER,
    agreed,
    approved,
    evidence,
    leo,
    moved,
    served,
    settled,
    signed,
    stepped,
)
from vendors.models import Standing

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def passed() -> list[tuple[str, str]]:
    events = Event.objects.filter(type="contracts.deadline_passed").order_by("seq")
    return [(event.data["kind"], event.data["on"]) for event in events]


def of_a_fixed_year() -> Contract:
    """Signed on 2 January 2025 for that year: notice by 1 December, theirs by 1 November."""
    return signed(renewal_type="fixed", ends_on=date(2025, 12, 31))


def test_the_last_day_of_notice_is_told_when_it_has_passed_and_once() -> None:
    contract = of_a_fixed_year()

    on_the_day = note_missed_notices(on=date(2025, 11, 1), actor=SYSTEM)
    told = [note_missed_notices(on=date(2025, 11, 2), actor=SYSTEM) for _ in range(2)]

    assert (on_the_day, told) == (0, [1, 0])
    assert passed() == [("notice_deadline_theirs", "2025-11-01")]
    contract.refresh_from_db()
    assert contract.deadline_on == date(2025, 12, 1)


def test_after_a_long_silence_every_day_that_passed_is_told_in_order() -> None:
    of_a_fixed_year()

    note_missed_notices(on=date(2027, 1, 1), actor=SYSTEM)

    assert passed() == [
        ("notice_deadline_theirs", "2025-11-01"),
        ("notice_deadline_ours", "2025-12-01"),
    ]
    assert Contract.objects.get().deadline_on is None


def test_a_contract_that_renews_itself_has_a_next_deadline() -> None:
    contract = signed(
        renewal_type="auto_renew",
        renewal_months=12,
        ends_on=date(2025, 12, 31),
        notice_days_theirs=None,
    )

    note_missed_notices(on=date(2025, 12, 2), actor=SYSTEM)

    contract.refresh_from_db()
    assert (passed(), contract.deadline_on) == (
        [("notice_deadline_ours", "2025-12-01")], date(2026, 12, 1),
    )  # fmt: skip


def test_a_contract_being_left_misses_no_notice_until_it_is_reinstated() -> None:
    contract = of_a_fixed_year()
    found = served(contract)
    while_leaving = note_missed_notices(on=date(2026, 6, 1), actor=SYSTEM)

    withdraw(termination_id=found.id, actor=leo(), reason="We stay.", evidence=[evidence()])
    note_missed_notices(on=date(2025, 11, 20), actor=SYSTEM)

    contract.refresh_from_db()
    assert (while_leaving, passed()) == (0, [("notice_deadline_theirs", "2025-11-01")])
    assert contract.deadline_on == date(2025, 12, 1)


def test_what_is_not_signed_misses_nothing() -> None:
    approved(renewal_type="fixed", ends_on=date(2025, 12, 31))

    assert note_missed_notices(on=date(2027, 1, 1), actor=SYSTEM) == 0


def test_an_overdue_step_is_told_once_for_each_due_day() -> None:
    found = agreed()
    step = found.steps.get(code=StepCode.LEGAL_HOLD_CHECK)
    next_day = step.due_on + timedelta(days=1)

    on_the_day = note_overdue_steps(on=step.due_on, actor=SYSTEM)
    told = [note_overdue_steps(on=next_day, actor=SYSTEM) for _ in range(2)]

    assert (on_the_day, told) == (0, [1, 0])
    assert passed() == [("step_due", step.due_on.isoformat())]
    event = Event.objects.get(type="contracts.deadline_passed")
    assert (event.subject_id, event.data["step"]) == (found.id, "legal_hold_check")


def test_a_moved_due_day_is_told_anew() -> None:
    found = agreed()
    far = date(2026, 6, 1)
    first = note_overdue_steps(on=far, actor=SYSTEM)
    found.steps.filter(code="transition").update(due_on=date(2026, 5, 1))

    assert (first, note_overdue_steps(on=far, actor=SYSTEM)) == (10, 1)


def test_settled_steps_and_closed_terminations_are_not_overdue() -> None:
    found = agreed()
    stepped(found, StepCode.TRANSITION, StepAct.WAIVE)
    first = note_overdue_steps(on=date(2025, 6, 19), actor=SYSTEM)
    withdraw(termination_id=found.id, actor=leo(), reason="We stay.", evidence=[evidence()])

    assert (first, note_overdue_steps(on=date(2026, 6, 1), actor=SYSTEM)) == (1, 0)


def test_the_clock_runs_both_and_repeats_nothing() -> None:
    of_a_fixed_year()
    agreed()

    tasks.note_passed_deadlines()
    first = len(passed())
    tasks.note_passed_deadlines()

    assert first == len(passed()) > 2


def engaged(contract: Contract) -> bool:
    """After doing what is owed because of the contract's last event."""
    delivery = (
        Delivery.objects.filter(subject_id=contract.id, task="contracts.tasks.note_engagement")
        .order_by("created_at")
        .last()
    )
    assert delivery is not None
    inbox.deliver(delivery.id)
    inbox.deliver(delivery.id)
    return Standing.objects.get(vendor=contract.vendor_id).engaged


def test_a_signature_engages_the_vendor_and_the_end_frees_it() -> None:
    contract = signed()
    after_signature = engaged(contract)

    found = settled(served(contract))
    complete(termination_id=found.id, actor=leo(), reason="Done.", at=LATER + timedelta(days=30))

    assert (after_signature, engaged(contract)) == (True, False)


def test_another_contract_keeps_the_vendor_engaged() -> None:
    contract = signed()
    moved(approved(contract.vendor), Act.SIGN)

    found = settled(served(contract))
    complete(termination_id=found.id, actor=leo(), reason="Done.", at=LATER + timedelta(days=30))

    assert engaged(contract)
