"""Where some may convert: are the ends those of the best and the worst of both scenarios?

Each company with options is in one of two scenarios, whichever serves, whatever the others are in:
as it is now, or as converted, where whoever converts has its whole share after it and all the
others what is left, in the proportions that they have now. The oracle tries every corner of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import islice, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.neutrality.policy import Policy
from tests.properties.tables import COMPANIES, PEOPLE, table
from tests.properties.worlds import Table, World, chance, controlled, votes
from tests.unit.ownership.cap_tables import cap_table, holds, sworn_complete
from vendors.ownership.book import Book
from vendors.ownership.bounds import Number
from vendors.ownership.control import Group, group_share
from vendors.ownership.facts import Dimension, Facts, Kind
from vendors.ownership.growth import reach
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.reading import read

TODAY = date(2026, 7, 1)
HALF = Fraction(1, 2)
ROUNDED = Fraction(1, 10**5)
MOST_WORLDS = 200
RIVAL, SAFE, REST = frozenset({"X"}), frozenset({"P"}), ""
TEST = Policy().control_test

Corner = Mapping[str, Fraction]


@dataclass(frozen=True)
class Convertible:
    """A cap table, and what those who may convert would have after it, in percent."""

    now: Table
    options: tuple[tuple[str, int, int], ...] = ()

    def corners(self) -> Iterator[Corner]:
        yield from self.now.corners()
        if self.options:
            for corner, ends in product(self.now.corners(), self._ends()):
                yield _converted(corner, ends)

    def _ends(self) -> Iterator[Corner]:
        names = [name for name, _, _ in self.options]
        for ends in product(*(sorted({lo, hi}) for _, lo, hi in self.options)):
            yield {name: Fraction(end, 100) for name, end in zip(names, ends, strict=True)}


def _converted(now: Corner, after: Corner) -> Corner:
    others = 1 - sum((now.get(name, Fraction(0)) for name in after), Fraction(0))
    left = 1 - sum(after.values())
    diluted = {name: w * left / others for name, w in now.items() if name not in after}
    return {**diluted, **after}


@st.composite
def convertible(draw: st.DrawFn) -> Convertible:
    now = draw(table().filter(lambda each: each.possible))
    if not draw(st.booleans()):
        return Convertible(now)
    names = draw(
        st.lists(st.sampled_from((*COMPANIES, *PEOPLE)), min_size=1, max_size=2, unique=True)
    )
    options = []
    for name in sorted(names):
        low = draw(st.integers(0, 9)) * 5
        high = low + draw(st.sampled_from((0, 0, 5, 10))) if low < 40 else low
        options.append((name, low, high))
    before = sum(hi for name, _, hi in now.owners if name in names)
    return Convertible(now, tuple(options) if before < 100 else ())


def worlds(described: Mapping[str, Convertible]) -> Iterator[World]:
    choices = [list(one.corners()) for one in described.values()]
    for corners in product(*choices):
        yield dict(zip(described, corners, strict=True))


described_worlds = st.fixed_dictionaries({company: convertible() for company in COMPANIES}).filter(
    lambda it: sum(1 for _ in islice(worlds(it), MOST_WORLDS + 1)) <= MOST_WORLDS
)


def as_facts(described: Mapping[str, Convertible]) -> Facts:
    facts = [
        holds(owner, company, f"{lo}..{hi}", kind)
        for company, one in sorted(described.items())
        for kind, owners in (
            (Kind.ORDINARY_SHARES, one.now.owners),
            (Kind.OPTION, one.options),
        )
        for owner, lo, hi in owners
    ]
    sworn = [sworn_complete(company) for company, one in described.items() if one.now.complete]
    return cap_table(*facts, people=PEOPLE, sworn=sworn, on=TODAY)


def book_of(described: Mapping[str, Convertible]) -> Book:
    return read(as_facts(described), Reading())


def share(value: Number) -> Fraction:
    return Fraction(value) / HUNDRED_PERCENT


def near(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) < ROUNDED


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(described_worlds)
def test_money_is_that_of_the_best_and_the_worst_scenarios(
    described: Mapping[str, Convertible],
) -> None:
    every = list(worlds(described))
    book = book_of(described)

    for company in COMPANIES:
        found = integrated(book, Group.of(RIVAL), company)
        met = [chance(world, company, RIVAL) for world in every]
        away = [chance(world, company, SAFE) for world in every]
        assert near(share(found.lo.value), min(met))
        assert near(share(found.hi.value), max(met))
        assert near(share(found.worst.value), 1 - min(away))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(described_worlds)
def test_control_is_sure_in_all_scenarios_and_possible_in_one(
    described: Mapping[str, Convertible],
) -> None:
    every = list(worlds(described))
    book = book_of(described)

    for owner in (*PEOPLE, "A"):
        found = reach(book, Group.of([owner]), TEST)
        sets = [controlled(world, [owner], HALF) for world in every]
        assert found.sure.keys() == frozenset.intersection(*sets)
        assert found.possible.keys() == frozenset.union(*sets)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(described_worlds)
def test_votes_are_those_of_the_best_and_the_worst_scenarios(
    described: Mapping[str, Convertible],
) -> None:
    every = list(worlds(described))
    book = book_of(described)
    reached = reach(book, Group.of(RIVAL), TEST)

    found = group_share(book, reached, ("V", Dimension.VOTES), TEST)

    met = [votes("V", world["V"], set(reached.sure)) for world in every]
    may = [votes("V", world["V"], set(reached.possible)) for world in every]
    others = {*COMPANIES, *PEOPLE} - reached.worst.keys()
    away = [votes("V", world["V"], others) for world in every]
    assert near(share(found.lo.value), min(met))
    assert near(share(found.hi.value), max(may))
    assert near(share(found.worst.value), max(*may, 1 - min(away)))
