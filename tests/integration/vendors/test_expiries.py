"""What vouches for a vendor and ends: told before its last day and after it, once each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from config import clock
from config.actors import Actor
from config.events.models import Event
from config.reactions import CLOCKWORK
from config.rest.roles import Role
from tests.builders.vendors import a_vendor, vendor_manager
from tests.integration.vendors.test_admin import signed_in
from vendors.models import Certificate, ExpiryReminder, Standard, Vendor
from vendors.operations import attest, record_certificate, withdraw_certificate
from vendors.operations.expiring import tell_expiries
from vendors.ownership.facts import AttestationKind
from vendors.tasks import tell_expiries as by_the_clock

pytestmark = pytest.mark.django_db
ENDS = date(2026, 7, 1)  # so the thirtieth of June is the last day


def certified(vendor: Vendor, ends: date | None = ENDS, standard: str = "iso_27001") -> Certificate:
    return record_certificate(
        vendor_id=vendor.id, standard=Standard(standard), scope="All.",
        issued_on=date(2023, 7, 1), expires_on=ends, actor=vendor_manager(),
    )  # fmt: skip


def look(*days: date) -> list[tuple[str, object]]:
    """Twice each day; what was told, and how many days ahead of the last one."""
    for day in days:
        tell_expiries(on=day, actor=Actor.system())
        tell_expiries(on=day, actor=Actor.system())
    found = Event.objects.filter(type__startswith="vendors.expiry_").order_by("seq")
    return [(event.type.rpartition("_")[2], event.data.get("days_left")) for event in found]


def last(days_before: int) -> date:
    return ENDS - timedelta(days=days_before + 1)


def test_each_offset_is_told_once_and_the_end_once() -> None:
    certificate = certified(a_vendor())

    told = look(last(91), last(90), last(60), last(59), last(30), last(14), last(1), last(0), ENDS)

    assert told == [
        ("near", 90), ("near", 60), ("near", 30), ("near", 14), ("near", 1), ("passed", None),
    ]  # fmt: skip
    event = Event.objects.filter(type="vendors.expiry_passed").get()
    assert event.data == {
        "vendor": str(certificate.vendor_id),
        "kind": "certificate",
        "about": str(certificate.id),
        "what": "iso_27001",
        "ends_on": "2026-07-01",
    }


def test_what_was_slept_through_is_told_once_by_the_nearest() -> None:
    certified(a_vendor())

    assert look(last(5), ENDS + timedelta(days=400)) == [("near", 5), ("passed", None)]
    assert ExpiryReminder.objects.count() == 6  # 90, 60, 30, 14, 7 and the end


def test_what_is_withdrawn_followed_or_endless_is_not_told_of() -> None:
    vendor = a_vendor()
    taken = certified(vendor, standard="soc_2_type_2")
    withdraw_certificate(
        certificate_id=taken.id, reason="Revoked.", actor=vendor_manager(), at=clock.now()
    )
    certified(vendor)
    certified(vendor, ENDS + timedelta(days=365))
    certified(vendor, None, "tisax")

    assert look(last(30), ENDS) == []


def test_another_standard_follows_nothing() -> None:
    vendor = a_vendor()
    certified(vendor)
    certified(vendor, None, "tisax")

    assert look(ENDS) == [("passed", None)]


def test_what_is_sworn_until_a_day_is_told_of_too() -> None:
    vendor = a_vendor()
    attest(
        vendor_id=vendor.id, kind=AttestationKind.NO_SHARING, valid_from=date(2025, 7, 1),
        valid_to=ENDS, actor=vendor_manager(),
    )  # fmt: skip

    told = look(last(31), last(30), last(1), ENDS)

    assert told == [("near", 30), ("near", 1), ("passed", None)]
    kinds = Event.objects.filter(type__startswith="vendors.expiry_").values_list("data__what")
    assert set(kinds) == {("no_sharing",)}


def test_the_clock_looks_and_the_first_page_shows_it() -> None:
    today = clock.today()
    certified(a_vendor("Soon"), today + timedelta(days=20))
    certified(a_vendor("Past"), today)

    by_the_clock()

    assert "vendors.tasks.tell_expiries" in CLOCKWORK
    assert Event.objects.filter(type__startswith="vendors.expiry_").count() == 2
    keeper = signed_in(Role.VENDOR_MANAGER)
    front = keeper.get(reverse("admin:index")).content.decode()
    assert "Certificates that end soon" in front
    listed = reverse("admin:vendors_certificate_changelist")
    soon = keeper.get(listed, {"ends": "soon"}).content.decode()
    over = keeper.get(listed, {"ends": "over"}).content.decode()
    assert ("Soon" in soon, "Past" in soon) == (True, False)
    assert ("Soon" in over, "Past" in over) == (False, True)
