"""How is a share written: in whole units inside, in percent outside?"""

from __future__ import annotations

from vendors.ownership.interval import ONE_PERCENT, Interval

Told = dict[str, float]


def percent(units: int) -> float:
    """Units as the plain number that prints the percentage exactly (at most six decimals)."""
    return units // ONE_PERCENT if units % ONE_PERCENT == 0 else units / ONE_PERCENT


def told(share: Interval | None) -> Told | None:
    """A share as the API writes it; None is one nobody told."""
    if share is None:
        return None
    if share.is_exact:
        return {"exact": percent(share.lo)}
    lower = "exclusive_minimum" if share.lo_open else "minimum"
    upper = "exclusive_maximum" if share.hi_open else "maximum"
    return {lower: percent(share.lo), upper: percent(share.hi)}
