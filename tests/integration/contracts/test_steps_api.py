"""Steps of a termination: done by their role, proved, checked by another, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from config.events.models import Event
from contracts.models import Contract, Step, Termination
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    DONE,
    EMERGENCY,
    a_grant,
    agreed,
    an_asset,
    evidence,
    proposed,
    served,
    signed,
    stepped,
)
from tests.builders.people import a_person
from tests.builders.vendors import a_party
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
BECAUSE = {"reason": "As planned."}


def step(client: Api, found: Termination, code: str, act: str, **said: object) -> Any:
    return client.post(f"/api/v1/terminations/{found.id}/steps/{code}/{act}", {**BECAUSE, **said})


def proof() -> list[str]:
    return [str(evidence())]


def test_a_step_is_started_submitted_and_verified(api: Client) -> None:
    found = agreed()

    started = step(api("legal"), found, "legal_hold_check", "start")
    submitted = step(api("legal"), found, "legal_hold_check", "submit", evidence=proof())
    verified = step(api("approver"), found, "legal_hold_check", "verify")

    assert [each.json()["state"] for each in (started, submitted, verified)] == [
        "in_progress", "submitted", "verified",
    ]  # fmt: skip
    assert submitted.json()["allowed_acts"] == ["fail"]
    assert verified.json()["termination"] == str(found.id)
    changes = Event.objects.filter(type="contracts.step_changed").order_by("seq")
    assert [event.data["act"] for event in changes] == ["start", "submit", "verify"]


def test_steps_are_listed_in_the_order_of_the_plan(api: Client) -> None:
    found = agreed()
    at = f"/api/v1/terminations/{found.id}"
    whole = api("viewer").get(at)

    listed = api("viewer").get(f"{at}/steps").json()
    first = api("viewer").get(f"{at}/steps?page_size=1").json()
    one = api("viewer").get(f"{at}/steps/legal_hold_check")

    codes = [step["code"] for step in whole.json()["steps"]]
    assert [step["code"] for step in listed["results"]] == codes
    assert first["results"][0]["code"] == codes[0]
    assert api("viewer").get(first["next"]).json()["results"][0]["code"] == codes[1]
    assert (one.json()["termination"], one["ETag"]) == (str(found.id), whole["ETag"])
    assert api("viewer").get(f"{at}/steps/sing").status_code == 404
    assert api("viewer").get(f"/api/v1/terminations/{uuid4()}/steps").status_code == 404
    assert api("intake").get(f"{at}/steps").status_code == 403


def test_each_step_moves_the_version_of_its_termination(api: Client) -> None:
    found = agreed()
    path = f"/api/v1/terminations/{found.id}"
    seen = api("legal").get(path)["ETag"]

    first = api("legal").post(f"{path}/steps/transition/start", BECAUSE, headers={"If-Match": seen})
    stale = api("legal").post(
        f"{path}/steps/legal_hold_check/start", BECAUSE, headers={"If-Match": seen}
    )

    assert (first.status_code, stale.status_code) == (200, 412)
    assert api("legal").get(path)["ETag"] == first["ETag"]


def test_steps_exist_from_approval_on(api: Client) -> None:
    assert step(api("legal"), proposed(), "transition", "start").status_code == 404
    assert step(api("legal"), agreed(), "sing_a_song", "start").status_code == 404


def test_a_step_is_done_by_its_role_or_legal(api: Client) -> None:
    found = agreed()

    own = step(api("vendor_manager"), found, "transition", "start")
    other = step(api("vendor_manager"), found, "legal_hold_check", "start")

    assert own.status_code == 200
    assert (other.status_code, other.json()["needs"]) == (403, ["legal"])


@pytest.mark.parametrize("role", ["viewer", "requester", "approver", "auditor", "admin"])
def test_others_do_no_steps(api: Client, role: str) -> None:
    assert step(api(role), agreed(), "transition", "start").status_code == 403


@pytest.mark.parametrize("act", ["verify", "waive"])
def test_only_the_approver_settles_a_step(api: Client, act: str) -> None:
    assert step(api("legal"), agreed(), "transition", act).status_code == 403


@pytest.mark.parametrize("act", ["verify", "waive"])
def test_whoever_submitted_does_not_settle(api: Client, act: str) -> None:
    ann = a_person("ann")
    found = agreed()
    step(api("legal", user=ann), found, "transition", "start")
    step(api("legal", user=ann), found, "transition", "submit")

    answer = step(api("approver", user=ann), found, "transition", act)

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


@pytest.mark.parametrize(
    ("acts", "act", "state", "allowed"),
    [
        ((), "submit", "pending", ["start", "waive"]),
        ((), "verify", "pending", ["start", "waive"]),
        ((StepAct.START,), "start", "in_progress", ["submit", "fail", "waive"]),
        (DONE, "waive", "verified", []),
        ((StepAct.START, StepAct.FAIL), "verify", "failed", ["start", "waive"]),
    ],
)
def test_the_wrong_state_says_what_is_possible_instead(
    api: Client, acts: tuple[StepAct, ...], act: str, state: str, allowed: list[str]
) -> None:
    found = agreed()
    stepped(found, StepCode.TRANSITION, *acts)

    answer = step(api("legal", "approver"), found, "transition", act)

    assert (answer.status_code, answer.json()["code"]) == (409, "move-not-allowed")
    assert (answer.json()["state"], answer.json()["allowed"]) == (state, allowed)


def test_a_step_waits_for_those_before_it(api: Client) -> None:
    answer = step(api("legal"), agreed(), "revoke_access", "start")

    assert (answer.status_code, answer.json()["code"]) == (409, "step-blocked")
    assert answer.json()["waits_for"] == ["serve_notice"]
    assert answer.json()["state"] == "blocked"


def test_the_first_exit_step_after_notice_begins_the_winding_down(api: Client) -> None:
    found = served()

    first = step(api("legal"), found, "transition", "start").json()

    assert first["termination_state"] == "winding_down"
    shown = api("viewer").get(f"/api/v1/contracts/{found.contract_id}").json()
    assert shown["status"] == "winding_down"
    assert Event.objects.filter(type="contracts.winding_down").count() == 1


def test_what_needs_evidence_is_not_submitted_without(api: Client) -> None:
    a_grant(contract := signed())
    found = served(contract)
    step(api("legal"), found, "revoke_access", "start")

    answer = step(api("legal"), found, "revoke_access", "submit")

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence-required")


def test_evidence_has_to_exist(api: Client) -> None:
    found = agreed()
    step(api("legal"), found, "transition", "start")

    answer = step(api("legal"), found, "transition", "submit", evidence=[str(uuid4())])

    assert answer.json()["errors"][0]["pointer"] == "/evidence/0"


def test_access_is_not_revoked_while_a_door_is_open(api: Client) -> None:
    grant = a_grant(contract := signed())
    found = served(contract)
    stepped(found, StepCode.REVOKE_ACCESS, StepAct.START, StepAct.SUBMIT)

    refused = step(api("approver"), found, "revoke_access", "verify")
    closed = {**BECAUSE, "evidence": [str(evidence())]}
    api("legal").post(f"/api/v1/access-grants/{grant.id}/revoke", closed)
    verified = step(api("approver"), found, "revoke_access", "verify")

    assert (refused.status_code, refused.json()["code"]) == (409, "grants-open")
    assert refused.json()["grants"] == [str(grant.id)]
    assert verified.status_code == 200


def test_in_an_emergency_access_goes_before_the_notice(api: Client) -> None:
    assert (
        step(api("legal"), agreed(proposal=EMERGENCY), "revoke_access", "start").status_code == 200
    )


# Destroying data


@pytest.fixture
def contract() -> Contract:
    return signed()


@pytest.fixture
def found(contract: Contract) -> Termination:
    """Served, with the vendor's and a sub-processor's copy of one asset still out there."""
    sub = a_party("Sub-processor")
    an_asset(contract, "Proofs", [contract.vendor.party_id, sub.id])
    return served(contract)


def certificates(found: Termination, **more: object) -> list[dict[str, object]]:
    asset = found.contract.data_assets.get(name="Proofs")
    return [
        {
            "data_asset": str(asset.id),
            "holder": str(copy.holder_id),
            "evidence": str(evidence()),
            **more,
        }
        for copy in asset.copies.all()
    ]


def ready_to_destroy(found: Termination) -> Termination:
    stepped(found, StepCode.LEGAL_HOLD_CHECK, *DONE)
    stepped(found, StepCode.RETURN_DATA, *DONE)
    stepped(found, StepCode.DESTROY_DATA, StepAct.START)
    return found


def test_nothing_is_destroyed_before_the_legal_hold_is_checked(
    api: Client, found: Termination
) -> None:
    stepped(found, StepCode.RETURN_DATA, *DONE)

    answer = step(api("legal"), found, "destroy_data", "start")

    assert (answer.status_code, answer.json()["code"]) == (409, "legal-hold-unchecked")


def test_a_waived_legal_hold_check_lets_nothing_be_destroyed(
    api: Client, found: Termination
) -> None:
    stepped(found, StepCode.LEGAL_HOLD_CHECK, StepAct.WAIVE)
    stepped(found, StepCode.RETURN_DATA, *DONE)

    assert step(api("legal"), found, "destroy_data", "start").json()["code"] == (
        "legal-hold-unchecked"
    )


def test_each_copy_needs_its_certificate(api: Client, found: Termination) -> None:
    ready_to_destroy(found)
    given = certificates(found)

    refused = step(api("legal"), found, "destroy_data", "submit", certificates=given[:1])

    assert (refused.status_code, refused.json()["code"]) == (422, "certificates-missing")
    assert refused.json()["missing"] == [
        {"data_asset": given[1]["data_asset"], "holder": given[1]["holder"]}
    ]


def test_certificates_keep_their_particulars(api: Client, found: Termination) -> None:
    ready_to_destroy(found)
    said = {
        "method": "cryptographic_erase",
        "tool": "kms",
        "tool_version": "3.1",
        "verification": "full",
        "performed_on": "2025-07-01",
        "standard": "NIST SP 800-88 Rev. 1",
    }

    answer = step(
        api("legal"), found, "destroy_data", "submit", certificates=certificates(found, **said)
    )

    assert answer.status_code == 200, answer.content
    shown = answer.json()["certificates"]
    assert len(shown) == 2
    assert {name: shown[0][name] for name in said} == said


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"holder": str(uuid4())}, "/certificates/0"),
        ({"data_asset": str(uuid4())}, "/certificates/0"),
        ({"evidence": str(uuid4())}, "/certificates/0/evidence/0"),
        ({"method": "wishing"}, "/certificates/0/method"),
        ({"favourite_colour": "red"}, "/certificates/0/favourite_colour"),
    ],
)
def test_a_certificate_of_nothing_we_know_is_refused(
    api: Client, found: Termination, change: dict[str, object], pointer: str
) -> None:
    ready_to_destroy(found)

    answer = step(
        api("legal"), found, "destroy_data", "submit", certificates=certificates(found, **change)
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_certificates_come_with_the_destruction_only(api: Client, found: Termination) -> None:
    answer = step(api("legal"), found, "transition", "start", certificates=certificates(found))

    assert answer.json()["errors"][0]["code"] == "not_applicable"


def test_certificates_of_a_failed_try_do_not_count(api: Client, found: Termination) -> None:
    ready_to_destroy(found)
    step(api("legal"), found, "destroy_data", "submit", certificates=certificates(found))
    step(api("legal"), found, "destroy_data", "fail")
    step(api("legal"), found, "destroy_data", "start")

    answer = step(api("legal"), found, "destroy_data", "submit")

    assert answer.json()["code"] == "certificates-missing"


def test_what_turns_up_after_the_submission_is_certified_too(
    api: Client, contract: Contract, found: Termination
) -> None:
    ready_to_destroy(found)
    step(api("legal"), found, "destroy_data", "submit", certificates=certificates(found))
    late = an_asset(contract, "Forgotten")

    answer = step(api("approver"), found, "destroy_data", "verify")

    assert answer.json()["code"] == "certificates-missing"
    assert [missing["data_asset"] for missing in answer.json()["missing"]] == [str(late.id)]
    assert Step.objects.get(termination=found, code="destroy_data").state == "submitted"
