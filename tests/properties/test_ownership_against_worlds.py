"""Are the engine's ends exactly the ends over all worlds that the facts allow?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings

from procurement.neutrality.policy import Policy
from tests.properties.tables import COMPANIES, PEOPLE, as_facts, tables
from tests.properties.worlds import Table, chance, controlled, worlds
from vendors.ownership.bounds import Number
from vendors.ownership.control import Group
from vendors.ownership.growth import reach
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.reading import read

RIVAL = frozenset({"X"})
SAFE = frozenset({"P"})
HALF = Fraction(1, 2)


def fraction(value: Number) -> Fraction:
    return Fraction(value) / HUNDRED_PERCENT


@settings(max_examples=120)
@given(tables)
def test_integrated_interest_is_tight_at_every_end(described: Mapping[str, Table]) -> None:
    every = list(worlds(described))

    book = read(as_facts(described), Reading())

    for company in COMPANIES:
        found = integrated(book, Group.of(RIVAL), company)
        met = [chance(world, company, RIVAL) for world in every]
        away = [chance(world, company, SAFE) for world in every]
        assert fraction(found.lo.value) == min(met)
        assert fraction(found.hi.value) == max(met)
        assert fraction(found.worst.value) == 1 - min(away)


@settings(max_examples=120)
@given(tables)
def test_two_competitors_are_one_absorbing_set(described: Mapping[str, Table]) -> None:
    both = frozenset({"X", "A"})
    every = list(worlds(described))

    found = integrated(read(as_facts(described), Reading()), Group.of(both), "V")

    met = [chance(world, "V", both) for world in every]
    assert (fraction(found.lo.value), fraction(found.hi.value)) == (min(met), max(met))


@settings(max_examples=120)
@given(tables)
def test_control_is_sure_in_all_worlds_and_possible_in_some(
    described: Mapping[str, Table],
) -> None:
    book = read(as_facts(described), Reading())

    for owner in (*PEOPLE, "A"):
        found = reach(book, Group.of([owner]), Policy().control_test)
        sets = [controlled(world, [owner], HALF) for world in worlds(described)]
        assert found.sure.keys() == frozenset.intersection(*sets)
        assert found.possible.keys() == frozenset.union(*sets)
