"""The page on which a deal is simulated: shown to whom it may be, and changing nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config import clock
from config.rest.roles import Role
from tests.builders.contracts import signed
from tests.builders.people import a_person as someone
from tests.builders.procurement import a_clear_vendor, a_competitor, settled
from tests.builders.vendors import a_party
from tests.integration.contracts.supposing import row_counts
from tests.integration.contracts.test_scenarios_api import TENTH
from vendors.models import Party, Vendor

pytestmark = pytest.mark.django_db
LIST = "/admin/contracts/contract/"
PAGE = f"{LIST}simulate"


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(someone("user " + "+".join(roles), *roles))
    return client


@pytest.fixture
def deal(db: None) -> dict[str, Any]:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    vendor = a_clear_vendor("Labelworks")
    settled()
    signed(vendor, clauses=[TENTH])
    return {
        "competitor": rival.id,
        "vendor": vendor.id,
        "percent": "60",
        "votes": "on",
        "day": clock.today().isoformat(),
    }


def test_the_button_leads_to_the_page(deal: dict[str, Any]) -> None:
    client = signed_in(Role.LEGAL)

    listed = client.get(LIST).content.decode()
    path = reverse("admin:contracts_contract_simulate_deal")

    assert path in listed
    assert client.get(path).status_code == 200


def test_a_deal_is_shown_and_nothing_changes(deal: dict[str, Any]) -> None:
    client = signed_in(Role.LEGAL)
    before = row_counts()

    answer = client.post(reverse("admin:contracts_contract_simulate_deal"), deal)

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Labelworks: clear at none → " in shown
    assert "Rival Labs" in shown
    assert "USD 1,250,000.00 not delivered yet" in shown
    assert "not_fired" in shown
    assert row_counts() == before


def test_what_is_no_deal_is_refused_in_the_form(deal: dict[str, Any]) -> None:
    wrong = {**deal, "percent": "101", "competitor": ""}

    answer = signed_in(Role.LEGAL).post(reverse("admin:contracts_contract_simulate_deal"), wrong)

    assert answer.status_code == 200
    assert "Verdicts" not in answer.content.decode()
    assert "This field is required." in answer.content.decode()


def test_only_competitors_are_offered(deal: dict[str, Any]) -> None:
    page = signed_in(Role.LEGAL).get(reverse("admin:contracts_contract_simulate_deal"))

    offered = page.context["form"].fields["competitor"].queryset

    assert [party.name for party in offered] == ["Rival Labs"]
    assert Party.objects.count() > 1
    assert Vendor.objects.count() == 1


def test_a_viewer_is_not_let_in(deal: dict[str, Any]) -> None:
    client = signed_in(Role.VIEWER)

    answer = client.post(reverse("admin:contracts_contract_simulate_deal"), deal)

    assert "Verdicts" not in answer.content.decode()
    assert answer.status_code in {302, 403}
    assert "Simulate a deal" not in client.get(LIST).content.decode()
