"""How do stored rows read as the values the rules are about?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contracts import clauses, lifecycle, survival, termination
from contracts.calendar import (
    Counting,
    Dated,
    DayType,
    Desk,
    Receipt,
    day_in_zone,
    receipt_day,
    received,
)
from contracts.models import Clause, Contract, Step, SurvivalDuty, Termination
from contracts.money import Money


def terms_of(contract: Contract) -> lifecycle.Terms:
    """The length of a contract as written."""
    return lifecycle.Terms(
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        renewal=lifecycle.RenewalType(contract.renewal_type) if contract.renewal_type else None,
        renewal_months=contract.renewal_months,
        notice_days_ours=contract.notice_days_ours,
        notice_days_theirs=contract.notice_days_theirs,
        notice_day_type=DayType(contract.notice_day_type),
        minimum_term_ends_on=contract.minimum_term_ends_on,
        jurisdiction=contract.jurisdiction,
        notice_counting=Counting(contract.notice_counting),
        notice_receipt=Receipt(contract.notice_receipt),
        minimum_term_bars=lifecycle.MinimumTermBars(contract.minimum_term_bars),
        decision_lead_days=contract.decision_lead_days,
    )


def day_of(contract: Contract, at: datetime) -> date:
    """The day an instant falls on where the contract lives."""
    return day_in_zone(at, ZoneInfo(contract.zone))


def notice_received(contract: Contract, at: datetime) -> Dated:
    """The day a notice that comes at an instant counts as received under a contract, and why."""
    desk = Desk(
        zone=ZoneInfo(contract.zone),
        cut_off=contract.notice_cut_off,
        receipt=Receipt(contract.notice_receipt),
        jurisdiction=contract.jurisdiction,
    )
    return received(at, desk)


def notice_delivered(contract: Contract, on: date) -> Dated:
    """The same for a notice of which only the day it was delivered is proved."""
    counts_on = receipt_day(on, Receipt(contract.notice_receipt), contract.jurisdiction)
    rule = f"delivered on {on}"
    if counts_on != on:
        rule = f"{rule}; {on} is a day off, the next business day is {counts_on}"
    return Dated(counts_on, rule)


def money_of(amount: Decimal | None, currency: str) -> Money | None:
    """A stored amount; none where nothing was written down."""
    return None if amount is None else Money(amount, currency)


def clause_of(row: Clause, jurisdiction: str = "") -> clauses.Clause:
    """A stored clause as the rules read it.

    :param jurisdiction: the contract's, where the window is counted in business days
    """
    return clauses.Clause(
        kind=clauses.ClauseKind(row.kind),
        measure=clauses.Measure(row.measure) if row.measure else None,
        remedy=clauses.Remedy(row.remedy),
        comparator=clauses.Comparator(row.comparator),
        threshold=row.threshold,
        party_class=clauses.PartyClass(row.party_class),
        window_days=row.window_days,
        window_from=clauses.WindowFrom(row.window_from),
        cure_days=row.cure_days,
        window_day_type=DayType(row.window_day_type),
        window_counting=Counting(row.window_counting),
        jurisdiction=jurisdiction,
    )


def duty_of(row: SurvivalDuty) -> survival.Duty:
    """A stored survival duty as the rules read it."""
    return survival.Duty(
        kind=survival.DutyKind(row.kind),
        owed_by=survival.Owes(row.owed_by),
        description=row.description,
        months=row.months,
        until=row.until,
    )


def departure_of(found: Termination | None) -> lifecycle.Departure | None:
    """The notice a contract ends by, if one has been served."""
    if found is None or found.notice_served_on is None:
        return None
    return lifecycle.Departure(found.notice_served_on, found.effective_on, found.winding_down_on)


def order_of(found: Termination) -> termination.Order:
    """Which comes first: the notice, or the freezing of data and access."""
    return termination.Order.EMERGENCY if found.emergency else termination.Order.PLANNED


def right_of(found: Termination) -> clauses.Evaluation | None:
    """What the clause a termination is founded on gave when it was proposed."""
    if not found.right_why:
        return None
    window = None
    if found.right_opens_on is not None:
        window = clauses.Window(found.right_opens_on, found.right_closes_on)
    return clauses.Evaluation(
        result=clauses.Result.FIRED,
        why=found.right_why,
        window=window,
        event_on=found.event_on,
        aware_on=found.aware_on,
    )


def step_of(row: Step) -> termination.Step:
    """A stored step as the guards read it."""
    return termination.Step(
        code=termination.StepCode(row.code),
        state=termination.StepState(row.state),
        due_on=row.due_on,
        depends_on=tuple(termination.StepCode(code) for code in row.depends_on),
        evidence_required=row.evidence_required,
    )


def planned_of(row: Step) -> termination.PlannedStep:
    """A stored step as the plan wrote it."""
    return termination.PlannedStep(
        code=termination.StepCode(row.code),
        role=termination.StepRole(row.role),
        due=Dated(row.due_on, row.rule),
        depends_on=tuple(termination.StepCode(code) for code in row.depends_on),
        evidence_required=row.evidence_required,
    )
