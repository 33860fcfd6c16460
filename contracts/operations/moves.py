"""Move a contract along its life, and write down who did it, why and on what evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn, assert_never
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import Entry, next_entry, share_facts
from config.problems import FourEyes, Invalid, MoveNotAllowed, Problem
from contracts.lifecycle import (
    MOVES,
    SYSTEM_ACTS,
    Act,
    Need,
    State,
    allowed_acts,
    find_move,
)
from contracts.models import Amendment, Contract
from contracts.operations.locking import lock_contract, refuse_stale, refuse_unknown_evidence
from contracts.operations.shifting import note, refuse_move, turn_contract
from contracts.queries.deadlines import next_deadline
from contracts.queries.reading import day_of
from contracts.queries.terminations import get_open_termination
from procurement.queries.verdicts import clearance_of
from vendors.models import Hold, HoldType
from vendors.queries.standing import holds_in_force, is_placed_by_policy

NEEDS_CLEARANCE: Final = frozenset(
    act for (_, act), move in MOVES.items() if Need.CLEARANCE in move.needs
)
AWARD_HOLDS: Final = (HoldType.NEW_AWARDS, HoldType.ALL)


class TerminationOpen(MoveNotAllowed):
    """A termination of this contract is open; `termination` is its id.

    Carry it out, have it rejected, or withdraw it first.
    """

    code = "termination-open"
    title = "A termination of this contract is open."


class RecheckPending(MoveNotAllowed):
    """Something newer than the last verdict about the vendor has not been judged yet.

    The recheck is owed and comes by itself, usually within seconds. Try again then.
    """

    code = "recheck-pending"
    title = "The vendor's verdict is being checked again."


class NotCleared(Problem):
    """The vendor has no clearance: its verdict is not clear, and no approved waiver covers it.

    `assessment` is the verdict, `case` the open case about it. Disclose what would settle it, or
    have a waiver approved.
    """

    status = 422
    code = "not-cleared"
    title = "The vendor is not cleared."


class HoldInForce(Problem):
    """A hold on the vendor forbids this; `hold` is its id, `release_on` the day it ends by itself.

    Whoever keeps the vendor file may release it. A hold that only the policy placed gives way to an
    approved waiver of the verdict it was placed for.
    """

    status = 422
    code = "hold-in-force"
    title = "A hold on the vendor forbids this."


class EvidenceRequired(Problem):
    """This move is only believed with proof. Upload it, and send its id in `evidence`."""

    status = 422
    code = "evidence-required"
    title = "This needs evidence."


@dataclass(frozen=True, slots=True)
class Asked:
    """A move somebody asks for, of a locked contract."""

    contract: Contract
    act: Act
    actor: Actor
    reason: str
    at: datetime
    evidence: tuple[UUID, ...]


@transaction.atomic
def move(
    *,
    contract_id: UUID,
    act: Act,
    actor: Actor,
    reason: str,
    at: datetime,
    evidence: Sequence[UUID] = (),
    expected_version: int | None = None,
) -> Contract:
    """Move a contract by the table of `contracts.lifecycle`.

    :raises NotFound: if there is no such contract
    :raises Invalid: if a piece of evidence does not exist
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if the table has no such move from its state (with `allowed`)
    :raises TerminationOpen: if it must not happen while a termination is open
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
    refuse_unknown_evidence(evidence)
    refuse_stale(contract, expected_version)
    refuse_move(contract, act)
    asked = Asked(contract, act, actor, reason, at, tuple(evidence))
    for need in find_move(State(contract.state), act).needs_in_order():
        _GUARDS[need](asked)
    _carry_out(asked)
    return contract


