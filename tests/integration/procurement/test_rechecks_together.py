"""Many vendors are rechecked in one go as each would be alone, and none keeps another waiting."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.actors import Actor
from config.events import dispatcher, inbox
from config.events.dispatcher import Claimed
from config.events.models import Delivery, Event
from config.events.operations import RECHECK
from procurement import tasks
from procurement.models import Assessment
from procurement.operations import assessing
from procurement.queries.judging import Judged, reproduce
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    all_at_once,
    an_adopted_policy,
    owed,
    settled,
    the_state,
)
from tests.builders.vendors import a_party, disclosed
from tests.integration.procurement.rechecking import (
    everyday,
    recheck_of,
    shown,
    with_real_commits,
)
from vendors.models import Footprint, Vendor

pytestmark = pytest.mark.slow


def some_vendors(count: int) -> list[Vendor]:
    """Clear ones; each then gets an owner, every second one a competitor, and owes a recheck."""
    rival, other = a_party("Rival"), a_party("Other")
    vendors = [a_clear_vendor(f"Vendor {number}") for number in range(count)]
    a_competitor(rival)
    settled()
    for number, vendor in enumerate(vendors):
        disclosed(vendor, other if number % 2 else rival, 30, "convertible")
        disclosed(vendor, other if number % 2 else rival, 30, "debt")
    for affected in owed("recheck_affected"):
        inbox.deliver(affected.id)
    return vendors


def owed_to(vendors: list[Vendor]) -> list[UUID]:
    return [recheck_of(vendor).id for vendor in vendors]


def told_of(vendor: Vendor) -> list[str]:
    events = Event.objects.filter(subject_type="vendor", subject_id=vendor.id).order_by("seq")
    return list(events.values_list("type", flat=True))


@everyday
def test_what_is_done_together_is_what_each_would_be_alone() -> None:
    vendors = some_vendors(4)
    alone, together = vendors[:2], vendors[2:]

    for delivery_id in owed_to(alone):
        inbox.deliver(delivery_id)
    inbox.deliver(*owed_to(together))

    assert [the_state(vendor) for vendor in together] == [the_state(vendor) for vendor in alone]
    assert [told_of(vendor) for vendor in together] == [told_of(vendor) for vendor in alone]
    assert [shown(vendor)[0] for vendor in together] == [False, False]
    for vendor in together:
        latest = Assessment.objects.filter(vendor=vendor).order_by("known_seq").last()
        assert latest is not None
        assert reproduce(latest).is_identical
        held = Footprint.objects.filter(vendor=vendor).values_list("party_id", flat=True)
        assert sorted(held) == sorted(latest.footprint)
    assert not owed("recheck_vendor")


@everyday
def test_one_that_cannot_be_done_keeps_nobody_else_from_being_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vendors = some_vendors(3)
    bad, write = vendors[1], assessing._assessment

    def fails(judged: Judged, before: Assessment | None, actor: Actor) -> Assessment:
        if judged.vendor_id == bad.id:
            raise RuntimeError("a bug of this one's own")
        return write(judged, before, actor)

    monkeypatch.setattr(assessing, "_assessment", fails)
    inbox.deliver(*owed_to(vendors))

    assert [each.subject_id for each in owed("recheck_vendor")] == [bad.id]
    left = recheck_of(bad)
    assert "a bug of this one's own" in left.last_error
    assert left.attempts > 0
    assert [shown(vendor)[0] for vendor in vendors] == [False, True, False]


@everyday
def test_what_was_not_reached_in_time_is_owed_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    vendors = some_vendors(3)
    monkeypatch.setattr(tasks, "LONGEST_TOGETHER_SECONDS", -1.0)

    inbox.deliver(*owed_to(vendors))

    left = owed("recheck_vendor")
    assert len(left) == 2
    assert {(each.attempts, each.last_error) for each in left} == {(0, "")}
    assert settled()
    assert {shown(vendor)[0] for vendor in vendors} == {False}


@everyday
def test_who_was_tried_before_is_tried_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    vendors = some_vendors(3)
    Delivery.objects.filter(id=recheck_of(vendors[0]).id).update(attempts=1)
    together: list[int] = []
    assess = assessing.assess_vendors

    def counted(*, actors: dict[UUID, Actor], **how: object) -> dict[UUID, Assessment]:
        together.append(len(actors))
        return assess(actors=actors, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(assessing, "assess_vendors", counted)
    inbox.deliver(*owed_to(vendors))

    assert together == [2]
    assert not owed("recheck_vendor")


@everyday
def test_the_facts_are_read_once_for_all_of_them() -> None:
    def reads_for(count: int) -> int:
        ids = owed_to(some_vendors(count))
        with CaptureQueriesContext(connection) as caught:
            inbox.deliver(*ids)
        sql = [query["sql"] for query in caught]
        reads = [each for each in sql if each.startswith(("SELECT", "WITH"))]
        return sum("pg_notify" not in each for each in reads)  # a wake-up reads nothing

    few, many = reads_for(2), reads_for(8)

    assert many == few


@with_real_commits
def test_two_workers_with_the_same_vendors_judge_each_once() -> None:
    vendors = some_vendors(4)
    before = Assessment.objects.count()
    ids = owed_to(vendors)

    all_at_once(
        lambda: inbox.deliver(*ids),
        lambda: inbox.deliver(*reversed(ids)),
        lambda: inbox.deliver(ids[2]),
    )

    settled()
    assert Assessment.objects.count() == before + len(vendors)
    assert {shown(vendor)[0] for vendor in vendors} == {False}


@with_real_commits
def test_a_portfolio_under_a_new_policy_is_judged_while_facts_come_in() -> None:
    vendors = some_vendors(6)
    settled()
    an_adopted_policy("stricter", material_equity=1)
    (everyone,) = owed("recheck_all")
    inbox.deliver(everyone.id)
    ids = owed_to(vendors)

    all_at_once(
        lambda: inbox.deliver(*ids),
        lambda: disclosed(vendors[0], a_party("Late"), 1, "convertible"),
        lambda: disclosed(vendors[3], a_party("Later"), 1, "convertible"),
    )

    settled()
    assert {shown(vendor)[0] for vendor in vendors} == {False}


def test_a_hint_carries_many_rechecks_and_one_of_anything_else() -> None:
    one, two, three, four = (UUID(int=number) for number in range(4))
    claimed = [
        Claimed(one, RECHECK, is_untried=True, is_unheard=False),
        Claimed(two, "procurement.tasks.open_case", is_untried=True, is_unheard=False),
        Claimed(three, RECHECK, is_untried=False, is_unheard=False),
        Claimed(four, RECHECK, is_untried=True, is_unheard=False),
    ]

    assert list(dispatcher._loads(claimed)) == [
        ("procurement.tasks.open_case", [two]),
        (RECHECK, [three]),
        (RECHECK, [one, four]),
    ]
