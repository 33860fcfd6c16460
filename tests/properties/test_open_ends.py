"""Is an end said to be open exactly when no world within the ends attains it?

A world that keeps off every open end keeps off it by some margin: so an end is attained exactly
when it does not move while all open ends are drawn in by next to nothing. And it moves by next to
nothing then, also where a circle would be closed at the open end itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.neutrality.policy import Policy
from tests.properties.tables import COMPANIES, PEOPLE
from tests.unit.ownership.cap_tables import cap_table, holds, sworn_complete
from vendors.ownership.control import Group, Reach, group_share
from vendors.ownership.facts import Dimension, Fact, Facts, Interval, Kind
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import ONE_PERCENT
from vendors.ownership.reading import read

TODAY = date(2026, 7, 1)
RIVAL = Group.of(["X"])


@st.composite
def open_share(draw: st.DrawFn) -> Interval:
    low = draw(st.integers(0, 9)) * 5
    high = low + draw(st.integers(1, 10)) * 5
    return Interval(
        low * ONE_PERCENT,
        high * ONE_PERCENT,
        lo_open=draw(st.booleans()),
        hi_open=draw(st.booleans()),
    )


@st.composite
def open_tables(draw: st.DrawFn) -> Facts:
    facts: list[Fact] = []
    sworn = []
    for company in COMPANIES:
        owners = draw(
            st.lists(st.sampled_from(COMPANIES + PEOPLE), unique=True, min_size=1, max_size=3)
        )
        shares = [draw(open_share()) for _ in owners]
        lows, highs = sum(s.lo for s in shares), sum(s.hi for s in shares)
        if lows >= 100 * ONE_PERCENT:
            continue
        facts += [holds(o, company, s) for o, s in zip(owners, shares, strict=True)]
        for owner in draw(st.lists(st.sampled_from(COMPANIES + PEOPLE), max_size=1)):
            facts.append(holds(owner, company, draw(open_share()), Kind.OPTION))
        if highs > 100 * ONE_PERCENT and draw(st.booleans()):
            sworn.append(sworn_complete(company))
    return cap_table(*facts, people=PEOPLE, sworn=sworn, on=TODAY)


def drawn_in(facts: Facts, units: int) -> Facts:
    def closer(fact: Fact) -> Fact:
        share = fact.share
        if share is None:
            return fact
        low, high = share.lo + units * share.lo_open, share.hi - units * share.hi_open
        return replace(fact, share=Interval(low, high))

    return replace(facts, facts=tuple(closer(fact) for fact in facts.facts))


@settings(max_examples=250)
@given(open_tables())
def test_an_end_is_open_exactly_when_it_is_only_approached(facts: Facts) -> None:
    book, inner = read(facts, Reading()), read(drawn_in(facts, 1), Reading())

    for company in COMPANIES:
        found = integrated(book, RIVAL, company)
        within = integrated(inner, RIVAL, company)
        assert found.lo.open == (within.lo.value != found.lo.value)
        assert found.hi.open == (within.hi.value != found.hi.value)
        assert found.worst.open == (within.worst.value != found.worst.value)


@st.composite
def almost_closed(draw: st.DrawFn) -> Facts:
    """Companies that may have almost all of each other, or of themselves, and never quite all."""
    facts: list[Fact] = []
    sworn = []
    for company in COMPANIES:
        near, other = draw(st.lists(st.sampled_from(COMPANIES), min_size=2, max_size=2))
        low = draw(st.sampled_from((0, 50, 90))) * ONE_PERCENT
        almost = Interval(low, 100 * ONE_PERCENT, lo_open=draw(st.booleans()), hi_open=True)
        some = draw(st.lists(st.sampled_from(PEOPLE), unique=True))
        little = {
            owner: Interval(
                0, draw(st.integers(1, 20)) * 5 * ONE_PERCENT, lo_open=draw(st.booleans())
            )
            for owner in (other, *some)
        }
        shares = {**little, near: almost}
        facts += [holds(owner, company, share) for owner, share in shares.items()]
        if len(shares) > 1 and draw(st.booleans()):
            sworn.append(sworn_complete(company))
    return cap_table(*facts, people=PEOPLE, sworn=sworn)


@settings(max_examples=250)
@given(almost_closed())
def test_a_circle_that_is_never_quite_closed_lets_everything_out(facts: Facts) -> None:
    book, inner = read(facts, Reading()), read(drawn_in(facts, 1), Reading())

    for company in COMPANIES:
        found = integrated(book, RIVAL, company)
        within = integrated(inner, RIVAL, company)
        for end, near in (
            (found.lo, within.lo),
            (found.hi, within.hi),
            (found.worst, within.worst),
        ):
            assert abs(end.value - near.value) < ONE_PERCENT / 100
            assert end.open == (end.value != near.value)


@settings(max_examples=250)
@given(open_tables())
def test_so_is_an_end_of_the_votes_though_own_shares_have_none(facts: Facts) -> None:
    book, inner = read(facts, Reading()), read(drawn_in(facts, 1), Reading())
    test = Policy().control_test

    for company in COMPANIES:
        place = company, Dimension.VOTES
        found = group_share(book, alone("X"), place, test)
        within = group_share(inner, alone("X"), place, test)
        assert found.lo.open == (within.lo.value != found.lo.value)
        assert found.hi.open == (within.hi.value != found.hi.value)


def alone(party: str) -> Reach:
    """Only what the party holds itself, so that both tables are asked about the same holders."""
    return Reach(Group.of([party]), {party: 0}, {party: 0}, {party: 0})
