"""Book what is owed, paid and credited until neither side owes the other anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Invalid, MoveNotAllowed
from contracts.models import SettlementLine, Step, Termination
from contracts.money import Money
from contracts.operations.inventory import ExitSettled
from contracts.operations.locking import lock_termination, refuse_ahead, refuse_unknown_evidence
from contracts.operations.moves import refuse_hold
from contracts.operations.shifting import note_termination
from contracts.queries.acts import CARRIED_OUT_IN
from contracts.queries.exits import currency_of
from contracts.queries.reading import day_of
from contracts.termination import SETTLED, LineKind, State, StepCode, StepState, allowed_acts
from vendors.models import HoldType

PAYMENT_HOLDS = (HoldType.PAYMENTS, HoldType.ALL)


class SettlementNotOpen(MoveNotAllowed):
    """Accounts are settled between the approval of a termination and its end."""

    code = "settlement-not-open"
    title = "No accounts are settled here now."


@transaction.atomic
def book_line(
    *,
    termination_id: UUID,
    kind: LineKind,
    amount: Money,
    actor: Actor,
    at: datetime,
    description: str = "",
    reference: str = "",
    booked_on: date | None = None,
    reverses: UUID | None = None,
    evidence: Sequence[UUID] = (),
) -> SettlementLine:
    """Write down one line of the final account. A wrong one is taken back by one like it.

    :param reverses: the line that this takes back; kind and amount must be the same
    :raises NotFound: if there is no such termination
    :raises Invalid: if evidence or the line to take back does not exist or is not like this one,
        if it comes from the future, or is in another currency
    :raises SettlementNotOpen: before the termination is approved, or when it is over
    :raises ExitSettled: if the accounts have been settled
    :raises HoldInForce: if payments to the vendor are on hold and this is one
    """
    found = lock_termination(termination_id)
    day = day_of(found.contract, at)
    refuse_unknown_evidence(evidence)
    _refuse_unmeant(found, amount, booked_on, day)
    _refuse_unlike(found, reverses, kind, amount)
    _refuse_closed(found)
    if kind is LineKind.PAID and reverses is None:
        refuse_hold(found.contract, at, PAYMENT_HOLDS)
    line = SettlementLine.objects.create(
        termination=found,
        kind=kind.value,
        amount=amount.amount,
        currency=amount.currency,
        description=description,
        reference=reference,
        booked_on=booked_on or day,
        reverses_id=reverses,
        evidence=list(evidence),
        recorded_by=actor.person,
    )
    data = {"line": line.id, "kind": kind, "amount": amount.render(), "reverses": reverses}
    note_termination(found, "settlement_booked", actor=actor, reason=description, data=data)
    return line


def _refuse_unmeant(found: Termination, amount: Money, booked_on: date | None, today: date) -> None:
    refuse_ahead(found.contract, "/booked_on", booked_on, today)
    currency = currency_of(found)
    if currency and amount.currency != currency:
        detail = f"These accounts are settled in {currency}."
        raise Invalid.at("/amount/currency", "other_currency", detail)


def _refuse_unlike(
    found: Termination, reverses: UUID | None, kind: LineKind, amount: Money
) -> None:
    if reverses is None:
        return
    line = found.settlement_lines.filter(id=reverses, reverses=None).first()
    if line is None:
        raise Invalid.at("/reverses", "unknown_line", "These accounts have no such line.")
    if SettlementLine.objects.filter(reverses=line).exists():
        raise Invalid.at("/reverses", "reversed", "This line has been taken back before.")
    if (line.kind, Money(line.amount, line.currency)) != (kind.value, amount):
        detail = "A line is taken back by one of the same kind and amount."
        raise Invalid.at("/reverses", "unlike", detail)


def _refuse_closed(found: Termination) -> None:
    state = State(found.state)
    allowed = list(allowed_acts(state))
    if state not in CARRIED_OUT_IN:
        raise SettlementNotOpen(state=state, allowed=allowed)
    step = Step.objects.get(termination=found, code=StepCode.SETTLE_ACCOUNTS)
    if StepState(step.state) in SETTLED:
        raise ExitSettled(state=state, allowed=allowed, step=StepCode.SETTLE_ACCOUNTS)
