"""Do shapes that nobody draws by hand, long, wide and circular, keep to reason and to memory?

None of these fails by taking long: the limit of time is the one on every test.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from procurement.neutrality.findings import Level, State
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import Share, cap_table, holds, sworn_complete, totals
from vendors.ownership.bounds import Bound
from vendors.ownership.columns import Consistency
from vendors.ownership.control import Group
from vendors.ownership.facts import Dimension, Fact, Facts
from vendors.ownership.growth import reach
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.reading import read

pytestmark = pytest.mark.slow

RIVAL = Group.of(["X"])
POLICY = Policy()


def chain(names: Iterable[str], percent: Share) -> list[Fact]:
    """Each holds the one before it."""
    return [holds(owner, subject, percent) for subject, owner in pairwise(names)]


def companies(count: int) -> list[str]:
    return [f"c{number:06d}" for number in range(count)]


def judged(facts: Facts, *competitors: str) -> Judgement:
    return judge(facts=facts, vendor="V", competitors=competitors or ("X",), policy=POLICY)


def test_control_passes_down_a_chain_of_a_hundred_thousand_companies() -> None:
    facts = cap_table(*chain(["V", *companies(100_000), "X"], 51), people=["X"])
    book = read(facts, Reading())

    reached = reach(book, RIVAL, POLICY.control_test)

    assert len(reached.sure) == 100_002
    assert "V" in reached.sure


def test_money_thins_out_along_a_chain_of_twenty_thousand_companies() -> None:
    facts = cap_table(*chain(["V", *companies(20_000), "X"], 51), people=["X"])

    share = integrated(read(facts, Reading()), RIVAL, "V")

    assert 0 <= share.lo.value <= Fraction(1, 10**100)
    assert 0 < share.hi.value <= Fraction(1, 10**100)
    assert share.worst.value == HUNDRED_PERCENT


def test_a_verdict_on_a_chain_of_three_thousand_companies_tells_both_its_ends() -> None:
    facts = cap_table(*chain(["V", *companies(3_000), "X"], 51), people=["X"])

    found = judged(facts)

    control = found.findings[0]
    assert (found.state, found.level) == (State.CONFLICT, Level.CONTROL)
    assert len(control.sentence) < 1_000
    assert len(control.paths[0]) == 3_002


def test_a_hundred_thousand_owners_are_added_up_to_the_last_unit() -> None:
    small = [holds(name, "V", "0.0005") for name in companies(100_000)]
    facts = cap_table(*small, holds("X", "V", 30), people=["X"])
    book = read(facts, Reading())

    everyone = Group.of(["X", *companies(100_000)])

    assert integrated(book, everyone, "V").lo == Bound(80 * ONE_PERCENT)
    assert "V" in reach(book, everyone, POLICY.control_test).sure


def test_a_list_of_many_owners_is_not_complete_because_each_may_be_rounded() -> None:
    small = [holds(name, "V", "0.1") for name in companies(500)]
    facts = cap_table(*small, sworn=[sworn_complete("V")])

    column = read(facts, Reading()).column("V", Dimension.VOTES)

    assert column.consistency is Consistency.UNDER_100


def test_thousands_of_owners_who_are_all_the_competitors_are_one_group() -> None:
    held = companies(3_000)
    facts = cap_table(
        *[holds(name, "V", "0.017") for name in held],
        *[holds("X", name, 60) for name in held],
        people=["X"],
    )

    found = judged(facts)

    assert (found.state, found.level) == (State.CONFLICT, Level.CONTROL)
    assert found.findings[0].min == 51


def test_thousands_of_competitors_are_one_group() -> None:
    rivals = companies(3_000)
    facts = cap_table(*[holds(name, "V", "0.01") for name in rivals])

    found = judged(facts, *rivals)

    assert found.rules[Level.SIGNIFICANT_INFLUENCE] is State.CONFLICT
    assert found.findings[0].min == 30


def test_a_ring_of_thousands_of_companies_keeps_nothing_for_itself() -> None:
    """Each has 90 percent of the next; X has the other ten of one, and P all the others."""
    ring = companies(3_000)
    facts = cap_table(
        *chain([*ring, ring[0]], 90),
        *[holds("P", name, 10) for name in ring[1:]],
        holds("X", ring[0], 10),
        people=["X", "P"],
    )

    share = integrated(read(facts, Reading()), RIVAL, ring[0])

    exact = Fraction(10, 100) / (1 - Fraction(90, 100) ** 3_000) * HUNDRED_PERCENT
    assert share.lo.value <= exact <= share.hi.value <= share.worst.value
    assert float(share.worst.value - share.lo.value) < 1  # a millionth of a percent


def test_a_closed_ring_of_thousands_proves_nothing_and_clears_nobody() -> None:
    ring = companies(3_000)
    facts = cap_table(*chain([*ring, ring[0]], 100), holds(ring[0], "V", 100), people=["X"])

    found = judged(facts)

    assert found.state is State.INSUFFICIENT
    assert len(found.overlays.closed_cycle) == 3_000


def test_a_tangle_of_thousands_of_companies_is_judged_between_certain_ends() -> None:
    chance = Random(20260704)  # noqa: S311 - the same tangle every day
    tangle = companies(2_000)
    facts = cap_table(
        *[
            holds(owner, name, chance.choice(["5..20", "10", "0..25", "20..24"]))
            for name in tangle
            for owner in chance.sample(tangle, 3)
            if owner != name
        ],
        *[holds("X", name, chance.choice([5, 10, 20])) for name in tangle[::10]],
        holds(tangle[0], "V", 40),
        holds("X", "V", 6),
        people=["X"],
    )

    found = judged(facts)

    money = next(f for f in found.findings if f.rule is Level.MATERIAL_INTEREST)
    assert money.state is State.CONFLICT
    assert money.min is not None
    assert money.max is not None
    assert money.worst is not None
    assert 6 <= money.min <= money.max <= money.worst <= 100


def test_open_ends_drop_out_along_thousands_of_companies() -> None:
    """Only the last end is open; that it cannot be reached is then true of all below it."""
    long = companies(4_000)
    facts = cap_table(
        *chain(["V", *long], "0..100"), holds("X", long[-1], "[0..100)"), people=["X"]
    )

    share = integrated(read(facts, Reading()), RIVAL, "V")

    assert share.hi == Bound(HUNDRED_PERCENT, open=True)


def test_totals_at_every_link_of_a_long_chain_are_never_added_up() -> None:
    names = ["V", *companies(3_000)]
    facts = cap_table(
        *chain(names, 51), *[totals("X", name, "25..50") for name in names], people=["X"]
    )

    share = integrated(read(facts, Reading()), RIVAL, "V")

    assert share.lo == Bound(25 * ONE_PERCENT)
