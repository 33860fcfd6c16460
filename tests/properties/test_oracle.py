"""Do verdicts, groups and worst cases hold in every world there may be, tried one by one?

The oracle (`worlds`) enumerates the corners of all columns of small, often circular graphs in
exact rationals. What is tight must be met exactly; what only bounds must never be exceeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice, pairwise
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.neutrality.digest import input_digest
from procurement.neutrality.findings import Level, State
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.properties.tables import PEOPLE, as_facts, table
from tests.properties.worlds import Table, World, chance, controlled, votes, worlds
from tests.unit.ownership.cap_tables import holds, reported, sworn_complete
from vendors.ownership.book import Book
from vendors.ownership.bounds import Number
from vendors.ownership.control import Group, group_share
from vendors.ownership.facts import Dimension, Facts, Interval
from vendors.ownership.groups import with_controllers
from vendors.ownership.growth import reach
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.reading import read

Described = Mapping[str, Table]

COMPANIES = ("A", "B", "C", "V")
HALF = Fraction(1, 2)
MOST_WORLDS = 3_000
POLICY = Policy()
TEST = POLICY.control_test


@st.composite
def four_companies(draw: st.DrawFn) -> Described:
    """Up to three owners each, of which any may be the company itself; C may say nothing at all."""
    one = table(COMPANIES + PEOPLE).filter(lambda each: each.possible)
    described = {company: draw(one) for company in COMPANIES}
    if draw(st.booleans()):
        described["C"] = Table((), complete=False)
    return described


few_worlds = four_companies().filter(
    lambda described: sum(1 for _ in islice(worlds(described), MOST_WORLDS + 1)) <= MOST_WORLDS
)
everyday = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def book_of(described: Described) -> Book:
    return read(as_facts(described), Reading())


def fraction(value: Number) -> Fraction:
    return Fraction(value) / HUNDRED_PERCENT


def rest_given_to(owner: str, world: World) -> World:
    """The same world, now that everything undisclosed turns out to be the owner's.

    A company that owns all of itself belongs to nobody who is known, and so may be the owner's.
    """
    given = {}
    for company, owners in world.items():
        known = {} if owners.get(company) == 1 else owners
        given[company] = {
            **known,
            owner: known.get(owner, Fraction(0)) + 1 - sum(known.values()),
        }
    return given


@everyday
@given(few_worlds)
def test_the_worst_case_is_the_one_where_the_rest_is_the_competitors(described: Described) -> None:
    every = [rest_given_to("X", world) for world in worlds(described)]
    book = book_of(described)

    reached = reach(book, Group.of(["X"]), TEST)

    joining = frozenset.union(*[controlled(world, ["X"], HALF) for world in every])
    assert reached.worst.keys() == joining & (book.parties | {"X"})


@everyday
@given(few_worlds)
def test_whoever_may_control_a_competitor_stands_behind_it(described: Described) -> None:
    every = list(worlds(described))

    group = with_controllers(book_of(described), ["A"], TEST)

    for party in (*COMPANIES, *PEOPLE):
        holds_it = ["A" in controlled(world, [party], HALF) for world in every]
        assert (party in group.sure) == all(holds_it)
        assert (party in group.possible) == any(holds_it)


@everyday
@given(few_worlds)
def test_what_a_group_has_together_lies_between_its_ends(described: Described) -> None:
    every = list(worlds(described))
    book = book_of(described)
    reached = reach(book, Group.of(["X"]), TEST)

    found = group_share(book, reached, ("V", Dimension.VOTES), TEST)

    met = [votes("V", world["V"], set(controlled(world, ["X"], HALF))) for world in every]
    lo, hi = fraction(found.lo.value), fraction(found.hi.value)
    holds = [
        company for company, one in described.items() if any(o == "V" for o, _, _ in one.owners)
    ]
    if "V" in holds and len(holds) > 1:
        # with more own shares it comes to be controlled, with fewer more of the rest is the group's
        assert lo <= min(met)
        assert hi >= max(met)
    else:
        assert (lo, hi) == (min(met), max(met))


@everyday
@given(few_worlds)
def test_a_verdict_is_true_in_every_world(described: Described) -> None:
    """With the competitor's own controllers in its group, who differ from world to world."""
    found = judge(facts=as_facts(described), vendor="V", competitors=["A"], policy=POLICY)

    money = next(f for f in found.findings if f.rule is Level.MATERIAL_INTEREST)
    assert money.min is not None
    assert money.max is not None
    for world in worlds(described):
        group = [p for p in (*COMPANIES, *PEOPLE) if "A" in controlled(world, [p], HALF)]
        is_controlled = "V" in controlled(world, group, HALF)
        share = 100 * chance(world, "V", frozenset(group))
        assert money.min <= share <= money.max
        match found.rules[Level.CONTROL]:
            case State.CONFLICT:
                assert is_controlled
            case State.INSUFFICIENT | State.CLEAR:
                assert not is_controlled
            case State.POSSIBLE:
                pass


