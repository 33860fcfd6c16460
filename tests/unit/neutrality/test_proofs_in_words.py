"""Does a sentence say what the proof really is, where adding up shares would mislead?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from procurement.neutrality.findings import Level
from tests.unit.neutrality.test_sentences import found, founder, told
from tests.unit.ownership.cap_tables import disputed, holds, relates, reported, totals
from vendors.ownership.facts import Fact, Kind


def test_own_shares_are_left_out_aloud() -> None:
    said = told(
        Level.JOINT_OR_NEGATIVE_CONTROL,
        holds("Rival", "Vendor", 45),
        holds("Vendor", "Vendor", 10),
        founder(45),
    )

    assert said == (
        "Rival has joint or negative control of Vendor: "
        "Rival has 45 % (50 % leaving out the company's own shares) "
        "of the votes of Vendor, where 50 % or more is enough."
    )


def test_what_a_complete_list_leaves_is_told_as_the_proof() -> None:
    said = told(
        Level.CONTROL,
        holds("Rival", "Vendor", "[0..100]"),
        holds("Founder", "Vendor", "[10..40]"),
    )

    assert said == (
        "Rival controls Vendor: "
        "Rival has at least 60 % (what the others leave) of the votes of Vendor, "
        "where more than 50 % is control."
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([holds("Rival", "Vendor", 8)], "8 % of the economic interest in Vendor, directly"),
        (
            [holds("Rival", "Holding", 40), holds("Holding", "Vendor", 20)],
            "8 % of the economic interest in Vendor, through Holding",
        ),
        (
            [
                holds("Rival", "Vendor", 8),
                holds("Rival", "Holding", 40),
                holds("Holding", "Vendor", 5),
            ],
            "10 % of the economic interest in Vendor, directly and through Holding",
        ),
        (
            [totals("Rival", "Vendor", 8)],
            "8 % of the economic interest in Vendor, directly or indirectly",
        ),
        (
            [holds("Rival", "Holding", 40), totals("Holding", "Vendor", 20)],
            "8 % of the economic interest in Vendor, through Holding",
        ),
        (
            [
                holds("Rival", "Vendor", 10),
                holds("Holding", "Vendor", 25),
                holds("Vendor", "Holding", 80),
            ],
            "12.5 % of the economic interest in Vendor, directly and through others",
        ),
    ],
)
def test_an_interest_is_told_with_the_way_it_takes(facts: list[Fact], words: str) -> None:
    said = told(Level.MATERIAL_INTEREST, *facts, complete=False)

    assert said == f"Rival has {words}, where 5 % or more is material."


def test_an_interest_over_totals_has_its_chain_and_its_sources() -> None:
    below, above = totals("Holding", "Vendor", 20), totals("Rival", "Holding", 40)

    finding = found(Level.MATERIAL_INTEREST, below, above, complete=False)

    [path] = finding.paths
    assert [(step.party, step.interest, step.share) for step in path] == [
        ("Rival", "claim", "40 %"),
        ("Holding", "claim", "20 %"),
        ("Vendor", None, None),
    ]
    assert finding.sources == tuple(sorted([below.source, above.source]))


def test_what_others_may_have_is_not_told_of_one_alone() -> None:
    facts = (
        holds("One", "Vendor", 22),
        reported(holds("Two", "Vendor", 10)),
        founder(68),
    )

    assert told(Level.MATERIAL_INTEREST, *facts, rivals=("One", "Two")).startswith(
        "One and Two together have at least 22 % and at most 32 % of the economic interest"
    )
    assert told(Level.SIGNIFICANT_INFLUENCE, *facts, rivals=("One", "Two")).startswith(
        "One and Two together hold at least 22 % and at most 32 % of the votes of Vendor"
    )


@pytest.mark.parametrize(("doubt", "words"), [(reported, "only reported"), (disputed, "disputed")])
def test_a_doubtful_fact_is_told_as_one(doubt: Callable[[Fact], Fact], words: str) -> None:
    facts = (doubt(holds("Rival", "Vendor", 60)), founder(40))

    assert told(Level.CONTROL, *facts).startswith(
        f"Rival may control Vendor, as far as the disclosed facts go, some of which are {words}: "
    )
    assert told(Level.SIGNIFICANT_INFLUENCE, *facts).startswith(
        "Rival may hold up to 60 % of the votes of Vendor, so perhaps at or above the threshold "
        f"of 20 %, by facts some of which are {words}."
    )
    assert told(Level.MATERIAL_INTEREST, *facts) == (
        "Rival may have up to 60 % of the economic interest in Vendor as far as the disclosed "
        f"facts go, some of which are {words} (none is proved), where 5 % or more is material."
    )


def test_a_right_of_somebody_undisclosed_is_told_as_a_right_and_not_as_a_share() -> None:
    right = relates("Holding", "Vendor", Kind.VETO_RIGHTS)
    nameless = relates(None, "Vendor", Kind.VETO_RIGHTS)

    assert told(Level.JOINT_OR_NEGATIVE_CONTROL, right, founder(100)) == (
        "It is not disclosed whether Rival can block or share decisions of Vendor: "
        "it is not disclosed who stands behind Holding; Holding can veto decisions of Vendor."
    )
    assert told(Level.JOINT_OR_NEGATIVE_CONTROL, nameless, founder(100)) == (
        "It is not disclosed whether Rival can block or share decisions of Vendor: "
        "an unnamed holder can veto decisions of Vendor."
    )


def test_totals_that_pass_only_together_are_told_together() -> None:
    said = told(
        Level.CONTROL,
        totals("One", "Vendor", "(25..50]"),
        totals("Two", "Vendor", "(25..50]"),
        rivals=("One", "Two"),
        complete=False,
    )

    assert said == (
        "One and Two may control Vendor, as far as the disclosed facts go: "
        "One and Two may together have up to 100 % of the votes of Vendor, directly or indirectly, "
        "where more than 50 % is control."
    )


def test_who_only_may_stand_behind_a_rival_is_told_so() -> None:
    facts = (holds("Parent", "Rival", "[40..60]"), holds("Parent", "Vendor", 55), founder(45))

    assert told(Level.CONTROL, *facts) == (
        "Rival may control Vendor, as far as the disclosed facts go: "
        "Parent may stand behind Rival; Parent has 55 % of the votes of Vendor, "
        "where more than 50 % is control."
    )


def test_a_subsidiary_is_told_with_its_group_and_each_house_with_its_place() -> None:
    said = told(
        Level.TIE,
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        relates("Ann", "Daughter", Kind.BOARD_SEAT),
        relates("Ann", "Rival", Kind.EMPLOYMENT),
        holds("Rival", "Daughter", 60),
        founder(100),
    )

    assert said == (
        "Ann is a director of Vendor and "
        "a director of Daughter (of the group of Rival) and an employee of Rival."
    )


def test_a_reported_tie_is_not_told_as_a_fact() -> None:
    said = told(Level.TIE, reported(relates("Rival", "Vendor", Kind.DATA_ACCESS)), founder(100))

    assert said == "Rival has access to data of Vendor. So far this is possible, not proved."


def test_a_debt_is_owed_to_whom_it_is_owed() -> None:
    said = told(
        Level.TIE,
        holds("One", "Vendor", 12, Kind.DEBT),
        founder(100),
        rivals=("One", "Two"),
    )

    assert said == "Vendor owes One 12 % of its debt, where 10 % or more is a tie."
