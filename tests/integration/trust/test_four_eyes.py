"""Nobody approves their own work: over the API, from the admin, or by calling the operation.

One person here holds both roles, signs in to the admin, and has a token for each role.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client as Browser
from django.urls import reverse

from config import clock
from config.actors import Actor
from config.problems import FourEyes
from config.rest.authentication import actor_of
from config.rest.models import User
from contracts.lifecycle import Act
from contracts.models import Contract, Step
from contracts.operations import drafting, moves, stepping, terminations
from contracts.termination import StepAct, StepCode
from procurement.models import Waiver
from procurement.models.choices import Decision
from procurement.operations import cases, policies, waivers
from tests.builders.contracts import LATER, PLANNED, evidence, judged, served, signed, wording
from tests.builders.people import a_person, acting
from tests.builders.procurement import (
    a_case,
    a_clear_vendor,
    a_policy,
    a_submitted_waiver,
    a_waiver,
    an_adopted_policy,
    conflicted,
    settled,
)
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
BECAUSE = {"reason": "It is mine."}
BOTH = ("legal", "approver")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something of one person's that another person has to approve.

    :ivar path: where it is approved
    :ivar press: the name of the button in the admin
    :ivar call: the operation itself
    """

    row: models.Model
    path: str
    press: str
    call: Callable[[Actor], object]
    said: dict[str, Any]


def other() -> Actor:
    """Somebody else who may do the same."""
    return acting("other", *BOTH)


def of_a_policy(who: Actor) -> Proposal:
    an_adopted_policy()
    policy = a_policy("mine", by=who)
    return Proposal(
        policy,
        f"policies/{policy.id}/adopt",
        "adopt",
        lambda actor: policies.adopt_policy(policy_id=policy.id, actor=actor, reason="Mine."),
        BECAUSE,
    )


def of_a_waiver(who: Actor) -> Proposal:
    vendor = a_clear_vendor()
    conflicted(vendor)
    settled()
    return _to_approve(a_submitted_waiver(vendor, by=who))


def _to_approve(waiver: Waiver) -> Proposal:
    return Proposal(
        waiver,
        f"waivers/{waiver.id}/approve",
        "approve",
        lambda actor: waivers.approve_waiver(
            waiver_id=waiver.id, reason="Mine.", actor=actor, at=clock.now()
        ),
        BECAUSE,
    )


def of_a_case(who: Actor) -> Proposal:
    said = {"decision": Decision.SUSPEND, "comment": "Mine."}
    case = cases.propose_case(case_id=a_case().id, actor=who, **said)  # type: ignore[arg-type]
    return Proposal(
        case,
        f"cases/{case.id}/decide",
        "decide",
        lambda actor: cases.decide_case(case_id=case.id, actor=actor, **said),  # type: ignore[arg-type]
        {name: str(value) for name, value in said.items()},
    )


def of_a_contract(who: Actor) -> Proposal:
    draft = drafting.draft_contract(wording=wording(judged(a_vendor())), actor=who)
    contract = _moved(draft, Act.SUBMIT, who)
    return Proposal(
        contract,
        f"contracts/{contract.id}/approve",
        "approve",
        lambda actor: _moved(contract, Act.APPROVE, actor),
        BECAUSE,
    )


def of_a_contract_edited(who: Actor) -> Proposal:
    """Drafted and submitted by somebody else, changed in between."""
    draft = drafting.draft_contract(wording=wording(judged(a_vendor())), actor=other())
    drafting.amend_draft(
        contract_id=draft.id, seen_version=None, changes={"title": "Mine"}, actor=who
    )
    contract = _moved(draft, Act.SUBMIT, other())
    return Proposal(
        contract,
        f"contracts/{contract.id}/approve",
        "approve",
        lambda actor: _moved(contract, Act.APPROVE, actor),
        BECAUSE,
    )


def of_a_contract_edited_by_others_since(who: Actor) -> Proposal:
    """What the others left as it was is still one's own."""
    made = of_a_contract_edited(who)
    drafting.amend_draft(
        contract_id=made.row.pk, seen_version=None, changes={"title": "Ours"}, actor=other()
    )
    _moved(made.row, Act.SUBMIT, other())  # type: ignore[arg-type]
    return made


def of_a_policy_edited_by_others_since(who: Actor) -> Proposal:
    made = of_a_policy(other())
    for values, person in (({"staleness_days": 900}, who), ({"staleness_days": 901}, other())):
        policies.amend_policy(policy_id=made.row.pk, seen_version=None, values=values, actor=person)
    return made


def of_a_waiver_edited_by_others_since(who: Actor) -> Proposal:
    vendor = a_clear_vendor()
    conflicted(vendor)
    settled()
    waiver = a_waiver(vendor, by=other())
    for reason, person in (("Mine.", who), ("Ours.", other())):
        waivers.amend_waiver(
            waiver_id=waiver.id, terms={"reason": reason}, seen_version=None, actor=person,
            on=clock.today(),
        )  # fmt: skip
    return _to_approve(waivers.submit_waiver(waiver_id=waiver.id, reason="So.", actor=other()))


