"""Waivers: granted by another person on one verdict, covering nothing worse, and ended in time."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from config import clock
from config.actors import Actor
from config.events import inbox
from procurement import tasks
from procurement.operations import waivers
from procurement.queries.verdicts import clearance_of
from tests.builders.procurement import (
    a_submitted_waiver,
    a_waiver,
    all_at_once,
    an_approved_waiver,
    approver,
    assessed,
    noon,
    owed,
    settled,
    sold,
    told,
)
from tests.builders.vendors import a_vendor, attested, disclosed
from tests.integration.procurement.waiving import (
    LIST,
    WHY,
    Client,
    a_partly_sold_vendor,
    an_undisclosed_vendor,
    at,
    covered_by,
    everyday,
    with_real_commits,
)
from vendors.models import Party


@everyday
def test_what_became_worse_meanwhile_is_not_granted(api: Client) -> None:
    vendor, rival = a_partly_sold_vendor()
    waiver = a_submitted_waiver(vendor)
    sold(vendor, rival, 50)
    settled()

    answer = api("approver").post(at(waiver, "/approve"), WHY)

    assert (answer.status_code, answer.json()["code"]) == (422, "waiver-outdated")


@everyday
def test_what_is_over_already_is_not_granted(api: Client) -> None:
    vendor, _ = a_partly_sold_vendor()
    waiver = a_submitted_waiver(vendor, expires_on=date(2025, 1, 1))

    answer = api("approver").post(at(waiver, "/approve"), WHY)

    assert (answer.status_code, answer.json()["code"]) == (422, "waiver-outdated")


@everyday
def test_a_waiver_for_all_clears_every_contract() -> None:
    vendor, _ = a_partly_sold_vendor()
    waiver = an_approved_waiver(vendor)

    assert covered_by(vendor) == waiver.id
    assert covered_by(vendor, uuid4()) == waiver.id


@everyday
def test_a_waiver_for_a_contract_clears_that_one() -> None:
    vendor, _ = a_partly_sold_vendor()
    contract = uuid4()
    waiver = an_approved_waiver(vendor, contract=contract)

    assert covered_by(vendor, contract) == waiver.id
    assert covered_by(vendor, uuid4()) is None
    assert covered_by(vendor) is None


@everyday
def test_on_its_last_day_it_covers_no_more() -> None:
    vendor, _ = a_partly_sold_vendor()
    day = date(2998, 1, 1)
    waiver = an_approved_waiver(vendor, expires_on=day)

    assert covered_by(vendor, on=day - timedelta(days=1)) == waiver.id
    assert covered_by(vendor, on=day) is None


@everyday
def test_nothing_covers_a_vendor_whose_recheck_is_pending() -> None:
    vendor, _ = a_partly_sold_vendor()
    an_approved_waiver(vendor)

    attested(vendor, "other")

    clearance = clearance_of(vendor.id, contract_id=None, at=clock.now())
    assert (clearance.pending, clearance.cleared, clearance.waiver) == (True, False, None)


@everyday
def test_a_higher_level_of_a_conflict_voids_it() -> None:
    vendor, rival = a_partly_sold_vendor()
    waiver = an_approved_waiver(vendor)
    sold(vendor, rival, 50)
    assessed(vendor)

    uncovered = clearance_of(vendor.id, contract_id=None, at=clock.now()).waiver
    settled()

    waiver.refresh_from_db()
    assert uncovered is None
    assert (waiver.state, waiver.ended_by) == ("voided", "system")
    assert told("procurement.waiver_changed")[-1].data["act"] == "void"


@everyday
def test_a_conflict_voids_one_granted_on_less() -> None:
    vendor = an_undisclosed_vendor()
    waiver = an_approved_waiver(vendor)
    rival = Party.objects.get(name="Rival Labs")
    disclosed(vendor, rival, 60)

    settled()

    waiver.refresh_from_db()
    assert (waiver.granted_state, waiver.state) == ("insufficient", "voided")


@everyday
def test_told_late_and_twice_it_voids_once_and_only_what_came_before() -> None:
    vendor, rival = a_partly_sold_vendor()
    earlier = an_approved_waiver(vendor)
    sold(vendor, rival, 50)
    assessed(vendor)
    later = an_approved_waiver(vendor)
    (delivery,) = owed("void_waivers")

    inbox.deliver(delivery.id)
    settled()

    earlier.refresh_from_db()
    later.refresh_from_db()
    assert (earlier.state, later.state) == ("voided", "approved")
    assert [event.data["act"] for event in told("procurement.waiver_changed")].count("void") == 1


@everyday
def test_a_crash_in_the_middle_voids_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor, rival = a_partly_sold_vendor()
    waiver = an_approved_waiver(vendor)
    sold(vendor, rival, 50)
    assessed(vendor)
    (delivery,) = owed("void_waivers")
    tell = waivers._tell

    def dies(*args: object, **kwargs: object) -> None:
        tell(*args, **kwargs)  # type: ignore[arg-type]
        raise RuntimeError

    with monkeypatch.context() as crashing:
        crashing.setattr(waivers, "_tell", dies)
        inbox.deliver(delivery.id)

    waiver.refresh_from_db()
    assert waiver.state == "approved"
    settled()
    waiver.refresh_from_db()
    assert waiver.state == "voided"


@everyday
def test_waivers_expire_once() -> None:
    vendor, _ = a_partly_sold_vendor()
    day = date(2998, 1, 1)
    waiver = an_approved_waiver(vendor, expires_on=day)
    lasting = an_approved_waiver(vendor)
    system = Actor.system()

    expired = [
        waivers.expire_waivers(at=noon(on), actor=system)
        for on in (day - timedelta(days=1), day, day)
    ]

    waiver.refresh_from_db()
    lasting.refresh_from_db()
    assert expired == [0, 1, 0]
    assert (waiver.state, lasting.state) == ("expired", "approved")


@everyday
def test_the_clockwork_expires_what_is_over() -> None:
    vendor, _ = a_partly_sold_vendor()
    waiver = an_approved_waiver(vendor, at=noon(date(2024, 12, 1)), expires_on=date(2025, 1, 1))

    tasks.expire_waivers()

    waiver.refresh_from_db()
    assert waiver.state == "expired"


@with_real_commits
def test_of_an_approval_and_a_rejection_at_once_one_wins() -> None:
    vendor, _ = a_partly_sold_vendor()
    waiver = a_submitted_waiver(vendor)
    one, other = approver("one"), approver("other")
    now = clock.now()

    answers = all_at_once(
        lambda: waivers.approve_waiver(waiver_id=waiver.id, reason="Yes.", actor=one, at=now),
        lambda: waivers.reject_waiver(waiver_id=waiver.id, reason="No.", actor=other, at=now),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["MoveNotAllowed", "Waiver"]


@everyday
def test_the_list_is_narrowed(api: Client) -> None:
    vendor, contract = a_vendor(), uuid4()
    a_waiver(vendor, contract=contract)
    a_submitted_waiver(vendor)

    def count(query: str) -> int:
        return len(api("viewer").get(f"{LIST}?{query}").json()["results"])

    assert count(f"vendor={vendor.id}") == 2
    assert count(f"contract={contract}") == 1
    assert count("state=in_review") == 1
    assert api("intake").get(LIST).status_code == 403
    assert api("viewer").get(f"{LIST}/{uuid4()}").status_code == 404
