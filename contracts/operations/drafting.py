"""Write a contract down, and mend what is not signed yet."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from config.actors import Actor
from config.problems import Conflict
from contracts.lifecycle import TERMINAL, Act, State
from contracts.models import BEFORE_SIGNING, Contract
from contracts.operations.locking import lock_contract, refuse_stale
from contracts.operations.shifting import note, refuse_move, turn_contract, write
from contracts.operations.wording import (
    Wording,
    columns_of,
    refuse_faults,
    replace_lists,
    write_lists,
)

__all__ = ["ReferenceTaken", "Wording", "amend_draft", "draft_contract"]

OUR_OWN: Final = frozenset({"decision_lead_days"})
"""What only we say, about our own work: it may change as long as the contract lives."""


class ReferenceTaken(Conflict):
    """Another contract has this reference already; `contract` is its id."""

    code = "reference-taken"
    title = "This reference belongs to another contract."


@transaction.atomic
def draft_contract(*, wording: Wording, actor: Actor) -> Contract:
    """Write down a new contract, as a draft. `reference`, `title` and `vendor` must be given.

    :raises Invalid: if what it says contradicts itself, or names what does not exist
    :raises ReferenceTaken: if another contract has the reference
    """
    contract = Contract(drafted_by=actor.person, edited_by=actor.person, **columns_of(wording))
    refuse_faults(contract, wording)
    _refuse_taken(contract)
    try:
        with transaction.atomic():
            contract.save(force_insert=True)
    except IntegrityError:
        _refuse_taken(contract)
        raise
    contract.refresh_from_db()
    write_lists(contract, wording)
    note(contract, "drafted", actor=actor, data={"after": contract.state})
    return contract


@transaction.atomic
def amend_draft(
    *, contract_id: UUID, seen_version: int | None, changes: Wording, actor: Actor
) -> Contract:
    """Mend what a contract says before it is signed; a change voids review and approval.

    What is `OUR_OWN` is mended at any time, and voids nothing that was signed.

    :raises NotFound: if there is no such contract
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it has been signed, or cancelled
    :raises Invalid: if what it would say contradicts itself, or names what does not exist
    """
    contract = lock_contract(contract_id)
    columns = columns_of(changes)
    for name, value in columns.items():
        setattr(contract, name, value)
    refuse_faults(contract, changes)
    refuse_stale(contract, seen_version)
    if _is_our_own(contract, changes):
        write(contract, columns)
        note(contract, "replanned", actor=actor, data={"changed": sorted(changes)})
        return contract
    if State(contract.state) is not State.DRAFT:
        refuse_move(contract, Act.REVISE)
    _refuse_taken(contract)
    before = contract.state
    _write_changes(contract, {**columns, "edited_by": actor.person})
    replace_lists(contract, changes)
    data = {"before": before, "after": contract.state, "changed": sorted(changes)}
    note(contract, Act.REVISE.past, actor=actor, data=data)
    return contract


def _is_our_own(contract: Contract, changes: Wording) -> bool:
    state = State(contract.state)
    signed = state not in BEFORE_SIGNING and state not in TERMINAL
    return signed and bool(changes) and set(changes) <= OUR_OWN


def _write_changes(contract: Contract, columns: dict[str, object]) -> None:
    if State(contract.state) is State.DRAFT:
        write(contract, columns)
    else:
        unseen = {"submitted_by": "", "approved_by": "", "approved_version": None}
        turn_contract(contract, Act.REVISE, {**columns, **unseen})


def _refuse_taken(contract: Contract) -> None:
    others = Contract.objects.filter(reference=contract.reference)
    if not contract._state.adding:
        others = others.exclude(id=contract.pk)
    known = others.values_list("id", flat=True).first()
    if known is not None:
        raise ReferenceTaken(contract=str(known))
