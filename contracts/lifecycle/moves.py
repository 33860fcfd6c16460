"""From which state may a contract go where, by which act, and what does the act need?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATING = "terminating"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Act(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    SIGN = "sign"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    AMEND = "amend"
    RENEW = "renew"
    # What follows from something else, never asked for by name.
    REVISE = "revise"
    SERVE_NOTICE = "serve_notice"
    WITHDRAW = "withdraw"
    END = "end"

    @property
    def past(self) -> str:
        """The act as the name of its event: `contracts.<past>`."""
        return _PAST[self]


class Need(StrEnum):
    """What must hold for a move, in the order in which its absence is told."""

    NO_OPEN_TERMINATION = "no_open_termination"
    PARENT_ACTIVE = "parent_active"
    FOUR_EYES = "four_eyes"
    CLEARANCE = "clearance"
    NO_HOLD = "no_hold"
    EVIDENCE = "evidence"


class Back(Enum):
    """The target of a move that restores what was before notice was served."""

    BEFORE_NOTICE = "before_notice"


@dataclass(frozen=True, slots=True)
class Move:
    to: State | Back
    needs: frozenset[Need] = frozenset()

    def needs_in_order(self) -> tuple[Need, ...]:
        return tuple(need for need in Need if need in self.needs)


class NoSuchMove(LookupError):
    """The table knows no such act in this state; `allowed` are the acts a caller has instead."""

    def __init__(self, state: State, act: Act) -> None:
        super().__init__(f"{act} is not possible while {state}")
        self.state = state
        self.act = act
        self.allowed = allowed_acts(state)


class NothingToRestore(ValueError):
    """A withdrawal was asked for without a state that a notice could have begun in."""


_PAST: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.SUBMIT: "submitted",
        Act.APPROVE: "approved",
        Act.REJECT: "rejected",
        Act.SIGN: "signed",
        Act.SUSPEND: "suspended",
        Act.RESUME: "resumed",
        Act.CANCEL: "cancelled",
        Act.AMEND: "amended",
        Act.RENEW: "renewed",
        Act.REVISE: "revised",
        Act.SERVE_NOTICE: "notice_served",
        Act.WITHDRAW: "reinstated",
        Act.END: "ended",
    }
)

SYSTEM_ACTS: Final = frozenset({Act.REVISE, Act.SERVE_NOTICE, Act.WITHDRAW, Act.END})
TERMINAL: Final = frozenset({State.ENDED, State.CANCELLED})
BEFORE_NOTICE: Final = frozenset({State.ACTIVE, State.SUSPENDED})

_SIGNATURE: Final = frozenset({Need.PARENT_ACTIVE, Need.CLEARANCE, Need.NO_HOLD, Need.EVIDENCE})
_RESUMPTION: Final = frozenset({Need.NO_OPEN_TERMINATION, Need.PARENT_ACTIVE, Need.CLEARANCE})
_RENEWAL: Final = frozenset(
    {Need.NO_OPEN_TERMINATION, Need.PARENT_ACTIVE, Need.CLEARANCE, Need.NO_HOLD}
)
_AMENDMENT: Final = frozenset({Need.EVIDENCE})

MOVES: Final[Mapping[tuple[State, Act], Move]] = MappingProxyType(
    {
        (State.DRAFT, Act.SUBMIT): Move(State.IN_REVIEW),
        (State.DRAFT, Act.CANCEL): Move(State.CANCELLED),
        (State.IN_REVIEW, Act.APPROVE): Move(State.APPROVED, frozenset({Need.FOUR_EYES})),
        (State.IN_REVIEW, Act.REJECT): Move(State.DRAFT),
        (State.IN_REVIEW, Act.CANCEL): Move(State.CANCELLED),
        # An approval covers the version that was seen: a change sends it back to be seen again.
        (State.IN_REVIEW, Act.REVISE): Move(State.DRAFT),
        (State.APPROVED, Act.REVISE): Move(State.DRAFT),
        (State.APPROVED, Act.SIGN): Move(State.ACTIVE, _SIGNATURE),
        (State.APPROVED, Act.CANCEL): Move(State.CANCELLED),
        (State.ACTIVE, Act.SUSPEND): Move(State.SUSPENDED),
        (State.ACTIVE, Act.AMEND): Move(State.ACTIVE, _AMENDMENT),
        (State.ACTIVE, Act.RENEW): Move(State.ACTIVE, _RENEWAL),
        (State.ACTIVE, Act.SERVE_NOTICE): Move(State.TERMINATING),
        (State.ACTIVE, Act.END): Move(State.ENDED),
        (State.SUSPENDED, Act.RESUME): Move(State.ACTIVE, _RESUMPTION),
        (State.SUSPENDED, Act.AMEND): Move(State.SUSPENDED, _AMENDMENT),
        (State.SUSPENDED, Act.SERVE_NOTICE): Move(State.TERMINATING),
        (State.SUSPENDED, Act.END): Move(State.ENDED),
        (State.TERMINATING, Act.WITHDRAW): Move(Back.BEFORE_NOTICE),
        (State.TERMINATING, Act.END): Move(State.ENDED),
    }
)


def find_move(state: State, act: Act) -> Move:
    """:raises NoSuchMove: if the table has none"""
    move = MOVES.get((state, act))
    if move is None:
        raise NoSuchMove(state, act)
    return move


def next_state(state: State, act: Act, *, before_notice: State | None = None) -> State:
    """Where the act leads; a withdrawal needs the state the contract had `before_notice`.

    :raises NoSuchMove: if the table has none
    :raises NothingToRestore: if a withdrawal is given no state that notice can be served in
    """
    to = find_move(state, act).to
    if isinstance(to, State):
        return to
    if before_notice not in BEFORE_NOTICE:
        raise NothingToRestore(f"notice cannot have been served while {before_notice}")
    return before_notice


def allowed_acts(state: State, unmet: Collection[Need] = ()) -> tuple[Act, ...]:
    """What a caller may ask for by name, whatever their role, in the order of `Act`.

    :param unmet: what the contract has not: acts that need it are left out
    """
    return tuple(
        act
        for act in Act
        if act not in SYSTEM_ACTS
        and (state, act) in MOVES
        and not MOVES[state, act].needs & frozenset(unmet)
    )


def state_pairs() -> frozenset[tuple[State, State]]:
    """Every change of state the table permits, for the database to repeat as an invariant."""
    return frozenset(
        (state, to)
        for (state, _), move in MOVES.items()
        for to in _targets(move)
        if state is not to
    )


def _targets(move: Move) -> frozenset[State]:
    return BEFORE_NOTICE if isinstance(move.to, Back) else frozenset({move.to})