def _carry_out(asked: Asked) -> None:
    data: dict[str, object] = {"evidence": list(asked.evidence)}
    if asked.act is Act.AMEND:
        data["amendment"] = _amend(asked).number
    entry = next_entry()
    turned = turn_contract(asked.contract, asked.act, _changes(asked, entry))
    note(
        asked.contract,
        asked.act.past,
        actor=asked.actor,
        reason=asked.reason,
        data={**turned, **data},
        entry=entry,
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
            day = day_of(contract, asked.at)
            return {
                # The ledger's own instant: what is known at it is what the clearance rested on.
                "signed_at": entry.recorded_at,
                "signed_on": day,
                "deadline_on": next_deadline(contract, State.ACTIVE, day),
            }
        case Act.CANCEL:
            return {"deadline_on": None}
        case Act.REJECT | Act.SUSPEND | Act.RESUME | Act.AMEND | Act.RENEW:
            return {}
        case Act.REVISE | Act.SERVE_NOTICE | Act.WITHDRAW | Act.END:
            return {}
        case _:
            assert_never(act)


def _amend(asked: Asked) -> Amendment:
    """Number and keep a signed amendment; it is signed no earlier than the one before."""
    last = Amendment.objects.filter(contract=asked.contract).order_by("-number").first()
    day = day_of(asked.contract, asked.at)
    return Amendment.objects.create(
        contract=asked.contract,
        number=last.number + 1 if last else 1,
        reason=asked.reason,
        evidence=list(asked.evidence),
        signed_on=max(day, last.signed_on) if last else day,
        recorded_by=asked.actor.person,
    )


def refuse_open_termination(contract: Contract) -> None:
    """:raises TerminationOpen: if one is open"""
    found = get_open_termination(contract.id)
    if found is not None:
        raise TerminationOpen(
            state=contract.state,
            allowed=list(allowed_acts(State(contract.state))),
            termination=str(found.id),
        )


def refuse_hold(contract: Contract, at: datetime, types: Sequence[HoldType]) -> None:
    """:raises HoldInForce: if the vendor has a hold of one of these types"""
    hold = holds_in_force(contract.vendor_id, at.date()).filter(type__in=types).first()
    if hold is not None:
        _tell_hold(hold)


def _tell_hold(hold: Hold) -> NoReturn:
    raise HoldInForce(
        hold=str(hold.id), hold_type=hold.type, reason=hold.reason, release_on=hold.release_on
    )


def _refuse_open_termination(asked: Asked) -> None:
    refuse_open_termination(asked.contract)


def _refuse_own_work(asked: Asked) -> None:
    contract = asked.contract
    if asked.actor.person in (contract.drafted_by, contract.edited_by, contract.submitted_by):
        raise FourEyes("Whoever drafted, last edited or submitted a contract does not approve it.")


def _refuse_uncleared(asked: Asked) -> None:
    contract = asked.contract
    clearance = clearance_of(contract.vendor_id, contract_id=contract.id, at=asked.at)
    if clearance.pending:
        allowed = [act for act in allowed_acts(State(contract.state)) if act is not asked.act]
        raise RecheckPending(state=contract.state, allowed=allowed)
    if not clearance.cleared:
        raise NotCleared(
            f"The vendor's verdict is {clearance.state} at {clearance.level}.",
            assessment=_text(clearance.assessment),
            case=_text(clearance.case),
            state=clearance.state,
            level=clearance.level,
            waiver=_text(clearance.waiver),
        )


def _refuse_hold(asked: Asked) -> None:
    """A waiver that covers the verdict covers the hold the policy placed because of it, too."""
    contract = asked.contract
    holds = list(holds_in_force(contract.vendor_id, asked.at.date()).filter(type__in=AWARD_HOLDS))
    if not holds:
        return
    clearance = clearance_of(contract.vendor_id, contract_id=contract.id, at=asked.at)
    for hold in holds:
        if clearance.waiver is None or not is_placed_by_policy(hold):
            _tell_hold(hold)


def refuse_unproved(evidence: Sequence[UUID]) -> None:
    """:raises EvidenceRequired: if there is none"""
    if not evidence:
        raise EvidenceRequired()


def _refuse_unproved(asked: Asked) -> None:
    refuse_unproved(asked.evidence)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


_GUARDS: Final[Mapping[Need, Callable[[Asked], None]]] = {
    Need.NO_OPEN_TERMINATION: _refuse_open_termination,
    Need.FOUR_EYES: _refuse_own_work,
    Need.CLEARANCE: _refuse_uncleared,
    Need.NO_HOLD: _refuse_hold,
    Need.EVIDENCE: _refuse_unproved,
}
