"""Is a vendor judged against groups found out before exactly as if everything were read for it?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.neutrality.digest import canonical
from procurement.neutrality.groups import groups_of
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from tests.properties.test_every_kind import PARTIES, everything_said, policies
from vendors.ownership.closure import consulted, ground_of, stocked
from vendors.ownership.continuing import base_of, continued
from vendors.ownership.facts import Facts
from vendors.ownership.holdings import Reading
from vendors.ownership.reading import read

pytestmark = pytest.mark.slow
vendors = st.lists(st.sampled_from(sorted(PARTIES)), min_size=1, max_size=4)
listed = st.lists(st.sampled_from(sorted(PARTIES)), max_size=3)


@settings(max_examples=150)
@given(everything_said(), policies, vendors, listed)
def test_however_many_were_judged_before_the_judgement_is_the_same_to_the_byte(
    facts: Facts, policy: Policy, asked: list[str], competitors: list[str]
) -> None:
    groups = groups_of(facts, competitors, policy)
    others = tuple(fact for fact in facts.facts if fact.subject not in groups.ground.above)
    besides = replace(facts, facts=others)

    for vendor in asked:
        shared = judge(
            facts=besides, vendor=vendor, competitors=competitors, policy=policy, groups=groups
        )
        alone = judge(facts=facts, vendor=vendor, competitors=competitors, policy=policy)

        assert canonical(shared) == canonical(alone)


@settings(max_examples=150)
@given(everything_said(), st.sampled_from(sorted(PARTIES)), listed)
def test_a_book_gone_on_with_is_the_book_of_all_the_facts(
    facts: Facts, vendor: str, competitors: list[str]
) -> None:
    ground = ground_of(facts, competitors)
    own, _ = consulted(stocked(facts, ground), vendor)

    book = continued(base_of(ground, Reading()), own)

    whole = read(book.facts, Reading())
    for name in ("facts", "in_force", "parties", "terminal", "anybody", "held", "sure", "possible"):
        assert getattr(book, name) == getattr(whole, name)
    for name in ("claims", "claims_of", "assertions_of", "assertions_on", "vetoes_of", "vetoes_on"):
        assert dict(getattr(book, name)) == dict(getattr(whole, name))
    for name in ("concerts_on", "concerts_of"):
        assert dict(getattr(book, name)) == dict(getattr(whole, name))
