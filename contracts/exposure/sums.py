"""What has been committed, accepted and is open, in all and by anything contracts have in common?

Amounts are whole numbers of `UNIT`-ths of a currency: they add up exactly, and fast. Only a
conversion makes fractions of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from contracts.money import Money, minor_digits

UNIT: Final = 10_000
MEASURES: Final = ("committed", "accepted", "open", "suspended")
_POINTS: Final = 10_000

Amount = int | Fraction


@dataclass(frozen=True, slots=True)
class Commitment:
    """A contract as it stood on a day.

    :ivar value: what was committed, in units; None where no value was agreed
    :ivar accepted: the value of what was accepted, by currency
    """

    contract: str
    vendor: str
    domain: str
    currency: str
    value: int | None
    accepted: Mapping[str, int]
    items: int = 0
    is_suspended: bool = False


@dataclass(slots=True)
class Sums:
    """`open` is what is committed and not accepted yet, contract by contract, never below zero;
    `suspended` the part of it under contracts that are suspended.
    """

    committed: Amount = 0
    accepted: Amount = 0
    open: Amount = 0
    suspended: Amount = 0

    def add(self, other: Sums, times: Fraction | int = 1) -> None:
        self.committed += other.committed * times
        self.accepted += other.accepted * times
        self.open += other.open * times
        self.suspended += other.suspended * times

    def of(self, measure: str) -> Amount:
        found: Amount = getattr(self, measure)
        return found


@dataclass(slots=True)
class Group:
    """Contracts with one key: how many, how much was delivered, and the sums by currency.

    :ivar unvalued: contracts without an agreed value
    """

    key: str
    contracts: int = 0
    unvalued: int = 0
    items: int = 0
    sums: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every group, and everything together."""

    groups: Mapping[str, Group]
    total: Group

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted(self.total.sums))

    def share(self, key: str, currency: str, measure: str = "committed") -> Fraction | None:
        """What part of the total of one currency hangs on a group; None of nothing."""
        found = self.groups[key].sums.get(currency)
        return part_of(found.of(measure) if found else 0, self.total.sums[currency].of(measure))

    def shares(self, currency: str, measure: str = "committed") -> list[Fraction]:
        """Of every group; empty where there is nothing to have a share of."""
        found = (self.share(key, currency, measure) for key in self.groups)
        return [share for share in found if share is not None]

    def biggest_first(self) -> list[Group]:
        """By the largest share of any currency, then by the key."""

        def order(group: Group) -> tuple[Fraction, str]:
            shares = (self.share(group.key, currency) for currency in group.sums)
            return -max((share for share in shares if share), default=Fraction(0)), group.key

        return sorted(self.groups.values(), key=order)


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the most that something may be."""

    least: Fraction
    most: Fraction


def sheet(commitments: Iterable[Commitment], key: Callable[[Commitment], str]) -> Sheet:
    """Group commitments by a key and add them up; each counts in exactly one group."""
    groups: dict[str, Group] = {}
    total = Group("")
    for one in commitments:
        named = key(one)
        group = groups.get(named)
        if group is None:
            group = groups[named] = Group(named)
        _count(group, one)
        _count(total, one)
    return Sheet(groups, total)


def _count(group: Group, one: Commitment) -> None:
    group.contracts += 1
    group.items += one.items
    if one.value is None:
        group.unvalued += 1
    else:
        sums = group.sums[one.currency]
        left = max(0, one.value - one.accepted.get(one.currency, 0))
        sums.committed += one.value
        sums.open += left
        if one.is_suspended:
            sums.suspended += left
    for currency, amount in one.accepted.items():
        group.sums[currency].accepted += amount


def part_of(part: Amount, whole: Amount) -> Fraction | None:
    """The exact share; None of nothing."""
    return Fraction(part) / Fraction(whole) if whole else None


def concentration(shares: Iterable[Fraction]) -> Fraction:
    """The Herfindahl-Hirschman index in points: the sum of the squares of the shares in percent."""
    return sum((share * share for share in shares), Fraction(0)) * _POINTS


def money_in(amount: Amount, currency: str) -> Money:
    """As money; what a conversion made of it is rounded half-even to the minor unit."""
    digits = minor_digits(currency)
    minor = round(Fraction(amount) * 10**digits / UNIT)
    return Money(Decimal(minor).scaleb(-digits), currency)
