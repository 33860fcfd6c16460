"""What the vendor can reach, what we sent and what we got is written down, and doors are closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from config.events.models import Event
from contracts.lifecycle import Act
from contracts.models import AccessGrant, Contract, DataAsset
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    a_draft,
    a_grant,
    agreed,
    an_asset,
    evidence,
    moved,
    signed,
    stepped,
    vera,
)
from tests.builders.vendors import a_party
from tests.integration.conftest import Api
from vendors.models import HoldType
from vendors.operations import place_hold

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
FAR = "2999-01-01"


@pytest.fixture
def contract() -> Contract:
    return signed()


def post(client: Api, contract: Contract, what: str, said: dict[str, object]) -> Any:
    return client.post(f"/api/v1/contracts/{contract.id}/{what}", said)


GRANT = {"system": "bucket", "account": "lw-17", "scope": "read", "description": "Images"}
ASSET = {"name": "Proofs", "description": "Train split", "sensitivity": "restricted"}
DELIVERY = {
    "delivered_on": "2025-02-01",
    "items": 1200,
    "accepted_value": {"amount": "30000.00", "currency": "USD"},
}


@pytest.mark.parametrize("role", ["legal", "vendor_manager"])
def test_a_grant_is_written_down_and_listed(api: Client, contract: Contract, role: str) -> None:
    answer = post(api(role), contract, "access-grants", {**GRANT, "opened_on": "2025-01-05"})

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert {name: made[name] for name in GRANT} == GRANT
    assert (made["opened_on"], made["revoked_on"]) == ("2025-01-05", None)
    assert (made["revoked_by"], made["allowed_acts"]) == (None, ["revoke"])
    assert api("viewer").get(answer["Location"]).json() == {**made, "allowed_acts": []}
    listed = api("viewer").get(f"/api/v1/contracts/{contract.id}/access-grants?open=true").json()
    assert [row["id"] for row in listed["results"]] == [made["id"]]


def test_revoking_closes_the_door_with_proof(api: Client, contract: Contract) -> None:
    grant, proof = a_grant(contract), evidence()
    path = f"/api/v1/access-grants/{grant.id}/revoke"
    said = {"reason": "No longer needed.", "evidence": [str(proof)]}

    first, second = api("legal").post(path, said), api("legal").post(path, said)

    assert first.status_code == 200
    assert first.json()["revoked_on"] == clock.today().isoformat()
    assert first.json()["allowed_acts"] == []
    assert (first.json()["evidence"], first["ETag"]) == ([str(proof)], '"2"')
    assert (second.status_code, second.json()["code"]) == (409, "grant-revoked")
    assert Event.objects.filter(type="contracts.grant_revoked").count() == 1


def test_a_door_is_not_believed_closed_without_a_proof(api: Client, contract: Contract) -> None:
    grant = a_grant(contract)

    answer = api("legal").post(f"/api/v1/access-grants/{grant.id}/revoke", {"reason": "Closed."})

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence-required")
    grant.refresh_from_db()
    assert grant.revoked_on is None


def test_revoking_another_version_is_refused(api: Client, contract: Contract) -> None:
    path = f"/api/v1/access-grants/{a_grant(contract).id}/revoke"

    answer = api("legal").post(path, {"reason": "Now."}, headers={"If-Match": '"9"'})

    assert answer.status_code == 412


def test_an_asset_is_held_by_the_vendor_unless_others_are_named(
    api: Client, contract: Contract
) -> None:
    sub = a_party("Sub-processor")

    usual = post(api("legal"), contract, "data-assets", ASSET).json()
    named = post(api("legal"), contract, "data-assets", {**ASSET, "holders": [str(sub.id)]}).json()

    assert usual["holders"] == [str(contract.vendor.party_id)]
    assert named["holders"] == [str(sub.id)]
    assert api("viewer").get(f"/api/v1/data-assets/{named['id']}").json() == named


@pytest.mark.parametrize("holders", [[], ["nobody"], [str(uuid4())], "x"])
def test_holders_have_to_be_parties(api: Client, contract: Contract, holders: object) -> None:
    answer = post(api("legal"), contract, "data-assets", {**ASSET, "holders": holders})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("/holders")


def test_a_holder_is_named_once(api: Client, contract: Contract) -> None:
    sub = str(a_party("Sub-processor").id)

    answer = post(api("legal"), contract, "data-assets", {**ASSET, "holders": [sub, sub]})

    assert answer.json()["errors"][0]["pointer"] == "/holders/1"


def test_a_delivery_is_written_down_and_listed(api: Client, contract: Contract) -> None:
    answer = post(api("vendor_manager"), contract, "deliveries", DELIVERY)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert {name: made[name] for name in DELIVERY} == DELIVERY
    assert api("viewer").get(answer["Location"]).json() == made
    listed = api("viewer").get(f"/api/v1/contracts/{contract.id}/deliveries").json()["results"]
    assert listed == [made]


@pytest.mark.parametrize(
    ("what", "said", "pointer"),
    [
        ("access-grants", {"account": "x"}, "/system"),
        ("access-grants", {**GRANT, "opened_on": FAR}, "/opened_on"),
        ("access-grants", {**GRANT, "revoked_on": "2025-01-01"}, "/revoked_on"),
        ("data-assets", {"description": "x"}, "/name"),
        ("deliveries", {"items": 1}, "/delivered_on"),
        ("deliveries", {**DELIVERY, "delivered_on": FAR}, "/delivered_on"),
        ("deliveries", {**DELIVERY, "items": -1}, "/items"),
        ("deliveries", {**DELIVERY, "items": 1.5}, "/items"),
        (
            "deliveries",
            {**DELIVERY, "accepted_value": {"amount": "1", "currency": "EUR"}},
            "/accepted_value/currency",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    api: Client, contract: Contract, what: str, said: dict[str, object], pointer: str
) -> None:
    answer = post(api("legal"), contract, what, said)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("what", "said"), [("access-grants", GRANT), ("data-assets", ASSET), ("deliveries", DELIVERY)]
)
def test_who_may_not_keep_the_inventory_is_refused(
    api: Client, contract: Contract, what: str, said: dict[str, object]
) -> None:
    assert post(api("requester"), contract, what, said).status_code == 403
    assert post(api("approver"), contract, what, said).status_code == 403


@pytest.mark.parametrize(
    ("what", "said"), [("access-grants", GRANT), ("data-assets", ASSET), ("deliveries", DELIVERY)]
)
def test_nothing_is_written_into_the_file_of_a_contract_that_is_over(
    api: Client, what: str, said: dict[str, object]
) -> None:
    answer = post(api("legal"), moved(a_draft(), Act.CANCEL), what, said)

    assert (answer.status_code, answer.json()["code"]) == (409, "contract-over")


@pytest.mark.parametrize(
    ("what", "said"), [("access-grants", GRANT), ("data-assets", ASSET), ("deliveries", DELIVERY)]
)
def test_an_unknown_contract_has_no_inventory(
    api: Client, what: str, said: dict[str, object]
) -> None:
    nowhere = Contract(id=uuid4())

    assert post(api("legal"), nowhere, what, said).status_code == 404
    assert api("viewer").get(f"/api/v1/contracts/{nowhere.id}/{what}").status_code == 404


def test_while_transfers_are_on_hold_no_door_opens(api: Client, contract: Contract) -> None:
    place_hold(
        vendor_id=contract.vendor_id,
        type=HoldType.DATA_TRANSFER,
        reason="Leak.",
        actor=vera(),
        at=clock.now(),
    )

    answer = post(api("legal"), contract, "access-grants", GRANT)

    assert (answer.status_code, answer.json()["hold_type"]) == (422, "data_transfer")


def test_after_the_exit_step_nothing_new_appears_unseen(api: Client, contract: Contract) -> None:
    a_grant(contract), an_asset(contract)
    found = agreed(contract)
    stepped(found, StepCode.REVOKE_ACCESS, StepAct.WAIVE)
    stepped(found, StepCode.DESTROY_DATA, StepAct.WAIVE)

    grant = post(api("legal"), contract, "access-grants", GRANT)
    asset = post(api("legal"), contract, "data-assets", ASSET)

    assert (grant.status_code, grant.json()["step"]) == (409, "revoke_access")
    assert (asset.status_code, asset.json()["code"]) == (409, "exit-settled")
    assert (AccessGrant.objects.count(), DataAsset.objects.count()) == (1, 1)
