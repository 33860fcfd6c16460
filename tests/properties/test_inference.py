"""Do published totals ever narrow a missing link past what it truly is?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.tables import COMPANIES, PEOPLE
from tests.properties.worlds import World, chance
from tests.unit.ownership.cap_tables import cap_table, holds, totals
from vendors.ownership.facts import Fact, Facts, Interval
from vendors.ownership.holdings import Reading
from vendors.ownership.inference import Link, inferred_links
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.reading import read


@dataclass(frozen=True)
class Told:
    """A world, and what is told of it: not all holdings, and some totals."""

    world: World
    missing: frozenset[Link]
    facts: Facts


@st.composite
def told(draw: st.DrawFn) -> Told:
    world: dict[str, dict[str, Fraction]] = {company: {} for company in COMPANIES}
    for company, owners in world.items():
        others = [party for party in COMPANIES + PEOPLE if party != company]
        left = 100
        for owner in draw(st.lists(st.sampled_from(others), unique=True, min_size=1, max_size=3)):
            part = min(left, draw(st.integers(1, 10)) * 10)
            left -= part
            if part:
                owners[owner] = Fraction(part, 100)
    links = sorted((owner, company) for company, owners in world.items() for owner in owners)
    missing = frozenset(draw(st.lists(st.sampled_from(links), unique=True, max_size=3)))
    facts = [_holding(draw, world, link, missing=link in missing) for link in links]
    for person in PEOPLE:
        subject = draw(st.sampled_from(COMPANIES))
        total = chance(world, subject, frozenset([person]))
        facts.append(totals(person, subject, _around(draw, total)))
    return Told(world, missing, cap_table(*facts, people=PEOPLE))


def _holding(draw: st.DrawFn, world: World, link: Link, *, missing: bool) -> Fact:
    owner, company = link
    if missing:
        return replace(holds(owner, company, Interval.unknown()), infer=True)
    return holds(owner, company, _around(draw, world[company][owner]))


def _around(draw: st.DrawFn, share: Fraction) -> Interval:
    """The share itself, as near as units go, or a band of ten points with it inside."""
    wider = draw(st.sampled_from([0, 0, 5])) * ONE_PERCENT
    units = share * HUNDRED_PERCENT
    return Interval(
        max(0, units.__floor__() - wider), min(HUNDRED_PERCENT, units.__ceil__() + wider)
    )


@given(told())
@settings(max_examples=150, deadline=None)
def test_the_true_link_lies_between_the_ends(case: Told) -> None:
    found = inferred_links(read(case.facts, Reading()))

    assert {(link.owner, link.subject) for link in found} == case.missing
    for link in found:
        assert link.lo <= case.world[link.subject][link.owner] * HUNDRED_PERCENT <= link.hi
