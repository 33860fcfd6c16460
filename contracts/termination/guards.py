"""What, beyond the tables, keeps a termination or one of its steps from going on?

Each guard answers with what is in the way, or with nothing; raising it to a caller is not its work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.termination.moves import PERFORMED, SETTLED, StepState
from contracts.termination.plan import Order, StepCode, Waits, step_rule


class Refusal(StrEnum):
    """The codes of the problems these guards become."""

    LEGAL_HOLD_UNCHECKED = "legal-hold-unchecked"
    STEP_BLOCKED = "step-blocked"
    EVIDENCE_REQUIRED = "evidence-required"
    CERTIFICATES_MISSING = "certificates-missing"
    GRANTS_OPEN = "grants-open"
    STEPS_OPEN = "steps-open"
    BEFORE_EFFECTIVE_DAY = "before-effective-day"
    EFFECTIVE_BEFORE_NOTICE = "effective-before-notice"
    NOTICE_FORM = "notice-form"
    NOTICE_ADDRESS = "notice-address"
    PROOF_OF_SERVICE = "proof-of-service"
    CURE_RUNNING = "cure-running"
    BREACH_CURED = "breach-cured"
    DISPUTE_OPEN = "dispute-open"
    DISPUTE_UPHELD = "dispute-upheld"
    DATA_DESTROYED = "data-destroyed"
    RETURN_INCOMPLETE = "return-incomplete"
    GRANTS_UNPROVED = "grants-unproved"
    SETTLEMENT_UNBALANCED = "settlement-unbalanced"


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal with a sentence and what it is about: step codes, ids of grants, pairs..."""

    code: Refusal
    why: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step as stored."""

    code: StepCode
    state: StepState
    due_on: date
    depends_on: tuple[StepCode, ...] = ()
    evidence_required: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """One holder's copy of one data asset: each needs its own certificate of destruction."""

    data_asset: str
    holder: str


Steps = Mapping[StepCode, Step]


def waiting_for(code: StepCode, steps: Steps) -> tuple[StepCode, ...]:
    """The steps this one still waits for, in the order of its dependencies."""
    enough = SETTLED if _waits(code) is Waits.SETTLED else PERFORMED
    return tuple(
        other
        for other in steps[code].depends_on
        if other in steps and steps[other].state not in enough
    )


def shown_state(code: StepCode, steps: Steps) -> StepState:
    """The state to show: a pending step that could not be started is blocked."""
    state = steps[code].state
    if state is StepState.PENDING and refuse_start(code, steps):
        return StepState.BLOCKED
    return state


def is_overdue(step: Step, on: date) -> bool:
    """Whether the step should have been settled before `on`."""
    return step.state not in SETTLED and step.due_on < on


def refuse_start(code: StepCode, steps: Steps) -> Refused | None:
    """Legal hold first: destroying what must be kept cannot be undone, waived check or not."""
    if code is StepCode.DESTROY_DATA and (refused := _refuse_destroying(steps)):
        return refused
    waiting = waiting_for(code, steps)
    if not waiting:
        return None
    why = f"{code} waits for {_listed(waiting)}."
    return Refused(Refusal.STEP_BLOCKED, why, waiting)


def refuse_submit(
    code: StepCode,
    steps: Steps,
    *,
    evidence: int,
    owed: Iterable[Copy] = (),
    certified: Iterable[Copy] = (),
) -> Refused | None:
    """`evidence` is how many pieces come with it; the certificates are the evidence of destruction.

    `owed` is every copy that is out there, `certified` every copy a certificate covers, those
    that come with this submission included.
    """
    if code is StepCode.DESTROY_DATA:
        return _refuse_destroying(steps) or _refuse_uncertified(owed, certified)
    if steps[code].evidence_required and evidence == 0:
        return Refused(Refusal.EVIDENCE_REQUIRED, f"{code} is submitted with evidence.")
    return None


def refuse_verify(
    code: StepCode, *, open_grants: Iterable[str] = (), unproved_grants: Iterable[str] = ()
) -> Refused | None:
    """`open_grants` are the ids of the contract's access grants that are not revoked, and
    `unproved_grants` of those that are, but without proof of their own or of the step.
    """
    if code is not StepCode.REVOKE_ACCESS:
        return None
    grants, unproved = tuple(open_grants), tuple(unproved_grants)
    if grants:
        many = f"{len(grants)} access grants are still open."
        why = many if grants[1:] else "A grant is still open."
        return Refused(Refusal.GRANTS_OPEN, why, grants)
    if unproved:
        why = "Neither their own evidence nor the step's proves that these doors are closed."
        return Refused(Refusal.GRANTS_UNPROVED, why, unproved)
    return None


def refuse_withdraw(*, destroyed: Iterable[Copy] = ()) -> Refused | None:
    """`destroyed` are the copies that are certified as gone: what is gone cannot come back."""
    gone = tuple(f"{copy.data_asset}:{copy.holder}" for copy in sorted(destroyed))
    if not gone:
        return None
    why = "Data has been destroyed on the way out; there is no way back to the contract."
    return Refused(Refusal.DATA_DESTROYED, why, gone)


def refuse_complete(steps: Steps, effective_on: date, on: date) -> Refused | None:
    """Complete on or after the effective day, when each step is verified or waived."""
    open_ = tuple(code for code in StepCode if code in steps and _is_open(steps[code]))
    if open_:
        return Refused(Refusal.STEPS_OPEN, f"Still open: {_listed(open_)}.", open_)
    if on < effective_on:
        why = f"The contract runs until {effective_on}."
        return Refused(Refusal.BEFORE_EFFECTIVE_DAY, why, (effective_on.isoformat(),))
    return None


def refuse_reschedule(effective_on: date, notice_served_on: date) -> Refused | None:
    """An agreed effective day is never before the day notice was served."""
    if effective_on >= notice_served_on:
        return None
    why = f"Notice was served on {notice_served_on}; it cannot take effect on {effective_on}."
    about = (notice_served_on.isoformat(), effective_on.isoformat())
    return Refused(Refusal.EFFECTIVE_BEFORE_NOTICE, why, about)


def missing_certificates(owed: Iterable[Copy], certified: Iterable[Copy]) -> tuple[Copy, ...]:
    """The copies nobody has certified as destroyed."""
    return tuple(sorted(set(owed) - set(certified)))


def _refuse_destroying(steps: Steps) -> Refused | None:
    check = steps.get(StepCode.LEGAL_HOLD_CHECK)
    if check is not None and check.state is StepState.VERIFIED:
        return None
    why = "Nothing is destroyed before the legal-hold check has been verified."
    return Refused(Refusal.LEGAL_HOLD_UNCHECKED, why, (StepCode.LEGAL_HOLD_CHECK,))


def _refuse_uncertified(owed: Iterable[Copy], certified: Iterable[Copy]) -> Refused | None:
    missing = missing_certificates(owed, certified)
    if not missing:
        return None
    about = tuple(f"{copy.data_asset}:{copy.holder}" for copy in missing)
    why = f"No certificate of destruction for {len(missing)} of the copies that are out there."
    return Refused(Refusal.CERTIFICATES_MISSING, why, about)


def _waits(code: StepCode) -> Waits:
    # The same in either order of steps.
    return step_rule(Order.PLANNED, code).waits


def _is_open(step: Step) -> bool:
    return step.state not in SETTLED


def _listed(codes: Iterable[StepCode]) -> str:
    return ", ".join(codes)
