"""Where does something sworn stand on a day, and when is it to be asked again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ClaimState(StrEnum):
    """In the order in which they win: what was sworn anew does not matter any more."""

    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    CONTRADICTED = "contradicted"
    ASKED = "asked"
    STANDING = "standing"


ASKS_FOR_A_PERSON = frozenset({ClaimState.CONTRADICTED, ClaimState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Claim:
    """What decides where a claim stands.

    :ivar ends_on: the first day on which it is sworn no more
    :ivar is_replaced: the vendor has sworn the same anew, from a day that has come
    :ivar is_contradicted: facts prove the contrary
    :ivar is_asked: the vendor has been asked to swear it again, and has not answered
    """

    ends_on: date | None
    is_replaced: bool = False
    is_contradicted: bool = False
    is_asked: bool = False


def state_of(claim: Claim, on: date) -> ClaimState:
    """Where the claim stands on a day."""
    if claim.is_replaced:
        return ClaimState.SUPERSEDED
    if claim.ends_on is not None and claim.ends_on <= on:
        return ClaimState.EXPIRED
    if claim.is_contradicted:
        return ClaimState.CONTRADICTED
    return ClaimState.ASKED if claim.is_asked else ClaimState.STANDING


def due_on(*, begins_on: date, ends_on: date | None, longest_days: int) -> date:
    """By when it has to be sworn again: before it ends, and never later than its age allows."""
    try:
        oldest = begins_on + timedelta(days=longest_days)
    except OverflowError:
        oldest = date.max
    return oldest if ends_on is None else min(ends_on, oldest)