def of_a_case_proposed_again(who: Actor) -> Proposal:
    """Somebody else proposes something else; the first proposal would be decided all the same."""
    made = of_a_case(who)
    cases.propose_case(
        case_id=made.row.pk, decision=Decision.EXIT, comment="Rather so.", actor=other()
    )
    return made


def _moved(contract: Contract, act: Act, who: Actor) -> Contract:
    return moves.move(contract_id=contract.id, act=act, actor=who, reason="So.", at=clock.now())


def of_a_termination(who: Actor) -> Proposal:
    found = terminations.propose_termination(
        contract_id=signed().id, proposal=PLANNED, actor=who, at=LATER
    )
    return Proposal(
        found,
        f"terminations/{found.id}/approve",
        "approve",
        lambda actor: terminations.approve_termination(
            termination_id=found.id, actor=actor, reason="Mine.", at=LATER
        ),
        BECAUSE,
    )


def of_a_step(who: Actor) -> Proposal:
    """Submitted by the one who would verify it."""
    step = served().steps.get(code=StepCode.LEGAL_HOLD_CHECK)
    _stepped(step, StepAct.START, who)
    _stepped(step, StepAct.SUBMIT, who)
    return Proposal(
        step,
        f"terminations/{step.termination_id}/steps/{step.code}/verify",
        "verify",
        lambda actor: _stepped(step, StepAct.VERIFY, actor),
        BECAUSE,
    )


def _stepped(step: Step, act: StepAct, who: Actor) -> object:
    proof: tuple[UUID, ...] = (evidence(),) if act is StepAct.SUBMIT else ()
    return stepping.act_on_step(
        termination_id=step.termination_id, code=step.code, act=act, actor=who, reason="So.",
        at=LATER, evidence=proof,
    )  # fmt: skip


EVERY = (
    of_a_policy,
    of_a_waiver,
    of_a_case,
    of_a_contract,
    of_a_contract_edited,
    of_a_contract_edited_by_others_since,
    of_a_policy_edited_by_others_since,
    of_a_waiver_edited_by_others_since,
    of_a_case_proposed_again,
    of_a_termination,
    of_a_step,
)


@pytest.fixture
def ann(db: None) -> User:
    return a_person("ann", *BOTH)


def state_of(proposal: Proposal) -> str:
    state: str = type(proposal.row)._default_manager.get(pk=proposal.row.pk).state  # type: ignore[attr-defined]
    return state


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.__name__)
def test_one_person_with_both_roles(
    made: Callable[[Actor], Proposal], ann: User, api: Client
) -> None:
    proposal = made(actor_of(ann))
    before = state_of(proposal)
    page = f"admin:{proposal.row._meta.label_lower.replace('.', '_')}_{proposal.press}"
    browser = Browser()
    browser.force_login(ann)

    over_api = api("approver", user=ann).post(f"/api/v1/{proposal.path}", proposal.said)
    with_both = api(*BOTH, user=ann).post(f"/api/v1/{proposal.path}", proposal.said)
    if hasattr(admin.site._registry[type(proposal.row)], proposal.press):
        browser.post(reverse(page, args=[proposal.row.pk]), proposal.said)
    with pytest.raises(FourEyes):
        proposal.call(actor_of(ann))

    assert (over_api.status_code, over_api.json()["code"]) == (403, "four-eyes")
    assert (with_both.status_code, with_both.json()["code"]) == (403, "four-eyes")
    assert state_of(proposal) == before


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.__name__)
def test_another_person_does_approve(
    made: Callable[[Actor], Proposal], ann: User, api: Client
) -> None:
    proposal = made(actor_of(ann))
    before = state_of(proposal)

    answer = api("approver", name="Bob").post(f"/api/v1/{proposal.path}", proposal.said)

    assert answer.status_code == 200, answer.content
    assert state_of(proposal) != before


def test_what_was_changed_since_it_was_looked_at_is_not_approved_in_the_admin(ann: User) -> None:
    policy = of_a_policy(other()).row
    browser = Browser()
    browser.force_login(ann)
    page = browser.get(reverse("admin:procurement_policy_change", args=[policy.pk]))
    [button] = [one for one in page.context["actions_detail"] if one["title"] == "Adopt"]

    policies.amend_policy(
        policy_id=policy.pk, seen_version=None, values={"staleness_days": 900}, actor=other()
    )
    answers = [browser.post(button["path"], BECAUSE), browser.get(button["path"])]
    policy.refresh_from_db()
    unseen = policy.state
    page = browser.get(reverse("admin:procurement_policy_change", args=[policy.pk]))
    [button] = [one for one in page.context["actions_detail"] if one["title"] == "Adopt"]
    browser.post(button["path"], BECAUSE)
    policy.refresh_from_db()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (unseen, policy.state) == ("draft", "adopted")
