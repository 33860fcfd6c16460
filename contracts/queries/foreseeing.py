"""Which days come for one contract: from its terms, rights, leave, steps and surviving duties?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from contracts.calendar import DayOutOfRange, add_days
from contracts.lifecycle import (
    BEFORE_NOTICE,
    WATCHES,
    DateKind,
    State,
    Terms,
    term_dates,
)
from contracts.models import Contract, Step, SurvivalDuty, Termination
from contracts.queries.exits import cure_of, open_dispute
from contracts.queries.planned import still_due
from contracts.queries.reading import departure_of, duty_of, terms_of
from contracts.queries.rights import list_usable_rights
from contracts.queries.terminations import get_open_termination
from contracts.queries.text import amendments_ahead
from contracts.survival import last_day
from contracts.termination import SETTLED, CureState
from procurement.caseflow import WaiverState
from procurement.models import Waiver

_SETTLED = sorted(state.value for state in SETTLED)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A day that comes, and whose it is: of a right, a waiver, a step, a duty, a paper."""

    kind: DateKind
    on: date
    rule: str
    about: UUID | None = None


def foresee(contract: Contract, state: State, on: date) -> Iterator[Foreseen]:
    """Every day worth watching of a contract that is, or is about to be, in a state."""
    if state in BEFORE_NOTICE:
        yield from _of_terms(terms_of(contract), on)
        yield from _of_rights(contract, on)
    if state in (*BEFORE_NOTICE, State.TERMINATING):
        yield from _of_amendments(contract, on)
        yield from _of_departure(contract, on)
        yield from _of_waivers(contract, on)
        yield from _of_plans(contract, on)
    if state is State.ENDED:
        yield from _of_survival(contract, on)


def _of_terms(terms: Terms, on: date) -> Iterator[Foreseen]:
    for milestone in term_dates(terms, on):
        kind = DateKind(milestone.kind)
        if kind in WATCHES and milestone.on >= _first_day(kind, terms, on):
            yield Foreseen(kind, milestone.on, milestone.rule)


def _first_day(kind: DateKind, terms: Terms, on: date) -> date:
    """A decision stays to be taken until the last day of the notice it is about."""
    if kind is not DateKind.DECISION_DEADLINE_OURS:
        return on
    try:
        return add_days(on, -(terms.decision_lead_days or 0))
    except DayOutOfRange:
        return on


def _of_rights(contract: Contract, on: date) -> Iterator[Foreseen]:
    for right in list_usable_rights(contract.id):
        if right.closes_on is not None and right.closes_on >= on:
            rule = f"the last day of the window that opened on {right.opens_on}"
            yield Foreseen(DateKind.RIGHT_LAPSES, right.closes_on, rule, right.id)


def _of_departure(contract: Contract, on: date) -> Iterator[Foreseen]:
    found = get_open_termination(contract.id)
    departure = departure_of(found)
    if departure is not None and departure.effective_on >= on:
        rule = f"notice served on {departure.served_on} takes effect"
        yield Foreseen(DateKind.END, departure.effective_on, rule)
    if found is not None:
        open_ones = Step.objects.filter(termination=found).exclude(state__in=_SETTLED)
        for step in open_ones.order_by("position"):
            yield Foreseen(DateKind.STEP_DUE, step.due_on, f"{step.code}: {step.rule}", step.id)

    if found is not None and departure is not None:
        yield from _of_objections(found, on)


def _of_objections(found: Termination, on: date) -> Iterator[Foreseen]:
    """Until when the vendor may cure, and until when we have to answer it."""
    if found.cure_until is not None and cure_of(found).state(on) is CureState.RUNNING:
        yield Foreseen(DateKind.CURE_END, found.cure_until, found.cure_rule, found.id)
    row = open_dispute(found)
    if row is not None and row.answer_by is not None and row.answer_by >= on:
        rule = f"our answer to what the vendor raised on {row.raised_on}"
        yield Foreseen(DateKind.DISPUTE_ANSWER, row.answer_by, rule, row.id)


def _of_amendments(contract: Contract, on: date) -> Iterator[Foreseen]:
    for row in amendments_ahead(contract, on):
        day = row.binds_from
        rule = f"amendment {row.number}, signed on {row.signed_on}, binds from {day}"
        yield Foreseen(DateKind.AMENDMENT_EFFECTIVE, day, rule, row.id)


def _of_waivers(contract: Contract, on: date) -> Iterator[Foreseen]:
    covering = Waiver.objects.filter(
        Q(contract_id=None) | Q(contract_id=contract.id),
        vendor=contract.vendor_id,
        state=WaiverState.APPROVED,
        expires_on__gt=on,
    )
    for waiver in covering.order_by("expires_on", "id"):
        last = waiver.expires_on - timedelta(days=1)
        rule = f"the last day of the waiver that expires on {waiver.expires_on}"
        yield Foreseen(DateKind.WAIVER_END, last, rule, waiver.id)


def _of_plans(contract: Contract, on: date) -> Iterator[Foreseen]:
    for plan in still_due([contract.id], on)[contract.id]:
        what = "a batch" if plan.items is None else f"{plan.items - plan.delivered} items"
        rule = f"{what} still to be delivered: {plan.description}".rstrip(": ")
        yield Foreseen(DateKind.DELIVERY_DUE, plan.due_on, rule, plan.id)


def _of_survival(contract: Contract, on: date) -> Iterator[Foreseen]:
    rows = SurvivalDuty.objects.filter(contract=contract, superseded_version=None)
    for row in rows.order_by("position"):
        last = last_day(duty_of(row), contract.ended_on)
        if last is not None and last.on >= on:
            yield Foreseen(DateKind.SURVIVAL_END, last.on, f"{row.kind}: {last.rule}", row.id)
