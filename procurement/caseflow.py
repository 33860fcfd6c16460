"""How do a case, a waiver and a policy live, and when is one verdict worse than another?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from procurement.neutrality.findings import Level, State


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an assessment comes to: how sure, and how deep."""

    state: State
    level: Level

    @property
    def severity(self) -> tuple[int, int]:
        return self.state.rank, self.level.rank


WORTH_A_LOOK: Final = frozenset({State.POSSIBLE, State.CONFLICT})


def worse(one: Verdict, other: Verdict) -> bool:
    """Whether `one` is worse than `other`: a higher state, or a higher level in the same state."""
    return one.severity > other.severity


def opens_case(before: Verdict | None, after: Verdict) -> bool:
    """Whether somebody has to look, whatever the policy says: it became worse, or begins as a
    possible or a real conflict.
    """
    if before is None:
        return after.state in WORTH_A_LOOK
    return worse(after, before)


def covers(granted: Verdict, present: Verdict) -> bool:
    """Whether a waiver granted on one verdict still speaks for the present one."""
    return not worse(present, granted)


def voids(granted: Verdict, later: Verdict) -> bool:
    """Whether a later verdict ends a waiver for good: a conflict, or a higher level within the
    state it was granted on. Anything else that is worse only suspends it.
    """
    if later.state is granted.state:
        return later.level.rank > granted.level.rank
    return later.state is State.CONFLICT


class CaseState(StrEnum):
    OPENED = "opened"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    CLOSED = "closed"


class CaseAct(StrEnum):
    PROPOSE = "propose"
    DECIDE = "decide"
    CLOSE = "close"
    # A later, worse verdict: what was proposed or decided was about less.
    JOIN = "join"


class Decision(StrEnum):
    ACCEPT = "accept"
    ACCEPT_WITH_CONDITIONS = "accept_with_conditions"
    WAIVE = "waive"
    SUSPEND = "suspend"
    EXIT = "exit"


class WaiverState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REVOKED = "revoked"
    VOIDED = "voided"


class WaiverAct(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    REVOKE = "revoke"
    # The system's, never asked for by name.
    EXPIRE = "expire"
    VOID = "void"


class PolicyState(StrEnum):
    DRAFT = "draft"
    ADOPTED = "adopted"
    RETIRED = "retired"


class PolicyAct(StrEnum):
    ADOPT = "adopt"
    # What happens to the policy before it, never asked for by name.
    RETIRE = "retire"


S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class NoSuchMove(LookupError):
    """The table knows no such act in this state; `allowed` are the acts a caller has instead."""

    def __init__(self, state: str, act: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{act} is not possible while {state}")
        self.state = state
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Life(Generic[S, A]):
    """A table of moves; `own` are the acts that only the system does."""

    begins: S
    moves: Mapping[tuple[S, A], S]
    own: frozenset[A]

    def after(self, state: S, act: A) -> S:
        """:raises NoSuchMove: if the table has no such move"""
        to = self.moves.get((state, act))
        if to is None:
            raise NoSuchMove(state, act, tuple(self.allowed(state)))
        return to

    def allowed(self, state: S) -> tuple[A, ...]:
        """What a caller may do in a state, in the table's order."""
        return tuple(act for at, act in self.moves if at is state and act not in self.own)

    def pairs(self) -> list[tuple[str, str]]:
        """Every change of state there is, for the database to hold."""
        return sorted({(at.value, to.value) for (at, _), to in self.moves.items()})


CASE: Final = Life(
    CaseState.OPENED,
    MappingProxyType(
        {
            (CaseState.OPENED, CaseAct.PROPOSE): CaseState.UNDER_REVIEW,
            (CaseState.UNDER_REVIEW, CaseAct.PROPOSE): CaseState.UNDER_REVIEW,
            (CaseState.UNDER_REVIEW, CaseAct.DECIDE): CaseState.DECIDED,
            (CaseState.DECIDED, CaseAct.CLOSE): CaseState.CLOSED,
            (CaseState.OPENED, CaseAct.JOIN): CaseState.OPENED,
            (CaseState.UNDER_REVIEW, CaseAct.JOIN): CaseState.OPENED,
            (CaseState.DECIDED, CaseAct.JOIN): CaseState.OPENED,
        }
    ),
    frozenset({CaseAct.JOIN}),
)

WAIVER: Final = Life(
    WaiverState.DRAFT,
    MappingProxyType(
        {
            (WaiverState.DRAFT, WaiverAct.SUBMIT): WaiverState.IN_REVIEW,
            (WaiverState.IN_REVIEW, WaiverAct.APPROVE): WaiverState.APPROVED,
            (WaiverState.IN_REVIEW, WaiverAct.REJECT): WaiverState.REJECTED,
            (WaiverState.APPROVED, WaiverAct.REVOKE): WaiverState.REVOKED,
            (WaiverState.APPROVED, WaiverAct.EXPIRE): WaiverState.EXPIRED,
            (WaiverState.APPROVED, WaiverAct.VOID): WaiverState.VOIDED,
        }
    ),
    frozenset({WaiverAct.EXPIRE, WaiverAct.VOID}),
)

POLICY: Final = Life(
    PolicyState.DRAFT,
    MappingProxyType(
        {
            (PolicyState.DRAFT, PolicyAct.ADOPT): PolicyState.ADOPTED,
            (PolicyState.ADOPTED, PolicyAct.RETIRE): PolicyState.RETIRED,
        }
    ),
    frozenset({PolicyAct.RETIRE}),
)
