"""Do the questions together account for all that is open, and does an answer close what it says?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.neutrality.findings import Ask, Finding, Level, Settling, State
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.properties.tables import COMPANIES, PEOPLE, as_facts, tables
from tests.properties.worlds import Table
from tests.unit.ownership.cap_tables import holds, sworn
from vendors.ownership.control import Group
from vendors.ownership.exposure import holes
from vendors.ownership.facts import (
    AttestationKind,
    Dimension,
    Facts,
    Interval,
    Kind,
    Party,
    PartyKind,
)
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.reading import read

HOLDERS = ("U", *COMPANIES, *PEOPLE)
"""U is a party of which nobody knows who it is."""

ROUNDING = Decimal("0.000002")
everyday = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@st.composite
def exact_table(draw: st.DrawFn) -> Table:
    owners = draw(st.lists(st.sampled_from(HOLDERS), unique=True, min_size=0, max_size=3))
    left, shares = 100, []
    for owner in sorted(owners):
        share = draw(st.integers(0, left // 5)) * 5
        shares.append((owner, share, share))
        left -= share
    return Table(tuple(shares), complete=left == 0 and draw(st.booleans()))


exact_tables = st.fixed_dictionaries(dict.fromkeys(COMPANIES, exact_table()))


def exact_facts(described: Mapping[str, Table]) -> Facts:
    facts = as_facts(described)
    unknown = Party("U", PartyKind.UNKNOWN, name="U")
    people = {name: Party(name, PartyKind.PERSON, name=name) for name in PEOPLE}
    companies = {name: Party(name, name=name) for name in COMPANIES}
    return replace(facts, parties={**facts.parties, **companies, **people, "U": unknown})


@everyday
@given(exact_tables, st.sampled_from([("X",), ("X", "A")]))
def test_where_shares_are_exact_the_holes_are_all_that_is_open(
    described: Mapping[str, Table], rivals: tuple[str, ...]
) -> None:
    book = read(exact_facts(described), Reading())
    group = Group.of(rivals)

    for company in set(COMPANIES) - set(rivals):
        found = holes(book, group, company)

        share = integrated(book, group, company)
        gap = Fraction(share.worst.value) - Fraction(share.lo.value)
        assert found.together == gap / HUNDRED_PERCENT


def judged(facts: Facts) -> Judgement:
    return judge(facts=facts, vendor="V", competitors=["X"], policy=Policy())


@everyday
@given(exact_tables)
def test_the_questions_about_money_add_up_to_all_that_is_open(
    described: Mapping[str, Table],
) -> None:
    for finding in judged(exact_facts(described)).findings:
        if finding.rule is Level.MATERIAL_INTEREST and finding.state is State.INSUFFICIENT:
            exposures = [question.exposure or Decimal(0) for question in finding.would_settle]
            assert finding.worst is not None
            assert finding.min is not None
            assert abs(sum(exposures) - (finding.worst - finding.min)) < 10 * ROUNDING


def answered(facts: Facts, question: Settling) -> Facts:
    """Q, a person of no interest, turns out to have all that nobody named."""
    assert question.dimension is not None
    place = question.party, Dimension(question.dimension)
    rest = read(facts, Reading()).column(*place).remainder
    kind = {
        "economic": Kind.NON_VOTING_SHARES,
        "votes": Kind.VOTING_RIGHTS,
        "board": Kind.BOARD_APPOINTMENT,
    }[question.dimension]
    named = holds("Q", question.party, Interval.exact(rest), kind)
    parties = {**facts.parties, "Q": Party("Q", PartyKind.PERSON, name="Q")}
    return replace(facts, parties=parties, facts=(*facts.facts, named))


def same_rule(judgement: Judgement, finding: Finding) -> Finding:
    return next(f for f in judgement.findings if f.rule is finding.rule and f.tie_code is None)


def check_answers(facts: Facts) -> None:
    for finding in judged(facts).findings:
        if finding.state is not State.INSUFFICIENT or finding.tie_code is not None:
            continue
        exposures = [question.exposure or Decimal(0) for question in finding.would_settle]
        assert exposures == sorted(exposures, reverse=True)
        for question in finding.would_settle:
            if question.ask is Ask.HOLDERS and question.dimension == finding.measure:
                after = same_rule(judged(answered(facts, question)), finding)
                check_answer(finding, question, after)


def check_answer(finding: Finding, question: Settling, after: Finding) -> None:
    if question.settles:
        assert after.state is State.CLEAR
    if after.measure == finding.measure and not (question.settles and question.exposure == 100):
        assert finding.worst is not None
        assert after.worst is not None
        assert question.exposure is not None
        assert abs(finding.worst - after.worst - question.exposure) < ROUNDING


@everyday
@given(exact_tables)
def test_an_answer_closes_what_was_promised(described: Mapping[str, Table]) -> None:
    check_answers(exact_facts(described))


@everyday
@given(tables)
def test_an_answer_closes_what_was_promised_between_ends_too(
    described: Mapping[str, Table],
) -> None:
    check_answers(as_facts(described))


@everyday
@given(exact_tables)
def test_a_list_of_those_above_the_limit_is_enough(described: Mapping[str, Table]) -> None:
    facts = exact_facts(described)
    for finding in judged(facts).findings:
        for question in finding.would_settle:
            if question.enough_above is not None:
                limit = int(question.enough_above)
                oath = sworn(question.party, AttestationKind.ALL_HOLDERS_ABOVE, limit)
                oath = replace(oath, dimension=Dimension(question.dimension or ""))
                after = judged(replace(facts, attestations=(*facts.attestations, oath)))
                assert same_rule(after, finding).state is State.CLEAR
