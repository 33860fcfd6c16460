"""How much does one party have of another, directly and through everyone between?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from vendors.ownership.book import Book
from vendors.ownership.bounds import Comparator, Threshold
from vendors.ownership.control import ControlTest, Group, group_share
from vendors.ownership.growth import reach
from vendors.ownership.holdings import NOBODY, is_unspecified
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.kinds import Dimension

_DIGITS = 10**6
_MAJORITY = Threshold(Comparator.GT, HUNDRED_PERCENT // 2)
_TALKED_OF = (Dimension.ECONOMIC, Dimension.VOTES, Dimension.BOARD)


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the most, in percent, rounded outward to six decimals."""

    least: float
    most: float

    @classmethod
    def units(cls, least: Fraction | int, most: Fraction | int) -> Between:
        low = (Fraction(least) / ONE_PERCENT * _DIGITS).__floor__()
        high = (Fraction(most) / ONE_PERCENT * _DIGITS).__ceil__()
        return cls(_plain(low), _plain(high))


def _plain(millionths: int) -> float:
    whole, rest = divmod(millionths, _DIGITS)
    return whole if rest == 0 else millionths / _DIGITS


@dataclass(frozen=True, slots=True)
class Stake:
    """What `owner` has of `subject` in one dimension.

    Integrated money is what is left after multiplying along every chain; integrated votes and seats
    are those of the owner and all it controls by majority.
    """

    owner: str
    subject: str
    dimension: Dimension
    direct: Between
    integrated: Between


def stakes(book: Book, owner: str, subject: str) -> Iterator[Stake]:
    """Every dimension in which the owner has, or may have, anything of the subject."""
    for dimension in _TALKED_OF:
        place = subject, dimension
        sure = [h for h in book.column(*place).holdings if h.owner == owner]
        possible = [h for h in book.possible_column(*place).holdings if h.owner == owner]
        direct = Between.units(sum(h.lo for h in sure), sum(h.hi for h in (possible or sure)))
        through = _integrated(book, owner, subject, dimension)
        if direct.most or through.most:
            yield Stake(owner, subject, dimension, direct, through)


def _integrated(book: Book, owner: str, subject: str, dimension: Dimension) -> Between:
    group = Group.of([owner])
    if dimension is Dimension.ECONOMIC:
        measure = integrated(book, group, subject)
    else:
        test = ControlTest((dimension,), _MAJORITY)
        measure = group_share(book, reach(book, group, test), (subject, dimension), test)
    return Between.units(measure.lo.value, measure.hi.value)


def owners_above(book: Book, subject: str) -> list[str]:
    """Everyone above a party through holdings, nearest first."""

    def owners(party: str) -> Iterator[str]:
        for dimension in _TALKED_OF:
            for column in (book.column(party, dimension), book.possible_column(party, dimension)):
                yield from (holding.owner for holding in column.holdings)

    return _by_distance(subject, owners)


def holdings_below(book: Book, owner: str) -> list[str]:
    """Every party below one through holdings, nearest first."""

    def subjects(party: str) -> Iterator[str]:
        for side in (book.sure, book.possible):
            yield from (place[0] for place, _ in side.holdings_of.get(party, ()))

    return _by_distance(owner, subjects)


def _by_distance(start: str, steps: Callable[[str], Iterable[str]]) -> list[str]:
    seen, order, layer = {start}, [], [start]
    while layer:
        found = {p for party in layer for p in steps(party)} - seen - {NOBODY}
        layer = sorted(party for party in found if not is_unspecified(party))
        seen |= found
        order += layer
    return order
