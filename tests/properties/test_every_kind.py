"""Is every mixture of interests, doubts, oaths and days judged, and told in whole sentences?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.neutrality.digest import canonical
from procurement.neutrality.findings import Finding, Level, State, TieCode
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from vendors.ownership.facts import (
    KINDS,
    Attestation,
    AttestationKind,
    Basis,
    Confidence,
    Dimension,
    Fact,
    Facts,
    Interval,
    Kind,
    Party,
    PartyKind,
)
from vendors.ownership.interval import ONE_PERCENT

pytestmark = pytest.mark.slow

TODAY = date(2026, 7, 1)
PARTIES = {
    "V": Party("V", name="Vendor"),
    "X": Party("X", name="Rival"),
    "Y": Party("Y", publicly_listed=True, name="Other Rival"),
    "H": Party("H", name="Holding"),
    "T": Party("T", PartyKind.ARRANGEMENT, name="Trust"),
    "U": Party("U", PartyKind.UNKNOWN, name="Somebody"),
    "P": Party("P", PartyKind.PERSON, name="Ann"),
    "Q": Party("Q", PartyKind.PERSON, name="Bob"),
    "S": Party("S", PartyKind.STATE, name="State"),
}
SUBJECTS = ("V", "X", "Y", "H", "T")
ASKED_AS_OWNERSHIP = {TieCode.VENDOR_OWNS_COMPETITOR, TieCode.COMMON_HOLDER}
days = st.none() | st.integers(-900, 900).map(lambda days: TODAY + timedelta(days))


@st.composite
def shares(draw: st.DrawFn) -> Interval | None:
    low = draw(st.integers(0, 20)) * 5
    high = draw(st.integers(low // 5, 20)) * 5
    is_band = low < high
    return draw(
        st.none()
        | st.just(
            Interval(
                low * ONE_PERCENT,
                high * ONE_PERCENT,
                lo_open=is_band and draw(st.booleans()),
                hi_open=is_band and draw(st.booleans()),
            )
        )
    )


@st.composite
def statements(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from(Kind))
    spec = KINDS[kind]
    people = st.sampled_from(("P", "Q"))
    owner = draw(people if spec.person_only else st.sampled_from([*PARTIES, None]))
    subject = draw(people if spec.subject_is_person else st.sampled_from(SUBJECTS))
    begins, ends = draw(days), draw(days)
    if begins and ends and ends < begins:
        begins, ends = ends, begins
    return Fact(
        f"f{number}",
        f"r{number}",
        owner,
        subject,
        kind,
        draw(shares()) if spec.share_expected else None,
        directness=draw(st.sampled_from(("direct", "direct", "indirect", "unknown"))),
        confidence=draw(st.sampled_from([Confidence.CONFIRMED, *Confidence])),
        source=f"d{number}",
        valid_from=begins,
        valid_to=ends,
        key_person=draw(st.booleans()) if "key_person" in spec.fields else False,
        members=tuple(draw(st.lists(st.sampled_from(list(PARTIES)), max_size=3, unique=True)))
        if kind is Kind.CONCERT
        else (),
        exercisable_from=draw(days) if "exercisable_from" in spec.fields else None,
        basis=draw(st.sampled_from([None, *Basis])) if "basis" in spec.fields else None,
        seats=draw(st.integers(0, 3)) if "seats" in spec.fields else None,
        seats_total=draw(st.integers(0, 5)) if "seats" in spec.fields else None,
        nominated_by=draw(st.sampled_from([None, "X", "H"]))
        if "nominated_by" in spec.fields
        else None,
        same_as=draw(st.sampled_from([None, "one holding"])) if "same_as" in spec.fields else None,
        tie_ends_on=draw(days) if "tie_ends_on" in spec.fields else None,
    )


@st.composite
def oaths(draw: st.DrawFn, number: int) -> Attestation:
    kind = draw(st.sampled_from([AttestationKind.COMPLETE, *AttestationKind]))
    return Attestation(
        f"a{number}",
        draw(st.sampled_from(SUBJECTS)),
        kind,
        draw(st.sampled_from([None, *Dimension])),
        draw(st.integers(0, 100)) * ONE_PERCENT
        if kind in {AttestationKind.ALL_HOLDERS_ABOVE, AttestationKind.NOBODY_ABOVE}
        else None,
        draw(days),
    )


@st.composite
def everything_said(draw: st.DrawFn) -> Facts:
    facts = [draw(statements(number)) for number in range(draw(st.integers(1, 9)))]
    sworn = [draw(oaths(number)) for number in range(draw(st.integers(0, 3)))]
    return Facts(PARTIES, tuple(facts), tuple(sworn), TODAY)


policies = st.builds(
    Policy,
    aggregate=st.booleans(),
    expand_common_control=st.booleans(),
    accept_over_100=st.booleans(),
    board_rights_need_attestation=st.booleans(),
    staleness_days=st.none() | st.integers(0, 900),
)


def judged(facts: Facts, policy: Policy) -> Judgement:
    return judge(facts=facts, vendor="V", competitors=["X", "Y"], policy=policy)


@settings(max_examples=120)
@given(everything_said(), policies)
def test_whatever_is_said_is_judged_and_told(facts: Facts, policy: Policy) -> None:
    found = judged(facts, policy)

    assert found.rules.keys() == set(Level) - {Level.NONE}
    assert (found.level is Level.NONE) == (found.state is State.CLEAR)
    assert found.next_boundary is None or found.next_boundary > TODAY
    assert "\\u000" not in canonical(found)  # stand-ins for holders without a name stay inside
    for finding in found.findings:
        check(finding)
        check_numbers(finding, policy)


def check(finding: Finding) -> None:
    sentence = finding.sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    for slip in ("  ", " ,", " .", ",.", "..", ";.", " ;", ": .", "None", "()"):
        assert slip not in sentence
    assert set(finding.involved) <= set(finding.competitors) <= {"X", "Y"}
    if finding.state in {State.CONFLICT, State.POSSIBLE}:
        assert finding.involved
        assert finding.paths
        assert finding.sources
    for question in finding.would_settle:
        assert question.party in PARTIES
        assert question.sentence


def check_numbers(finding: Finding, policy: Policy) -> None:
    if finding.min is not None and finding.max is not None and finding.worst is not None:
        assert 0 <= finding.min <= finding.max <= finding.worst
        assert finding.worst <= 100 or policy.accept_over_100


@settings(max_examples=120)
@given(everything_said(), policies, st.randoms(use_true_random=False))
def test_the_same_said_in_another_order_is_the_same_to_the_byte(
    facts: Facts, policy: Policy, chance: Random
) -> None:
    shuffled, sworn = list(facts.facts), list(facts.attestations)
    chance.shuffle(shuffled)
    chance.shuffle(sworn)

    again = replace(facts, facts=tuple(shuffled), attestations=tuple(sworn))

    assert canonical(judged(again, policy)) == canonical(judged(facts, policy))


@settings(max_examples=120)
@given(everything_said(), policies)
def test_nothing_changes_before_the_next_boundary(facts: Facts, policy: Policy) -> None:
    found = judged(facts, policy)
    eve = TODAY + timedelta(60) if found.next_boundary is None else found.next_boundary
    eve = max(TODAY, eve - timedelta(1))

    later = judged(replace(facts, valid_at=eve), policy)

    assert (later.state, later.level, later.rules) == (found.state, found.level, found.rules)
    assert later.next_boundary == found.next_boundary


@settings(max_examples=120)
@given(everything_said(), policies, st.data())
def test_a_fact_about_others_changes_nothing(
    facts: Facts, policy: Policy, data: st.DataObject
) -> None:
    """The footprints, of the vendor and of the competitors' groups, name all that matters."""
    found = judged(facts, policy)
    more = data.draw(statements(99))
    ends = {more.owner, more.subject, more.nominated_by, *more.members}
    if ends & (found.footprint | found.group_footprint):
        return

    again = judged(replace(facts, facts=(*facts.facts, more)), policy)

    assert again.findings == found.findings


