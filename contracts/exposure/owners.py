"""How much hangs on each ultimate owner of our vendors, at least and at most?

An owner holds its integrated interest of what we have with a vendor. It controls all of it where it
surely controls the vendor, and may control all of it where it possibly does. What nobody disclosed
is named as such: of each vendor whatever the disclosed ultimate owners do not have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

from contracts.exposure.sums import Amount, Between, Sheet

UNDISCLOSED: Final = "undisclosed"
_POINTS: Final = 10_000
_NOTHING: Final = Fraction(0)
_ALL: Final = Fraction(1)


class Control(StrEnum):
    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Stake:
    """What an ultimate owner has of a vendor: between which parts of its money, and control."""

    owner: str
    least: Fraction
    most: Fraction
    control: Control = Control.NO


@dataclass(frozen=True, slots=True)
class VendorHoldings:
    """A vendor, and everybody at the top of what is disclosed about it."""

    vendor: str
    stakes: tuple[Stake, ...]

    @property
    def rest(self) -> Between:
        """What the disclosed ultimate owners do not have, at least and at most."""
        least = sum((stake.least for stake in self.stakes), _NOTHING)
        most = sum((stake.most for stake in self.stakes), _NOTHING)
        return Between(max(_NOTHING, _ALL - most), max(_NOTHING, _ALL - least))


@dataclass(slots=True)
class Span:
    """The least and the most of an amount, in units.

    Numerators are kept apart by their denominators, of which there are few: adding up tens of
    thousands of parts is then adding whole numbers.
    """

    low: dict[int, int] = field(default_factory=dict)
    high: dict[int, int] = field(default_factory=dict)

    @property
    def least(self) -> Fraction:
        return _added(self.low)

    @property
    def most(self) -> Fraction:
        return _added(self.high)

    def add(self, amount: Amount, part: Between) -> None:
        for sums, end in ((self.low, part.least), (self.high, part.most)):
            below = amount.denominator * end.denominator
            sums[below] = sums.get(below, 0) + amount.numerator * end.numerator


def _added(sums: Mapping[int, int]) -> Fraction:
    return sum((Fraction(above, below) for below, above in sums.items()), _NOTHING)


@dataclass(slots=True)
class OwnerRow:
    """One owner: by currency and measure what it holds, and what it controls; and of whom.

    :ivar vendors: its stakes, by the vendor
    """

    owner: str
    held: dict[tuple[str, str], Span] = field(default_factory=lambda: defaultdict(Span))
    controlled: dict[tuple[str, str], Span] = field(default_factory=lambda: defaultdict(Span))
    vendors: dict[str, Stake] = field(default_factory=dict)


_CONTROLS: Final[Mapping[Control, Between]] = {
    Control.YES: Between(_ALL, _ALL),
    Control.POSSIBLE: Between(_NOTHING, _ALL),
    Control.NO: Between(_NOTHING, _NOTHING),
}


def by_owner(
    found: Sheet, holdings: Iterable[VendorHoldings], measures: Sequence[str]
) -> list[OwnerRow]:
    """Every owner, by how much it may have, and last what nobody disclosed.

    :param found: by vendor
    :param holdings: of every vendor in it; of one that is left out nothing is disclosed
    """
    rows: dict[str, OwnerRow] = {}
    of_vendor = {each.vendor: each for each in holdings}
    for vendor in found.groups:
        known = of_vendor.get(vendor, VendorHoldings(vendor, ()))
        rest = known.rest
        nameless = Stake(UNDISCLOSED, rest.least, rest.most)
        for stake in (*known.stakes, *((nameless,) if rest.most else ())):
            row = rows.setdefault(stake.owner, OwnerRow(stake.owner))
            row.vendors[vendor] = stake
            _add(row, found, stake, vendor, measures)
    return sorted(rows.values(), key=lambda row: _order(row, found))


def _add(row: OwnerRow, found: Sheet, stake: Stake, vendor: str, measures: Sequence[str]) -> None:
    held, controlled = Between(stake.least, stake.most), _CONTROLS[stake.control]
    for currency, sums in found.groups[vendor].sums.items():
        for measure in measures:
            amount, span = sums.of(measure), row.held[currency, measure]
            if not amount:
                continue
            span.add(amount, held)
            if controlled.most:
                row.controlled[currency, measure].add(amount, controlled)


def _order(row: OwnerRow, found: Sheet) -> tuple[bool, Fraction, Fraction, str]:
    shares = [
        (share_of(row.held, found, currency), share_of(row.controlled, found, currency))
        for currency in found.currencies
    ]
    least = max((max(h.least, c.least) for h, c in shares), default=_NOTHING)
    most = max((max(h.most, c.most) for h, c in shares), default=_NOTHING)
    return row.owner == UNDISCLOSED, -least, -most, row.owner


def share_of(
    spans: Mapping[tuple[str, str], Span],
    found: Sheet,
    currency: str,
    measure: str = "committed",
) -> Between:
    """What part of everything in one currency that is; of nothing it is nothing."""
    span = spans.get((currency, measure))
    whole = Fraction(found.total.sums[currency].of(measure))
    if span is None or not whole:
        return Between(_NOTHING, _NOTHING)
    return Between(span.least / whole, min(_ALL, span.most / whole))


@dataclass(frozen=True, slots=True)
class OwnerConcentration:
    """In points. `least` is proved; `most` possible with the disclosed owners; `worst` where all
    that nobody disclosed is one owner's.
    """

    least: Fraction
    most: Fraction
    worst: Fraction


def owner_concentration(
    rows: Sequence[OwnerRow], found: Sheet, currency: str, measure: str = "committed"
) -> OwnerConcentration:
    """How concentrated what is held is; the upper ends are sound and may be too high."""
    named = [
        share_of(row.held, found, currency, measure) for row in rows if row.owner != UNDISCLOSED
    ]
    rest = next((row for row in rows if row.owner == UNDISCLOSED), None)
    hidden = share_of(rest.held, found, currency, measure).most if rest else _NOTHING
    tops = sorted((share.most for share in named), reverse=True)
    floor = [share.least for share in named]
    worst = [min(_ALL, (tops[0] if tops else _NOTHING) + hidden), *tops[1:]]
    least = sum((share * share for share in floor), _NOTHING)
    most = max(least, _highest(tops))
    return OwnerConcentration(least * _POINTS, most * _POINTS, max(most, _highest(worst)) * _POINTS)


def _highest(tops: Sequence[Fraction]) -> Fraction:
    """No world has more: the square of a part is at most the part times the most it may be."""
    left, found = _ALL, _NOTHING
    for most in tops:
        taken = min(left, most)
        found += taken * most
        left -= taken
    return min(_ALL, found)
