"""Move a contract along its life, and write down who did it, why and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import Entry, next_entry, share_facts
from config.problems import Invalid
from contracts.lifecycle import MOVES, SYSTEM_ACTS, Act, Need, State, find_move, next_state
from contracts.models import Contract
from contracts.operations.amending import take_effect, tell_effect
from contracts.operations.dates import keep_dates
from contracts.operations.locking import lock_contract, refuse_stale, refuse_unknown_evidence
from contracts.operations.needs import (
    AWARD_HOLDS,
    GUARDS,
    Asked,
    EvidenceRequired,
    HoldInForce,
    NotCleared,
    RecheckPending,
    TerminationOpen,
    refuse_hold,
    refuse_open_termination,
    refuse_unproved,
)
from contracts.operations.papers import (
    Kept,
    Paper,
    keep_amendment,
    keep_renewal,
    refuse_bad_amendment,
    renewed_term,
)
from contracts.operations.shifting import note, refuse_move, turn_contract
from contracts.queries.deadlines import next_deadline
from contracts.queries.reading import day_of

__all__ = [
    "AWARD_HOLDS",
    "EvidenceRequired",
    "HoldInForce",
    "NotCleared",
    "Paper",
    "RecheckPending",
    "TerminationOpen",
    "move",
    "refuse_hold",
    "refuse_open_termination",
    "refuse_unproved",
]

_CHANGES_DATES: Final = frozenset({Act.SIGN, Act.AMEND, Act.RENEW})
NEEDS_CLEARANCE: Final = frozenset(
    act for (_, act), move in MOVES.items() if Need.CLEARANCE in move.needs
)


@transaction.atomic
def move(
    *,
    contract_id: UUID,
    act: Act,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    paper: Paper | None = None,
    expected_version: int | None = None,
) -> Contract:
    """Move a contract by the table of `contracts.lifecycle`.

    :param paper: what an amendment or a renewal says
    :raises NotFound: if there is no such contract
    :raises Invalid: if a piece of evidence does not exist, or a paper says what cannot be meant
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if the table has no such move from its state (with `allowed`)
    :raises TerminationOpen: if it must not happen while a termination is open
    :raises ParentNotActive: if it begins something under an agreement that is not active
    :raises FourEyes: if whoever drafted, edited or submitted it approves it
    :raises RecheckPending: if the vendor's verdict is out of date
    :raises NotCleared: if the move needs clearance and the vendor has none
    :raises HoldInForce: if the vendor is on hold
    :raises EvidenceRequired: if the move needs evidence and none came
    """
    if act in SYSTEM_ACTS:
        raise Invalid.at("/act", "not_an_act", f"{act} follows from something else.")
    if act in NEEDS_CLEARANCE:
        share_facts()
    contract = lock_contract(contract_id)
    asked = Asked(contract, act, actor, reason, at, tuple(evidence), paper or Paper())
    refuse_unknown_evidence(evidence)
    _refuse_bad_paper(asked)
    refuse_stale(contract, expected_version)
    refuse_move(contract, act)
    for need in find_move(State(contract.state), act).needs_in_order():
        GUARDS[need](asked)
    _carry_out(asked)
    return contract


def _refuse_bad_paper(asked: Asked) -> None:
    contract, day = asked.contract, day_of(asked.contract, asked.at)
    if asked.act is Act.AMEND:
        refuse_bad_amendment(contract, asked.paper, day)
    elif asked.act is Act.RENEW:
        renewed_term(contract, asked.paper, day)


def _carry_out(asked: Asked) -> None:
    effects = take_effect(asked.contract, asked.at)
    kept = _keep_paper(asked)
    dates = _keep_dates(asked)
    entry = next_entry()
    turned = turn_contract(
        asked.contract, asked.act, {**_changes(asked, entry), **kept.columns, **dates}
    )
    tell_effect(asked.contract, effects, asked.actor)
    note(
        asked.contract,
        asked.act.past,
        actor=asked.actor,
        reason=asked.reason,
        data={**turned, "evidence": list(asked.evidence), **kept.told},
        entry=entry,
    )


def _keep_dates(asked: Asked) -> Mapping[str, object]:
    """Keep the days that follow from what was signed, before the ledger is held for it."""
    if asked.act not in _CHANGES_DATES:
        return {}
    contract, day = asked.contract, day_of(asked.contract, asked.at)
    after = next_state(State(contract.state), asked.act)
    keep_dates(contract, after, on=day)
    return {"deadline_on": next_deadline(contract, after, day)}


def _keep_paper(asked: Asked) -> Kept:
    """Write down the paper of an amendment or a renewal; other moves have none."""
    keeping = {Act.AMEND: keep_amendment, Act.RENEW: keep_renewal}.get(asked.act)
    if keeping is None:
        return Kept({}, {})
    return keeping(
        asked.contract,
        asked.paper,
        on=day_of(asked.contract, asked.at),
        reason=asked.reason,
        evidence=asked.evidence,
        by=asked.actor.person,
    )


def _changes(asked: Asked, entry: Entry) -> Mapping[str, object]:
    """The columns a move writes besides the state."""
    contract, act = asked.contract, asked.act
    match act:
        case Act.SUBMIT:
            return {"submitted_by": asked.actor.person}
        case Act.APPROVE:
            # The move itself makes the next version; that is the one that was seen and approved.
            return {"approved_by": asked.actor.person, "approved_version": contract.version + 1}
        case Act.SIGN:
            # The ledger's own instant: what is known at it is what the clearance rested on.
            return {"signed_at": entry.recorded_at, "signed_on": day_of(contract, asked.at)}
        case Act.REJECT | Act.SUSPEND | Act.RESUME | Act.AMEND | Act.RENEW | Act.CANCEL:
            return {}
        case Act.REVISE | Act.SERVE_NOTICE | Act.WITHDRAW | Act.END:
            return {}
        case _:
            assert_never(act)
