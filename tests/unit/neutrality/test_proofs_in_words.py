"""Does a sentence say what the proof really is, where adding up shares would mislead?"""

from __future__ import annotations

from procurement.neutrality.findings import Level
from tests.unit.neutrality.test_sentences import founder, told
from tests.unit.ownership.cap_tables import holds, relates, reported, totals
from vendors.ownership.facts import Kind


def test_own_shares_are_left_out_aloud() -> None:
    said = told(
        Level.JOINT_OR_NEGATIVE_CONTROL,
        holds("Rival", "Vendor", 45),
        holds("Vendor", "Vendor", 10),
        founder(45),
    )

    assert said == (
        "Rival has joint or negative control of Vendor: "
        "Rival has 45 % (50 % leaving out its own shares) of the votes of Vendor."
    )


def test_what_a_complete_list_leaves_is_told_as_the_proof() -> None:
    said = told(
        Level.CONTROL,
        holds("Rival", "Vendor", "[0..100]"),
        holds("Founder", "Vendor", "[10..40]"),
    )

    assert said == (
        "Rival controls Vendor: "
        "Rival has at least 60 % (what the others leave) of the votes of Vendor."
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
        "One and Two may together have up to 100 % of Vendor, directly or indirectly."
    )


def test_who_only_may_stand_behind_a_rival_is_told_so() -> None:
    facts = (holds("Parent", "Rival", "[40..60]"), holds("Parent", "Vendor", 55), founder(45))

    assert told(Level.CONTROL, *facts) == (
        "Rival may control Vendor, as far as the disclosed facts go: "
        "Parent may stand behind Rival; Parent has 55 % of the votes of Vendor."
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
