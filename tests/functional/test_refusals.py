"""What the house refuses on the way in and on the way out, asked over HTTP at the worst moment."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.story.client import Answer, Client
from tests.functional.lab import (
    BECAUSE,
    a_cleared_vendor,
    a_draft,
    a_signed_contract,
    an_approved_contract,
    hear,
    proved,
    sign,
    standing,
    verdict,
    withdraw,
)
from tests.functional.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
Json = dict[str, Any]
Refusal = tuple[int, str]


def refusal(answer: Answer) -> Refusal:
    return answer.status, str(answer.body.get("code"))


def test_nothing_is_signed_while_a_newer_fact_is_not_judged(stack: Stack) -> None:
    stack.be_whole()
    vendor = a_cleared_vendor(stack)
    contract = an_approved_contract(stack, vendor)
    stack.settle()

    with stack.worker.frozen():
        rumour = hear(stack, vendor, 30, source="press")
        shown = standing(stack, vendor)
        listed = stack.person("vera").get("vendors", state="clear")["results"]
        unjudged = sign(stack, contract)
    worse = verdict(stack, vendor, "possible")
    stack.settle()  # the case is opened because of the verdict, a moment after it
    judged = sign(stack, contract)
    withdraw(stack, vendor, rumour)
    verdict(stack, vendor, "clear")
    signed = sign(stack, contract)

    assert (shown["state"], shown["recheck_pending"]) == ("insufficient", True)
    assert vendor not in {each["id"] for each in listed}
    assert refusal(unjudged) == (409, "recheck-pending")
    assert refusal(judged) == (422, "not-cleared")
    assert judged.body["assessment"] == worse["assessment"]
    assert judged.body["case"]
    assert (signed.status, signed.body["state"]) == (200, "active")


def test_whoever_wrote_a_contract_does_not_approve_it(stack: Stack) -> None:
    vendor, max_ = a_cleared_vendor(stack), stack.person("max")
    path = f"contracts/{a_draft(vendor, max_)}"
    max_.post(f"{path}/submit", BECAUSE)

    own = max_.send("POST", f"{path}/approve", BECAUSE)
    anothers = stack.person("ada").send("POST", f"{path}/approve", BECAUSE)
    unproved = max_.send("POST", f"{path}/sign", BECAUSE)

    assert refusal(own) == (403, "four-eyes")
    assert anothers.body["state"] == "approved"
    assert refusal(unproved) == (422, "evidence-required")


@pytest.fixture(scope="module")
def tried(stack: Stack) -> dict[str, Answer]:
    """A contract left by the book, with everything tried on the way that the book forbids."""
    stack.be_whole()
    contract = a_signed_contract(stack, a_cleared_vendor(stack))
    return Leaving(stack, contract).leave()


class Leaving:
    """Max, legal and an approver in one, leaves a contract as fast as the house allows."""

    def __init__(self, stack: Stack, contract: str) -> None:
        self.stack, self.contract = stack, contract
        self.max, self.ada = stack.person("max"), stack.person("ada")
        self.tried: dict[str, Answer] = {}

    def leave(self) -> dict[str, Answer]:
        self._propose()
        self._serve_notice()
        self._close_doors()
        self._destroy()
        self._settle_the_rest()
        self._complete()
        return self.tried

    def _propose(self) -> None:
        vera = self.stack.person("vera")
        vera.post(f"contracts/{self.contract}/access-grants", {"system": "bucket"})
        asset = vera.post(f"contracts/{self.contract}/data-assets", {"name": "Proofs"})
        self.copies = [{"data_asset": asset["id"], "holder": holder} for holder in asset["holders"]]
        said = {"ground": "convenience", "comment": "No longer needed."}
        made = self.max.post(f"contracts/{self.contract}/terminations", said)
        self.path = f"terminations/{made['id']}"
        self._try("approve one's own proposal", self.max, "approve")
        self._try("approve without the role", self.stack.person("leo"), "approve")
        self._try("serve notice before approval", self.max, "serve-notice")
        self._try("another approves", self.ada, "approve")

    def _serve_notice(self) -> None:
        self._try("serve notice without proof", self.max, "serve-notice")
        self.max.post(f"{self.path}/serve-notice", proved(self.stack, "Courier receipt"))
        self._try("verify one's own notice", self.max, "steps/serve_notice/verify")
        self._verify("serve_notice")
        self._try("complete with open steps", self.max, "complete")

    def _close_doors(self) -> None:
        self._submit("revoke_access")
        self._try("verify while a door is open", self.ada, "steps/revoke_access/verify")
        [grant] = self.max.get(f"contracts/{self.contract}/access-grants")["results"]
        proof = proved(self.stack, "Closed")
        self.max.post(f"access-grants/{grant['id']}/revoke", proof)
        self._verify("revoke_access")

    def _destroy(self) -> None:
        self._do("return_data")
        self._try("destroy before the legal hold", self.max, "steps/destroy_data/start")
        self._do("legal_hold_check")
        self.max.post(f"{self.path}/steps/destroy_data/start", BECAUSE)
        proof = proved(self.stack, "Destroyed")
        step = f"{self.path}/steps/destroy_data"
        self.tried["destroy without certificates"] = self.max.send("POST", f"{step}/submit", proof)
        [paper] = proof["evidence"]
        certificates = [{**copy, "evidence": paper} for copy in self.copies]
        self.max.post(f"{step}/submit", {**proof, "certificates": certificates})
        self._verify("destroy_data")

    def _settle_the_rest(self) -> None:
        while waiting := [step["code"] for step in self._steps() if _is_ready(step)]:
            for code in waiting:
                self._do(code)

    def _complete(self) -> None:
        self._try("complete before the effective day", self.max, "complete")
        today = self.max.get(self.path)["notice_served_on"]
        agreed = {**proved(self.stack, "Agreed"), "effective_on": today}
        self.max.post(f"{self.path}/reschedule", agreed)
        self._try("complete", self.max, "complete")
        self._try("complete again", self.max, "complete")

    def _do(self, code: str) -> None:
        self._submit(code)
        self._verify(code)

    def _submit(self, code: str) -> None:
        self.max.post(f"{self.path}/steps/{code}/start", BECAUSE)
        self.max.post(f"{self.path}/steps/{code}/submit", proved(self.stack, code))

    def _verify(self, code: str) -> None:
        self.ada.post(f"{self.path}/steps/{code}/verify", BECAUSE)

    def _steps(self) -> list[Json]:
        steps: list[Json] = self.max.get(self.path)["steps"]
        return steps

    def _try(self, what: str, person: Client, act: str) -> None:
        self.tried[what] = person.send("POST", f"{self.path}/{act}", BECAUSE)


def _is_ready(step: Json) -> bool:
    return step["state"] == "pending" and not step["waits_for"]


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        ("approve one's own proposal", (403, "four-eyes")),
        ("approve without the role", (403, "forbidden")),
        ("serve notice before approval", (409, "move-not-allowed")),
        ("serve notice without proof", (422, "evidence-required")),
        ("verify one's own notice", (403, "four-eyes")),
        ("complete with open steps", (409, "steps-open")),
        ("verify while a door is open", (409, "grants-open")),
        ("destroy before the legal hold", (409, "legal-hold-unchecked")),
        ("destroy without certificates", (422, "certificates-missing")),
        ("complete before the effective day", (409, "before-effective-day")),
        ("complete again", (409, "move-not-allowed")),
    ],
)
def test_on_the_way_out_it_is_refused_to(
    tried: dict[str, Answer], attempt: str, expected: Refusal
) -> None:
    assert refusal(tried[attempt]) == expected


def test_what_is_refused_says_what_is_in_the_way(tried: dict[str, Answer]) -> None:
    assert tried["complete with open steps"].body["steps"]
    assert len(tried["verify while a door is open"].body["grants"]) == 1
    assert tried["complete again"].body["state"] == "completed"


def test_by_the_book_it_is_allowed(tried: dict[str, Answer]) -> None:
    assert tried["another approves"].body["state"] == "approved"
    assert tried["complete"].body["state"] == "completed"
