"""The admin shows the vendor file, changes nothing by editing, and holds by operation."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from config import clock
from config.events.models import Event
from config.rest.roles import Role
from tests.builders.people import a_person as someone
from tests.builders.vendors import (
    a_party,
    a_vendor,
    an_interest,
    attested,
    disclosed,
    revised,
    vendor_manager,
)
from vendors.models import Disclosure, Hold, HoldType, Interest, Statement, Vendor
from vendors.operations import place_hold

pytestmark = pytest.mark.django_db
PAGES = [model for model in admin.site._registry if model._meta.app_label == "vendors"]


@pytest.fixture
def vendor() -> Vendor:
    vendor = a_vendor("Labelworks")
    record = disclosed(vendor, a_party("Meta"), 49, valid_from=date(2025, 6, 12))
    revised(record, "change", an_interest(share=50), on=date(2025, 7, 1))
    attested(vendor)
    return vendor


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(someone("user " + "+".join(roles), *roles))
    return client


def page(client: Client, of: object, name: str = "change") -> str:
    meta = of._meta  # type: ignore[attr-defined]
    args = [] if name == "changelist" else [of.pk]  # type: ignore[attr-defined]
    answer = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.model_name)
def test_every_list_is_shown_and_searched(vendor: Vendor, model: type) -> None:
    client = signed_in(Role.VENDOR_MANAGER)
    path = reverse(f"admin:vendors_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]

    assert client.get(path).status_code == 200
    assert client.get(path, {"q": "meta"}).status_code == 200


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.model_name)
def test_nothing_is_added_changed_or_deleted_by_editing(vendor: Vendor, model: type) -> None:
    client = signed_in(Role.VENDOR_MANAGER)
    name = model._meta.model_name  # type: ignore[attr-defined]
    row = model._default_manager.first()  # type: ignore[attr-defined]

    assert client.get(reverse(f"admin:vendors_{name}_add")).status_code == 403
    if row is not None:
        change = reverse(f"admin:vendors_{name}_change", args=[row.pk])
        assert client.get(change).status_code == 200
        assert client.post(change, {"name": "x"}).status_code == 403
        delete = reverse(f"admin:vendors_{name}_delete", args=[row.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403


def test_facts_are_told_with_their_source_and_their_share(vendor: Vendor) -> None:
    client = signed_in(Role.VIEWER)

    listed = page(client, Interest.objects.first(), "changelist")

    assert "exact 49 %" in listed
    assert "Meta" in listed
    assert "Extract" in page(client, Disclosure.objects.earliest("seq"))
    assert "assertion" in page(client, Statement.objects.get(kind="assertion"))


def test_who_may_not_read_sees_nothing(vendor: Vendor) -> None:
    client = signed_in(Role.INTAKE)

    assert client.get(reverse("admin:vendors_vendor_changelist")).status_code == 403
    assert client.get(reverse("admin:vendors_evidence_changelist")).status_code == 403


def test_a_hold_is_placed_and_released_from_the_pages(vendor: Vendor) -> None:
    client = signed_in(Role.VENDOR_MANAGER)
    place = reverse("admin:vendors_vendor_place_hold", args=[vendor.pk])

    asked = client.get(place)
    refused = client.post(place, {"type": "all", "reason": "R", "release_on": "2020-01-01"})
    client.post(place, {"type": "payments", "reason": "Audit.", "release_on": ""})
    hold = Hold.objects.get()
    client.post(reverse("admin:vendors_hold_release", args=[hold.pk]), {"reason": "Done."})

    hold.refresh_from_db()
    assert asked.status_code == 200
    assert "A hold ends on a day to come." in refused.content.decode()
    assert (hold.type, hold.reason) == ("payments", "Audit.")
    assert hold.release_reason == "Done."
    assert [event.type for event in Event.objects.filter(type__contains="hold")] == [
        "vendors.hold_placed",
        "vendors.hold_released",
    ]


def test_the_page_of_an_act_says_which_act_and_on_what(vendor: Vendor) -> None:
    client = signed_in(Role.VENDOR_MANAGER)

    asked = client.get(reverse("admin:vendors_vendor_place_hold", args=[vendor.pk]))

    page = asked.content.decode()
    heading = re.search(r'<h2 id="act"[^>]*>(.*?)</h2>\s*<p[^>]*>(.*?)</p>', page)
    assert heading is not None
    assert heading[1] == "Place a hold"
    assert strip_tags(heading[2]) == "Vendor Labelworks"
    assert reverse("admin:vendors_vendor_change", args=[vendor.pk]) in heading[2]
    assert asked.context["title"] == "Place a hold: vendor Labelworks"


def test_a_reader_places_no_hold(vendor: Vendor) -> None:
    client = signed_in(Role.LEGAL)

    client.post(
        reverse("admin:vendors_vendor_place_hold", args=[vendor.pk]),
        {"type": "all", "reason": "R"},
    )

    assert not Hold.objects.exists()


def test_a_hold_that_ended_has_no_button(vendor: Vendor) -> None:
    hold = place_hold(
        vendor_id=vendor.id,
        type=HoldType.ALL,
        reason="R",
        actor=vendor_manager(),
        at=clock.now(),
    )
    client = signed_in(Role.VENDOR_MANAGER)
    release = reverse("admin:vendors_hold_release", args=[hold.pk])
    before = page(client, hold)

    client.post(release, {"reason": "Done."})

    assert release in before
    assert release not in page(client, hold)


def test_sources_that_contradict_each_other_stand_side_by_side() -> None:
    vendor, holder = a_vendor("Graders"), a_party("Meta")
    disclosed(vendor, holder, 10, source="registry")
    disclosed(vendor, holder, 40, source="press")
    path = reverse("admin:vendors_party_change", args=[vendor.party_id])

    said = signed_in(Role.VIEWER).get(path).content.decode()

    words = " ".join(re.sub(r"<[^>]+>", " ", said).split())
    assert "Meta ordinary shares 10 % confirmed - - registry:" in words
    assert "Meta ordinary shares 40 % reported - - press:" in words
