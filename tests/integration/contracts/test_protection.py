"""What a verdict sets in motion: once, twice, half, late, and by two at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from config import clock
from config.actors import Actor
from config.events import inbox
from config.events.models import Delivery, Event
from config.events.operations import Subject, record
from contracts import tasks
from contracts.lifecycle import Act
from contracts.models import Contract, Termination
from contracts.operations import protection
from contracts.operations.leaving import withdraw
from contracts.operations.moves import HoldInForce
from contracts.operations.terminations import reject_termination
from contracts.termination import Ground
from tests.builders.contracts import (
    ada,
    evidence,
    in_review,
    judged,
    leo,
    moved,
    proposed,
    served,
    signed,
    suspended,
)
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    all_at_once,
    an_adopted_policy,
    an_approved_waiver,
    settled,
    sold,
)
from tests.builders.vendors import a_party, a_vendor, disclosed
from vendors.models import Hold, HoldType, Vendor
from vendors.operations import place_hold, release_hold

TASK = f"{tasks.__name__}.protect_contracts"
EVERYTHING: dict[str, Any] = {
    "conflict": {"control": ["open_case", "place_hold", "suspend_contracts", "propose_termination"]}
}


def verdict_changed(vendor: Vendor) -> Delivery:
    """The delivery owed to us because the vendor's verdict changed."""
    event = record(
        type="procurement.verdict_changed",
        subject=Subject("vendor", vendor.id),
        actor=Actor.system(),
        data={"vendor": vendor.id},
    )
    return Delivery.objects.get(event=event, task=TASK)


def protected(vendor: Vendor) -> Delivery:
    delivery = verdict_changed(vendor)
    inbox.deliver(delivery.id)
    delivery.refresh_from_db()
    return delivery


def seen(contract: Contract) -> str:
    return Contract.objects.get(id=contract.id).state


def standing(state: str, level: str) -> Callable[[Vendor], Vendor]:
    return lambda vendor: judged(vendor, state, level)


controlled = standing("conflict", "control")


@pytest.fixture
def strict(db: None) -> None:
    """A policy that asks for everything there is."""
    an_adopted_policy(actions=EVERYTHING)


@pytest.fixture
def contract(strict: None) -> Contract:
    return signed()


pytestmark = pytest.mark.django_db


def test_control_by_a_competitor_holds_suspends_and_proposes(contract: Contract) -> None:
    delivery = protected(controlled(contract.vendor))

    assert delivery.done_at is not None, delivery.last_error
    assert seen(contract) == "suspended"
    hold = Hold.objects.get(vendor=contract.vendor_id)
    assert (hold.type, hold.released_at) == ("new_awards", None)
    found = Termination.objects.get(contract=contract)
    assert (found.ground, found.state, found.proposed_by) == (
        "neutrality_conflict", "proposed", "system",
    )  # fmt: skip
    assert found.assessment_id == contract.vendor.standing.assessment_id
    event = Event.objects.get(type="contracts.suspended")
    assert (event.cause_id, event.actor_kind) == (delivery.event_id, "system")


def test_told_twice_it_is_done_once(contract: Contract) -> None:
    delivery = protected(controlled(contract.vendor))

    inbox.deliver(delivery.id)
    protected(contract.vendor)

    assert Hold.objects.count() == Termination.objects.count() == 1
    assert Event.objects.filter(type="contracts.suspended").count() == 1


def test_the_usual_policy_proposes_nothing(db: None) -> None:
    contract = signed()

    protected(controlled(contract.vendor))

    assert (seen(contract), Termination.objects.count()) == ("suspended", 0)


@pytest.mark.parametrize(
    ("state", "level", "holds", "after"),
    [
        ("clear", "none", 0, "active"),
        ("insufficient", "control", 0, "active"),
        ("possible", "control", 0, "active"),
        ("conflict", "tie", 0, "active"),
        ("conflict", "significant_influence", 1, "active"),
        ("conflict", "joint_or_negative_control", 1, "suspended"),
    ],
)
def test_the_policy_decides_how_far_it_goes(
    db: None, state: str, level: str, holds: int, after: str
) -> None:
    contract = signed()

    protected(judged(contract.vendor, state, level))

    assert (Hold.objects.count(), seen(contract)) == (holds, after)


def test_told_late_it_reads_what_is_so_now(contract: Contract) -> None:
    delivery = verdict_changed(controlled(contract.vendor))
    judged(contract.vendor, "clear")

    inbox.deliver(delivery.id)

    assert (seen(contract), Hold.objects.count()) == ("active", 0)


def test_what_is_not_signed_or_already_suspended_stays_as_it_is(strict: None) -> None:
    vendor = judged(a_vendor())
    draft, rests = in_review(vendor), suspended(vendor)

    protected(controlled(vendor))

    assert (seen(draft), seen(rests)) == ("in_review", "suspended")
    assert Termination.objects.get().contract_id == rests.id


def test_a_termination_that_is_open_is_enough(contract: Contract) -> None:
    proposed(contract)

    protected(controlled(contract.vendor))

    assert seen(contract) == "suspended"
    assert Termination.objects.count() == 1


def test_a_hold_in_force_is_enough_and_a_released_one_is_not(contract: Contract) -> None:
    first = place_hold(
        vendor_id=contract.vendor_id, type=HoldType.ALL, reason="Look.", actor=leo(),
        at=clock.now(),
    )  # fmt: skip
    protected(controlled(contract.vendor))
    in_force = Hold.objects.count()

    release_hold(hold_id=first.id, reason="Looked.", actor=leo(), at=clock.now())
    protected(contract.vendor)

    assert (in_force, Hold.objects.count()) == (1, 2)


