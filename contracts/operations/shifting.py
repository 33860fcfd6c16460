"""How is a change of a locked contract or termination written, and how is it recorded?

Rows are turned first and events recorded last: whoever records holds the ledger until commit.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from config.actors import Actor
from config.events.ledger import Entry
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import MoveNotAllowed
from contracts import lifecycle, termination
from contracts.models import Contract, Step, Termination

Data = Mapping[str, object]


def refuse_move(contract: Contract, act: lifecycle.Act) -> None:
    """:raises MoveNotAllowed: if the table has no such act in the contract's state"""
    try:
        lifecycle.find_move(lifecycle.State(contract.state), act)
    except lifecycle.NoSuchMove as error:
        raise MoveNotAllowed.from_state("a contract", error.state, act, error.allowed) from None


def refuse_act(found: Termination, act: termination.Act) -> None:
    """:raises MoveNotAllowed: if the table has no such act in the termination's state"""
    try:
        termination.find_move(termination.State(found.state), act)
    except termination.NoSuchMove as error:
        raise MoveNotAllowed.from_state("a termination", error.state, act, error.allowed) from None


def turn_contract(
    contract: Contract,
    act: lifecycle.Act,
    changes: Data | None = None,
    *,
    before_notice: lifecycle.State | None = None,
) -> Data:
    """Move a locked contract by the table; answers `before` and `after` for its event.

    :raises MoveNotAllowed: if the table has no such act in the contract's state
    """
    refuse_move(contract, act)
    before = lifecycle.State(contract.state)
    after = lifecycle.next_state(before, act, before_notice=before_notice)
    write(contract, {**(changes or {}), "state": after.value})
    return {"before": before, "after": after}


def turn_termination(found: Termination, act: termination.Act, changes: Data | None = None) -> Data:
    """Move a locked termination by the table; answers `before` and `after` for its event.

    :raises MoveNotAllowed: if the table has no such act in its state
    """
    refuse_act(found, act)
    before = termination.State(found.state)
    after = termination.next_state(before, act)
    write(found, {**(changes or {}), "state": after.value})
    return {"before": before, "after": after}


def write(row: Contract | Termination | Step, changes: Data) -> None:
    """Write columns of a locked row as its next version."""
    type(row)._default_manager.filter(pk=row.pk).update(
        **changes, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    row.refresh_from_db(fields=[*changes, "version", "updated_at"])


def note(
    contract: Contract,
    what: str,
    *,
    actor: Actor,
    reason: str = "",
    data: Data | None = None,
    entry: Entry | None = None,
) -> None:
    """Record that something happened to a contract."""
    record(
        type=f"contracts.{what}",
        subject=Subject("contract", contract.id),
        actor=actor,
        reason=reason,
        data={**_named(contract), **(data or {})},
        entry=entry,
    )


def note_termination(
    found: Termination,
    what: str,
    *,
    actor: Actor,
    reason: str = "",
    data: Data | None = None,
) -> None:
    """Record that something happened to a termination; its contract's timeline shows it too."""
    record(
        type=f"contracts.{what}",
        subject=Subject("termination", found.id),
        actor=actor,
        reason=reason,
        data={
            **_named(found.contract),
            "termination": found.id,
            "ground": found.ground,
            **(data or {}),
        },
    )


def _named(contract: Contract) -> dict[str, object]:
    return {
        "contract": contract.id,
        "reference": contract.reference,
        "vendor": contract.vendor_id,
    }