@settings(max_examples=120)
@given(everything_said(), policies, st.data())
def test_naming_somebody_undoes_nothing_that_was_clear(
    facts: Facts, policy: Policy, data: st.DataObject
) -> None:
    """But for whoever is unnamed at a competitor, and what is asked about as ownership."""
    place = data.draw(st.integers(0, len(facts.facts) - 1))
    fact = facts.facts[place]
    named = data.draw(st.sampled_from(("P", "Q") if fact.spec.person_only else tuple(PARTIES)))
    unnamed_facts, named_facts = (
        replace(
            facts,
            facts=(
                *facts.facts[:place],
                replace(fact, owner=owner),
                *facts.facts[place + 1 :],
            ),
        )
        for owner in (None, named)
    )
    before, after = judged(unnamed_facts, policy), judged(named_facts, policy)
    if (
        before.overlays.contradictory
        or after.overlays.contradictory
        or fact.subject in before.group_footprint | {named}
        or fact.nominated_by is not None  # a seat kept for somebody is filled, not named
    ):
        return

    undone = {rule for rule, state in before.rules.items() if state is State.CLEAR} & {
        finding.rule
        for finding in after.findings
        if finding.state is not State.CLEAR and finding.tie_code not in ASKED_AS_OWNERSHIP
    }
    assert undone == set()
