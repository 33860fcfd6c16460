"""The admin shows verdicts, what would settle them, and policies tried against the past."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from config.rest.roles import Role
from procurement.models import Backtest, BacktestMoment
from tests.builders.people import a_person as someone
from tests.builders.procurement import a_competitor, a_policy, assessed
from tests.builders.vendors import a_party, a_vendor, attested, disclosed
from tests.integration.procurement.hindsight import a_past, run
from vendors.models import Disclosure

pytestmark = pytest.mark.django_db
PAGES = [model for model in admin.site._registry if model._meta.app_label == "procurement"]


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(someone("user " + "+".join(roles), *roles))
    return client


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.model_name)
def test_every_list_is_shown(model: type) -> None:
    a_past()
    run(a_policy(material_equity=3))
    path = reverse(f"admin:procurement_{model._meta.model_name}_changelist")  # type: ignore[attr-defined]

    assert signed_in(Role.VIEWER).get(path).status_code == 200


def test_an_assessment_says_what_to_ask_first() -> None:
    a_competitor()
    vendor = a_vendor()
    disclosed(vendor, a_party("Holding"), 70)
    disclosed(vendor, a_party("Small"), 30)
    attested(vendor, "complete")
    path = reverse("admin:procurement_assessment_change", args=[assessed(vendor).id])

    page = signed_in(Role.VIEWER).get(path).content.decode()

    assert "who holds the votes of Holding (70 %)" in page
    assert page.index("of Holding (70 %)") < page.index("of Small (30 %)")


def test_a_policy_is_tried_from_its_page() -> None:
    a_past()
    policy = a_policy(material_equity=3)
    path = reverse("admin:procurement_policy_backtest", args=[policy.id])

    signed_in(Role.LEGAL).post(path, {"since": "2025-01-05"})
    signed_in(Role.VIEWER).post(path, {"since": ""})

    [backtest] = Backtest.objects.all()
    assert (backtest.policy, backtest.from_day.isoformat()) == (policy, "2025-01-05")


def test_what_was_found_is_not_edited() -> None:
    a_past()
    backtest = run(a_policy(material_equity=3))
    moment = BacktestMoment.objects.filter(backtest=backtest).first()
    assert moment is not None

    client = signed_in(Role.LEGAL)
    for row, name in ((backtest, "backtest"), (moment, "backtestmoment")):
        path = reverse(f"admin:procurement_{name}_change", args=[row.id])
        assert client.get(path).status_code == 200
        assert client.post(path, {"total": 9}).status_code == 403


def test_a_verdict_says_on_which_chain_and_whose_word_it_rests() -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    vendor = a_vendor()
    disclosed(vendor, rival, 60)
    path = reverse("admin:procurement_assessment_change", args=[assessed(vendor).id])

    page = unescape(signed_in(Role.VIEWER).get(path).content.decode())

    disclosure = Disclosure.objects.get()
    assert f"Rival Labs (votes 60 %) → {vendor.party.name}" in page
    assert "rests on" in page
    assert reverse("admin:vendors_disclosure_change", args=[disclosure.id]) in page


def test_a_policy_says_what_it_demands_and_what_follows() -> None:
    policy = a_policy(
        material_equity=3,
        actions={"conflict": {"material_interest": ["place_hold"]}},
        limits={"vendor_share_pct": 75},
    )
    path = reverse("admin:procurement_policy_change", args=[policy.id])

    said = unescape(signed_in(Role.VIEWER).get(path).content.decode())

    assert "<strong>3</strong>" in said
    assert "<strong>20</strong>" not in said
    words = " ".join(re.sub(r"<[^>]+>", " ", said).split())
    assert "material equity 3 So many percent of the money" in words
    assert "conflict material interest place hold" in words
    assert "vendor share pct: 75" in words
