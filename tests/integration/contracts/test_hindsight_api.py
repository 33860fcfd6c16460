"""As signed, as known now of the same day, and today: what is said of each, and in between?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from contracts.lifecycle import Act
from contracts.models import Contract
from tests.builders.contracts import SIGNED, a_draft, approved, moved
from tests.builders.procurement import a_clear_vendor, a_competitor, settled, sold
from tests.builders.vendors import a_party, an_interest, disclosed, revised
from tests.integration.contracts.supposing import row_counts
from tests.integration.contracts.test_scenarios_api import TENTH
from vendors.models import Interest, Party, Vendor

pytestmark = pytest.mark.django_db
ApiFor = Callable[..., Any]
Json = dict[str, Any]


@pytest.fixture
def rival(db: None) -> Party:
    party = a_party("Rival Labs")
    a_competitor(party)
    return party


@pytest.fixture
def vendor(rival: Party) -> Vendor:
    found = a_clear_vendor("Labelworks")
    settled()
    return found


@pytest.fixture
def contract(vendor: Vendor) -> Contract:
    """Signed today, when all that was known was good."""
    return signed_at(vendor, clock.now())


def signed_at(vendor: Vendor, at: datetime) -> Contract:
    return moved(approved(vendor, clauses=[TENTH]), Act.SIGN, at=at)


def looked_back(api: ApiFor, contract: Contract) -> Json:
    answer = api("viewer").get(f"/api/v1/contracts/{contract.id}/hindsight")
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def states(found: Json) -> list[str]:
    return [found[look]["state"] for look in ("as_signed", "as_known_now", "today")]


def test_nothing_learnt_and_nothing_happened(api: ApiFor, contract: Contract) -> None:
    found = looked_back(api, contract)

    assert states(found) == ["clear"] * 3
    assert found["contract"] == str(contract.id)
    assert (found["learnt"], found["withdrawn"]) == ([], 0)
    for difference in (found["by_learning"], found["by_events"]):
        assert difference == {
            "state": False,
            "level": False,
            "appeared": [],
            "disappeared": [],
            "clauses": [],
        }


def test_what_was_so_and_nobody_said_is_learnt(
    api: ApiFor, contract: Contract, vendor: Vendor, rival: Party
) -> None:
    sold(vendor, rival, 30)

    found = looked_back(api, contract)

    assert states(found) == ["clear", "conflict", "conflict"]
    assert (found["by_learning"]["state"], found["by_learning"]["level"]) == (True, True)
    rules = {finding["rule"] for finding in found["by_learning"]["appeared"]}
    assert "significant_influence" in rules
    [clause] = found["by_learning"]["clauses"]
    assert (clause["before"], clause["after"]) == ("not_fired", "fired")
    assert [one["facts"] for one in found["learnt"]] == [1, 1]
    assert found["withdrawn"] == 1
    assert found["by_events"]["appeared"] == []


def test_what_came_later_is_no_reproach(api: ApiFor, vendor: Vendor, rival: Party) -> None:
    contract = signed_at(vendor, SIGNED)
    founder = Interest.objects.get(subject=vendor.party_id, superseded_seq=None)
    revised(founder.record_id, "change", an_interest("ordinary_shares", 70), on=date(2025, 6, 12))
    disclosed(vendor, rival, 30, valid_from=date(2025, 6, 12))

    found = looked_back(api, contract)

    assert found["as_signed"]["state"] == found["as_known_now"]["state"]
    assert found["today"]["state"] == "conflict"
    assert found["by_events"]["state"] is True
    assert [clause["after"] for clause in found["by_events"]["clauses"]] == ["fired"]


def test_each_look_names_its_clocks(api: ApiFor, contract: Contract) -> None:
    found = looked_back(api, contract)

    assert found["as_signed"]["valid_at"] == found["as_known_now"]["valid_at"]
    assert found["as_signed"]["valid_at"] == found["signed_on"]
    assert found["as_signed"]["known_at"] <= found["signed_at"]
    assert [one["result"] for one in found["as_signed"]["clauses"]] == ["not_fired"]


def test_looking_back_changes_nothing(api: ApiFor, contract: Contract) -> None:
    api("viewer")
    before = row_counts()

    looked_back(api, contract)

    assert row_counts() == before


def test_a_contract_nobody_signed_has_no_such_day(api: ApiFor, vendor: Vendor) -> None:
    draft = a_draft(vendor)

    answer = api("viewer").get(f"/api/v1/contracts/{draft.id}/hindsight")

    assert (answer.status_code, answer.json()["code"]) == (409, "contract-not-signed")
    assert answer.json()["state"] == "draft"


def test_a_contract_that_is_not_there(api: ApiFor) -> None:
    assert api("viewer").get(f"/api/v1/contracts/{uuid4()}/hindsight").status_code == 404


def test_whoever_may_not_read_contracts_may_not_look_back(api: ApiFor, contract: Contract) -> None:
    path = f"/api/v1/contracts/{contract.id}/hindsight"

    assert api("intake").get(path).status_code == 403
    assert api().get(path).status_code == 401


def test_no_parameter_is_known(api: ApiFor, contract: Contract) -> None:
    answer = api("viewer").get(f"/api/v1/contracts/{contract.id}/hindsight?valid_at=2025-01-01")

    assert answer.status_code == 400
