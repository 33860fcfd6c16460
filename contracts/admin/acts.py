"""Contracts and terminations, to look at; and what a signed-in person may do about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin, ReasonForm
from config.rest.desk import piled
from contracts import lifecycle
from contracts.admin.due import PlanForm, plan_due
from contracts.admin.pages import ContractPage, TerminationPage
from contracts.admin.reliance import SubstitutabilityForm, SubstitutabilityInline, assess
from contracts.deal_page import may_simulate, simulate_deal
from contracts.models import AccessGrant, Contract, Letter, Step, Termination, WaivedMatter
from contracts.models.choices import GROUNDS
from contracts.operations import (
    inventory,
    letters,
    moves,
    rehearsing,
    stepping,
    terminations,
    waiving,
)
from contracts.operations.terminations import Proposal
from contracts.reliance_pages import may_look, show_blast, show_exposure
from contracts.termination import Ground, Order, State, StepAct, StepState
from vendors.operations import store_evidence
from vendors.shelf import evidence_folder

Asked = Mapping[str, Any]
READ = "contracts.read"


class ProposalForm(ReasonForm):
    """On which ground, how fast, and why."""

    ground = forms.ChoiceField(choices=GROUNDS, widget=UnfoldAdminSelectWidget)
    emergency = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)


class ProofForm(ReasonForm):
    """Why, and the file that proves it."""

    proof = forms.FileField(widget=UnfoldAdminFileFieldWidget)


class WaiverForm(ReasonForm):
    """What is let go. A returned item is named by its data asset, which the API takes."""

    matter = forms.ChoiceField(
        choices=[
            choice
            for choice in WaivedMatter.choices
            if choice[0] != WaivedMatter.RETURNED_ITEM.value
        ],
        widget=UnfoldAdminSelectWidget,
    )


class RehearsalForm(forms.Form):
    """For which reason, and how fast."""

    ground = forms.ChoiceField(choices=GROUNDS, widget=UnfoldAdminSelectWidget)
    emergency = forms.BooleanField(required=False, widget=UnfoldBooleanSwitchWidget)


def _move(who: Actor, contract: Contract, act: lifecycle.Act, asked: Asked) -> object:
    return moves.move(
        contract_id=contract.id,
        act=act,
        actor=who,
        reason=asked["reason"],
        at=clock.now(),
        expected_version=contract.version,
    )


def _suspend(who: Actor, contract: Contract, asked: Asked) -> object:
    return _move(who, contract, lifecycle.Act.SUSPEND, asked)


def _resume(who: Actor, contract: Contract, asked: Asked) -> object:
    return _move(who, contract, lifecycle.Act.RESUME, asked)


def _propose(who: Actor, contract: Contract, asked: Asked) -> object:
    return terminations.propose_termination(
        contract_id=contract.id,
        proposal=Proposal(
            ground=Ground(asked["ground"]),
            comment=asked["reason"],
            order=Order.EMERGENCY if asked["emergency"] else Order.PLANNED,
        ),
        actor=who,
        at=clock.now(),
        expected_version=contract.version,
    )


def _approve(who: Actor, found: Termination, asked: Asked) -> object:
    return terminations.approve_termination(
        termination_id=found.id,
        actor=who,
        reason=asked["reason"],
        at=clock.now(),
        expected_version=found.version,
    )


def _reject(who: Actor, found: Termination, asked: Asked) -> object:
    return terminations.reject_termination(
        termination_id=found.id,
        actor=who,
        reason=asked["reason"],
        expected_version=found.version,
    )


def _rehearse(who: Actor, contract: Contract, asked: Asked) -> object:
    return rehearsing.rehearse_exit(
        contract_id=contract.id,
        actor=who,
        at=clock.now(),
        ground=Ground(asked["ground"]),
        order=Order.EMERGENCY if asked["emergency"] else Order.PLANNED,
    )


def _waive(who: Actor, found: Termination, asked: Asked) -> object:
    return waiving.waive_matter(
        termination_id=found.id,
        matter=WaivedMatter(asked["matter"]),
        actor=who,
        reason=asked["reason"],
        at=clock.now(),
        expected_version=found.version,
    )


def _waive_step(who: Actor, step: Step, asked: Asked) -> object:
    return stepping.act_on_step(
        termination_id=step.termination_id,
        code=step.code,
        act=StepAct.WAIVE,
        actor=who,
        reason=asked["reason"],
        at=clock.now(),
    )


def _verify(who: Actor, step: Step, asked: Asked) -> object:
    return stepping.act_on_step(
        termination_id=step.termination_id,
        code=step.code,
        act=StepAct.VERIFY,
        actor=who,
        reason=asked["reason"],
        at=clock.now(),
    )


def _renew(who: Actor, contract: Contract, asked: Asked) -> object:
    return _move(who, contract, lifecycle.Act.RENEW, asked)


@transaction.atomic
def revoke(who: Actor, grant: AccessGrant, asked: Asked) -> object:
    """Write down that a door is closed, with the file that shows it."""
    file = asked["proof"]
    proof = store_evidence(
        file=file,
        title=f"{grant.system} closed",
        filename=file.name,
        shelf=evidence_folder(),
        actor=who,
    )
    return inventory.revoke_grant(
        grant_id=grant.id,
        actor=who,
        reason=asked["reason"],
        at=clock.now(),
        evidence=[proof.evidence.id],
        expected_version=grant.version,
    )


def retract(who: Actor, letter: Letter, asked: Asked) -> object:
    """Say that a letter was never written."""
    return letters.retract_letter(
        letter_id=letter.id, actor=who, reason=asked["reason"], at=clock.now()
    )


@admin.register(Contract)
class ContractAdmin(ContractPage):
    reads = READ
    list_display = ["reference", "title", "vendor", "state", "starts_on", "ends_on"]
    list_filter = ["state", "renewal_type"]
    piles = (
        piled("Contracts to approve", "contracts.approve", state=lifecycle.State.IN_REVIEW),
        piled("Contracts in force", READ, state=lifecycle.State.ACTIVE),
        piled("Contracts suspended", READ, state=lifecycle.State.SUSPENDED),
        piled("Contracts being left", READ, state=lifecycle.State.TERMINATING),
    )
    list_select_related = ["vendor__party"]
    search_fields = ["reference", "title", "vendor__party__name"]

    actions_list = (  # type: ignore[assignment]  # unfold says it is empty
        "show_exposure",
        "show_blast",
        "simulate_deal",
    )
    show_exposure, show_blast = show_exposure, show_blast
    has_show_exposure_permission = has_show_blast_permission = may_look
    inlines = [SubstitutabilityInline]
    simulate_deal = simulate_deal
    has_simulate_deal_permission = may_simulate
    acts = (
        Act(
            name="suspend",
            label="Suspend",
            may="contracts.suspend",
            when=lambda contract: contract.state == lifecycle.State.ACTIVE,
            do=_suspend,
            icon="pause",
        ),
        Act(
            name="resume",
            label="Resume",
            may="contracts.resume",
            when=lambda contract: contract.state == lifecycle.State.SUSPENDED,
            do=_resume,
            icon="play_arrow",
        ),
        Act(
            name="renew",
            label="Renew",
            may="contracts.renew",
            when=lambda contract: contract.state == lifecycle.State.ACTIVE,
            do=_renew,
            icon="autorenew",
        ),
        Act(
            name="propose_termination",
            label="Propose a termination",
            may="terminations.propose",
            when=lambda contract: contract.state in lifecycle.BEFORE_NOTICE,
            do=_propose,
            form=ProposalForm,
            icon="logout",
        ),
        Act(
            name="rehearse_exit",
            label="Rehearse leaving",
            may="exits.rehearse",
            when=lambda contract: contract.state in lifecycle.BEFORE_NOTICE,
            do=_rehearse,
            form=RehearsalForm,
            icon="theater_comedy",
        ),
        Act(
            name="plan_delivery",
            label="Plan a delivery",
            may="contracts.keep_inventory",
            when=lambda contract: contract.state not in lifecycle.TERMINAL,
            do=plan_due,
            form=PlanForm,
            icon="event",
        ),
        Act(
            name="assess",
            label="Assess replaceability",
            may="contracts.assess",
            when=lambda contract: contract.state in lifecycle.BEFORE_NOTICE,
            do=assess,
            form=SubstitutabilityForm,
            icon="swap_horiz",
        ),
    )


@admin.register(Termination)
class TerminationAdmin(TerminationPage):
    reads = READ
    list_display = ["contract", "ground", "state", "order", "notice_on", "effective_on"]
    list_filter = ["state", "ground", "emergency"]
    piles = (piled("Terminations to approve", "terminations.approve", state=State.PROPOSED),)
    list_select_related = ["contract"]
    search_fields = ["contract__reference", "contract__vendor__party__name"]

    acts = (
        Act(
            name="approve",
            label="Approve",
            may="terminations.approve",
            when=lambda found: found.state == State.PROPOSED,
            do=_approve,
            icon="check",
        ),
        Act(
            name="reject",
            label="Reject",
            may="terminations.approve",
            when=lambda found: found.state == State.PROPOSED,
            do=_reject,
            icon="close",
        ),
        Act(
            name="waive",
            label="Let something go",
            may="terminations.approve",
            when=lambda found: found.state in (State.NOTICE_SERVED, State.WINDING_DOWN),
            do=_waive,
            form=WaiverForm,
            icon="rule",
        ),
    )


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    reads = READ
    readonly_fields = ["state"]
    list_display = ["termination", "code", "role", "due_on", "state"]
    list_filter = ["state", "code", "role"]
    piles = (piled("Steps to verify", "steps.verify", state=StepState.SUBMITTED),)
    list_select_related = ["termination"]
    search_fields = ["termination__contract__reference"]
    ordering = ["due_on"]
    acts = (
        Act(
            name="verify",
            label="Verify",
            may="steps.verify",
            when=lambda step: step.state == StepState.SUBMITTED,
            do=_verify,
            icon="verified",
        ),
        Act(
            name="waive",
            label="Waive",
            may="steps.verify",
            when=lambda step: step.state not in (StepState.VERIFIED, StepState.WAIVED),
            do=_waive_step,
            icon="rule",
        ),
    )
