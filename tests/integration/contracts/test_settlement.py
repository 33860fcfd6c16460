"""Which doors are closed on the way out, with what proof, and what is still owed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from config.events.models import Event
from contracts.models import AccessGrant, SettlementLine, Termination
from contracts.operations.inventory import revoke_grant
from contracts.termination import StepAct, StepCode
from tests.builders.contracts import (
    DONE,
    LATER,
    a_grant,
    agreed,
    evidence,
    proposed,
    served,
    signed,
    stepped,
    vera,
)
from tests.integration.conftest import Api
from tests.integration.contracts.leaving import BECAUSE, act
from vendors.models import HoldType
from vendors.operations import place_hold

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
HASH = "5" * 64


def step(client: Api, found: Termination, code: str, name: str, **said: object) -> Any:
    return client.post(f"/api/v1/terminations/{found.id}/steps/{code}/{name}", {**BECAUSE, **said})


# Access


def closed_without_proof(grant: AccessGrant) -> None:
    """As a grant that was written down elsewhere may come to us."""
    AccessGrant.objects.filter(id=grant.id).update(
        revoked_on=LATER.date(), revoked_by="vera", revoke_reason="Over."
    )


def test_access_is_tracked_down_to_none_with_a_proof_for_each(api: Client) -> None:
    contract = signed()
    own, by_step, still = (a_grant(contract, name) for name in ("bucket", "console", "api"))
    found = served(contract)
    revoke_grant(grant_id=own.id, actor=vera(), reason="Over.", at=LATER, evidence=[evidence()])
    closed_without_proof(by_step)
    path = f"/api/v1/terminations/{found.id}/access"

    before = api("viewer").get(path).json()
    closed_without_proof(still)
    stepped(found, StepCode.REVOKE_ACCESS, *DONE)
    after = api("viewer").get(path).json()

    assert (before["open"], before["unproved"]) == (1, 1)
    assert [door["proved_by"] for door in before["grants"]] == ["grant", "", ""]
    assert (after["open"], after["unproved"]) == (0, 0)
    assert [door["proved_by"] for door in after["grants"]] == ["grant", "step", "step"]
    assert all(door["evidence"] for door in after["grants"])


def test_doors_that_nothing_proves_closed_are_not_verified(api: Client) -> None:
    contract = signed()
    grant = a_grant(contract)
    closed_without_proof(grant)
    found = served(contract)  # planned with no open door: no evidence is asked for
    step(api("legal"), found, "revoke_access", "start")
    step(api("legal"), found, "revoke_access", "submit")

    answer = step(api("approver"), found, "revoke_access", "verify")

    assert (answer.status_code, answer.json()["code"]) == (409, "grants-unproved")
    assert answer.json()["grants"] == [str(grant.id)]


# The final account


def book(client: Api, found: Termination, kind: str, amount: str, /, **said: object) -> Any:
    body = {"kind": kind, "amount": {"amount": amount, "currency": "USD"}, **said}
    return client.post(f"/api/v1/terminations/{found.id}/settlement", body)


def test_an_account_is_booked_and_added_up_exactly(api: Client) -> None:
    found = served()
    book(api("vendor_manager"), found, "owed", "0.10")
    book(api("vendor_manager"), found, "owed", "0.20")
    book(api("legal"), found, "credit", "0.05")

    made = book(api("vendor_manager"), found, "paid", "0.25", reference="W-1")

    assert made.status_code == 201, made.content
    assert made["Location"] == f"/api/v1/terminations/{found.id}/settlement"
    shown = api("viewer").get(made["Location"]).json()
    assert shown == made.json()
    assert shown["balance"] == {"amount": "0.00", "currency": "USD"}
    assert shown["owed"] == {"amount": "0.30", "currency": "USD"}
    assert shown["balanced"] is True
    assert [line["kind"] for line in shown["lines"]] == ["owed", "owed", "credit", "paid"]
    assert Event.objects.filter(type="contracts.settlement_booked").count() == 4


def test_accounts_that_do_not_balance_are_not_settled_unless_the_rest_is_let_go(
    api: Client,
) -> None:
    found = served()
    book(api("vendor_manager"), found, "owed", "1200.50")
    stepped(found, StepCode.SETTLE_ACCOUNTS, StepAct.START, StepAct.SUBMIT)

    refused = step(api("approver"), found, "settle_accounts", "verify")
    act(api("approver"), found, "waive", matter="settlement_balance")
    book(api("vendor_manager"), found, "owed", "0.01")
    changed = step(api("approver"), found, "settle_accounts", "verify")
    waived = act(api("approver"), found, "waive", matter="settlement_balance")
    verified = step(api("approver"), found, "settle_accounts", "verify")

    assert (refused.status_code, refused.json()["code"]) == (409, "settlement-unbalanced")
    assert refused.json()["balance"] == {"amount": "1200.50", "currency": "USD"}
    assert changed.json()["code"] == "settlement-unbalanced"
    assert [w["balance"]["amount"] for w in waived.json()["waivers"]] == ["1200.50", "1200.51"]
    assert verified.status_code == 200


def test_a_wrong_line_is_taken_back_by_one_like_it(api: Client) -> None:
    found = served()
    wrong = book(api("legal"), found, "owed", "500.00").json()["lines"][0]["id"]

    unlike = book(api("legal"), found, "owed", "499.00", reverses=wrong)
    made = book(api("legal"), found, "owed", "500.00", reverses=wrong)
    again = book(api("legal"), found, "owed", "500.00", reverses=wrong)
    unknown = book(api("legal"), found, "owed", "500.00", reverses=str(uuid4()))

    assert made.json()["balance"]["amount"] == "0.00"
    codes = [answer.json()["errors"][0]["code"] for answer in (unlike, again, unknown)]
    assert codes == ["unlike", "reversed", "unknown_line"]
    assert SettlementLine.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"kind": "gift"}, "/kind"),
        ({"amount": {"amount": "1.00", "currency": "EUR"}}, "/amount/currency"),
        ({"amount": {"amount": "-1.00", "currency": "USD"}}, "/amount/amount"),
        ({"amount": {"amount": "1.001", "currency": "USD"}}, "/amount/amount"),
        ({"booked_on": "2999-01-01"}, "/booked_on"),
        ({"evidence": [str(uuid4())]}, "/evidence/0"),
        ({"state": "settled"}, "/state"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(
    api: Client, said: dict[str, object], pointer: str
) -> None:
    answer = book(api("legal"), served(), "owed", "1.00", **said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_accounts_are_kept_between_approval_and_their_settling(api: Client) -> None:
    early = book(api("legal"), proposed(), "owed", "1.00")
    found = served()
    stepped(found, StepCode.SETTLE_ACCOUNTS, *DONE)

    late = book(api("legal"), found, "owed", "1.00")

    assert (early.status_code, early.json()["code"]) == (409, "settlement-not-open")
    assert (late.status_code, late.json()["code"]) == (409, "exit-settled")
    assert book(api("legal"), agreed(), "owed", "1.00").status_code == 201


def test_a_hold_on_payments_keeps_them_back(api: Client) -> None:
    found = served()
    place_hold(
        vendor_id=found.contract.vendor_id,
        type=HoldType.PAYMENTS,
        reason="Disputed.",
        actor=vera(),
        at=LATER,
    )

    refused = book(api("legal"), found, "paid", "1.00")

    assert (refused.status_code, refused.json()["code"]) == (422, "hold-in-force")
    assert book(api("legal"), found, "owed", "1.00").status_code == 201


@pytest.mark.parametrize("role", ["viewer", "requester", "approver", "auditor", "admin"])
def test_others_book_nothing(api: Client, role: str) -> None:
    assert book(api(role), served(), "owed", "1.00").status_code == 403


def test_accounts_and_doors_of_nothing_are_not_found(api: Client) -> None:
    nowhere = Termination(id=uuid4())

    assert book(api("legal"), nowhere, "owed", "1.00", nonsense=1).status_code == 404
    for part in ("settlement", "access"):
        assert api("viewer").get(f"/api/v1/terminations/{nowhere.id}/{part}").status_code == 404


def test_a_line_sent_again_is_booked_once(api: Client) -> None:
    found, key = served(), {"Idempotency-Key": "line"}
    path = f"/api/v1/terminations/{found.id}/settlement"
    body = {"kind": "owed", "amount": {"amount": "1.00", "currency": "USD"}}

    answers = [api("legal").post(path, body, headers=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert SettlementLine.objects.get().amount == Decimal("1.00")


def test_a_contract_without_a_currency_takes_that_of_the_first_line(api: Client) -> None:
    found = served(signed(value=None))

    empty = api("viewer").get(f"/api/v1/terminations/{found.id}/settlement").json()
    book(api("legal"), found, "owed", "1.00")
    other = book(api("legal"), found, "owed", "1.00", amount={"amount": "1.00", "currency": "EUR"})

    assert (empty["currency"], empty["balance"], empty["balanced"]) == (None, None, True)
    assert other.json()["errors"][0]["code"] == "other_currency"
