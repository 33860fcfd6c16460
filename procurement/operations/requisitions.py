"""Write a need for data down, open it with as many people as it takes, and award it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events import ledger
from config.events.operations import Subject, record
from config.money import Money
from config.problems import Invalid, MoveNotAllowed
from procurement.models import Requisition
from procurement.operations.moving import change, locked, refuse_own, state_after
from procurement.queries.requisitions import budget_of
from procurement.queries.standards import yardstick_at
from procurement.requisitioning import (
    PAST,
    REQUISITION,
    RequisitionAct,
    RequisitionState,
    needs_second_person,
)
from vendors.models import ExpertiseLevel, Vendor
from vendors.queries.domains import get_tree, meant_domains

UNDECIDED: Mapping[str, object] = {
    "submitted_by": "",
    "submitted_label": "",
    "policy": None,
    "is_within_limit": False,
    "decided_by": "",
    "decided_label": "",
    "decided_at": None,
}


class Need(TypedDict, total=False):
    """What is needed; what is absent stays, or is not asked for in a new one."""

    title: str
    description: str
    domain: str
    level: ExpertiseLevel
    languages: Sequence[str]
    modality: str
    sensitivity: str
    volume_items: int | None
    hours_per_week: int | None
    places_allowed: Sequence[str]
    certificates_required: Sequence[str]
    needed_by: date | None
    budget: Money | None
    replacing: UUID | None
    owner: str


@transaction.atomic
def draft_requisition(*, need: Need, actor: Actor, on: date) -> Requisition:
    """Write a need down, as a draft. `title`, `domain` and `level` must be given.

    :param on: today
    :raises Invalid: if a domain or vendor is not there, or it was needed by a day that has passed
    """
    columns = {"owner": actor.label, **_columns(need, on)}
    requisition = Requisition.objects.create(
        **columns, drafted_by=actor.person, drafted_label=actor.label, edited_by=actor.person
    )
    requisition.refresh_from_db()
    _tell("drafted", requisition, actor)
    return requisition


@transaction.atomic
def amend_requisition(
    *, requisition_id: UUID, need: Need, seen_version: int | None, actor: Actor, on: date
) -> Requisition:
    """Change a draft; whoever changes it cannot approve it.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is no draft
    :raises Invalid: as in a draft
    """
    requisition = locked(Requisition.objects.all(), requisition_id, seen_version)
    state = RequisitionState(requisition.state)
    if state is not RequisitionState.DRAFT:
        raise MoveNotAllowed(state=state, allowed=list(REQUISITION.allowed(state)))
    columns = _columns(need, on, known={requisition.domain_id})
    change(requisition, **columns, edited_by=actor.person)
    _tell("amended", requisition, actor, changed=sorted(need))
    return requisition


@transaction.atomic
def submit_requisition(
    *,
    requisition_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> Requisition:
    """Ask for a need to be looked after. Within the policy's limit it is open at once.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is no draft
    """
    requisition = locked(Requisition.objects.all(), requisition_id, seen_version)
    state = _after(requisition, RequisitionAct.SUBMIT)
    yardstick = yardstick_at(at.date(), ledger.current_seq())
    is_within = not needs_second_person(budget_of(requisition), yardstick.rules.requisition_limits)
    change(
        requisition,
        state=state,
        submitted_by=actor.person,
        submitted_label=actor.label,
        policy=yardstick.policy,
        is_within_limit=is_within,
    )
    _tell(PAST[RequisitionAct.SUBMIT], requisition, actor, reason, within_limit=is_within)
    if is_within:
        change(requisition, state=_after(requisition, RequisitionAct.PASS))
        _tell(PAST[RequisitionAct.PASS], requisition, actor)
    return requisition


@transaction.atomic
def approve_requisition(
    *,
    requisition_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> Requisition:
    """Open a need over the limit, as it was submitted.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it was not submitted
    :raises FourEyes: if the same person drafted, changed or submitted it
    """
    return _decide(requisition_id, RequisitionAct.APPROVE, reason, actor, at, seen_version)


@transaction.atomic
def reject_requisition(
    *,
    requisition_id: UUID,
    reason: str,
    actor: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> Requisition:
    """Refuse a need that was submitted; it may be revised.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it was not submitted
    :raises FourEyes: if the same person drafted, changed or submitted it
    """
    return _decide(requisition_id, RequisitionAct.REJECT, reason, actor, at, seen_version)


@transaction.atomic
def revise_requisition(
    *, requisition_id: UUID, reason: str, actor: Actor, seen_version: int | None = None
) -> Requisition:
    """Take a need back to the drawing board; whatever was decided about it is void.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is a draft, awarded or cancelled
    """
    requisition = locked(Requisition.objects.all(), requisition_id, seen_version)
    change(requisition, state=_after(requisition, RequisitionAct.REVISE), **UNDECIDED)
    _tell(PAST[RequisitionAct.REVISE], requisition, actor, reason)
    return requisition


@transaction.atomic
def cancel_requisition(
    *, requisition_id: UUID, reason: str, actor: Actor, seen_version: int | None = None
) -> Requisition:
    """Let a need be no more.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is awarded or cancelled
    """
    requisition = locked(Requisition.objects.all(), requisition_id, seen_version)
    change(requisition, state=_after(requisition, RequisitionAct.CANCEL))
    _tell(PAST[RequisitionAct.CANCEL], requisition, actor, reason)
    return requisition


def _decide(
    requisition_id: UUID,
    act: RequisitionAct,
    reason: str,
    actor: Actor,
    at: datetime,
    seen_version: int | None,
) -> Requisition:
    requisition = locked(Requisition.objects.all(), requisition_id, seen_version)
    state = _after(requisition, act)
    refuse_own(
        actor,
        Subject("requisition", requisition.id),
        "procurement.requisition_drafted",
        "procurement.requisition_amended",
        "procurement.requisition_submitted",
    )
    change(
        requisition,
        state=state,
        decided_by=actor.person,
        decided_label=actor.label,
        decided_at=at,
    )
    _tell(PAST[act], requisition, actor, reason)
    return requisition


def _after(requisition: Requisition, act: RequisitionAct) -> RequisitionState:
    return state_after(REQUISITION, RequisitionState(requisition.state), act)


def _columns(need: Need, on: date, known: set[str] | None = None) -> dict[str, object]:
    """A need as columns.

    :raises Invalid: if what it names is not there, or its day has passed
    """
    columns: dict[str, object] = {
        name: value for name, value in need.items() if name not in ("domain", "budget", "replacing")
    }
    if "domain" in need:
        asked = [("/domain", need["domain"])]
        [columns["domain_id"]] = meant_domains(asked, tree=get_tree(), on_file=known or ())
    if "budget" in need:
        budget = need["budget"]
        columns["budget_amount"] = budget.amount if budget else None
        columns["budget_currency"] = budget.currency if budget else ""
    if "replacing" in need:
        _refuse_unknown_vendor("/replacing", need["replacing"])
        columns["replacing_id"] = need["replacing"]
    day = need.get("needed_by")
    if day is not None and day < on:
        raise Invalid.at("/needed_by", "in_the_past", "That day has passed.")
    return columns


def _refuse_unknown_vendor(pointer: str, vendor_id: UUID | None) -> None:
    if vendor_id is not None and not Vendor.objects.filter(id=vendor_id).exists():
        raise Invalid.at(pointer, "unknown_vendor", "There is no such vendor.")


def _tell(
    what: str, requisition: Requisition, actor: Actor, reason: str = "", **data: object
) -> None:
    record(
        type=f"procurement.requisition_{what}",
        subject=Subject("requisition", requisition.id),
        actor=actor,
        reason=reason,
        data={
            "requisition": requisition.id,
            "title": requisition.title,
            "state": requisition.state,
            **data,
        },
    )
