"""Rehearsals: how we would leave, what is missing for it, and how long that can be relied on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from config.events.models import Event
from contracts.clauses import Comparator, Measure
from contracts.models import Contract, ExitRehearsal, Termination
from contracts.operations.inventory import open_grant, register_asset
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    SIGNED,
    a_draft,
    a_grant,
    an_asset,
    evidence,
    judged,
    served,
    signed,
    vera,
)
from tests.builders.procurement import an_adopted_policy
from tests.builders.reliance import assessed
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from vendors.models import ExpertiseLevel, Vendor
from vendors.operations import attest
from vendors.operations.vendors import Skill, VendorChanges, amend_vendor
from vendors.ownership.facts import AttestationKind

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def rehearse(client: Api, contract: Contract, **said: object) -> Any:
    return client.post(f"/api/v1/contracts/{contract.id}/exit-rehearsals", said)


def lacks(answer: Any) -> list[str]:
    return [one["lack"] for one in answer.json()["missing"]]


def knowing(domain: str, state: str = "clear") -> Vendor:
    """Another vendor of a domain."""
    vendor = a_vendor(f"Expert {uuid4()}")
    skills = [Skill(domain, ExpertiseLevel.EXPERT)]
    amend_vendor(
        vendor_id=vendor.id,
        seen_version=None,
        changes=VendorChanges(expertise=skills),
        actor=vera(),
    )
    level = "none" if state == "clear" else "control"
    return judged(vendor, state, level)


def test_a_rehearsal_plans_and_names_what_is_missing(api: Client) -> None:
    a_grant(contract := signed())
    asset = an_asset(contract)

    answer = rehearse(api("legal"), contract)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"] == f"/api/v1/exit-rehearsals/{made['id']}"
    assert [step["code"] for step in made["plan"]["steps"]][:3] == [
        "legal_hold_check", "freeze_work", "serve_notice",
    ]  # fmt: skip
    assert made["plan"]["earliest_end"]["chain"][0]["rule"] == "notice_period"
    assert made["plan"]["critical_path"]
    assert sum(part["weight"] for part in made["parts"]) == 100
    assert 0 < made["score"] < 100
    assert {
        "no_replacement", "no_notice_form", "no_notice_address", "asset_without_content",
        "grant_without_owner", "grant_without_account", "no_conduct_attestation",
    } <= set(lacks(answer))  # fmt: skip
    uncounted = [one for one in made["missing"] if one["lack"] == "asset_without_content"]
    assert [one["about"] for one in uncounted] == [str(asset.id)]
    assert (made["stale"], made["stale_because"]) == (False, [])
    assert api("viewer").get(answer["Location"]).json() == made


def test_a_rehearsal_changes_nothing_of_the_contract(api: Client) -> None:
    contract = signed()
    path = f"/api/v1/contracts/{contract.id}"
    before = api("viewer").get(path)

    rehearse(api("legal"), contract, ground="insolvency", emergency=True)

    after = api("viewer").get(path)
    assert (after.json(), after["ETag"]) == (before.json(), before["ETag"])
    assert not Termination.objects.exists()
    assert Event.objects.filter(type="contracts.exit_rehearsed").count() == 1


def test_who_could_take_over_is_another_vendor_that_is_clear(api: Client) -> None:
    contract = signed()
    knowing("mathematics", "conflict")
    knowing("law")
    missing = lacks(rehearse(api("legal"), contract))

    knowing("Mathematics")

    assert "no_replacement" in missing
    assert "no_replacement" not in lacks(rehearse(api("legal"), contract))


A_FIFTH = replace(
    CONTROL_CLAUSE, measure=Measure.VOTING, comparator=Comparator.GE, threshold=Decimal(20)
)
A_THIRD = replace(
    CONTROL_CLAUSE, measure=Measure.ECONOMIC, comparator=Comparator.GE, threshold=Decimal(33)
)
A_SEAT = replace(CONTROL_CLAUSE, measure=Measure.BOARD, threshold=Decimal(0))


def test_a_clause_must_fire_where_the_policy_is_serious(api: Client) -> None:
    an_adopted_policy()  # serious from significant influence on

    def about(contract: Contract) -> list[str]:
        missing = rehearse(api("legal"), contract).json()["missing"]
        return [one["about"] for one in missing if one["lack"] == "no_clause"]

    on_control, on_votes = signed_before_policy(CONTROL_CLAUSE), signed_before_policy(A_FIFTH)
    on_both = signed_before_policy(A_FIFTH, CONTROL_CLAUSE, A_THIRD, A_SEAT)

    assert about(on_control) == [
        "significant_influence", "joint_or_negative_control", "control",
    ]  # fmt: skip
    # A third of the equity without a vote, or a seat, would be missed.
    assert about(on_votes) == ["significant_influence", "control"]
    assert about(on_both) == []


def signed_before_policy(*clauses: object) -> Contract:
    """A contract with these clauses, whose vendor is judged after the policy was adopted."""
    return signed(judged(a_vendor(f"Labelworks {uuid4()}")), clauses=list(clauses))


def test_with_everything_on_file_the_score_is_a_hundred(api: Client) -> None:
    vendor = judged(a_vendor("Ready"))
    contract = signed(
        vendor, notice_form="email", notice_address="notices@ready.example",
        clauses=[CONTROL_CLAUSE, A_THIRD, A_SEAT, A_FIFTH],
    )  # fmt: skip
    knowing("mathematics")
    attest(
        vendor_id=vendor.id,
        kind=AttestationKind.NO_SHARING,
        valid_from=date(2025, 1, 1),
        evidence=[evidence()],
        actor=vera(),
    )
    open_grant(
        contract_id=contract.id, system="bucket", account="rw", owner="Vera", actor=vera(),
        at=SIGNED,
    )  # fmt: skip
    register_asset(contract_id=contract.id, name="Proofs", items=10, actor=vera())
    assessed(contract, "substitutable", at=clock.now())

    answer = rehearse(api("vendor_manager"), contract)

    assert (answer.json()["score"], lacks(answer)) == (100, [])


def test_a_rehearsal_is_stale_when_it_is_old(api: Client) -> None:
    made = rehearse(api("legal"), signed()).json()
    path = f"/api/v1/exit-rehearsals/{made['id']}?valid_at="

    assert api("viewer").get(f"{path}{made['rehearsed_on']}").json()["stale"] is False
    assert api("viewer").get(f"{path}2999-01-01").json()["stale_because"] == ["age"]


@pytest.mark.parametrize("change", [a_grant, an_asset])
def test_a_rehearsal_is_stale_when_the_contract_has_changed(
    api: Client, change: Callable[[Contract], object]
) -> None:
    contract = signed()
    made = rehearse(api("legal"), contract).json()

    change(contract)

    shown = api("viewer").get(f"/api/v1/exit-rehearsals/{made['id']}").json()
    assert (shown["stale"], shown["stale_because"]) == (True, ["contract_changed"])
    assert shown["score"] == made["score"]


def test_a_move_of_the_contract_makes_it_stale_too(api: Client) -> None:
    contract = signed()
    made = rehearse(api("legal"), contract).json()

    api("legal").post(f"/api/v1/contracts/{contract.id}/suspend", {"reason": "So."})

    shown = api("viewer").get(f"/api/v1/exit-rehearsals/{made['id']}").json()
    assert shown["stale_because"] == ["contract_changed"]


def test_rehearsals_are_listed_and_narrowed(api: Client) -> None:
    one, other = signed(), signed()
    first = rehearse(api("legal"), one).json()
    second = rehearse(api("legal"), one, ground="mutual").json()
    third = rehearse(api("legal"), other).json()

    def found(path: str) -> list[str]:
        answer = api("viewer").get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["results"]]

    assert found("exit-rehearsals") == [third["id"], second["id"], first["id"]]
    assert found(f"contracts/{one.id}/exit-rehearsals") == [second["id"], first["id"]]
    assert found(f"exit-rehearsals?contract={other.id}") == [third["id"]]
    assert found(f"exit-rehearsals?vendor={other.vendor_id}") == [third["id"]]
    assert found("exit-rehearsals?ground=mutual") == [second["id"]]


@pytest.mark.parametrize("role", ["viewer", "requester", "approver", "auditor", "admin"])
def test_others_rehearse_nothing(api: Client, role: str) -> None:
    assert rehearse(api(role), signed()).status_code == 403


@pytest.mark.parametrize("said", [{"ground": "boredom"}, {"emergency": 1}, {"score": 100}])
def test_a_rehearsal_that_cannot_be_meant_is_refused(api: Client, said: dict[str, object]) -> None:
    assert rehearse(api("legal"), signed(), **said).status_code == 400


@pytest.mark.parametrize("made", [a_draft, lambda: served().contract])
def test_only_what_is_in_force_is_rehearsed(api: Client, made: Callable[[], Contract]) -> None:
    answer = rehearse(api("legal"), made())

    assert (answer.status_code, answer.json()["code"]) == (409, "move-not-allowed")


def test_an_unknown_contract_or_rehearsal_is_not_found(api: Client) -> None:
    assert rehearse(api("legal"), Contract(id=uuid4()), nonsense=1).status_code == 404
    assert api("viewer").get(f"/api/v1/contracts/{uuid4()}/exit-rehearsals").status_code == 404
    assert api("viewer").get(f"/api/v1/exit-rehearsals/{uuid4()}").status_code == 404
    assert api("intake").get("/api/v1/exit-rehearsals").status_code == 403


def test_tried_without_effect_it_is_not_kept(api: Client) -> None:
    contract = signed()

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/exit-rehearsals?dry_run=true", {})

    assert (answer.status_code, ExitRehearsal.objects.count()) == (200, 0)
    assert answer.json()["score"] > 0
