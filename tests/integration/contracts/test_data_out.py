"""What comes back on the way out, and what is certified as destroyed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from contracts.models import Contract, DataAsset, Termination
from contracts.operations.inventory import register_asset
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    DONE,
    an_asset,
    evidence,
    served,
    signed,
    stepped,
    vera,
)
from tests.builders.people import a_person
from tests.integration.conftest import Api
from tests.integration.contracts.leaving import BECAUSE, act

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
HASH = "5" * 64


def step(client: Api, found: Termination, code: str, name: str, **said: object) -> Any:
    return client.post(f"/api/v1/terminations/{found.id}/steps/{code}/{name}", {**BECAUSE, **said})


# The return


def counted(contract: Contract, name: str = "Olympiad prompts") -> DataAsset:
    return register_asset(
        contract_id=contract.id, name=name, items=118_000, sha256=HASH, actor=vera()
    )


@pytest.fixture
def contract() -> Contract:
    return signed()


@pytest.fixture
def asset(contract: Contract) -> DataAsset:
    return counted(contract)


@pytest.fixture
def found(contract: Contract, asset: DataAsset) -> Termination:
    """Served, with one counted asset to get back, and the return begun."""
    made = served(contract)
    stepped(made, StepCode.RETURN_DATA, StepAct.START)
    return made


def returned(client: Api, found: Termination, *lines: dict[str, object]) -> Any:
    said: dict[str, object] = {"evidence": [str(evidence())]}
    if lines:
        said["manifest"] = list(lines)
    return step(client, found, "return_data", "submit", **said)


def test_a_data_asset_keeps_how_much_it_is(api: Client, contract: Contract) -> None:
    said = {"name": "Pairs", "items": 64_000, "sha256": HASH.upper()}

    made = api("legal").post(f"/api/v1/contracts/{contract.id}/data-assets", said)

    assert made.status_code == 201, made.content
    assert (made.json()["items"], made.json()["sha256"]) == (64_000, HASH)


def test_a_whole_manifest_can_be_verified(
    api: Client, found: Termination, asset: DataAsset
) -> None:
    line = {"data_asset": str(asset.id), "items": 118_000, "sha256": HASH}

    submitted = returned(api("legal"), found, line)
    verified = step(api("approver"), found, "return_data", "verify")

    assert submitted.status_code == 200, submitted.content
    assert submitted.json()["manifest"] == [line]
    assert submitted.json()["open_items"] == []
    assert verified.json()["state"] == "verified"


@pytest.mark.parametrize(
    ("change", "mismatch"),
    [
        (None, ["missing"]),
        ({"items": 117_999}, ["items_differ"]),
        ({"sha256": "6" * 64}, ["hash_differs"]),
        ({"items": None, "sha256": ""}, ["items_unknown", "hash_missing"]),
    ],
)
def test_what_is_missing_or_differs_is_named_and_stays_open(
    api: Client,
    found: Termination,
    asset: DataAsset,
    change: dict[str, object] | None,
    mismatch: list[str],
) -> None:
    line = {"data_asset": str(asset.id), "items": 118_000, "sha256": HASH, **(change or {})}

    submitted = returned(api("legal"), found, *([] if change is None else [line]))
    refused = step(api("approver"), found, "return_data", "verify")

    assert [item["mismatch"] for item in submitted.json()["open_items"]] == mismatch
    assert (refused.status_code, refused.json()["code"]) == (409, "return-incomplete")
    assert refused.json()["open_items"][0] == {
        "data_asset": str(asset.id),
        "mismatch": mismatch[0],
    }


def test_a_manifest_that_leaves_an_uncounted_asset_out_leaves_it_open(
    api: Client, contract: Contract, found: Termination, asset: DataAsset
) -> None:
    other = an_asset(contract, "Not counted")
    line = {"data_asset": str(asset.id), "items": 118_000, "sha256": HASH}

    submitted = returned(api("legal"), found, line)

    assert [item["data_asset"] for item in submitted.json()["open_items"]] == [str(other.id)]


def test_an_approver_may_let_an_item_go_but_not_who_returned_it(
    api: Client, found: Termination, asset: DataAsset
) -> None:
    ann = a_person("ann")
    both = api("legal", "approver", user=ann)
    returned(both, found)
    said = {"matter": "returned_item", "data_asset": str(asset.id)}

    own = act(both, found, "waive", **said)
    waived = act(api("approver"), found, "waive", **said)
    again = act(api("approver"), found, "waive", **said)

    assert (own.status_code, own.json()["code"]) == (403, "four-eyes")
    assert waived.json()["steps"][4]["open_items"] == []
    assert (again.status_code, again.json()["code"]) == (409, "nothing-to-waive")
    assert step(api("approver"), found, "return_data", "verify").status_code == 200


def test_what_was_let_go_in_one_try_is_open_in_the_next(
    api: Client, found: Termination, asset: DataAsset
) -> None:
    returned(api("legal"), found)
    act(api("approver"), found, "waive", matter="returned_item", data_asset=str(asset.id))
    step(api("legal"), found, "return_data", "fail")
    step(api("legal"), found, "return_data", "start")

    assert returned(api("legal"), found).json()["open_items"][0]["mismatch"] == "missing"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"matter": "returned_item"}, "/data_asset"),
        ({"matter": "returned_item", "data_asset": str(uuid4())}, "/data_asset"),
        ({"matter": "dispute", "data_asset": str(uuid4())}, "/data_asset"),
    ],
)
def test_what_is_let_go_is_said_exactly(
    api: Client, found: Termination, said: dict[str, object], pointer: str
) -> None:
    answer = act(api("approver"), found, "waive", **said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ({"data_asset": str(uuid4())}, "/manifest/0/data_asset"),
        ({"items": -1}, "/manifest/0/items"),
        ({"sha256": "short"}, "/manifest/0/sha256"),
        ({"colour": "red"}, "/manifest/0/colour"),
    ],
)
def test_a_manifest_that_cannot_be_meant_is_refused(
    api: Client, found: Termination, asset: DataAsset, line: dict[str, object], pointer: str
) -> None:
    answer = returned(api("legal"), found, {"data_asset": str(asset.id), **line})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_manifest_names_each_asset_once_and_comes_with_the_return(
    api: Client, found: Termination, asset: DataAsset
) -> None:
    line = {"data_asset": str(asset.id)}

    twice = returned(api("legal"), found, line, line)
    elsewhere = step(api("legal"), found, "transition", "start", manifest=[line])

    assert twice.json()["errors"][0]["code"] == "repeated"
    assert elsewhere.json()["errors"][0]["code"] == "not_applicable"


# Certificates


def destroyed(client: Api, found: Termination, asset: DataAsset, **said: object) -> Any:
    stepped(found, StepCode.LEGAL_HOLD_CHECK, *DONE)
    line = {"data_asset": str(asset.id), "items": 118_000, "sha256": HASH}
    returned(client, found, line)
    stepped(found, StepCode.RETURN_DATA, StepAct.VERIFY)
    stepped(found, StepCode.DESTROY_DATA, StepAct.START)
    [copy] = asset.copies.all()
    given = {
        "data_asset": str(asset.id),
        "holder": str(copy.holder_id),
        "evidence": str(evidence()),
        **said,
    }
    return step(client, found, "destroy_data", "submit", certificates=[given])


FULL = {
    "performed_by": "Kim Park", "performer_title": "Data officer", "organisation": "Labelworks",
    "contact": "kim@labelworks.example", "performed_on": "2025-07-20", "place": "Austin",
    "storage": "logical", "location": "bucket/labels", "source_system": "annotation store",
    "data_scope": "all prompts and backups", "classification": "confidential",
    "method": "cryptographic_erase", "technique": "key destruction", "tool": "kms",
    "tool_version": "3.1", "verification": "full", "verified_by": "Ada Wong",
    "destination": "none", "standard": "NIST SP 800-88 Rev. 2", "validator": "Auditors LLP",
    "signed_by": "Kim Park", "signed_on": "2025-07-21",
}  # fmt: skip


def test_a_full_certificate_lacks_nothing(
    api: Client, found: Termination, asset: DataAsset
) -> None:
    answer = destroyed(api("legal"), found, asset, **FULL)

    assert answer.status_code == 200, answer.content
    [shown] = answer.json()["certificates"]
    assert shown["lacks"] == []
    assert {name: shown[name] for name in FULL} == FULL


def test_what_a_certificate_does_not_say_is_named(
    api: Client, found: Termination, asset: DataAsset
) -> None:
    said = {name: value for name, value in FULL.items() if name not in ("signed_by", "location")}

    answer = destroyed(api("legal"), found, asset, **said, media_serial="S-1")

    assert answer.json()["certificates"][0]["lacks"] == ["signed_by", "location"]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"performed_on": "2999-01-01"}, "/certificates/0/performed_on"),
        ({"signed_on": "2999-01-01"}, "/certificates/0/signed_on"),
        (
            {"performed_on": "2025-07-20", "signed_on": "2025-07-19"},
            "/certificates/0/signed_on",
        ),
        ({"storage": "cloudy"}, "/certificates/0/storage"),
    ],
)
def test_a_certificate_of_what_has_not_happened_is_refused(
    api: Client, found: Termination, asset: DataAsset, said: dict[str, object], pointer: str
) -> None:
    answer = destroyed(api("legal"), found, asset, **said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