def test_what_was_turned_down_is_not_proposed_again_for_the_same(contract: Contract) -> None:
    protected(controlled(contract.vendor))
    found = Termination.objects.get()
    reject_termination(termination_id=found.id, actor=ada(), reason="Not now.")

    protected(contract.vendor)
    again = Termination.objects.count()
    protected(controlled(contract.vendor))  # another assessment

    assert (again, Termination.objects.count()) == (1, 2)


def test_a_notice_withdrawn_after_the_verdict_brings_nothing_back_to_life(
    contract: Contract,
) -> None:
    found = served(contract)
    protected(controlled(contract.vendor))
    while_leaving = seen(contract)

    withdraw(termination_id=found.id, actor=leo(), reason="They sold again.", evidence=[evidence()])

    assert (while_leaving, seen(contract)) == ("terminating", "suspended")


def test_contracts_beyond_a_batch_are_protected_from_the_cursor(
    strict: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protection, "BATCH", 2)
    vendor = judged(a_vendor())
    contracts = [signed(vendor) for _ in range(5)]

    delivery = protected(controlled(vendor))

    assert delivery.done_at is not None
    assert {seen(contract) for contract in contracts} == {"suspended"}
    assert Hold.objects.count() == 1


def test_half_done_is_nothing_done(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = verdict_changed(controlled(contract.vendor))

    def broken(*_: object, **__: object) -> UUID | None:
        raise RuntimeError("half way")

    with monkeypatch.context() as patch:
        patch.setattr(protection, "_propose", broken)
        inbox.deliver(delivery.id)
    after_failure = (seen(contract), Hold.objects.count())
    inbox.deliver(delivery.id)

    assert after_failure == ("active", 0)
    assert (seen(contract), Hold.objects.count()) == ("suspended", 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_it_once() -> None:
    an_adopted_policy(actions=EVERYTHING)
    contract = signed()
    controlled(contract.vendor)
    deliveries = [verdict_changed(contract.vendor) for _ in range(2)]

    all_at_once(*(lambda each=each: inbox.deliver(each.id) for each in (*deliveries, *deliveries)))

    assert seen(contract) == "suspended"
    assert Hold.objects.count() == Termination.objects.count() == 1


# On real verdicts


def taken_over(vendor: Vendor, share: int = 60) -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    settled()
    sold(vendor, rival, share)
    settled()


def test_a_fired_clause_is_the_ground(strict: None) -> None:
    vendor = a_clear_vendor()
    contract = signed(vendor)
    taken_over(vendor)

    protected(vendor)

    found = Termination.objects.get(contract=contract)
    assert (found.ground, found.clause_id) == (
        Ground.CHANGE_OF_CONTROL.value, contract.clauses.get().id,
    )  # fmt: skip
    assert "Rival Labs" in found.right_why
    assert found.right_closes_on is not None


def test_a_waiver_that_covers_the_contract_keeps_it_as_it_is(strict: None) -> None:
    vendor = a_clear_vendor()
    contract, other = signed(vendor), signed(vendor)
    taken_over(vendor)
    an_approved_waiver(vendor, contract=contract.id)

    protected(vendor)

    assert (seen(contract), seen(other)) == ("active", "suspended")
    assert Hold.objects.count() == 1


def test_a_waiver_for_all_keeps_the_hold_away_too(strict: None) -> None:
    vendor = a_clear_vendor()
    contract = signed(vendor)
    taken_over(vendor)
    an_approved_waiver(vendor)

    protected(vendor)

    assert (seen(contract), Hold.objects.count()) == ("active", 0)


def test_an_approved_waiver_is_clearance_to_resume(strict: None) -> None:
    vendor = a_clear_vendor()
    contract = signed(vendor)
    taken_over(vendor)
    moved(contract, Act.SUSPEND)
    an_approved_waiver(vendor, contract=contract.id)

    assert moved(contract, Act.RESUME, at=clock.now()).state == "active"


@pytest.mark.parametrize("by", [None, leo])
def test_a_waiver_covers_the_hold_of_the_policy_and_nobody_elses(
    strict: None, by: Callable[[], Actor] | None
) -> None:
    vendor = a_clear_vendor()
    taken_over(vendor)
    protected(vendor)
    if by is not None:
        place_hold(
            vendor_id=vendor.id, type=HoldType.NEW_AWARDS, reason="Mine.", actor=by(),
            at=clock.now(),
        )  # fmt: skip
    an_approved_waiver(vendor)

    if by is None:
        assert signed(vendor).state == "active"
    else:
        with pytest.raises(HoldInForce):
            signed(vendor)


def test_a_policy_that_comes_to_want_more_is_obeyed_at_once(db: None) -> None:
    """The verdict is the same; what is to be done about it is not."""
    an_adopted_policy(actions={})
    contract = signed()
    a_competitor(rival := a_party("Rival Labs"))
    disclosed(contract.vendor, rival, 60)
    settled()
    everything_done()
    assert seen(contract) == "active"

    an_adopted_policy("with teeth", actions=EVERYTHING)
    settled()
    everything_done()

    assert seen(contract) == "suspended"
    assert Hold.objects.filter(vendor=contract.vendor_id).exists()
    assert Termination.objects.filter(contract=contract).exists()


def everything_done() -> None:
    for delivery in Delivery.objects.filter(task=TASK, done_at=None):
        inbox.deliver(delivery.id)
