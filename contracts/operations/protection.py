"""What does the policy have us do about a vendor's verdict, by itself and at once?

Read from the present standing, not from the event that woke us: told twice, late or out of order,
the outcome is the same.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events import ledger
from contracts.lifecycle import BEFORE_NOTICE, Act, State
from contracts.models import Contract
from contracts.operations.locking import lock_termination
from contracts.operations.moves import AWARD_HOLDS
from contracts.operations.shifting import note, note_termination, turn_contract, write
from contracts.operations.terminations import Proposal, propose_termination
from contracts.queries.clauses import find_control_right
from contracts.queries.contracts import list_engaging
from contracts.queries.reading import day_of
from contracts.queries.terminations import get_open_termination
from contracts.termination import Ground
from procurement.caseflow import Verdict
from procurement.models import Waiver
from procurement.neutrality.policy import Action
from procurement.queries.standards import yardstick_at
from procurement.queries.verdicts import covering_waiver, verdict_of
from vendors.models import HoldType, Standing
from vendors.operations.holds import place_hold
from vendors.operations.vendors import lock_vendor
from vendors.queries.standing import get_standing, holds_in_force

BATCH = 50


@transaction.atomic
def protect(*, vendor_id: UUID, after: UUID | None, actor: Actor, at: datetime) -> UUID | None:
    """Do what the policy wants for a vendor's present verdict: first the hold, then its contracts.

    A waiver that covers a contract keeps it as it is; one for all keeps the hold away too. A
    proposal is made once for an assessment: whoever turned it down is not asked about it again.

    :param after: go on behind this contract; None begins
    :returns: the contract to go on behind, or None when all is done
    :raises NotFound: if there is no such vendor
    """
    lock_vendor(vendor_id=vendor_id)
    contracts = _lock_next(vendor_id, after)  # all of them before the first event takes the ledger
    standing = get_standing(vendor_id)
    actions = _actions(verdict_of(standing), at)
    if after is None and Action.PLACE_HOLD in actions:
        _hold(standing, actor, at)
    for contract in contracts:
        if _covering_waiver(standing, contract.id, at) is None:
            _protect(contract, standing, actions, actor, at)
    return contracts[-1].id if len(contracts) == BATCH else None


def _lock_next(vendor_id: UUID, after: UUID | None) -> list[Contract]:
    rest = list_engaging(vendor_id, after=after)
    return list(rest.select_for_update(no_key=True)[:BATCH])


def _hold(standing: Standing, actor: Actor, at: datetime) -> None:
    """Forbid new awards, unless that is so already or everything is waived."""
    vendor_id = standing.vendor_id
    in_force = holds_in_force(vendor_id, at.date()).filter(type__in=AWARD_HOLDS)
    if _covering_waiver(standing, None, at) is not None or in_force.exists():
        return
    place_hold(
        vendor_id=vendor_id,
        type=HoldType.NEW_AWARDS,
        reason=_because(standing),
        actor=actor,
        at=at,
    )


def _protect(
    contract: Contract,
    standing: Standing,
    actions: Collection[Action],
    actor: Actor,
    at: datetime,
) -> None:
    if Action.SUSPEND_CONTRACTS in actions:
        _suspend(contract, standing, actor)
    if Action.PROPOSE_TERMINATION in actions:
        _propose(contract, standing, actor, at)


def _actions(present: Verdict, at: datetime) -> Collection[Action]:
    yardstick = yardstick_at(at.date(), ledger.current_seq())
    return yardstick.rules.actions_for(present.state, present.level)


def _covering_waiver(standing: Standing, contract_id: UUID | None, at: datetime) -> Waiver | None:
    return covering_waiver(standing.vendor_id, contract_id, verdict_of(standing), at.date())


def _because(standing: Standing) -> str:
    return f"The policy asks for it: the verdict is {standing.state} at {standing.level}."


def _suspend(contract: Contract, standing: Standing, actor: Actor) -> None:
    state = State(contract.state)
    if state is State.ACTIVE:
        turned = turn_contract(contract, Act.SUSPEND)
        reason, data = _because(standing), {**turned, "assessment": standing.assessment_id}
        note(contract, Act.SUSPEND.past, actor=actor, reason=reason, data=data)
    elif state is State.TERMINATING:
        # Should the notice be withdrawn, the contract must not come back to life unseen.
        _suspend_on_withdrawal(contract, standing, actor)


def _suspend_on_withdrawal(contract: Contract, standing: Standing, actor: Actor) -> None:
    leaving = get_open_termination(contract.id)
    if leaving is None or leaving.state_before != State.ACTIVE:
        return
    found = lock_termination(leaving.id)
    write(found, {"state_before": State.SUSPENDED.value})
    note_termination(found, "suspension_noted", actor=actor, reason=_because(standing))


def _propose(contract: Contract, standing: Standing, actor: Actor, at: datetime) -> None:
    if State(contract.state) not in BEFORE_NOTICE or get_open_termination(contract.id):
        return
    assessment = standing.assessment_id
    if contract.terminations.filter(proposed_by=actor.person, assessment_id=assessment).exists():
        return
    clause = find_control_right(contract, on=day_of(contract, at))
    proposal = Proposal(
        ground=Ground.CHANGE_OF_CONTROL if clause else Ground.NEUTRALITY_CONFLICT,
        clause=clause,
        comment=_because(standing),
        assessment=assessment,
    )
    propose_termination(contract_id=contract.id, proposal=proposal, actor=actor, at=at)
