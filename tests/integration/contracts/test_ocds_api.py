"""A contract in the Open Contracting Data Standard: what its schema requires, and its codelists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contracts.lifecycle import Act
from contracts.models import Contract
from contracts.money import Money
from contracts.operations import moves
from contracts.operations.moves import Paper
from contracts.operations.wording import Wording
from tests.builders.contracts import (
    LATER,
    a_draft,
    evidence,
    leo,
    moved,
    signed,
    suspended,
)
from tests.integration.conftest import Api
from vendors.models import Identifier

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PATH = "/api/v1/exports/ocds"
STATUSES = {"pending", "active", "cancelled", "terminated"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def release(api: Client, contract: Contract) -> dict[str, Any]:
    answer = api("viewer").get(f"{PATH}?contract={contract.id}")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def test_a_release_has_what_the_standard_requires(api: Client) -> None:
    contract = signed(zone="America/Los_Angeles", value=Money(Decimal("1250000.50"), "USD"))
    Identifier.objects.create(
        party=contract.vendor.party, scheme="LEI", value="5493001KJTIIGC8Y1R12"
    )

    said = release(api, contract)

    assert said["ocid"] == f"ocds-000000-{contract.id}"
    assert {"ocid", "id", "date", "tag", "initiationType"} <= said.keys()
    assert (said["tag"], said["initiationType"]) == (["contract"], "tender")
    [made], [award], [supplier] = said["contracts"], said["awards"], said["parties"]
    assert made["awardID"] == award["id"] == contract.reference
    assert award["suppliers"] == [{"id": supplier["id"], "name": supplier["name"]}]
    assert (supplier["roles"], supplier["identifier"]["scheme"]) == (["supplier"], "XI-LEI")
    assert made["value"] == {"amount": 1250000.5, "currency": "USD"}
    assert made["period"]["startDate"] == "2025-01-01T00:00:00-08:00"
    for moment in (said["date"], made["dateSigned"], made["period"]["startDate"]):
        assert INSTANT.fullmatch(moment)
        assert datetime.fromisoformat(moment).utcoffset() is not None


@pytest.mark.parametrize(
    ("made", "status", "award"),
    [
        (a_draft, "pending", "pending"),
        (lambda: moved(a_draft(), Act.CANCEL), "cancelled", "cancelled"),
        (signed, "active", "active"),
        (suspended, "active", "active"),
    ],
)
def test_a_state_is_told_in_the_codes_of_the_standard(
    api: Client, made: Callable[[], Contract], status: str, award: str
) -> None:
    said = release(api, made())

    assert said["contracts"][0]["status"] == status in STATUSES
    assert said["awards"][0]["status"] == award


def test_amendments_are_told_with_their_day_and_reason(api: Client) -> None:
    contract = signed()
    moves.move(
        contract_id=contract.id,
        act=Act.AMEND,
        actor=leo(),
        reason="Longer notice.",
        at=LATER,
        evidence=[evidence()],
        paper=Paper(changes=Wording(notice_days_ours=77)),
    )

    said = release(api, contract)

    assert said["tag"] == ["contract", "contractAmendment"]
    [paper] = said["contracts"][0]["amendments"]
    assert (paper["rationale"], paper["description"]) == ("Longer notice.", "notice_days_ours")
    assert paper["date"] == "2025-06-16T00:00:00+00:00"


@pytest.mark.parametrize(
    ("query", "status"), [("", 400), ("?contract=x", 400), (f"?contract={UUID(int=1)}", 404)]
)
def test_one_contract_is_asked_for(api: Client, query: str, status: int) -> None:
    assert api("viewer").get(f"{PATH}{query}").status_code == status


def test_whoever_reads_no_contracts_is_refused(api: Client) -> None:
    contract = signed()

    assert api("intake").get(f"{PATH}?contract={contract.id}").status_code == 403
