"""What could a column become if the options and convertibles that may be used today were used?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from vendors.ownership.columns import Holding
from vendors.ownership.interval import HUNDRED_PERCENT


def converted(holdings: Sequence[Holding], potential: Mapping[str, Holding]) -> list[Holding]:
    """The scenario in which all is used: those who convert have that much, the others the rest."""
    shrink, stretch = _dilution(holdings, potential)
    others = [
        replace(
            holding,
            lo=(holding.lo * shrink).__floor__(),
            hi=min(HUNDRED_PERCENT, (holding.hi * stretch).__ceil__()),
        )
        for holding in holdings
        if holding.owner not in potential
    ]
    return [*others, *potential.values()]


def now_or_converted(
    holdings: Sequence[Holding], potential: Mapping[str, Holding]
) -> list[Holding]:
    """Each holder between the less and the more of two scenarios: as it is now, and as converted.

    A potential share is the owner's whole share after conversion. Everybody else is diluted, so a
    stranger's option may lower what a competitor has: neither scenario bounds the other.
    """
    now = {holding.owner for holding in holdings}
    shrink, stretch = _dilution(holdings, potential)
    diluted = [
        _hull(holding, potential[holding.owner])
        if holding.owner in potential
        else _scaled(holding, shrink, stretch)
        for holding in holdings
    ]
    fresh = [_hull(Holding(h.owner, 0, 0), h) for o, h in potential.items() if o not in now]
    return diluted + fresh


def _dilution(
    holdings: Sequence[Holding], potential: Mapping[str, Holding]
) -> tuple[Fraction, Fraction]:
    """What becomes of the others' lower ends, and of their upper ends."""
    now = {holding.owner: holding for holding in holdings}
    before_lo = sum(now[owner].lo for owner in potential if owner in now)
    before_hi = min(HUNDRED_PERCENT, sum(now[owner].hi for owner in potential if owner in now))
    after_lo = min(HUNDRED_PERCENT, sum(holding.lo for holding in potential.values()))
    after_hi = min(HUNDRED_PERCENT, sum(holding.hi for holding in potential.values()))
    shrink = _ratio(HUNDRED_PERCENT - after_hi, HUNDRED_PERCENT - before_lo)
    stretch = _ratio(HUNDRED_PERCENT - after_lo, HUNDRED_PERCENT - before_hi)
    return shrink, stretch


def _ratio(after: int, before: int) -> Fraction:
    return Fraction(after, before) if before > 0 else Fraction(1)


def _hull(now: Holding, later: Holding) -> Holding:
    lo, lo_open = min((now.lo, now.lo_open), (later.lo, later.lo_open))
    hi, hi_closed = max((now.hi, not now.hi_open), (later.hi, not later.hi_open))
    return Holding(now.owner, lo, hi, lo_open, not hi_closed, now.facts + later.facts)


def _scaled(holding: Holding, shrink: Fraction, stretch: Fraction) -> Holding:
    lo = min(holding.lo, (holding.lo * shrink).__floor__())
    hi = max(holding.hi, min(HUNDRED_PERCENT, (holding.hi * stretch).__ceil__()))
    return replace(
        holding,
        lo=lo,
        hi=hi,
        lo_open=holding.lo_open and lo == holding.lo,
        hi_open=holding.hi_open and hi == holding.hi,
    )
