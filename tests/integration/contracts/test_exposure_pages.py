"""The admin's pages of exposure and of what a party touches."""

from __future__ import annotations

import pytest
from django.urls import reverse

from config import clock
from config.rest.roles import Role
from contracts.models import ExchangeRate, SubstitutabilityAssessment
from tests.builders.contracts import a_grant, an_asset, signed
from tests.builders.procurement import an_adopted_policy
from tests.builders.reliance import assessed
from tests.builders.vendors import a_party, a_person, a_vendor, attested, disclosed
from tests.integration.contracts.exposing import a_vendor_called, enter_euro, works, worth
from tests.integration.contracts.test_deal_page import signed_in
from vendors.models import AttestationRequest

pytestmark = pytest.mark.django_db
EXPOSURE = "/admin/contracts/contract/exposure/"
BLAST = "/admin/contracts/contract/blast-radius/"


def asked(**said: str) -> dict[str, str]:
    return {"day": clock.today().isoformat(), **said}


def test_the_buttons_lead_to_the_pages() -> None:
    client = signed_in(Role.VIEWER)

    page = client.get("/admin/contracts/contract/").content.decode()

    for name in ("show_exposure", "show_blast"):
        path = reverse(f"admin:contracts_contract_{name}")
        assert path in page
        assert f'value="{clock.today().isoformat()}"' in client.get(path).content.decode()


@pytest.mark.parametrize("by", ["vendor", "ultimate_owner", "domain", "place"])
def test_exposure_is_shown_with_what_is_passed(by: str) -> None:
    an_adopted_policy(limits={f"{by}_share_pct": 50})
    vendor = a_vendor_called("Alpha")
    disclosed(vendor, a_person("Ann"), 100)
    works(vendor, "SE")
    worth(vendor, "1000.00")

    page = signed_in(Role.VIEWER).get(EXPOSURE, asked(by=by)).content.decode()

    assert "1000.00" in page
    assert "100 % of what is committed in USD hangs on" in page


def test_what_cannot_be_converted_is_said_in_the_form() -> None:
    worth(a_vendor_called(), "10.00", "EUR")
    client = signed_in(Role.VIEWER)

    page = client.get(EXPOSURE, asked(by="vendor", currency="usd")).content.decode()

    assert "Nobody has entered a rate from EUR to USD" in page
    wrong = client.get(EXPOSURE, asked(by="vendor", currency="XXX")).content.decode()
    assert "is not a currency" in wrong


def test_what_a_party_touches_is_drawn_and_told() -> None:
    meta, vendor = a_party("Meta"), a_vendor("Scale")
    disclosed(vendor, meta, 49)
    contract = worth(vendor, "1000.00")
    a_grant(contract)
    an_asset(contract)

    page = signed_in(Role.VIEWER).get(BLAST, asked(party="meta")).content.decode()

    assert "Meta touches 1 vendor, 1 contract, 1 data asset and 1 open door" in page
    assert "Nobody is left for mathematics." in page
    assert contract.reference in page
    assert 'id="picture-asked"' in page


def test_a_party_is_found_by_its_id_or_its_whole_name() -> None:
    meta = a_party("Meta")
    a_party("Metaphor")
    client = signed_in(Role.VIEWER)

    by_id = client.get(BLAST, asked(party=str(meta.id))).content.decode()
    by_name = client.get(BLAST, asked(party="Meta")).content.decode()

    assert "Meta touches 0 vendors" in by_id
    assert "Meta touches 0 vendors" in by_name
    assert "Several names have this" in client.get(BLAST, asked(party="Met")).content.decode()
    assert "Nobody of this name" in client.get(BLAST, asked(party="Zeta")).content.decode()


def test_nobody_without_the_role_sees_them() -> None:
    client = signed_in(Role.INTAKE)

    assert client.get(EXPOSURE, asked(by="vendor")).status_code in (302, 403)


def test_replaceability_is_assessed_from_the_contracts_page() -> None:
    contract = signed()
    assessed(contract, "hard")
    client = signed_in(Role.LEGAL)
    page = f"/admin/contracts/contract/{contract.id}/change/"
    assert "replaceability" in client.get(page).content.decode()
    act = reverse("admin:contracts_contract_assess", args=[contract.id])
    said = {
        "verdict": "substitutable", "reintegration": "easy", "reintegration_days": "30",
        "impact": "low", "reason": "Easy.",
    }  # fmt: skip

    answer = client.post(act, said)

    assert answer.status_code == 302, answer.content.decode()
    assert SubstitutabilityAssessment.objects.filter(verdict="substitutable").count() == 1


def test_the_next_rate_is_entered_beside_the_last_one() -> None:
    row = enter_euro("1.10")
    act = reverse("admin:contracts_exchangerate_enter", args=[row.id])

    answer = signed_in(Role.VENDOR_MANAGER).post(
        act, {"rate": "1.2", "valid_on": "2025-02-01", "source": "ECB"}
    )

    assert answer.status_code == 302
    assert ExchangeRate.objects.count() == 2


def test_a_vendor_is_asked_again_from_what_it_swore() -> None:
    row = attested(a_vendor("Scale"), "no_sharing")
    client = signed_in(Role.VENDOR_MANAGER)
    act = reverse("admin:vendors_attestation_ask_again", args=[row.id])

    answer = client.post(act, {"due_on": "2999-01-01", "reason": "Before we sign."})

    assert answer.status_code == 302, answer.content.decode()
    assert AttestationRequest.objects.get().renews == row
    assert "Asked of vendors, not answered" in client.get("/admin/").content.decode()
    assert client.get("/admin/vendors/attestation/").status_code == 200
    assert client.get(f"/admin/vendors/attestation/{row.id}/change/").status_code == 200
    assert client.get("/admin/vendors/attestationrequest/?answer__isempty=1").status_code == 200
