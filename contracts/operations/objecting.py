"""What the vendor sets against a notice: it cures the breach, or disputes our right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.models import ClockTimestamp
from config.problems import Invalid, MoveNotAllowed
from contracts.models import CureAttempt, Dispute, Termination
from contracts.operations.locking import (
    lock_termination,
    refuse_ahead,
    refuse_stale,
    refuse_unknown_evidence,
)
from contracts.operations.moves import refuse_unproved
from contracts.operations.shifting import note_termination, refuse_act, turn_termination
from contracts.queries.acts import acts_called_for
from contracts.queries.exits import cure_of, open_dispute
from contracts.queries.reading import day_of
from contracts.termination import Act, CureState, Outcome


class NothingToCure(MoveNotAllowed):
    """The right this termination rests on gives the vendor no time to cure, or it has cured."""

    code = "nothing-to-cure"
    title = "There is nothing to cure here."


class DisputeAlreadyOpen(MoveNotAllowed):
    """The vendor's dispute is on file and open; `dispute` is its id. Settle that one."""

    code = "dispute-on-file"
    title = "A dispute is open already."


class NoOpenDispute(MoveNotAllowed):
    """There is no open dispute to settle; `disputes` of the termination says how others ended."""

    code = "no-open-dispute"
    title = "No dispute is open."


@transaction.atomic
def judge_cure(
    *,
    termination_id: UUID,
    accepted: bool,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Termination:
    """Write down that the vendor says it has cured, and whether we accept that.

    A cured breach leaves only the withdrawal. One that is not leaves the time to cure running.

    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: before notice is served, or when it is over
    :raises NothingToCure: if the clause grants no time to cure, or the breach is cured
    :raises EvidenceRequired: if it is accepted without
    """
    found = lock_termination(termination_id)
    refuse_unknown_evidence(evidence)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.CURE)
    day = day_of(found.contract, at)
    if cure_of(found).state(day) in (CureState.NONE, CureState.CURED):
        raise NothingToCure(state=found.state, allowed=acts_called_for(found, day))
    if accepted:
        refuse_unproved(evidence)
    CureAttempt.objects.create(
        termination=found,
        accepted=accepted,
        reason=reason,
        evidence=list(evidence),
        recorded_on=day,
        recorded_by=actor.person,
    )
    turn_termination(found, Act.CURE)
    data = {"accepted": accepted, "cure_until": found.cure_until, "evidence": list(evidence)}
    note_termination(found, "cure_judged", actor=actor, reason=reason, data=data)
    return found


@transaction.atomic
def dispute(
    *,
    termination_id: UUID,
    actor: Actor,
    reason: str,
    at: datetime,
    raised_on: date | None = None,
    answer_by: date | None = None,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Termination:
    """Write down that the vendor denies our right to terminate.

    :param answer_by: the last day of our answer, where the contract or a court sets one
    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist, or it is said to come from the future
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: before notice is served, or when it is over
    :raises DisputeAlreadyOpen: if one is open
    """
    found = lock_termination(termination_id)
    refuse_unknown_evidence(evidence)
    day = day_of(found.contract, at)
    refuse_ahead(found.contract, "/raised_on", raised_on, day)
    if answer_by is not None and answer_by < (raised_on or day):
        detail = "Nothing is to be answered before it was raised."
        raise Invalid.at("/answer_by", "before_raised", detail)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.DISPUTE)
    known = open_dispute(found)
    if known is not None:
        allowed = acts_called_for(found, day)
        raise DisputeAlreadyOpen(state=found.state, allowed=allowed, dispute=str(known.id))
    row = Dispute.objects.create(
        termination=found,
        reason=reason,
        evidence=list(evidence),
        raised_on=raised_on or day,
        answer_by=answer_by,
        recorded_by=actor.person,
    )
    turn_termination(found, Act.DISPUTE)
    data = {
        "dispute": row.id,
        "raised_on": row.raised_on,
        "answer_by": row.answer_by,
        "evidence": list(evidence),
    }
    note_termination(found, "termination_disputed", actor=actor, reason=reason, data=data)
    return found


@transaction.atomic
def settle_dispute(
    *,
    termination_id: UUID,
    outcome: Outcome,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Termination:
    """Write down how the open dispute ended: a decision, or what both agreed.

    :raises NotFound: if there is no such termination
    :raises Invalid: if a piece of evidence does not exist
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: before notice is served, or when it is over
    :raises NoOpenDispute: if none is open
    :raises EvidenceRequired: without the decision or the agreement
    """
    found = lock_termination(termination_id)
    refuse_unknown_evidence(evidence)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.SETTLE_DISPUTE)
    row, day = open_dispute(found), day_of(found.contract, at)
    if row is None:
        raise NoOpenDispute(state=found.state, allowed=acts_called_for(found, day))
    refuse_unproved(evidence)
    Dispute.objects.filter(id=row.id).update(
        outcome=outcome.value,
        settlement=reason,
        settlement_evidence=list(evidence),
        settled_on=day,
        settled_by=actor.person,
        version=row.version + 1,
        updated_at=ClockTimestamp(),
    )
    turn_termination(found, Act.SETTLE_DISPUTE)
    data = {"dispute": row.id, "outcome": outcome, "evidence": list(evidence)}
    note_termination(found, "dispute_settled", actor=actor, reason=reason, data=data)
    return found
