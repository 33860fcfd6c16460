"""Which duties outlive a contract, and until when?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.calendar import Dated, DayOutOfRange, add_months

LONGEST_MONTHS = 1_200
"""A hundred years; what lasts longer is written down as lasting without end."""


class DutyKind(StrEnum):
    CONFIDENTIALITY = "confidentiality"
    DATA_PROTECTION = "data_protection"
    AUDIT = "audit"
    RECORDS = "records"
    LICENCE = "licence"
    INDEMNITY = "indemnity"
    PAYMENT = "payment"
    NON_SOLICITATION = "non_solicitation"
    OTHER = "other"


class Owes(StrEnum):
    VENDOR = "vendor"
    US = "us"
    BOTH = "both"


class DutyState(StrEnum):
    AHEAD = "ahead"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Duty:
    """What binds after the end: `months` long, `until` a day, or with neither for good."""

    kind: DutyKind
    owed_by: Owes = Owes.BOTH
    description: str = ""
    months: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DutyFault:
    """One field of a duty that cannot be meant."""

    field: str
    code: str
    detail: str


def find_duty_faults(duty: Duty) -> tuple[DutyFault, ...]:
    """Contradictions a duty may not be written down with; empty when there are none."""
    faults = []
    if duty.months is not None and duty.until is not None:
        detail = "A duty lasts some months or until a day, not both."
        faults.append(DutyFault("until", "not_both", detail))
    if duty.months is not None and not 1 <= duty.months <= LONGEST_MONTHS:
        detail = f"A duty lasts 1 to {LONGEST_MONTHS} months."
        faults.append(DutyFault("months", "out_of_range", detail))
    return tuple(faults)


def last_day(duty: Duty, ended_on: date | None) -> Dated | None:
    """The last day a duty binds; none while that cannot be said, and for one without an end."""
    if duty.until is not None:
        return Dated(duty.until, f"the contract says until {duty.until}")
    if duty.months is None or ended_on is None:
        return None
    unit = "month" if duty.months == 1 else "months"
    try:
        on = add_months(ended_on, duty.months)
    except DayOutOfRange:
        return None
    return Dated(on, f"{duty.months} {unit} after the contract ended on {ended_on}")


def duty_state(duty: Duty, ended_on: date | None, on: date) -> DutyState:
    """Whether a duty is still ahead, binds on a day, or is over."""
    last = last_day(duty, ended_on)
    if last is not None and last.on < on:
        return DutyState.OVER
    return DutyState.AHEAD if ended_on is None or ended_on >= on else DutyState.RUNNING


def open_end(duty: Duty) -> str:
    """Why a duty has no last day, in words."""
    if duty.months is None:
        return "it does not end"
    unit = "month" if duty.months == 1 else "months"
    return f"{duty.months} {unit} after the contract has ended"
