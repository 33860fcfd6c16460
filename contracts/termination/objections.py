"""Has the vendor cured the breach, or disputed the notice, and does that keep us from ending?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.calendar import Dated, add_days
from contracts.termination.guards import Copy, Refusal, Refused


class CureState(StrEnum):
    """How far the vendor's time to make good has come."""

    NONE = "none"
    RUNNING = "running"
    CURED = "cured"
    LAPSED = "lapsed"
    WAIVED = "waived"


class Outcome(StrEnum):
    """How a dispute ended: the vendor was wrong, was right, or both agreed."""

    DISMISSED = "dismissed"
    UPHELD = "upheld"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Cure:
    """The time to cure and what came of it; `until` is its last day, none if there is no such time.

    `cured` is whether the last attempt was accepted, `waived` whether an approver let the time go.
    """

    until: date | None = None
    cured: bool = False
    waived: bool = False

    def state(self, on: date) -> CureState:
        if self.cured:
            return CureState.CURED
        if self.until is None:
            return CureState.NONE
        if self.waived:
            return CureState.WAIVED
        return CureState.RUNNING if on <= self.until else CureState.LAPSED


@dataclass(frozen=True, slots=True)
class Dispute:
    """`outcome` is none while it is open; `waived`: an approver goes on in spite of it."""

    id: str
    outcome: Outcome | None = None
    waived: bool = False

    @property
    def is_open(self) -> bool:
        return self.outcome is None


def cure_until(notice_on: date, cure_days: int | None) -> Dated | None:
    """The last day of the vendor's time to cure; none where the clause grants none.

    :raises DayOutOfRange: when that day cannot be written
    """
    if not cure_days:
        return None
    unit = "day" if cure_days == 1 else "days"
    rule = f"{cure_days} {unit} to cure after notice on {notice_on}"
    return Dated(add_days(notice_on, cure_days), rule)


def refuse_conceded(
    cure: Cure, disputes: Sequence[Dispute], destroyed: Iterable[Copy] = ()
) -> Refused | None:
    """What leaves only the withdrawal: the vendor has cured, or was found right.

    As long as there is a way back: none is left once a copy is certified as `destroyed`, and a
    termination that can neither be completed nor withdrawn would never end.
    """
    if any(destroyed):
        return None
    if cure.cured:
        why = "The breach has been cured: the termination can only be withdrawn."
        return Refused(Refusal.BREACH_CURED, why)
    # What was let go was an open dispute: that the vendor was found right is another thing.
    upheld = tuple(dispute.id for dispute in disputes if dispute.outcome is Outcome.UPHELD)
    if upheld:
        why = "The vendor was found right: the termination can only be withdrawn."
        return Refused(Refusal.DISPUTE_UPHELD, why, upheld)
    return None


def refuse_ending(cure: Cure, disputes: Sequence[Dispute], on: date) -> Refused | None:
    """What the vendor may still set, or has set, against the notice, and is not decided."""
    if cure.state(on) is CureState.RUNNING:
        why = f"The vendor may cure until {cure.until}."
        return Refused(Refusal.CURE_RUNNING, why, (str(cure.until),))
    for dispute in disputes:
        if dispute.is_open and not dispute.waived:
            why = "The vendor disputes the termination, and that is not settled."
            return Refused(Refusal.DISPUTE_OPEN, why, (dispute.id,))
    return None
