"""An approver lets one thing go on the way out, for a reason: exactly what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import FourEyes, Invalid, MoveNotAllowed
from contracts.models import Dispute, ExitWaiver, Step, Termination, WaivedMatter
from contracts.operations.locking import lock_steps, lock_termination, refuse_stale
from contracts.operations.shifting import note_termination, refuse_act, turn_termination
from contracts.queries.acts import acts_called_for
from contracts.queries.exits import account_of, cure_of, open_items
from contracts.queries.reading import day_of
from contracts.termination import Act, CureState, StepCode


class NothingToWaive(MoveNotAllowed):
    """What should be let go stands in nobody's way: it is not open, or has been let go before."""

    code = "nothing-to-waive"
    title = "There is nothing to let go."


@dataclass(frozen=True, slots=True)
class Waived:
    """What is let go: a row of `ExitWaiver` but for who and why, and whose work it concerns."""

    columns: dict[str, object]
    workers: frozenset[str]


@transaction.atomic
def waive_matter(
    *,
    termination_id: UUID,
    matter: WaivedMatter,
    actor: Actor,
    reason: str,
    at: datetime,
    data_asset: UUID | None = None,
    expected_version: int | None = None,
) -> Termination:
    """Let go the rest of the time to cure, a dispute, an item of the return, or a balance.

    :param data_asset: the item of the return, and nothing else
    :raises NotFound: if there is no such termination
    :raises Invalid: if it does not say which data asset, or the contract has no such one
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: before notice is served, or when it is over
    :raises NothingToWaive: if that is not open
    :raises FourEyes: if the approver's own work is let go: their proposal, manifest or booking
    """
    found = lock_termination(termination_id)
    steps = lock_steps(found)
    _refuse_unnamed(found, matter, data_asset)
    refuse_stale(found, expected_version)
    refuse_act(found, Act.WAIVE)
    day = day_of(found.contract, at)
    waived = _open_matter(found, matter, steps[StepCode.RETURN_DATA], data_asset, day)
    if waived is None:
        allowed = [act for act in acts_called_for(found, day) if act is not Act.WAIVE]
        raise NothingToWaive(state=found.state, allowed=allowed, matter=matter.value)
    if actor.person in waived.workers:
        raise FourEyes("Nobody lets their own work go.")
    ExitWaiver.objects.create(
        termination=found,
        matter=matter.value,
        reason=reason,
        waived_on=day,
        waived_by=actor.person,
        **waived.columns,
    )
    turn_termination(found, Act.WAIVE)
    data = {"matter": matter.value, **waived.columns}
    note_termination(found, "matter_waived", actor=actor, reason=reason, data=data)
    return found


def _refuse_unnamed(found: Termination, matter: WaivedMatter, data_asset: UUID | None) -> None:
    if matter is not WaivedMatter.RETURNED_ITEM:
        if data_asset is not None:
            raise Invalid.at("/data_asset", "not_applicable", "Only a returned item has one.")
        return
    if data_asset is None:
        raise Invalid.at("/data_asset", "required", "Say which data asset is let go.")
    if not found.contract.data_assets.filter(id=data_asset).exists():
        raise Invalid.at("/data_asset", "unknown_data_asset", "The contract has no such one.")


def _open_matter(
    found: Termination, matter: WaivedMatter, row: Step, data_asset: UUID | None, day: date
) -> Waived | None:
    """What there is to let go; none if it stands in nobody's way."""
    match matter:
        case WaivedMatter.CURE_PERIOD:
            running = cure_of(found).state(day) is CureState.RUNNING
            return Waived({}, _proposers(found)) if running else None
        case WaivedMatter.DISPUTE:
            return _dispute(found)
        case WaivedMatter.RETURNED_ITEM:
            return _item(found, row, data_asset)
        case WaivedMatter.SETTLEMENT_BALANCE:
            return _balance(found)
        case _:
            assert_never(matter)


def _proposers(found: Termination) -> frozenset[str]:
    return frozenset({found.proposed_by})


def _dispute(found: Termination) -> Waived | None:
    """The open dispute that nobody has let go."""
    let_go = set(found.waivers.filter(dispute__isnull=False).values_list("dispute_id", flat=True))
    for row in Dispute.objects.filter(termination=found).order_by("id"):
        if row.id not in let_go and row.outcome == "":
            return Waived({"dispute_id": row.id}, _proposers(found) | {row.recorded_by})
    return None


def _item(found: Termination, row: Step, data_asset: UUID | None) -> Waived | None:
    if str(data_asset) not in {item.data_asset for item in open_items(found, row)}:
        return None
    columns: dict[str, object] = {"data_asset_id": data_asset, "attempt": row.attempt}
    return Waived(columns, frozenset({row.started_by, row.submitted_by}))


def _balance(found: Termination) -> Waived | None:
    account = account_of(found)
    if account is None or account.is_balanced:
        return None
    balance = account.balance
    columns: dict[str, object] = {"amount": balance.amount, "currency": balance.currency}
    bookers = found.settlement_lines.values_list("recorded_by", flat=True)
    return Waived(columns, frozenset(bookers))
