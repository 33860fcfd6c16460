"""Does sweeping a large circle never claim more than solving it exactly would?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings

from tests.properties.tables import as_facts, tables
from tests.properties.worlds import Table
from vendors.ownership.control import Group
from vendors.ownership.fill import Aim
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import Walk, least_walk, most_walk
from vendors.ownership.reading import read
from vendors.ownership.sweeps import swept

RIVAL = Group.of(["X"])
CLOSE = Fraction(1, 10**6)


def swept_over(walk: Walk, aim: Aim) -> Mapping[str, Fraction]:
    """All that was walked through, swept as if it were one large circle."""
    worth = {name for name, value in walk.values.items() if value or aim is Aim.LEAST}
    nodes = [walk.node(name) for name in walk.values]
    return swept(nodes, lambda owner: 1 if walk.ones(owner) else 0, aim, worth=worth)


@settings(max_examples=80)
@given(tables)
def test_sweeping_upward_stays_below_the_least_and_comes_close(
    described: Mapping[str, Table],
) -> None:
    walk = least_walk(read(as_facts(described), Reading()), RIVAL)
    if walk.zeros("V"):
        return
    walk.solve("V")

    found = swept_over(walk, Aim.LEAST)

    for company, exact in walk.values.items():
        assert exact - CLOSE <= found[company] <= exact


@settings(max_examples=80)
@given(tables)
def test_sweeping_downward_stays_above_the_most(described: Mapping[str, Table]) -> None:
    walk = most_walk(read(as_facts(described), Reading()), RIVAL)
    if walk.zeros("V"):
        return
    walk.solve("V")

    found = swept_over(walk, Aim.MOST)

    for company, exact in walk.values.items():
        assert exact <= found[company] <= 1
