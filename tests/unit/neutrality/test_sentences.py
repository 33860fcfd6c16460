"""Can a lawyer repeat what a finding says, word for word, and not be contradicted?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from procurement.neutrality.findings import Finding, Level
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, holds, relates, sworn_complete, totals
from vendors.ownership.facts import Basis, Dimension, Fact, Kind

VENDOR_COMPLETE = (sworn_complete("Vendor"),)


def told(
    rule: Level,
    *facts: Fact,
    rivals: Sequence[str] = ("Rival",),
    complete: bool = True,
    on: date | None = None,
) -> str:
    """The first sentence of a rule; Founder, Ann and Bob are people."""
    return found(rule, *facts, rivals=rivals, complete=complete, on=on).sentence


def found(
    rule: Level,
    *facts: Fact,
    rivals: Sequence[str] = ("Rival",),
    complete: bool = True,
    on: date | None = None,
) -> Finding:
    table = cap_table(
        *facts,
        people=["Founder", "Ann", "Bob"],
        sworn=VENDOR_COMPLETE if complete else (),
        on=on,
    )
    judged = judge(facts=table, vendor="Vendor", competitors=rivals, policy=Policy())
    return next(finding for finding in judged.findings if finding.rule is rule)


def founder(percent: int) -> Fact:
    return holds("Founder", "Vendor", percent)


def test_control_is_told_with_its_proof() -> None:
    said = told(Level.CONTROL, holds("Rival", "Vendor", 60), founder(40))

    assert said == (
        "Rival controls Vendor: Rival has 60 % of the votes of Vendor, "
        "where more than 50 % is control."
    )


def test_control_through_others_is_told_link_by_link() -> None:
    said = told(
        Level.CONTROL, holds("Rival", "Holding", 80), holds("Holding", "Vendor", 60), founder(40)
    )

    assert said == (
        "Rival controls Vendor: Rival has 80 % of the votes of Holding; "
        "Holding has 60 % of the votes of Vendor, where more than 50 % is control."
    )


def test_control_that_is_only_possible_begins_where_the_proved_part_begins() -> None:
    said = told(
        Level.JOINT_OR_NEGATIVE_CONTROL,
        holds("Rival", "Holding", 100),
        holds("Holding", "Vendor", "(25..50]"),
        holds("Founder", "Vendor", "[50..75)"),
    )

    assert said == (
        "Rival may block or share decisions of Vendor, as far as the disclosed facts go: "
        "Rival has 100 % of the votes of Holding; "
        "Holding has more than 25 % and at most 50 % of the votes of Vendor, "
        "where 50 % or more is enough."
    )


def test_who_stands_behind_a_rival_is_not_taken_for_the_rival() -> None:
    facts = (holds("Parent", "Rival", 80), holds("Parent", "Vendor", 60), founder(40))

    assert told(Level.CONTROL, *facts) == (
        "Rival controls Vendor: Parent stands behind Rival; "
        "Parent has 60 % of the votes of Vendor, where more than 50 % is control."
    )
    assert told(Level.MATERIAL_INTEREST, *facts).startswith(
        "Rival, with Parent standing behind it, has 60 % of the economic interest in Vendor"
    )


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (None, "Rival is disclosed as controlling Vendor."),
        (Basis.GENERAL_PARTNER, "Rival controls Vendor as its general partner."),
        (Basis.CONSOLIDATION, "Rival controls Vendor and consolidates it in its accounts."),
        (Basis.LEGAL_FRAMEWORK, "Rival controls Vendor by law."),
        (Basis.NOMINATOR, "Vendor holds for Rival as its nominee."),
    ],
)
def test_control_without_shares_says_what_it_rests_on(basis: Basis | None, words: str) -> None:
    said = told(
        Level.CONTROL,
        replace(relates("Rival", "Vendor", Kind.CONTROL_ASSERTION), basis=basis),
        founder(100),
    )

    assert said == f"Rival controls Vendor: {words}"


def test_a_total_over_all_paths_is_told_as_one() -> None:
    said = told(Level.CONTROL, totals("Rival", "Vendor", "(50..75]"), complete=False)

    assert said == (
        "Rival controls Vendor: "
        "Rival has more than 50 % and at most 75 % of the votes of Vendor, directly or indirectly, "
        "where more than 50 % is control."
    )


def test_a_vendor_on_the_list_of_competitors_is_told_so_by_every_rule() -> None:
    for rule in Level:
        if rule not in {Level.NONE, Level.TIE}:
            said = told(rule, founder(100), rivals=["Vendor"])
            assert said == "Vendor is itself on the list of competitors."


def test_a_vendor_that_controls_a_competitor_is_told_which() -> None:
    said = told(Level.CONTROL, holds("Vendor", "Rival", 60), founder(100))

    assert said == (
        "Vendor controls Rival, on the list of competitors: Vendor has 60 % of the votes of Rival."
    )


def test_a_vendor_that_may_control_a_competitor_is_not_told_that_it_does() -> None:
    said = told(Level.CONTROL, holds("Vendor", "Rival", "30..60"), founder(100))

    assert said == (
        "Vendor may control Rival, on the list of competitors, as far as the disclosed facts go: "
        "Vendor has at least 30 % and at most 60 % of the votes of Rival."
    )


def test_several_competitors_are_named_up_to_three() -> None:
    rivals = ["Ant", "Bee", "Cat", "Dog", "Elk"]

    said = told(
        Level.CONTROL, *[holds(rival, "Vendor", 12) for rival in rivals], founder(40), rivals=rivals
    )

    assert said.startswith("Ant, Bee, Cat and 2 others together control Vendor")


def test_a_concert_is_told_by_its_members() -> None:
    pact = replace(relates("Pact", "Vendor", Kind.CONCERT), members=("Rival", "Fund"))

    said = told(
        Level.JOINT_OR_NEGATIVE_CONTROL,
        pact,
        holds("Rival", "Vendor", 20),
        holds("Fund", "Vendor", 35),
        founder(45),
    )

    assert said == (
        "Rival has joint or negative control of Vendor: "
        "Rival and Fund act together with 55 % of the votes of Vendor, "
        "where 50 % or more is enough."
    )


def test_a_veto_is_told_as_one() -> None:
    said = told(
        Level.JOINT_OR_NEGATIVE_CONTROL, relates("Rival", "Vendor", Kind.VETO_RIGHTS), founder(100)
    )

    assert said == (
        "Rival has joint or negative control of Vendor: Rival can veto decisions of Vendor."
    )


def test_a_third_of_the_equity_without_votes_is_influence_by_the_rule_that_says_so() -> None:
    said = told(
        Level.SIGNIFICANT_INFLUENCE,
        holds("Rival", "Vendor", 49, Kind.NON_VOTING_SHARES),
        holds("Founder", "Vendor", 51, Kind.SHAREHOLDING),
        holds("Founder", "Vendor", 100, Kind.VOTING_RIGHTS),
    )

    assert said == (
        "Rival holds 49 % of the equity of Vendor, at or above the one-third threshold "
        "of 12 CFR 225.32(c), but no votes."
    )


def test_votes_held_through_a_subsidiary_name_it() -> None:
    said = told(
        Level.SIGNIFICANT_INFLUENCE,
        holds("Rival", "Nominees", 51),
        holds("Nominees", "Vendor", 21),
        founder(79),
    )

    assert said == (
        "Rival, through Nominees, holds 21 % of the votes of Vendor, "
        "at or above the threshold of 20 %."
    )


def test_an_interest_is_told_with_both_its_ends() -> None:
    said = told(Level.MATERIAL_INTEREST, holds("Rival", "Vendor", "(4..6]"), complete=False)

    assert said == (
        "Rival may have up to 6 % of the economic interest in Vendor as far as the disclosed facts "
        "go (more than 4 % is proved), where 5 % or more is material."
    )


def test_what_is_not_disclosed_is_told_as_that_and_not_as_guilt() -> None:
    facts = (holds("Holding", "Vendor", 70), founder(30))

    assert told(Level.CONTROL, *facts) == (
        "It is not disclosed whether Rival can control Vendor: undisclosed holders may give it "
        "up to 70 % of the votes of Vendor, and more than 50 % is enough."
    )
    assert told(Level.MATERIAL_INTEREST, *facts) == (
        "Undisclosed holders may give Rival up to 70 % of the economic interest in Vendor, "
        "where 5 % or more is material."
    )


def test_a_clear_rule_says_how_much_would_have_been_needed() -> None:
    facts = (holds("Rival", "Vendor", 3), founder(97))

    assert told(Level.CONTROL, *facts) == (
        "Rival cannot control Vendor: it has at most 3 % of the votes of Vendor, "
        "and more than 50 % would be needed."
    )


def test_among_several_rivals_a_clear_rule_speaks_of_any_of_them() -> None:
    said = told(Level.MATERIAL_INTEREST, founder(100), rivals=["Rival", "Other"])

    assert said == (
        "A competitor has none of the economic interest in Vendor; 5 % or more is material."
    )


def test_a_director_in_both_houses_is_named_with_both_offices() -> None:
    said = told(
        Level.TIE,
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        relates("Ann", "Rival", Kind.EMPLOYMENT),
        founder(100),
    )

    assert said == "Ann is a director of Vendor and an employee of Rival."


def test_a_key_person_hired_away_is_told_with_the_day_and_the_period() -> None:
    left = date(2025, 6, 12)
    said = told(
        Level.TIE,
        replace(relates("Ann", "Vendor", Kind.SENIOR_OFFICIAL), key_person=True, valid_to=left),
        replace(relates("Ann", "Rival", Kind.EMPLOYMENT), valid_from=left),
        founder(100),
        on=date(2025, 7, 1),
    )

    assert said == (
        "Ann, a key person of Vendor, left on 2025-06-12 and is an employee of Rival, "
        "within the cooling-off period of 24 months."
    )


def test_a_relative_is_told_with_whose_relative_it_is() -> None:
    said = told(
        Level.TIE,
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        relates("Ann", "Bob", Kind.FAMILY),
        relates("Bob", "Rival", Kind.SENIOR_OFFICIAL),
        founder(100),
    )

    assert said == "Bob, a relative of Ann, a director of Vendor, is an officer of Rival."


def test_a_common_holder_is_told_with_both_its_parts() -> None:
    fund = found(Level.TIE, holds("Fund", "Rival", 25), holds("Fund", "Vendor", 20), founder(80))

    assert fund.sentence == (
        "Fund has 20 % of Vendor and 25 % of Rival, in money or votes, "
        "where 20 % or more of both is a close link."
    )
    assert (fund.about, fund.involved) == ("Fund", ("Rival",))


def test_a_share_of_the_debt_is_told_with_its_limit() -> None:
    said = told(Level.TIE, holds("Rival", "Vendor", 12, Kind.DEBT), founder(100))

    assert said == "Vendor owes Rival 12 % of its debt, where 10 % or more is a tie."


def test_numbers_are_rounded_to_the_side_that_claims_less() -> None:
    """A third of a third of a third, as near as six decimals come."""
    third = "33.333333"
    finding = found(
        Level.MATERIAL_INTEREST,
        holds("Rival", "One", third),
        holds("One", "Two", third),
        holds("Two", "Vendor", third),
        complete=False,
    )

    assert finding.min is not None
    assert finding.max is not None
    assert str(finding.min) == "3.703703"
    assert str(finding.max) == "3.703704"
    assert finding.measure == Dimension.ECONOMIC
