"""Two at the same moment, over the API, on connections of their own: one wins, the other hears 409.

And nothing of the loser is there: the story of the object has one act more than before, and its
state is the winner's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from config import clock
from config.events.models import Event
from contracts.models import Contract, Termination
from procurement.caseflow import PolicyState
from procurement.models import Policy, Waiver
from tests.builders.contracts import a_draft, approved, evidence, in_review, proposed, signed
from tests.builders.contracts import suspended as a_suspended_contract
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    a_policy,
    a_proposed_case,
    a_submitted_waiver,
    all_at_once,
    conflicted,
    settled,
)
from tests.builders.vendors import a_party, a_vendor, vendor_manager
from tests.integration.conftest import Api
from vendors.models import Hold, HoldType, Party
from vendors.operations import place_hold

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Client = Callable[..., Api]
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Act:
    """A request, and who sends it."""

    path: str
    role: str
    name: str
    body: dict[str, Any]


def act(path: str, role: str, name: str = "", **said: Any) -> Act:
    return Act(path, role, name or f"{role} {uuid4()}", {"reason": "So.", **said})


@dataclass(frozen=True, slots=True)
class Race:
    """Two acts on one object.

    :ivar about: the object's id: exactly one act more may be in its story afterwards
    """

    about: UUID
    acts: tuple[Act, Act]


def _of_contract(contract: Contract, role: str, *moves: str, **said: Any) -> Race:
    one, other = (act(f"contracts/{contract.id}/{move}", role, **said) for move in moves)
    return Race(contract.id, (one, other))


def submitting() -> Race:
    return _of_contract(a_draft(), "legal", "submit", "submit")


def approving() -> Race:
    return _of_contract(in_review(), "approver", "approve", "approve")


def approving_and_rejecting() -> Race:
    return _of_contract(in_review(), "approver", "approve", "reject")


def signing() -> Race:
    paper = [str(evidence())]
    return _of_contract(approved(), "legal", "sign", "sign", evidence=paper)


def signing_and_cancelling() -> Race:
    contract = approved()
    return Race(
        contract.id,
        (
            act(f"contracts/{contract.id}/sign", "legal", evidence=[str(evidence())]),
            act(f"contracts/{contract.id}/cancel", "legal"),
        ),
    )


def suspending() -> Race:
    return _of_contract(signed(), "legal", "suspend", "suspend")


def resuming() -> Race:
    return _of_contract(a_suspended_contract(), "legal", "resume", "resume")


def terminating() -> Race:
    contract = signed()
    said = {"ground": "convenience", "comment": "So."}
    path = f"contracts/{contract.id}/terminations"
    one, other = (Act(path, "legal", f"legal {n}", said) for n in "ab")
    return Race(contract.id, (one, other))


def approving_and_rejecting_a_termination() -> Race:
    found: Termination = proposed(signed())
    paths = (f"terminations/{found.id}/{move}" for move in ("approve", "reject"))
    one, other = (act(path, "approver") for path in paths)
    return Race(found.contract_id, (one, other))


def adopting() -> Race:
    policy: Policy = a_policy("twice")
    one, other = (act(f"policies/{policy.id}/adopt", "approver") for _ in "ab")
    return Race(policy.id, (one, other))


def approving_and_rejecting_a_waiver() -> Race:
    vendor = a_clear_vendor(f"Labelworks {uuid4()}")
    conflicted(vendor, name=f"Rival {uuid4()}")
    settled()
    waiver: Waiver = a_submitted_waiver(vendor)
    one, other = (act(f"waivers/{waiver.id}/{move}", "approver") for move in ("approve", "reject"))
    return Race(waiver.id, (one, other))


def deciding() -> Race:
    case = a_proposed_case()
    said = {"decision": "suspend", "comment": "So."}
    one, other = (Act(f"cases/{case.id}/decide", "approver", n, said) for n in "ab")
    return Race(case.id, (one, other))


def releasing() -> Race:
    vendor = a_vendor(f"Labelworks {uuid4()}")
    hold: Hold = place_hold(
        vendor_id=vendor.id, type=HoldType.ALL, reason="R", actor=vendor_manager(), at=clock.now()
    )
    one, other = (act(f"holds/{hold.id}/release", "vendor_manager") for _ in "ab")
    return Race(vendor.id, (one, other))


def merging() -> Race:
    party, one, other = (a_party(f"Party {uuid4()}") for _ in "abc")
    path = f"parties/{party.id}/merge"
    acts = (act(path, "vendor_manager", into=str(into.id)) for into in (one, other))
    return Race(party.id, tuple(acts))  # type: ignore[arg-type]


def ending() -> Race:
    competitor = a_competitor()
    path = f"competitors/{competitor.id}/end"
    one, other = (act(path, "legal", on="2025-01-01") for _ in "ab")
    return Race(competitor.id, (one, other))


def send(api: Api, what: Act) -> Any:
    return api.post(f"/api/v1/{what.path}", what.body)


@pytest.mark.parametrize(
    "made",
    [
        submitting,
        approving,
        approving_and_rejecting,
        signing,
        signing_and_cancelling,
        suspending,
        resuming,
        terminating,
        approving_and_rejecting_a_termination,
        adopting,
        approving_and_rejecting_a_waiver,
        deciding,
        releasing,
        merging,
        ending,
    ],
    ids=lambda made: made.__name__,
)
def test_one_wins_and_the_other_is_told(made: Callable[[], Race], api: Client) -> None:
    race = made()
    clients = [api(each.role, name=each.name) for each in race.acts]
    before = Event.objects.count()

    answers = all_at_once(
        *(
            lambda client=client, each=each: send(client, each)  # type: ignore[misc]
            for client, each in zip(clients, race.acts, strict=True)
        )
    )

    statuses = sorted(answer.status_code for answer in answers)  # type: ignore[attr-defined]
    assert statuses in ([200, 409], [201, 409]), [answer.content for answer in answers]  # type: ignore[attr-defined]
    new = Event.objects.order_by("seq")[before:]
    told = Counter((event.type, event.subject_id) for event in new)
    assert max(told.values()) == 1
    actors = {event.actor_label for event in new}
    assert len(actors) == 1


def test_of_two_policies_one_is_adopted_last_and_alone(api: Client) -> None:
    policies = [a_policy(name) for name in ("one", "other")]
    clients = [api("approver", name=name) for name in ("Ann", "Bob")]

    answers = all_at_once(
        *(
            lambda client=client, policy=policy: client.post(  # type: ignore[misc]
                f"/api/v1/policies/{policy.id}/adopt", {"reason": "So."}
            )
            for client, policy in zip(clients, policies, strict=True)
        )
    )

    assert [answer.status_code for answer in answers] == [200, 200]  # type: ignore[attr-defined]
    assert Policy.objects.filter(state=PolicyState.ADOPTED).count() == 1


def test_a_crowd_with_one_key_has_one_effect(api: Client) -> None:
    client, key = api("vendor_manager"), {"Idempotency-Key": "once"}

    def register() -> Any:
        return client.post("/api/v1/parties", {"name": "Acme"}, headers=key)

    for _ in range(ROUNDS):
        answers = all_at_once(*[register] * 8)

    made = [answer for answer in answers if answer.status_code == 201]  # type: ignore[attr-defined]
    others = [answer for answer in answers if answer.status_code != 201]  # type: ignore[attr-defined]
    assert {answer.json()["id"] for answer in made} == {str(Party.objects.get(name="Acme").id)}  # type: ignore[attr-defined]
    assert {answer.status_code for answer in others} <= {409}  # type: ignore[attr-defined]


def test_one_key_for_two_requests_at_once(api: Client) -> None:
    client, key = api("vendor_manager"), {"Idempotency-Key": "shared"}

    answers = all_at_once(
        *(
            lambda name=name: client.post("/api/v1/parties", {"name": name}, headers=key)  # type: ignore[misc]
            for name in ("Acme", "Bolt")
        )
    )

    assert sorted(answer.status_code for answer in answers) == [201, 422]  # type: ignore[attr-defined]
    assert Party.objects.filter(name__in=("Acme", "Bolt")).count() == 1
