"""Draft, grant and end the leave to work with a vendor in spite of its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.problems import Invalid, MoveNotAllowed, Problem
from procurement.caseflow import WAIVER, WaiverAct, WaiverState, voids, worse
from procurement.models import Assessment, Waiver
from procurement.operations.moving import change, locked, refuse_own, state_after
from procurement.queries.verdicts import (
    current_assessment,
    get_assessment,
    granted,
    verdict_of,
)
from vendors.models import Vendor
from vendors.operations.vendors import lock_vendor

MOST_AT_ONCE = 500


class NotAssessed(Problem):
    """The vendor has no verdict yet, so there is nothing to grant a waiver on.

    Wait for its first assessment (or ask for one: `POST vendors/{id}/recheck`).
    """

    status = 422
    code = "not-assessed"
    title = "This vendor has not been assessed yet."


class NothingToWaive(Problem):
    """The vendor's verdict is clear: contracts need no waiver. `assessment` is that verdict."""

    status = 422
    code = "nothing-to-waive"
    title = "This vendor is clear."


class WaiverOutdated(Problem):
    """The verdict has become worse since the waiver was submitted, or its last day has passed.

    Whoever approves would grant more than what was proposed: reject it, and draft another one.
    """

    status = 422
    code = "waiver-outdated"
    title = "This waiver was proposed for something else."


class WaiverTerms(TypedDict, total=False):
    """What a draft may say; `contract_id` None means all contracts."""

    contract_id: UUID | None
    conditions: Sequence[str]
    compensating_controls: Sequence[str]
    expires_on: date
    reason: str


@transaction.atomic
def draft_waiver(*, vendor_id: UUID, terms: WaiverTerms, actor: Actor, on: date) -> Waiver:
    """Write a waiver down; it covers nothing until another person approves it.

    :param on: today
    :raises Invalid: if there is no such vendor, or it would have expired already
    """
    if not Vendor.objects.filter(id=vendor_id).exists():
        raise Invalid.at("/vendor", "unknown_vendor", "There is no such vendor.")
    _refuse_past(terms, on)
    waiver = Waiver.objects.create(
        vendor_id=vendor_id,
        **terms,
        drafted_by=actor.person,
        drafted_label=actor.label,
        edited_by=actor.person,
    )
    waiver.refresh_from_db()
    _tell(waiver, "draft", actor, waiver.reason)
    return waiver


@transaction.atomic
def amend_waiver(
    *, waiver_id: UUID, terms: WaiverTerms, seen_version: int | None, actor: Actor, on: date
) -> Waiver:
    """Change a draft; whoever changes it cannot approve it.

    :raises NotFound: if there is no such waiver
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is no draft any more
    :raises Invalid: if it would have expired already
    """
    waiver = locked(Waiver.objects.all(), waiver_id, seen_version)
    state = WaiverState(waiver.state)
    if state is not WaiverState.DRAFT:
        raise MoveNotAllowed(state=state, allowed=list(WAIVER.allowed(state)))
    _refuse_past(terms, on)
    change(waiver, **terms, edited_by=actor.person)
    _tell(waiver, "amend", actor, changed=sorted(terms))
    return waiver


@transaction.atomic
def submit_waiver(
    *, waiver_id: UUID, reason: str, actor: Actor, seen_version: int | None = None
) -> Waiver:
    """Ask for approval of a draft, on the verdict of this moment.

    :raises NotFound: if there is no such waiver
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is no draft
    """
    waiver = locked(Waiver.objects.all(), waiver_id, seen_version)
    state = state_after(WAIVER, WaiverState(waiver.state), WaiverAct.SUBMIT)
    change(
        waiver,
        state=state,
        submitted_by=actor.person,
        submitted_label=actor.label,
        submitted_on=current_assessment(waiver.vendor_id),
    )
    _tell(waiver, WaiverAct.SUBMIT, actor, reason)
    return waiver


