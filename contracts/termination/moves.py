"""From which state may a termination, or one of its steps, go where, and by which act?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    NOTICE_SERVED = "notice_served"
    WINDING_DOWN = "winding_down"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    SERVE_NOTICE = "serve_notice"
    RESCHEDULE = "reschedule"
    WITHDRAW = "withdraw"
    COMPLETE = "complete"
    CURE = "cure"
    DISPUTE = "dispute"
    SETTLE_DISPUTE = "settle_dispute"
    WAIVE = "waive"
    # What follows from the first exit step, never asked for by name.
    WIND_DOWN = "wind_down"


class Need(StrEnum):
    FOUR_EYES = "four_eyes"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Move:
    to: State
    needs: frozenset[Need] = frozenset()


class StepState(StrEnum):
    """Stored, all but `blocked`: that is derived from the steps a step waits for."""

    PENDING = "pending"
    BLOCKED = "blocked"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    FAILED = "failed"
    WAIVED = "waived"


class StepAct(StrEnum):
    START = "start"
    SUBMIT = "submit"
    VERIFY = "verify"
    FAIL = "fail"
    WAIVE = "waive"


@dataclass(frozen=True, slots=True)
class StepMove:
    to: StepState
    needs: frozenset[Need] = frozenset()


class NoSuchMove(LookupError):
    """The table knows no such act in this state; `allowed` are the acts there are instead."""

    def __init__(self, state: StrEnum, act: StrEnum, allowed: tuple[StrEnum, ...]) -> None:
        super().__init__(f"{act} is not possible while {state}")
        self.state = state
        self.act = act
        self.allowed = allowed


SYSTEM_ACTS: Final = frozenset({Act.WIND_DOWN})
TERMINAL: Final = frozenset({State.REJECTED, State.COMPLETED, State.WITHDRAWN})
OPEN: Final = frozenset(State) - TERMINAL
"""A contract has at most one termination in these."""

SETTLED: Final = frozenset({StepState.VERIFIED, StepState.WAIVED})
PERFORMED: Final = SETTLED | {StepState.SUBMITTED}

_SEEN: Final = frozenset({Need.FOUR_EYES})
_PROVED: Final = frozenset({Need.EVIDENCE})

MOVES: Final[Mapping[tuple[State, Act], Move]] = MappingProxyType(
    {
        (State.PROPOSED, Act.APPROVE): Move(State.APPROVED, _SEEN),
        (State.PROPOSED, Act.REJECT): Move(State.REJECTED),
        (State.PROPOSED, Act.WITHDRAW): Move(State.WITHDRAWN),
        (State.APPROVED, Act.SERVE_NOTICE): Move(State.NOTICE_SERVED, _PROVED),
        (State.APPROVED, Act.WITHDRAW): Move(State.WITHDRAWN),
        (State.NOTICE_SERVED, Act.WIND_DOWN): Move(State.WINDING_DOWN),
        (State.NOTICE_SERVED, Act.RESCHEDULE): Move(State.NOTICE_SERVED, _PROVED),
        (State.NOTICE_SERVED, Act.WITHDRAW): Move(State.WITHDRAWN),
        # Possible when every exit step was done before the notice, or waived since.
        (State.NOTICE_SERVED, Act.COMPLETE): Move(State.COMPLETED),
        (State.WINDING_DOWN, Act.RESCHEDULE): Move(State.WINDING_DOWN, _PROVED),
        (State.WINDING_DOWN, Act.WITHDRAW): Move(State.WITHDRAWN),
        (State.WINDING_DOWN, Act.COMPLETE): Move(State.COMPLETED),
        # What the vendor sets against the notice, and what an approver lets go, moves nothing.
        **{
            (state, act): Move(state, needs)
            for state in (State.NOTICE_SERVED, State.WINDING_DOWN)
            for act, needs in (
                (Act.CURE, frozenset()),
                (Act.DISPUTE, frozenset()),
                (Act.SETTLE_DISPUTE, _PROVED),
                (Act.WAIVE, _SEEN),
            )
        },
    }
)

STEP_MOVES: Final[Mapping[tuple[StepState, StepAct], StepMove]] = MappingProxyType(
    {
        (StepState.PENDING, StepAct.START): StepMove(StepState.IN_PROGRESS),
        (StepState.PENDING, StepAct.WAIVE): StepMove(StepState.WAIVED, _SEEN),
        (StepState.IN_PROGRESS, StepAct.SUBMIT): StepMove(StepState.SUBMITTED),
        (StepState.IN_PROGRESS, StepAct.FAIL): StepMove(StepState.FAILED),
        (StepState.IN_PROGRESS, StepAct.WAIVE): StepMove(StepState.WAIVED, _SEEN),
        (StepState.SUBMITTED, StepAct.VERIFY): StepMove(StepState.VERIFIED, _SEEN),
        (StepState.SUBMITTED, StepAct.FAIL): StepMove(StepState.FAILED),
        (StepState.SUBMITTED, StepAct.WAIVE): StepMove(StepState.WAIVED, _SEEN),
        (StepState.FAILED, StepAct.START): StepMove(StepState.IN_PROGRESS),
        (StepState.FAILED, StepAct.WAIVE): StepMove(StepState.WAIVED, _SEEN),
    }
)


def find_move(state: State, act: Act) -> Move:
    """:raises NoSuchMove: if the table has none"""
    move = MOVES.get((state, act))
    if move is None:
        raise NoSuchMove(state, act, allowed_acts(state))
    return move


def next_state(state: State, act: Act) -> State:
    """:raises NoSuchMove: if the table has none"""
    return find_move(state, act).to


def allowed_acts(state: State) -> tuple[Act, ...]:
    """What a caller may ask for by name, whatever their role, in the order of `Act`."""
    return tuple(act for act in Act if act not in SYSTEM_ACTS and (state, act) in MOVES)


def state_pairs() -> frozenset[tuple[State, State]]:
    """Every change of state the table permits, for the database to repeat as an invariant."""
    return frozenset((state, move.to) for (state, _), move in MOVES.items() if state != move.to)


def find_step_move(state: StepState, act: StepAct) -> StepMove:
    """:raises NoSuchMove: if the table has none"""
    move = STEP_MOVES.get((state, act))
    if move is None:
        raise NoSuchMove(state, act, allowed_step_acts(state))
    return move


def next_step_state(state: StepState, act: StepAct) -> StepState:
    """:raises NoSuchMove: if the table has none"""
    return find_step_move(state, act).to


def allowed_step_acts(state: StepState) -> tuple[StepAct, ...]:
    """What a caller may ask for, in the order of `StepAct`; a blocked step may still be waived."""
    if state is StepState.BLOCKED:
        return (StepAct.WAIVE,)
    return tuple(act for act in StepAct if (state, act) in STEP_MOVES)


def step_state_pairs() -> frozenset[tuple[StepState, StepState]]:
    """Every change of a step's stored state the table permits."""
    return frozenset((state, move.to) for (state, _), move in STEP_MOVES.items())
