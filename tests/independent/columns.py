"""Which worlds may one column be? All corners of it, by brute force.

A column is a polytope: each holder between its ends, the remainder, and a sum of one. Every
measure of one column is linear (over what the company does not own of itself: linear-fractional),
so its extremes lie in corners; an open end is a figure `EPS` away from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from tests.independent.facts import Listed

EPS = Fraction(1, 10**40)
ROUNDING = Fraction(1, 10**5)
#: what nobody has told: one part that may be the competitors', one that may not
THEIRS, OTHERS = "?theirs", "?others"
ONE, ZERO = Fraction(1), Fraction(0)

Corner: TypeAlias = Mapping[str, Fraction]


def state(listed: Listed, eps: Fraction = EPS) -> str:
    """`ok`, `over_100` or `under_100`."""
    least = sum((one.low(eps) for one in listed.holders.values()), ZERO)
    most = sum((one.high(eps) for one in listed.holders.values()), ZERO)
    if least > (1 + ROUNDING if least - 1 > eps * 100 else 1):
        return "over_100"
    if listed.complete and most < 1 - ROUNDING:
        return "under_100"
    return "ok"


def corners(
    listed: Listed, subject: str, unlisted: int | None, eps: Fraction = EPS
) -> list[Corner]:
    """`unlisted`: how many competitors are not among the holders; None: no cap on them."""
    bounds = {who: (one.low(eps), one.high(eps)) for who, one in listed.holders.items()}
    found = state(listed, eps)
    complete = listed.complete and found != "under_100" and not listed.disputed
    if found != "ok":
        least = sum((low for low, _ in bounds.values()), ZERO)
        bounds = {
            who: (min(low, max(ZERO, 1 - (least - low))), high)
            for who, (low, high) in bounds.items()
        }
    theirs = ONE
    if listed.cap is not None and unlisted is not None and found == "ok":
        theirs = unlisted * max(listed.cap - (eps if listed.cap_open else ZERO), ZERO)
    bounds[THEIRS] = (ZERO, ZERO if complete else min(theirs, ONE))
    bounds[OTHERS] = (
        ZERO,
        ROUNDING * 2 if complete and _short(listed, eps) else ZERO if complete else ONE,
    )
    return [_without_own(corner, subject) for corner in _corners(bounds)]


def _short(listed: Listed, eps: Fraction) -> bool:
    return sum((one.high(eps) for one in listed.holders.values()), ZERO) < 1


def _corners(bounds: Mapping[str, tuple[Fraction, Fraction]]) -> list[Corner]:
    found: dict[tuple[Fraction, ...], None] = {}
    names = list(bounds)
    for free in range(len(names)):
        fixed = [bounds[name] for at, name in enumerate(names) if at != free]
        low, high = bounds[names[free]]
        for ends in product(*(sorted(set(one)) for one in fixed)):
            rest = 1 - sum(ends, ZERO)
            if low <= rest <= high:
                found[(*ends[:free], rest, *ends[free:])] = None
    return [dict(zip(names, one, strict=True)) for one in found]


def _without_own(corner: Corner, subject: str) -> Corner:
    own = corner.get(subject, ZERO)
    if own in {0, 1}:
        return corner
    return {who: some / (1 - own) for who, some in corner.items() if who != subject}
