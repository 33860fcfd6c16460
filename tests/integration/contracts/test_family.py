"""Statements of work live under their master agreement, and the master agreement ends last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.lifecycle import Act
from contracts.models import Contract, Termination
from contracts.operations.family import ChildrenOpen, ParentNotActive
from contracts.operations.leaving import complete, withdraw
from contracts.operations.moves import move
from contracts.operations.terminations import Proposal
from contracts.termination import Ground
from tests.builders.contracts import (
    SIGNED,
    a_draft,
    approved,
    evidence,
    judged,
    leo,
    moved,
    served,
    settled,
    signed,
)
from tests.builders.procurement import all_at_once
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
AFTER = datetime(2025, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def vendor() -> Vendor:
    return judged(a_vendor())


def shown(api: Client, contract: Contract) -> dict[str, Any]:
    answer = api("legal").get(f"/api/v1/contracts/{contract.id}?valid_at=2025-06-01")
    body: dict[str, Any] = answer.json()
    return body


def do(contract: Contract, act: Act) -> Contract:
    return move(
        contract_id=contract.id,
        act=act,
        actor=leo(),
        reason="As agreed.",
        at=SIGNED,
        evidence=[evidence()],
    )


def left(contract: Contract) -> Termination:
    """A contract that is as good as ended: only the last word is missing."""
    return settled(served(contract, Proposal(ground=Ground.MUTUAL)))


def test_a_master_agreement_shows_what_stands_under_it(api: Client, vendor: Vendor) -> None:
    master = signed(vendor)
    children = [a_draft(vendor, parent=master.id), signed(vendor, parent=master.id)]

    assert shown(api, master)["children"] == [str(child.id) for child in children]
    assert shown(api, children[0])["children"] == []


def test_nothing_is_signed_under_an_agreement_that_is_not(api: Client, vendor: Vendor) -> None:
    master = approved(vendor)
    work = approved(vendor, parent=master.id)

    answer = api("legal").post(
        f"/api/v1/contracts/{work.id}/sign",
        {"reason": "As agreed.", "evidence": [str(evidence())]},
    )

    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "parent-not-active")
    assert (body["parent"], body["parent_state"]) == (str(master.id), "approved")
    assert body["allowed"] == ["cancel"]
    assert "sign" not in shown(api, work)["allowed_acts"]
    assert shown(api, work)["affected_by"]["contract"] == str(master.id)


def test_under_a_suspended_agreement_work_is_suspended_and_comes_back_as_it_was(
    api: Client, vendor: Vendor
) -> None:
    master = signed(vendor)
    running = signed(vendor, parent=master.id)
    resting = moved(signed(vendor, parent=master.id), Act.SUSPEND)

    moved(master, Act.SUSPEND)
    during = [shown(api, work) for work in (running, resting)]
    moved(master, Act.RESUME)
    after = [shown(api, work) for work in (running, resting)]

    assert [(each["state"], each["status"]) for each in during] == [
        ("active", "suspended"),
        ("suspended", "suspended"),
    ]
    assert during[0]["affected_by"] == {
        "contract": str(master.id),
        "reference": master.reference,
        "state": "suspended",
    }
    assert [(each["status"], each["affected_by"]) for each in after] == [
        ("in_force", None),
        ("suspended", None),
    ]


@pytest.mark.parametrize("act", [Act.RENEW, Act.RESUME])
def test_nothing_is_renewed_or_resumed_under_a_suspended_agreement(
    vendor: Vendor, act: Act
) -> None:
    master = signed(vendor)
    work = signed(vendor, parent=master.id)
    if act is Act.RESUME:
        moved(work, Act.SUSPEND)
    moved(master, Act.SUSPEND)

    with pytest.raises(ParentNotActive):
        do(work, act)


def test_the_whole_line_above_counts_not_only_the_next_one(api: Client, vendor: Vendor) -> None:
    frame = signed(vendor)
    master = signed(vendor, parent=frame.id)
    work = signed(vendor, parent=master.id)

    moved(frame, Act.SUSPEND)

    assert shown(api, work)["status"] == "suspended"
    assert shown(api, work)["affected_by"]["contract"] == str(frame.id)


def test_a_list_by_status_knows_what_is_suspended_from_above(api: Client, vendor: Vendor) -> None:
    master = signed(vendor)
    work = signed(vendor, parent=master.id)
    moved(master, Act.SUSPEND)
    listed = "/api/v1/contracts?valid_at=2025-06-01&status="

    resting = api("viewer").get(f"{listed}suspended").json()["results"]
    running = api("viewer").get(f"{listed}in_force").json()["results"]

    assert {each["id"] for each in resting} == {str(master.id), str(work.id)}
    assert running == []


def test_a_master_agreement_ends_after_what_stands_under_it(api: Client, vendor: Vendor) -> None:
    master = signed(vendor)
    work = signed(vendor, parent=master.id)
    leaving = left(master)

    with pytest.raises(ChildrenOpen) as refused:
        complete(termination_id=leaving.id, actor=leo(), reason="Done.", at=AFTER)
    complete(termination_id=left(work).id, actor=leo(), reason="Done.", at=AFTER)
    complete(termination_id=leaving.id, actor=leo(), reason="Done.", at=AFTER)

    assert refused.value.facts["children"] == [str(work.id)]
    master.refresh_from_db()
    assert master.state == "ended"


def test_a_draft_that_was_never_signed_keeps_no_agreement_alive(vendor: Vendor) -> None:
    master = signed(vendor)
    a_draft(vendor, parent=master.id)

    complete(termination_id=left(master).id, actor=leo(), reason="Done.", at=AFTER)

    master.refresh_from_db()
    assert master.state == "ended"


def test_notice_under_the_master_agreement_ends_no_statement_of_work(
    api: Client, vendor: Vendor
) -> None:
    master = signed(vendor)
    work = signed(vendor, parent=master.id)

    notice = served(master)
    during = shown(api, work)
    consent = [evidence()]
    withdraw(termination_id=notice.id, actor=leo(), reason="We stay.", evidence=consent)

    assert (during["state"], during["status"]) == ("active", "in_force")
    assert during["affected_by"]["state"] == "terminating"
    assert {"resume", "renew"} & set(during["allowed_acts"]) == set()
    assert shown(api, work)["affected_by"] is None


def test_an_agreement_may_be_another_vendors(api: Client, vendor: Vendor) -> None:
    master = signed(judged(a_vendor("Labelworks Group")))

    work = signed(vendor, parent=master.id)

    assert shown(api, work)["parent"] == str(master.id)


@pytest.mark.django_db(transaction=True)
def test_signing_below_and_suspending_above_at_once_leave_no_gap() -> None:
    vendor, group = judged(a_vendor()), judged(a_vendor("Labelworks Group"))
    for _ in range(3):
        master = signed(group)
        work = approved(vendor, parent=master.id)
        paper = evidence()

        def sign(work: Contract = work, paper: Any = paper) -> object:
            return move(
                contract_id=work.id,
                act=Act.SIGN,
                actor=leo(),
                reason="As agreed.",
                at=SIGNED,
                evidence=[paper],
            )

        def suspend(master: Contract = master) -> object:
            return move(
                contract_id=master.id, act=Act.SUSPEND, actor=leo(), reason="Now.", at=SIGNED
            )

        signing, suspending = all_at_once(sign, suspend)

        assert isinstance(suspending, Contract)
        work.refresh_from_db()
        assert (work.state == "active") is isinstance(signing, Contract)
        assert work.state == "active" or isinstance(signing, ParentNotActive)
