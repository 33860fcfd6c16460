"""What do three bounds and a threshold decide, and how are they written down?"""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from procurement.neutrality.findings import State
from procurement.neutrality.sentences import percent_down, percent_up
from vendors.ownership.bounds import Bound, Measure, Threshold


class Numbers(TypedDict):
    """The numeric fields of a finding."""

    measure: str
    min: Decimal
    max: Decimal
    worst: Decimal
    min_open: bool
    max_open: bool
    worst_open: bool
    threshold: Decimal
    comparator: str


def measured(name: str, share: Measure, threshold: Threshold) -> Numbers:
    return Numbers(
        measure=name,
        min=percent_down(share.lo),
        max=percent_up(share.hi),
        worst=percent_up(share.worst),
        min_open=share.lo.open,
        max_open=share.hi.open,
        worst_open=share.worst.open,
        threshold=percent_down(Bound(threshold.units)),
        comparator=threshold.comparator.value,
    )


def decided(threshold: Threshold, share: Measure) -> State:
    """Proved if the floor passes, else possible if the ceiling does, else insufficient."""
    if threshold.proved_by(share.lo):
        return State.CONFLICT
    if threshold.allowed_by(share.hi):
        return State.POSSIBLE
    return State.INSUFFICIENT if threshold.allowed_by(share.worst) else State.CLEAR
