"""Do published totals ever say more than is true, of a missing link or of anybody's interest?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.tables import COMPANIES, PEOPLE
from tests.properties.worlds import World, chance
from tests.unit.ownership.cap_tables import cap_table, holds, totals
from vendors.ownership.control import Group
from vendors.ownership.facts import Fact, Facts, Interval
from vendors.ownership.holdings import Reading
from vendors.ownership.inference import Link, inferred_links
from vendors.ownership.integrated import integrated
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
    for holder in PEOPLE + COMPANIES:
        subject = draw(st.sampled_from([c for c in COMPANIES if c != holder]))
        total = chance(world, subject, frozenset([holder]))
        if total and draw(st.booleans()):
            facts.append(totals(holder, subject, _around(draw, total)))
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
@settings(max_examples=100)
def test_the_true_interest_lies_between_the_ends(case: Told) -> None:
    book = read(case.facts, Reading())

    for owner in PEOPLE + COMPANIES:
        for company in COMPANIES:
            found = integrated(book, Group.of([owner]), company)
            true = chance(case.world, company, frozenset([owner])) * HUNDRED_PERCENT
            assert found.lo.value <= true <= found.hi.value
            assert true < found.hi.value or not found.hi.open
            assert true > found.lo.value or not found.lo.open


@given(told())
@settings(max_examples=100)
def test_the_true_link_lies_between_the_ends(case: Told) -> None:
    found = inferred_links(read(case.facts, Reading()))

    assert {(link.owner, link.subject) for link in found} == case.missing
    for link in found:
        assert link.lo <= case.world[link.subject][link.owner] * HUNDRED_PERCENT <= link.hi
