"""Small random worlds of companies that own each other, between ends, in circles, incompletely."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from tests.properties.worlds import Table
from tests.unit.ownership.cap_tables import cap_table, holds, sworn_complete
from vendors.ownership.facts import Facts

COMPANIES = ("A", "B", "V")
PEOPLE = ("X", "P")
"""X is the competitor, P somebody else."""


@st.composite
def ends(draw: st.DrawFn) -> tuple[int, int]:
    low = draw(st.integers(0, 12)) * 5
    if draw(st.booleans()):
        return low, low
    return low, min(100, low + draw(st.integers(1, 12)) * 5)


@st.composite
def table(draw: st.DrawFn, holders: tuple[str, ...] = COMPANIES + PEOPLE) -> Table:
    owners = draw(st.lists(st.sampled_from(holders), unique=True, min_size=1, max_size=3))
    shares = [(owner, *draw(ends())) for owner in sorted(owners)]
    return Table(tuple(shares), complete=draw(st.booleans()))


tables = st.fixed_dictionaries(
    {company: table().filter(lambda t: t.possible) for company in COMPANIES}
)


def as_facts(described: Mapping[str, Table]) -> Facts:
    facts = [
        holds(owner, company, f"{lo}..{hi}")
        for company, described_one in sorted(described.items())
        for owner, lo, hi in described_one.owners
    ]
    sworn = [sworn_complete(company) for company, one in described.items() if one.complete]
    return cap_table(*facts, people=PEOPLE, sworn=sworn)
