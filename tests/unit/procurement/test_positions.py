"""Clauses are held against what is known, and what cannot be known is said to be unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from procurement.neutrality.casefile import AsOf, read_case
from procurement.neutrality.policy import Policy
from procurement.positions import Positions, survey
from procurement.positions.parties import MOST_PARTIES
from procurement.positions.values import Answer, Measure
from tests.unit.ownership.cap_tables import cap_table, holds

CASE = Path(__file__).resolve().parents[2] / "cases" / "SCALE-META.json"


def positions(on: date) -> Positions:
    case = read_case(CASE.read_text())
    return survey(
        case.facts(AsOf(valid=on, known=on)),
        vendor="Scale",
        competitors=case.competitors,
        policy=case.policy,
        heard_on={},
    )


def test_a_stake_without_votes_is_money_and_no_vote() -> None:
    of_meta = {
        each.measure: each for each in positions(date(2025, 6, 20)).measured if each.party == "Meta"
    }

    assert (of_meta[Measure.ECONOMIC].lo, of_meta[Measure.ECONOMIC].hi) == (49, 49)
    assert of_meta[Measure.VOTING].hi == Fraction(0)


def test_whether_a_holder_controls_is_unknown_while_the_votes_are_not_disclosed() -> None:
    answers = {each.party: each.answer for each in positions(date(2025, 6, 20)).controlled}

    assert answers["Meta"] is Answer.UNKNOWN


def test_a_competitor_without_a_known_stake_controls_nothing() -> None:
    answers = {each.party: each.answer for each in positions(date(2025, 6, 1)).controlled}

    assert answers["Meta"] is Answer.NO


def test_the_founder_left_and_works_for_the_competitor() -> None:
    (move,) = positions(date(2025, 6, 20)).key_people

    assert (move.party, move.left, move.joined_competitor) == ("Wang", Answer.YES, Answer.YES)


def test_whoever_controls_the_vendor_is_asked_about_however_many_stand_nearer() -> None:
    crowd = [holds(f"Fund {number:03d}", "V", "0.1") for number in range(MOST_PARTIES + 20)]
    chain = [holds("Middle", "V", 60), holds("Top", "Middle", 60), holds("Ann", "Top", 60)]

    found = survey(
        cap_table(*crowd, *chain), vendor="V", competitors=["X"], policy=Policy(), heard_on={}
    )

    answers = {each.party: each.answer for each in found.controlled}
    assert answers["Ann"] is Answer.YES
