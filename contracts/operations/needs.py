"""What must hold for a contract to move, and what is said when it does not?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn
from uuid import UUID

from config.actors import Actor
from config.events.operations import Subject
from config.events.queries import has_done
from config.problems import FourEyes, MoveNotAllowed, Problem
from contracts.lifecycle import Act, Need, State, allowed_acts
from contracts.models import Contract
from contracts.operations.family import refuse_inactive_line
from contracts.operations.papers import Paper
from contracts.queries.terminations import get_open_termination
from procurement.queries.verdicts import clearance_of
from vendors.models import Hold, HoldType
from vendors.queries.standing import holds_in_force, is_placed_by_policy

AWARD_HOLDS: Final = (HoldType.NEW_AWARDS, HoldType.ALL)
_WORK: Final = ("contracts.drafted", "contracts.revised", "contracts.submitted")


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
    """This is only believed with proof.

    Upload the paper (`POST /api/v1/evidence`), and send the id it gets in `evidence`.
    """

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
    paper: Paper


def refuse_open_termination(contract: Contract) -> None:
    """:raises TerminationOpen: if one is open"""
    found = get_open_termination(contract.id)
    if found is not None:
        raise TerminationOpen(
            state=contract.state,
            allowed=_acts_without(contract, Need.NO_OPEN_TERMINATION),
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


def _refuse_inactive_line(asked: Asked) -> None:
    refuse_inactive_line(asked.contract)


def _refuse_own_work(asked: Asked) -> None:
    if has_done(asked.actor.person, Subject("contract", asked.contract.id), _WORK):
        raise FourEyes("Whoever drafted, edited or submitted a contract does not approve it.")


def _refuse_uncleared(asked: Asked) -> None:
    contract = asked.contract
    clearance = clearance_of(contract.vendor_id, contract_id=contract.id, at=asked.at)
    if clearance.pending:
        allowed = _acts_without(contract, Need.CLEARANCE)
        raise RecheckPending(state=contract.state, allowed=allowed)
    if not clearance.cleared:
        raise NotCleared(
            f"The vendor's verdict is {clearance.state} at {clearance.level}, and no waiver that"
            " is in force covers it.",
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


def _acts_without(contract: Contract, unmet: Need) -> list[Act]:
    """What can be asked of a contract that lacks something."""
    return list(allowed_acts(State(contract.state), {unmet}))


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


GUARDS: Final[Mapping[Need, Callable[[Asked], None]]] = {
    Need.NO_OPEN_TERMINATION: _refuse_open_termination,
    Need.PARENT_ACTIVE: _refuse_inactive_line,
    Need.FOUR_EYES: _refuse_own_work,
    Need.CLEARANCE: _refuse_uncleared,
    Need.NO_HOLD: _refuse_hold,
    Need.EVIDENCE: _refuse_unproved,
}
