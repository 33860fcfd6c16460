"""Needs and what vendors can do, in the admin: shown, and done by the very operations."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from config.rest.roles import Role
from contracts.need_page import SHOWN
from procurement.models import Requisition
from tests.builders.people import a_person
from tests.builders.sourcing import (
    a_capable_vendor,
    a_need,
    a_submitted_need,
    an_open_need,
    claimed,
)
from vendors.models import Capacity, Certificate, Domain, ExpertiseClaim, Workforce

pytestmark = pytest.mark.django_db
MODELS = [Domain, ExpertiseClaim, Capacity, Workforce, Certificate, Requisition]


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(a_person("user " + "+".join(roles), *roles))
    return client


def page(row: Domain | ExpertiseClaim | Requisition | object, what: str = "change") -> str:
    meta = type(row)._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[row.pk])  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", MODELS)
def test_every_list_is_shown_and_nothing_is_edited(model: type) -> None:
    claimed(a_capable_vendor())
    a_need()
    meta = model._meta  # type: ignore[attr-defined]
    path = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")

    assert signed_in(Role.VIEWER).get(path).status_code == 200
    assert admin.site._registry[model].actions_detail is not None


def test_a_domain_is_added_under_another_from_its_page() -> None:
    law = Domain.objects.get(code="law")
    said = {"code": "space_law", "name": "Space law"}

    signed_in(Role.VIEWER).post(page(law, "add_under"), said)
    assert not Domain.objects.filter(code="space_law").exists()
    signed_in(Role.VENDOR_MANAGER).post(page(law, "add_under"), said)

    assert Domain.objects.get(code="space_law").parent_id == "law"


def test_a_vendors_page_shows_who_vouches_and_takes_more() -> None:
    vendor = a_capable_vendor()
    keeper = signed_in(Role.VENDOR_MANAGER)

    claim = {"domain": "law", "level": "phd", "said_by": "lab"}
    keeper.post(page(vendor, "claim"), claim)
    keeper.post(page(vendor, "plan_hours"), {"hours_per_week": 7, "valid_from": "2020-01-01"})
    keeper.post(
        page(vendor, "certify"),
        {"standard": "iso_27001", "scope": "All", "issued_on": "2025-01-01"},
    )

    assert signed_in(Role.VIEWER).get(page(vendor)).status_code == 200
    assert ExpertiseClaim.objects.get().domain_id == "law"
    vendor.refresh_from_db()
    assert (vendor.capacity_hours_per_week, Certificate.objects.count()) == (7, 1)


def test_where_people_work_is_written_down_from_the_vendors_page() -> None:
    vendor = a_capable_vendor(places=())
    keeper = signed_in(Role.VENDOR_MANAGER)

    told = keeper.post(page(vendor, "place"), {"places": "Sweden"}).content.decode()
    keeper.post(page(vendor, "place"), {"places": "SE 60, PL", "valid_from": "2025-01-01"})

    assert "“Sweden” is no country with its percent." in told
    assert Workforce.objects.get().places == ["SE", "PL"]
    assert "SE 60 %, PL" in signed_in(Role.VIEWER).get(page(vendor)).content.decode()


def test_the_shortlist_shows_ranks_parts_and_who_is_out_why() -> None:
    left, good, cheap = (a_capable_vendor(name) for name in ("Left", "Good", "Half"))
    claimed(good)
    a_capable_vendor("Silent", languages=("fr",))
    requisition = an_open_need()
    path = page(requisition, "show_shortlist")
    manager, viewer = signed_in(Role.VENDOR_MANAGER), signed_in(Role.VIEWER)

    button = viewer.get(page(requisition)).content.decode()
    seen = viewer.get(path).content.decode()
    named = manager.get(path, {"replacing": "left"}).content.decode()

    assert path in button
    assert "3 vendors could serve, 1 could not" in seen
    assert seen.index("Good</bdi>") < seen.index("Half</bdi>") < seen.index("Silent</bdi>")
    assert "We have tried it." in seen
    assert "It does not speak en." in seen
    assert "Award</a>" not in seen
    assert "2 vendors could serve, 2 could not" in named
    assert "Left is being left." in named
    award = f"{page(requisition, 'award')}?vendor={cheap.id}"
    assert award in named
    assert str(cheap.id) in manager.get(award).content.decode()
    assert str(left.id) in named


def test_a_long_shortlist_is_told_in_parts() -> None:
    for number in range(SHOWN + 1):
        a_capable_vendor(f"Number {number:02}")
    path = page(an_open_need(), "show_shortlist")
    viewer = signed_in(Role.VIEWER)

    first = viewer.get(path).content.decode()
    second = viewer.get(path, {"offset": SHOWN}).content.decode()

    assert (first.count("<bdi>Number"), second.count("<bdi>Number")) == (SHOWN, 1)
    assert ("Those after" in first, "Those before" in second) == (True, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [("Nobody", "No vendor of this name is on file."), ("lab", "Several names have this in them")],
)
def test_whom_nobody_knows_is_not_replaced(said: str, words: str) -> None:
    a_capable_vendor("Lab One")
    a_capable_vendor("Lab Two")

    told = signed_in(Role.VIEWER).get(page(an_open_need(), "show_shortlist"), {"replacing": said})

    assert words in told.content.decode()


def test_a_need_is_opened_and_awarded_from_its_page() -> None:
    requisition, vendor = a_submitted_need(), a_capable_vendor()

    signed_in(Role.APPROVER).post(page(requisition, "approve"), {"reason": "Fine."})
    signed_in(Role.VENDOR_MANAGER).post(
        page(requisition, "award"), {"vendor": vendor.id, "reason": "The best."}
    )

    assert signed_in(Role.VIEWER).get(page(requisition)).status_code == 200
    requisition.refresh_from_db()
    assert (requisition.state, requisition.awarded_to_id) == ("awarded", vendor.id)
