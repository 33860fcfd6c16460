"""Each reaction once, twice, half, late, and two at once; never green while one is owed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from config import clock
from config.actors import Actor
from config.events import inbox
from procurement import tasks
from procurement.models import Assessment
from procurement.operations import rechecks
from procurement.operations.assessing import assess_vendor
from procurement.operations.rechecks import ask_for_recheck, note_due_rechecks
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    all_at_once,
    an_adopted_policy,
    conflicted,
    owed,
    settled,
    sold,
    the_state,
    told,
)
from tests.builders.vendors import (
    a_person,
    disclosed,
    vendor_manager,
)
from tests.integration.procurement.rechecking import (
    Crash,
    everyday,
    recheck_of,
    shown,
    with_real_commits,
)
from vendors.models import Standing

pytestmark = pytest.mark.slow


@with_real_commits
def test_two_workers_with_one_delivery_judge_once() -> None:
    vendor = a_clear_vendor()
    settled()
    disclosed(vendor, a_person("Somebody"), 0)
    for affected in owed("recheck_affected"):
        inbox.deliver(affected.id)
    delivery = recheck_of(vendor)
    before = Assessment.objects.filter(vendor=vendor).count()

    all_at_once(*[lambda: inbox.deliver(delivery.id)] * 4)

    assert Assessment.objects.filter(vendor=vendor).count() == before + 1
    assert not owed("recheck_vendor")


@with_real_commits
def test_two_who_judge_one_vendor_make_one_chain() -> None:
    vendor = a_clear_vendor()
    settled()
    disclosed(vendor, a_person("Somebody"), 0)

    def judge() -> Assessment:
        return assess_vendor(vendor_id=vendor.id, at=clock.now(), actor=Actor.system())

    answers = all_at_once(*[judge] * 4)

    assert len(set(answers)) == 1
    chain = Assessment.objects.filter(vendor=vendor).order_by("known_seq")
    assert [each.supersedes for each in chain] == [None, *chain[: len(chain) - 1]]


@with_real_commits
def test_a_fact_that_comes_while_judging_leaves_the_vendor_pending() -> None:
    vendor = a_clear_vendor()
    settled()

    all_at_once(
        lambda: disclosed(vendor, a_person("Somebody"), 0, by=vendor_manager("vito")),
        lambda: assess_vendor(vendor_id=vendor.id, at=clock.now(), actor=Actor.system()),
    )

    settled()
    assert shown(vendor) == (False, "clear", True)


@with_real_commits
def test_two_fan_outs_and_a_recheck_at_once_all_finish() -> None:
    vendors = [a_clear_vendor(name) for name in ("One", "Two", "Three")]
    settled()
    an_adopted_policy()
    a_competitor()
    working = [each.id for each in owed()]

    all_at_once(*[lambda one=one: inbox.deliver(one) for one in working])  # type: ignore[misc]
    settled()

    assert [shown(vendor) for vendor in vendors] == [(False, "clear", True)] * 3


@everyday
def test_a_fan_out_in_batches_reaches_everyone_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vendors = [a_clear_vendor(f"Vendor {number}") for number in range(5)]
    settled()
    monkeypatch.setattr(rechecks, "BATCH", 2)
    an_adopted_policy()

    (everyone,) = owed("recheck_all")
    inbox.deliver(everyone.id)

    everyone.refresh_from_db()
    assert everyone.done_at is not None
    assert {each.subject_id for each in owed("recheck_vendor")} == {v.id for v in vendors}


@everyday
def test_a_fan_out_killed_between_batches_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vendors = [a_clear_vendor(f"Vendor {number}") for number in range(5)]
    settled()
    monkeypatch.setattr(rechecks, "BATCH", 2)
    an_adopted_policy()
    (everyone,) = owed("recheck_all")
    owe_all, places = rechecks.owe_all, []

    def second_one_dies(*, event_id: UUID, after: UUID | None) -> UUID | None:
        places.append(after)
        answer = owe_all(event_id=event_id, after=after)
        if len(places) == 2:
            raise Crash
        return answer

    monkeypatch.setattr(rechecks, "owe_all", second_one_dies)
    inbox.deliver(everyone.id)
    half = len(owed("recheck_vendor"))
    inbox.deliver(everyone.id)

    assert half == 2
    assert places[1] == places[2] is not None
    assert {each.subject_id for each in owed("recheck_vendor")} == {v.id for v in vendors}


@everyday
def test_asking_for_a_recheck_twice_joins_the_one_that_is_owed() -> None:
    vendor = a_clear_vendor()
    settled()

    first = ask_for_recheck(vendor_id=vendor.id, reason="", actor=vendor_manager())
    second = ask_for_recheck(vendor_id=vendor.id, reason="", actor=vendor_manager())

    assert first.id == second.id
    assert len(told("procurement.recheck_asked")) == 2


@everyday
def test_a_day_that_has_come_is_noted_once() -> None:
    vendor = a_clear_vendor()
    settled()
    today = clock.today()
    Standing.objects.filter(vendor=vendor).update(next_boundary=today)

    noted = [note_due_rechecks(on=today, actor=Actor.system()) for _ in range(2)]

    assert noted == [1, 0]
    assert [event.subject_id for event in told("procurement.recheck_due")] == [vendor.id]
    assert shown(vendor) == (True, "insufficient", False)


@everyday
def test_after_its_recheck_the_day_is_over() -> None:
    vendor = a_clear_vendor()
    today = clock.today()
    settled()
    Standing.objects.filter(vendor=vendor).update(next_boundary=today)
    tasks.note_due_rechecks()

    settled()

    assert shown(vendor) == (False, "clear", True)
    assert note_due_rechecks(on=today, actor=Actor.system()) == 0


@everyday
def test_a_day_to_come_is_not_noted() -> None:
    vendor = a_clear_vendor()
    settled()
    today = clock.today()
    Standing.objects.filter(vendor=vendor).update(next_boundary=today + timedelta(days=1))

    assert note_due_rechecks(on=today, actor=Actor.system()) == 0


@everyday
def test_the_rest_of_a_sale_is_judged_too() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    settled()
    before = the_state(vendor)

    sold(vendor, rival, 50)
    settled()

    assert before == ("conflict", "material_interest")
    assert the_state(vendor) == ("conflict", "control")