@transaction.atomic
def approve_waiver(
    *, waiver_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> Waiver:
    """Grant a waiver on the vendor's present verdict: it covers nothing worse than that.

    :raises NotFound: if there is no such waiver
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not in review
    :raises FourEyes: if the same person drafted, changed or submitted it
    :raises NotAssessed: if the vendor has no verdict
    :raises NothingToWaive: if the vendor is clear
    :raises WaiverOutdated: if the verdict became worse since the waiver was submitted, or it has
        expired meanwhile
    """
    waiver = locked(Waiver.objects.select_related("submitted_on"), waiver_id, seen_version)
    state = state_after(WAIVER, WaiverState(waiver.state), WaiverAct.APPROVE)
    # Until it is decided, everything that happens to it is somebody's wording or submission.
    refuse_own(actor, Subject("waiver", waiver.id), "procurement.waiver_changed")
    lock_vendor(vendor_id=waiver.vendor_id)
    assessment = _grounds(waiver, at.date())
    change(
        waiver,
        state=state,
        decided_by=actor.person,
        decided_label=actor.label,
        decided_at=at,
        granted_on=assessment,
        granted_state=assessment.state,
        granted_level=assessment.level,
    )
    _tell(waiver, WaiverAct.APPROVE, actor, reason, assessment=assessment.id)
    return waiver


def _grounds(waiver: Waiver, on: date) -> Assessment:
    """The verdict a waiver may be granted on now."""
    assessment = current_assessment(waiver.vendor_id)
    if assessment is None:
        raise NotAssessed()
    if assessment.state == "clear":
        raise NothingToWaive(assessment=str(assessment.id))
    if waiver.expires_on <= on:
        raise WaiverOutdated("Its last day has passed.", expires_on=waiver.expires_on.isoformat())
    proposed = waiver.submitted_on
    if proposed is not None and worse(verdict_of(assessment), verdict_of(proposed)):
        raise WaiverOutdated(assessment=str(assessment.id), submitted_on=str(proposed.id))
    return assessment


@transaction.atomic
def reject_waiver(
    *, waiver_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> Waiver:
    """Refuse a waiver.

    :raises NotFound: if there is no such waiver
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not in review
    """
    waiver = locked(Waiver.objects.all(), waiver_id, seen_version)
    state = state_after(WAIVER, WaiverState(waiver.state), WaiverAct.REJECT)
    change(
        waiver,
        state=state,
        decided_by=actor.person,
        decided_label=actor.label,
        decided_at=at,
    )
    _tell(waiver, WaiverAct.REJECT, actor, reason)
    return waiver


@transaction.atomic
def revoke_waiver(
    *, waiver_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> Waiver:
    """Take an approved waiver back.

    :raises NotFound: if there is no such waiver
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not approved
    """
    waiver = locked(Waiver.objects.all(), waiver_id, seen_version)
    _end(waiver, WaiverAct.REVOKE, reason, actor, at)
    return waiver


@transaction.atomic
def void_waivers(*, assessment_id: UUID, actor: Actor, at: datetime) -> list[Waiver]:
    """Note that a verdict has ended waivers granted before it on a better one (see `voids`).

    Nobody relies on the note: whether a waiver covers is judged at the moment of each move.

    :raises NotFound: if there is no such assessment
    """
    assessment = get_assessment(assessment_id)
    earlier = (
        Waiver.objects.select_for_update(no_key=True, of=("self",))
        .filter(
            vendor=assessment.vendor_id,
            state=WaiverState.APPROVED,
            granted_on__known_seq__lt=assessment.known_seq,
        )
        .order_by("id")
    )
    ended = [waiver for waiver in earlier if voids(granted(waiver), verdict_of(assessment))]
    for waiver in ended:
        reason = f"The verdict became {assessment.state} ({assessment.level})."
        _end(waiver, WaiverAct.VOID, reason, actor, at, assessment=assessment.id)
    return ended


@transaction.atomic
def expire_waivers(*, at: datetime, actor: Actor) -> int:
    """Note which approved waivers are over; the rest of a long list waits for the next turn."""
    over = (
        Waiver.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(state=WaiverState.APPROVED, expires_on__lte=at.date())
        .order_by("id")[:MOST_AT_ONCE]
    )
    ended = list(over)
    for waiver in ended:
        reason = f"It was granted for the days before {waiver.expires_on}."
        _end(waiver, WaiverAct.EXPIRE, reason, actor, at)
    return len(ended)


def _end(
    waiver: Waiver, act: WaiverAct, reason: str, actor: Actor, at: datetime, **data: object
) -> None:
    state = state_after(WAIVER, WaiverState(waiver.state), act)
    change(
        waiver,
        state=state,
        ended_at=at,
        ended_by=actor.person,
        ended_label=actor.label,
        end_reason=reason,
    )
    _tell(waiver, act, actor, reason, **data)


def _refuse_past(terms: WaiverTerms, on: date) -> None:
    expires_on = terms.get("expires_on")
    if expires_on is not None and expires_on <= on:
        raise Invalid.at("/expires_on", "in_the_past", "It would have expired already.")


def _tell(waiver: Waiver, act: str, actor: Actor, reason: str = "", **data: object) -> None:
    facts: Mapping[str, object] = {
        "waiver": waiver.id,
        "vendor": waiver.vendor_id,
        "contract": waiver.contract_id,
        "act": act,
        "state": waiver.state,
        **data,
    }
    record(
        type="procurement.waiver_changed",
        subject=Subject("waiver", waiver.id),
        actor=actor,
        reason=reason,
        data=facts,
    )
