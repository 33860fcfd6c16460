"""What decides how soon we are out: which chain of work, or the last day the law gives?

Work days are counted as calendar days and are our own estimate, from how much there is to revoke,
return and destroy; due days are another matter (`contracts.termination.plan`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contracts.calendar import add_days
from contracts.termination.guards import Step, Steps
from contracts.termination.moves import SETTLED
from contracts.termination.plan import StepCode


class Evidence(StrEnum):
    """What kind of proof a step is settled with."""

    SIGN_OFF = "sign_off"
    SYSTEM_RECORD = "system_record"
    PROOF_OF_SERVICE = "proof_of_service"
    PROOF_PER_GRANT = "proof_per_grant"
    RETURN_MANIFEST = "return_manifest"
    CERTIFICATE_PER_COPY = "certificate_per_copy"
    FINAL_STATEMENT = "final_statement"
    CUT_OVER_TEST = "cut_over_test"
    REGISTER_ENTRY = "register_entry"
    CLOSURE_NOTE = "closure_note"


EVIDENCE: Final[Mapping[StepCode, Evidence]] = MappingProxyType(
    {
        StepCode.LEGAL_HOLD_CHECK: Evidence.SIGN_OFF,
        StepCode.FREEZE_WORK: Evidence.SYSTEM_RECORD,
        StepCode.SERVE_NOTICE: Evidence.PROOF_OF_SERVICE,
        StepCode.REVOKE_ACCESS: Evidence.PROOF_PER_GRANT,
        StepCode.RETURN_DATA: Evidence.RETURN_MANIFEST,
        StepCode.DESTROY_DATA: Evidence.CERTIFICATE_PER_COPY,
        StepCode.SETTLE_ACCOUNTS: Evidence.FINAL_STATEMENT,
        StepCode.TRANSITION: Evidence.CUT_OVER_TEST,
        StepCode.SURVIVAL_REGISTER: Evidence.REGISTER_ENTRY,
        StepCode.CLOSE_OUT: Evidence.CLOSURE_NOTE,
    }
)


@dataclass(frozen=True, slots=True)
class Effort:
    """So many days of work, and one more for every so many pieces."""

    days: int
    pieces_a_day: int = 0

    def days_for(self, pieces: int) -> int:
        more = -(-pieces // self.pieces_a_day) if self.pieces_a_day else 0
        return self.days + more


EFFORT: Final[Mapping[StepCode, Effort]] = MappingProxyType(
    {
        StepCode.LEGAL_HOLD_CHECK: Effort(2),
        StepCode.FREEZE_WORK: Effort(1),
        StepCode.SERVE_NOTICE: Effort(1),
        StepCode.REVOKE_ACCESS: Effort(0, pieces_a_day=10),
        StepCode.RETURN_DATA: Effort(1, pieces_a_day=2),
        StepCode.DESTROY_DATA: Effort(2, pieces_a_day=2),
        StepCode.SETTLE_ACCOUNTS: Effort(10),
        StepCode.TRANSITION: Effort(20),
        StepCode.SURVIVAL_REGISTER: Effort(1),
        StepCode.CLOSE_OUT: Effort(2),
    }
)


@dataclass(frozen=True, slots=True)
class Inventory:
    """How much there is to close, to get back and to have destroyed."""

    grants: int = 0
    data_assets: int = 0
    copies: int = 0

    def pieces(self, code: StepCode) -> int:
        match code:
            case StepCode.REVOKE_ACCESS:
                return self.grants
            case StepCode.RETURN_DATA:
                return self.data_assets
            case StepCode.DESTROY_DATA:
                return self.copies
            case _:
                return 0


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the way: a step, or none for the time until the effective day."""

    step: StepCode | None
    starts_on: date
    ends_on: date
    why: str


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The first day on which everything can be done, and the chain that decides it, in order."""

    ends_on: date
    legs: tuple[Leg, ...] = ()


def critical_path(
    steps: Steps, *, today: date, effective_on: date, inventory: Inventory
) -> CriticalPath:
    """The chain of open work that ends last, or the wait for the effective day if that is longer.

    What is settled takes no time any more.

    :raises DayOutOfRange: when a day of the way cannot be written
    """
    legs: dict[StepCode, Leg] = {}
    before: dict[StepCode, StepCode | None] = {}
    for code in _in_order(steps):
        step = steps[code]
        if step.state in SETTLED:
            continue
        latest = max(
            (other for other in step.depends_on if other in legs),
            key=lambda other: (legs[other].ends_on, other),
            default=None,
        )
        begins = legs[latest].ends_on if latest else today
        days = EFFORT[code].days_for(inventory.pieces(code))
        legs[code] = Leg(code, begins, add_days(begins, days), _words(days, latest))
        before[code] = latest
    return _longest(legs, before, today, effective_on)


def _longest(
    legs: Mapping[StepCode, Leg],
    before: Mapping[StepCode, StepCode | None],
    today: date,
    effective_on: date,
) -> CriticalPath:
    last = max(legs, key=lambda code: (legs[code].ends_on, code), default=None)
    if last is None or legs[last].ends_on < effective_on:
        if effective_on <= today:
            return CriticalPath(today)
        wait = Leg(None, today, effective_on, "the contract runs until its effective day")
        return CriticalPath(effective_on, (wait,))
    chain: list[Leg] = []
    code: StepCode | None = last
    while code is not None:
        chain.append(legs[code])
        code = before[code]
    return CriticalPath(legs[last].ends_on, tuple(reversed(chain)))


def _in_order(steps: Steps) -> list[StepCode]:
    """Every step behind those it depends on."""
    ordered: list[StepCode] = []

    def place(code: StepCode, above: frozenset[StepCode]) -> None:
        if code in ordered or code in above or code not in steps:
            return
        for other in steps[code].depends_on:
            place(other, above | {code})
        ordered.append(code)

    for code in steps:
        place(code, frozenset())
    return ordered


def _words(days: int, after: StepCode | None) -> str:
    unit = "day" if days == 1 else "days"
    begins = f"after {after}" if after else "from today"
    return f"{days} {unit} of work {begins}"


def needs(step: Step) -> Evidence:
    """What kind of proof a step is settled with."""
    return EVIDENCE[step.code]
