"""What could a column become if the options and convertibles that may be used today were used?

A potential share is the owner's whole share after conversion. Whoever does not convert is diluted:
all of them together have what is left, each in the proportion that it has among them now. So they
are one holder as converted, with a column of its own: the one of now, where the shares of those who
convert lead back to the start, as if they were its own shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from vendors.ownership.columns import Column, Holding, Totals, everyone
from vendors.ownership.holdings import others_of
from vendors.ownership.interval import HUNDRED_PERCENT


def as_converted(now: Column, potential: Mapping[str, Holding]) -> Column:
    """The scenario in which all is used, of a column as it is now."""
    others = others_of(now.subject)
    own = [holding for holding in everyone(now) if holding.owner in potential]
    left = [holding for holding in everyone(now) if holding.owner not in potential]
    spent = [Holding(owner, 0, 0) for owner in potential]  # nothing of what is left is theirs
    rest = replace(
        now,
        subject=others,
        holdings=(*left, *spent),
        own=_together(others, own) if own else None,
        totals=Totals.of(left),
    )
    holders = [holding for owner, holding in potential.items() if owner != now.subject]
    holders.append(Holding(others, 0, HUNDRED_PERCENT))
    return replace(
        now,
        holdings=tuple(holders),
        own=potential.get(now.subject),
        complete=True,
        cap=None,
        totals=Totals.of(holders),
        others=rest,
    )


def _together(owner: str, holdings: Iterable[Holding]) -> Holding:
    totals = Totals.of(holdings)
    hi, hi_open = totals.hi, totals.hi_open > 0
    if hi > HUNDRED_PERCENT:
        hi, hi_open = HUNDRED_PERCENT, False
    return Holding(owner, totals.lo, hi, totals.lo_open > 0, hi_open)


def now_or_converted(
    holdings: Sequence[Holding], potential: Mapping[str, Holding]
) -> list[Holding]:
    """Each holder between the less and the more of two scenarios: as it is now, and as converted.

    A stranger's option may lower what a competitor has: neither scenario bounds the other.
    """
    now = {holding.owner: holding for holding in holdings}
    before = Totals.of(now[owner] for owner in potential if owner in now)
    after = Totals.of(potential.values())
    diluted = [
        _hull(holding, potential[holding.owner])
        if holding.owner in potential
        else _diluted(holding, before, after)
        for holding in holdings
    ]
    fresh = [_hull(Holding(h.owner, 0, 0), h) for o, h in potential.items() if o not in now]
    return diluted + fresh


def _hull(now: Holding, later: Holding) -> Holding:
    lo, lo_open = min((now.lo, now.lo_open), (later.lo, later.lo_open))
    hi, hi_closed = max((now.hi, not now.hi_open), (later.hi, not later.hi_open))
    return Holding(now.owner, lo, hi, lo_open, not hi_closed, now.facts + later.facts)


def _diluted(holding: Holding, before: Totals, after: Totals) -> Holding:
    """From the least when as much as possible is converted, to the most when as little is."""
    least = Fraction(holding.lo * _left(after.hi), _left(before.lo) or 1)
    most = Fraction(holding.hi * _left(after.lo), _left(before.hi) or 1)
    lo = min(holding.lo, least.__floor__())
    hi = max(holding.hi, min(HUNDRED_PERCENT, most.__ceil__()))
    return replace(
        holding,
        lo=lo,
        hi=hi,
        lo_open=holding.lo_open and lo == holding.lo,
        hi_open=holding.hi_open and hi == holding.hi,
    )


def _left(units: int) -> int:
    return max(0, HUNDRED_PERCENT - units)