@everyday
@given(few_worlds, st.sampled_from(COMPANIES), st.integers(1, 20))
def test_a_report_may_come_true_and_proves_nothing(
    described: Described, subject: str, twentieths: int
) -> None:
    facts = as_facts(described)
    rumour = reported(holds("Q", subject, 5 * twentieths))
    parties = {**facts.parties, "Q": replace(facts.party("X"), id="Q", name="Q")}
    told = replace(facts, parties=parties, facts=(*facts.facts, rumour))
    group = Group.of(["X", "Q"])

    before, after = (
        [integrated(read(each, Reading()), group, company) for company in COMPANIES]
        for each in (replace(facts, parties=parties), told)
    )

    for old, new in zip(before, after, strict=True):
        assert new.lo == old.lo
        assert new.hi.value >= old.hi.value
        assert new.worst.value >= old.worst.value
    if subject == "V":
        assert after[COMPANIES.index("V")].hi.value >= 5 * twentieths * ONE_PERCENT


@st.composite
def growing_knowledge(draw: st.DrawFn) -> tuple[Described, list[Facts]]:
    """The same graph as more and more of it becomes known: bands narrow, oaths are sworn.

    Every step keeps one world possible, the one that is true.
    """
    described = draw(few_worlds)
    every = list(worlds(described))
    truth = every[draw(st.integers(0, len(every) - 1))]
    known = as_facts(described)
    stages = [known]
    for index in draw(st.lists(st.integers(0, 30), min_size=1, max_size=4)):
        known = _narrowed(draw, known, truth, index)
        stages.append(known)
    whole = [c for c, owners in truth.items() if owners and sum(owners.values()) == 1]
    sworn = [sworn_complete(c) for c in whole if not described[c].complete]
    return described, [*stages, replace(known, attestations=(*known.attestations, *sworn))]


def _narrowed(draw: st.DrawFn, known: Facts, truth: World, index: int) -> Facts:
    index %= len(known.facts)
    fact = known.facts[index]
    share = fact.share or Interval.unknown()
    true = int(truth[fact.subject].get(str(fact.owner), Fraction(0)) * HUNDRED_PERCENT)
    low = draw(st.integers(share.lo // ONE_PERCENT, true // ONE_PERCENT)) * ONE_PERCENT
    high = draw(st.integers(true // ONE_PERCENT, share.hi // ONE_PERCENT)) * ONE_PERCENT
    closer = replace(fact, share=Interval(low, high))
    return replace(known, facts=(*known.facts[:index], closer, *known.facts[index + 1 :]))


@everyday
@given(growing_knowledge())
def test_the_more_is_known_the_closer_the_ends(grown: tuple[Described, list[Facts]]) -> None:
    _, stages = grown
    books = [read(stage, Reading()) for stage in stages]

    for older, newer in pairwise(books):
        for company in COMPANIES:
            before, after = (integrated(book, Group.of(["X"]), company) for book in (older, newer))
            assert after.lo.value >= before.lo.value
            assert after.hi.value <= before.hi.value
            assert after.worst.value <= before.worst.value
        before_, after_ = (reach(book, Group.of(["X"]), TEST) for book in (older, newer))
        assert after_.sure.keys() >= before_.sure.keys()
        assert after_.possible.keys() <= before_.possible.keys()
        assert after_.worst.keys() <= before_.worst.keys()


def judged(facts: Facts, competitors: list[str]) -> Judgement:
    return judge(facts=facts, vendor="V", competitors=competitors, policy=POLICY)


@everyday
@given(few_worlds, st.randoms(use_true_random=False))
def test_one_question_has_one_digest_in_whatever_order_it_is_asked(
    described: Described, chance_of: Random
) -> None:
    facts = as_facts(described)
    shuffled, sworn = list(facts.facts), list(facts.attestations)
    chance_of.shuffle(shuffled)
    chance_of.shuffle(sworn)
    again = replace(facts, facts=tuple(shuffled), attestations=tuple(sworn))

    digests = {
        input_digest(facts, "V", ["A", "X"], POLICY),
        input_digest(again, "V", ["X", "A", "X"], POLICY),
    }

    assert len(digests) == 1
    assert judged(again, ["A", "X"]) == judged(facts, ["X", "A", "X"])


@everyday
@given(few_worlds, st.integers(0, 30))
def test_another_question_has_another_digest(described: Described, index: int) -> None:
    facts = as_facts(described)
    index %= len(facts.facts)
    changed = replace(facts.facts[index], share=Interval(1, 2))
    other = replace(facts, facts=(*facts.facts[:index], changed, *facts.facts[index + 1 :]))
    stricter = replace(POLICY, influence_votes=POLICY.influence_votes + 1)

    digests = {
        input_digest(facts, "V", ["X"], POLICY),
        input_digest(other, "V", ["X"], POLICY),
        input_digest(facts, "A", ["X"], POLICY),
        input_digest(facts, "V", ["A"], POLICY),
        input_digest(facts, "V", ["X"], stricter),
        input_digest(replace(facts, attestations=(sworn_complete("B"),)), "V", ["X"], POLICY),
    }

    assert len(digests) == 6
