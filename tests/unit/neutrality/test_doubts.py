"""What may a report, a dispute, old evidence or an oath do to a verdict?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.neutrality.findings import Finding, Level, State
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import (
    cap_table,
    disputed,
    holds,
    relates,
    reported,
    sworn,
    sworn_complete,
)
from vendors.ownership.facts import AttestationKind, Confidence, Dimension, Fact, Facts, Kind

LAST_YEAR = date(2025, 3, 1)
TODAY = date(2026, 7, 1)


def judged(facts: Facts, policy: Policy | None = None) -> Judgement:
    return judge(facts=facts, vendor="Vendor", competitors=["Rival"], policy=policy or Policy())


def of(found: Judgement, rule: Level) -> Finding:
    return next(each for each in found.findings if each.rule is rule)


def vendor_of_the_founder(*more: Fact, founder: int = 100, on: date | None = None) -> Facts:
    return cap_table(
        holds("Founder", "Vendor", founder),
        *more,
        people=["Founder"],
        sworn=[sworn_complete("Vendor")],
        on=on,
    )


def test_a_founder_who_holds_everything_clears_the_vendor() -> None:
    found = judged(vendor_of_the_founder())

    assert (found.state, found.level) == (State.CLEAR, Level.NONE)


def test_a_report_of_a_takeover_makes_control_possible_and_proves_nothing() -> None:
    found = judged(vendor_of_the_founder(reported(holds("Rival", "Vendor", 60))))

    control = of(found, Level.CONTROL)
    assert (found.state, found.level) == (State.POSSIBLE, Level.CONTROL)
    assert (control.min, control.max) == (Decimal(0), Decimal(60))


def test_a_report_does_not_make_the_column_contradictory() -> None:
    """Sixty and a hundred are too much; but somebody may have sold."""
    found = judged(vendor_of_the_founder(reported(holds("Rival", "Vendor", 60))))

    assert found.overlays.contradictory == ()


def test_a_report_of_more_keeps_what_is_confirmed_as_proved() -> None:
    facts = vendor_of_the_founder(
        holds("Rival", "Vendor", 10), reported(holds("Rival", "Vendor", 60)), founder=90
    )

    money = of(judged(facts), Level.MATERIAL_INTEREST)

    assert money.state is State.CONFLICT
    assert (money.min, money.max) == (Decimal(10), Decimal(60))


def test_a_report_of_less_takes_nothing_from_what_is_confirmed() -> None:
    facts = vendor_of_the_founder(
        holds("Rival", "Vendor", 60), reported(holds("Rival", "Vendor", 10)), founder=40
    )

    found = judged(facts)

    assert (found.state, found.level) == (State.CONFLICT, Level.CONTROL)


def test_a_proof_rests_on_nothing_that_is_merely_reported() -> None:
    known = holds("Rival", "Vendor", 40)
    rumour = replace(reported(holds("Fund", "Vendor", 20)), source="press")
    facts = vendor_of_the_founder(replace(known, source="registry"), rumour, founder=60)

    influence = of(judged(facts), Level.SIGNIFICANT_INFLUENCE)

    assert influence.state is State.CONFLICT
    assert influence.sources == ("registry",)
    assert {path[0].share for path in influence.paths} == {"40 %"}


def test_a_reported_buyer_between_rival_and_vendor_opens_the_whole_chain() -> None:
    facts = vendor_of_the_founder(
        reported(holds("Holding", "Vendor", 70)), holds("Rival", "Holding", 100)
    )

    control = of(judged(facts), Level.CONTROL)

    assert control.state is State.POSSIBLE
    assert control.involved == ("Rival",)


@pytest.mark.parametrize("kind", [Kind.DEBT, Kind.REVENUE_SHARE])
def test_a_reported_dependence_is_a_possible_tie(kind: Kind) -> None:
    found = judged(vendor_of_the_founder(reported(holds("Rival", "Vendor", 40, kind))))

    assert (found.state, found.level) == (State.POSSIBLE, Level.TIE)


def test_a_reported_directorship_is_a_possible_interlock() -> None:
    facts = cap_table(
        holds("Founder", "Vendor", 100),
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        reported(relates("Ann", "Rival", Kind.BOARD_SEAT)),
        people=["Founder", "Ann"],
        sworn=[sworn_complete("Vendor")],
    )

    found = judged(facts)

    assert found.rules[Level.TIE] is State.POSSIBLE


def test_a_policy_may_let_only_confirmed_facts_prove() -> None:
    probable = replace(holds("Rival", "Vendor", 60), confidence=Confidence.PROBABLE)
    strict = replace(Policy(), proving_confidences=(Confidence.CONFIRMED,))
    facts = vendor_of_the_founder(probable, founder=40)

    assert judged(facts).state is State.CONFLICT
    assert judged(facts, strict).state is State.POSSIBLE


def test_a_disputed_holding_proves_nothing_against_the_vendor() -> None:
    found = judged(vendor_of_the_founder(disputed(holds("Rival", "Vendor", 60)), founder=40))

    assert found.state is State.POSSIBLE
    assert {subject for subject, _ in found.overlays.contradictory} == {"Vendor"}


def test_a_disputed_holding_of_somebody_else_clears_nobody() -> None:
    facts = vendor_of_the_founder(disputed(holds("Ann", "Vendor", 1)), founder=99)

    found = judged(facts)

    assert found.state is State.INSUFFICIENT
    assert "contradicts itself" in of(found, Level.CONTROL).sentence


def test_holders_of_more_than_everything_prove_only_what_the_others_leave() -> None:
    facts = cap_table(holds("Rival", "Vendor", 60), holds("Founder", "Vendor", 70))

    control = of(judged(facts), Level.CONTROL)

    assert (control.min, control.max) == (Decimal(30), Decimal(60))
    assert control.state is State.POSSIBLE


def test_holders_of_too_little_contradict_an_oath_of_completeness() -> None:
    found = judged(vendor_of_the_founder(founder=60))

    assert found.state is State.INSUFFICIENT
    assert found.overlays.contradictory == (("Vendor", "economic"), ("Vendor", "votes"))


def test_a_published_rounding_contradicts_nothing() -> None:
    thirds = [holds(name, "Vendor", "33.33") for name in ("Ann", "Bob", "Cyd")]
    facts = cap_table(*thirds, people=["Ann", "Bob", "Cyd"], sworn=[sworn_complete("Vendor")])

    assert judged(facts).state is State.CLEAR


def test_two_sources_of_one_holding_that_cannot_both_be_right_are_a_contradiction() -> None:
    register = replace(holds("Founder", "Vendor", 100), same_as="the founder's shares")
    newspaper = replace(holds("Founder", "Vendor", 80), same_as="the founder's shares")

    found = judged(cap_table(register, newspaper, people=["Founder"]))

    assert found.state is State.INSUFFICIENT
    assert found.overlays.contradictory != ()


def test_two_sources_of_one_holding_that_agree_are_counted_once() -> None:
    register = replace(holds("Rival", "Vendor", "25..50"), same_as="rival's shares")
    return_ = replace(holds("Rival", "Vendor", 30), same_as="rival's shares")

    money = of(judged(cap_table(register, return_)), Level.MATERIAL_INTEREST)

    assert (money.min, money.max) == (Decimal(30), Decimal(30))


def test_evidence_older_than_the_policy_allows_clears_nobody() -> None:
    old = replace(holds("Founder", "Vendor", 100), asserted_on=LAST_YEAR)
    facts = cap_table(old, people=["Founder"], on=TODAY)

    fresh = judged(facts, replace(Policy(), staleness_days=600))
    stale = judged(facts, replace(Policy(), staleness_days=365))

    assert fresh.state is State.CLEAR
    assert (stale.state, stale.overlays.stale) == (State.INSUFFICIENT, True)
    assert "older than 365 days" in of(stale, Level.CONTROL).sentence


def test_old_evidence_still_convicts() -> None:
    old = replace(holds("Rival", "Vendor", 60), asserted_on=LAST_YEAR)

    stale = judged(cap_table(old, on=TODAY), replace(Policy(), staleness_days=30))

    assert (stale.state, stale.level) == (State.CONFLICT, Level.CONTROL)


def test_a_fresh_report_does_not_refresh_old_evidence() -> None:
    old = replace(holds("Founder", "Vendor", 100), asserted_on=LAST_YEAR)
    rumour = replace(reported(holds("Ann", "Vendor", 1)), asserted_on=TODAY)
    facts = cap_table(old, rumour, people=["Founder", "Ann"], on=TODAY)

    assert judged(facts, replace(Policy(), staleness_days=365)).overlays.stale


def test_who_swears_that_every_holder_above_five_is_named_leaves_a_competitor_less() -> None:
    facts = cap_table(
        holds("Founder", "Vendor", 60),
        people=["Founder"],
        sworn=[sworn("Vendor", AttestationKind.ALL_HOLDERS_ABOVE, 5)],
    )

    money = of(judged(facts), Level.MATERIAL_INTEREST)

    assert money.state is State.CLEAR
    assert (money.worst, money.worst_open) == (Decimal(5), True)


def test_who_swears_to_nothing_leaves_everything_open() -> None:
    found = judged(cap_table(holds("Founder", "Vendor", 40), people=["Founder"]))

    assert (found.state, found.level) == (State.INSUFFICIENT, Level.CONTROL)
    assert of(found, Level.CONTROL).worst == 60


@pytest.mark.parametrize("kind", [AttestationKind.REFUSED, AttestationKind.NOT_YET])
def test_a_refusal_to_disclose_is_no_disclosure(kind: AttestationKind) -> None:
    oath = replace(sworn("Vendor", kind, 0), value=None)
    facts = cap_table(holds("Founder", "Vendor", 40), people=["Founder"], sworn=[oath])

    assert judged(facts).state is State.INSUFFICIENT


def test_a_board_that_only_the_general_meeting_fills_ties_nobody_to_anybody() -> None:
    """Both lists are complete and name nobody: it is not one nobody who fills both."""
    facts = cap_table(
        holds("Founder", "Vendor", 100),
        holds("Ann", "Rival", 100),
        people=["Founder", "Ann"],
        sworn=[
            sworn_complete(company, dimension)
            for company in ("Vendor", "Rival")
            for dimension in (None, Dimension.BOARD)
        ],
    )

    assert judged(facts).state is State.CLEAR


def test_an_unnamed_holder_may_be_the_competitor() -> None:
    facts = cap_table(
        holds(None, "Vendor", 60),
        holds("Founder", "Vendor", 40),
        people=["Founder"],
        sworn=[sworn_complete("Vendor")],
    )

    found = judged(facts)

    assert (found.state, found.level) == (State.INSUFFICIENT, Level.CONTROL)


def test_an_unnamed_holder_has_no_name_to_leak() -> None:
    facts = cap_table(holds(None, "Rival", 60), holds("Rival", "Vendor", 60))

    found = judged(facts)

    assert all(step.party.isprintable() for f in found.findings for p in f.paths for step in p)
    assert all(finding.sentence.isprintable() for finding in found.findings)
