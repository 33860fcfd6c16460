"""Open a case when a verdict becomes worse; propose, decide and close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.problems import FourEyes
from procurement.caseflow import CASE, CaseAct, CaseState, Decision, opens_case
from procurement.models import Assessment, Case, CaseDecision, CaseProposal, CaseVerdict
from procurement.neutrality.policy import Action
from procurement.operations.moving import change, locked, state_after
from procurement.queries.standards import actions_of
from procurement.queries.verdicts import get_assessment, verdict_of
from vendors.operations.vendors import lock_vendor


@transaction.atomic
def open_case(*, assessment_id: UUID, actor: Actor) -> Case | None:
    """Have somebody look at a verdict that became worse, or of which the policy wants a case though
    it wanted none of the verdict before; None where neither is so.

    The vendor's open case is joined, and goes back to the beginning: what was proposed or decided
    was about less. Told again, it answers the same case and does nothing.

    :raises NotFound: if there is no such assessment
    """
    assessment = get_assessment(assessment_id)
    former = assessment.supersedes
    became_worse = opens_case(verdict_of(former) if former else None, verdict_of(assessment))
    if not became_worse and not _is_newly_wanted(former, assessment):
        return None
    lock_vendor(vendor_id=assessment.vendor_id)
    known = CaseVerdict.objects.filter(assessment=assessment).select_related("case").first()
    if known is not None:
        return known.case
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("assessment")
        .filter(vendor=assessment.vendor_id)
        .exclude(state=CaseState.CLOSED)
        .first()
    )
    if case is None:
        return _open(assessment, actor)
    if not became_worse:
        return case
    return _join(case, assessment, actor)


def _is_newly_wanted(former: Assessment | None, assessment: Assessment) -> bool:
    wanted_before = former is not None and Action.OPEN_CASE in actions_of(former)
    return Action.OPEN_CASE in actions_of(assessment) and not wanted_before


def _open(assessment: Assessment, actor: Actor) -> Case:
    case = Case.objects.create(vendor_id=assessment.vendor_id, assessment=assessment)
    case.refresh_from_db()
    CaseVerdict.objects.create(case=case, assessment=assessment)
    _tell("procurement.case_opened", case, actor, {"assessment": assessment.id})
    return case


def _join(case: Case, assessment: Assessment, actor: Actor) -> Case:
    """A verdict older than what the case is about, told late, is kept and changes nothing else."""
    CaseVerdict.objects.create(case=case, assessment=assessment)
    if assessment.known_seq > case.assessment.known_seq:
        state = state_after(CASE, CaseState(case.state), CaseAct.JOIN)
        change(case, state=state, assessment=assessment, proposal=None, decision=None)
    _tell("procurement.case_joined", case, actor, {"assessment": assessment.id})
    return case


@transaction.atomic
def propose_case(
    *,
    case_id: UUID,
    decision: Decision,
    comment: str,
    actor: Actor,
    seen_version: int | None = None,
) -> Case:
    """Say what should be done, and why; another person decides. A new proposal replaces an old one.

    :raises NotFound: if there is no such case
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it has been decided
    """
    case = locked(Case.objects.all(), case_id, seen_version)
    state = state_after(CASE, CaseState(case.state), CaseAct.PROPOSE)
    proposal = CaseProposal.objects.create(
        case=case,
        assessment_id=case.assessment_id,
        decision=decision,
        comment=comment,
        proposed_by=actor.person,
        proposed_label=actor.label,
    )
    change(case, state=state, proposal=proposal)
    _tell("procurement.case_proposed", case, actor, {"decision": decision}, comment)
    return case


@transaction.atomic
def decide_case(
    *,
    case_id: UUID,
    decision: Decision,
    comment: str,
    actor: Actor,
    seen_version: int | None = None,
) -> Case:
    """Decide what follows, having seen what another person proposes; it need not be that.

    :raises NotFound: if there is no such case
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if nothing is proposed about its present verdict, or it was decided
    :raises FourEyes: if the same person has proposed anything about its present verdict
    """
    case = locked(Case.objects.all(), case_id, seen_version)
    state = state_after(CASE, CaseState(case.state), CaseAct.DECIDE)
    proposal = CaseProposal.objects.filter(case=case).latest("id")
    if case.proposals.filter(assessment_id=case.assessment_id, proposed_by=actor.person).exists():
        raise FourEyes()
    decided = CaseDecision.objects.create(
        case=case,
        proposal=proposal,
        decision=decision,
        comment=comment,
        proposed_by=proposal.proposed_by,
        decided_by=actor.person,
        decided_label=actor.label,
    )
    change(case, state=state, decision=decided)
    data = {"decision": decision, "proposed": proposal.decision, "assessment": case.assessment_id}
    _tell("procurement.case_decided", case, actor, data, comment)
    return case


@transaction.atomic
def close_case(
    *, case_id: UUID, reason: str, actor: Actor, at: datetime, seen_version: int | None = None
) -> Case:
    """Close a case whose decision has been carried out. A worse verdict then opens a new one.

    :raises NotFound: if there is no such case
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is not decided
    """
    case = locked(Case.objects.all(), case_id, seen_version)
    state = state_after(CASE, CaseState(case.state), CaseAct.CLOSE)
    change(
        case,
        state=state,
        closed_at=at,
        closed_by=actor.person,
        closed_label=actor.label,
        close_reason=reason,
    )
    _tell("procurement.case_closed", case, actor, {}, reason)
    return case


def _tell(
    type_: str, case: Case, actor: Actor, data: Mapping[str, object], reason: str = ""
) -> None:
    record(
        type=type_,
        subject=Subject("case", case.id),
        actor=actor,
        reason=reason,
        data={"case": case.id, "vendor": case.vendor_id, "state": case.state, **data},
    )
