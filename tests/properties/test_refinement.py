"""Does learning more only ever settle things, and does the order of learning not matter?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.neutrality.digest import canonical
from procurement.neutrality.findings import Finding, State
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.properties.tables import as_facts, tables
from tests.properties.worlds import Table
from tests.unit.ownership.cap_tables import holds
from vendors.ownership.facts import Facts, Interval, Party, PartyKind
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT

pytestmark = pytest.mark.slow


def judged(facts: Facts) -> Judgement:
    return judge(facts=facts, vendor="V", competitors=["X"], policy=Policy())


@st.composite
def more_is_known(draw: st.DrawFn) -> tuple[Facts, Facts]:
    """A cap table, and the same with one share narrowed or one holder of the rest named."""
    described: Mapping[str, Table] = draw(tables)
    facts = as_facts(described)
    index = draw(st.integers(0, len(facts.facts) - 1))
    fact = facts.facts[index]
    table = described[fact.subject]
    rest = HUNDRED_PERCENT - sum(lo for _, lo, _ in table.owners) * ONE_PERCENT
    if not table.complete and rest > 0 and draw(st.booleans()):
        units = draw(st.integers(1, rest // ONE_PERCENT)) * ONE_PERCENT
        named = holds("Q", fact.subject, Interval.exact(units))
        parties = {**facts.parties, "Q": Party("Q", PartyKind.PERSON, name="Q")}
        return facts, replace(facts, parties=parties, facts=(*facts.facts, named))
    share = fact.share or Interval.unknown()
    low = draw(st.integers(share.lo // ONE_PERCENT, share.hi // ONE_PERCENT))
    high = draw(st.integers(low, share.hi // ONE_PERCENT))
    narrowed = replace(fact, share=Interval(low * ONE_PERCENT, high * ONE_PERCENT))
    changed = (*facts.facts[:index], narrowed, *facts.facts[index + 1 :])
    return facts, replace(facts, facts=changed)


@settings(max_examples=250)
@given(more_is_known())
def test_conflict_and_clear_are_final_while_knowledge_only_grows(
    knowledge: tuple[Facts, Facts],
) -> None:
    before, after = (judged(facts) for facts in knowledge)

    if after.overlays.contradictory:
        return  # a share no world of the rest allows is no refinement
    for rule, state in before.rules.items():
        if state in {State.CONFLICT, State.CLEAR}:
            assert after.rules[rule] is state
    for old, new in _pairs(before, after):
        assert new.min is None or old.min is None or new.min >= old.min
        assert new.worst is None or old.worst is None or new.worst <= old.worst


def _pairs(before: Judgement, after: Judgement) -> list[tuple[Finding, Finding]]:
    old = {finding.rule: finding for finding in before.findings if finding.tie_code is None}
    new = {finding.rule: finding for finding in after.findings if finding.tie_code is None}
    return [(old[rule], new[rule]) for rule in old if old[rule].measure == new[rule].measure]


@settings(max_examples=100)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(
    described: Mapping[str, Table], chance: Random
) -> None:
    facts = as_facts(described)
    shuffled = list(facts.facts)
    chance.shuffle(shuffled)
    parties = dict(sorted(facts.parties.items(), reverse=True))

    again = replace(facts, facts=tuple(shuffled), parties=parties)

    assert canonical(judged(again)) == canonical(judged(facts))
