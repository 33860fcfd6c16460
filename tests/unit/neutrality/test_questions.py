"""What would settle a finding that is not settled, and what is worth asking first?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from procurement.neutrality.findings import Ask, Finding, Level, Settling, State
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import (
    cap_table,
    holds,
    relates,
    reported,
    sworn_complete,
    totals,
)
from vendors.ownership.facts import Fact, Kind


def finding(rule: Level, *facts: Fact, sworn: Iterable[str] = ("Vendor",)) -> Finding:
    table = cap_table(*facts, people=["Founder"], sworn=[sworn_complete(name) for name in sworn])
    judged = judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=Policy())
    return next(each for each in judged.findings if each.rule is rule)


def asked(questions: Iterable[Settling]) -> list[tuple[str, str]]:
    return [(question.party, str(question.exposure)) for question in questions]


def test_an_undisclosed_parent_is_asked_who_is_behind_it() -> None:
    found = finding(Level.CONTROL, holds("Holding", "Vendor", 70), holds("Founder", "Vendor", 30))

    [question] = found.would_settle
    assert found.state is State.INSUFFICIENT
    assert (question.party, question.dimension) == ("Holding", "votes")
    assert question.sentence == "who holds the votes of Holding"


def test_the_parent_on_which_most_hangs_is_asked_first() -> None:
    found = finding(
        Level.MATERIAL_INTEREST,
        holds("Small", "Vendor", 20),
        holds("Large", "Vendor", 50),
        holds("Middle", "Vendor", 30),
    )

    assert asked(found.would_settle) == [
        ("Large", "50.000000"),
        ("Middle", "30.000000"),
        ("Small", "20.000000"),
    ]


def test_what_hangs_on_a_distant_holder_is_its_part_of_all_the_links() -> None:
    found = finding(
        Level.MATERIAL_INTEREST,
        holds("Founder", "Vendor", 50),
        holds("Middle", "Vendor", 50),
        holds("Top", "Middle", 40),
        holds("Founder", "Middle", 60),
        sworn=["Vendor", "Middle"],
    )

    assert asked(found.would_settle) == [("Top", "20.000000")]


def test_the_undisclosed_rest_is_asked_for_by_its_size() -> None:
    found = finding(Level.MATERIAL_INTEREST, holds("Founder", "Vendor", "87.5"), sworn=())

    [question] = found.would_settle
    assert question.sentence == (
        "who holds the remaining 12.5 % of the economic interest in Vendor"
    )
    assert str(question.exposure) == "12.500000"


def test_a_band_is_asked_for_the_exact_share() -> None:
    found = finding(Level.CONTROL, holds("Rival", "Vendor", "(25..60]"), sworn=())

    [question] = found.would_settle
    assert found.state is State.POSSIBLE
    assert question.sentence == (
        "what exactly Rival has of the votes of Vendor: so far more than 25 % and at most 60 %"
    )


def test_a_report_is_asked_for_confirmation() -> None:
    found = finding(
        Level.CONTROL, holds("Founder", "Vendor", 100), reported(holds("Rival", "Vendor", 60))
    )

    assert [question.party for question in found.would_settle] == ["Vendor"]


def test_an_answer_to_the_question_settles_it() -> None:
    before = finding(Level.CONTROL, holds("Holding", "Vendor", 70), holds("Founder", "Vendor", 30))
    after = finding(
        Level.CONTROL,
        holds("Holding", "Vendor", 70),
        holds("Founder", "Vendor", 30),
        holds("Founder", before.would_settle[0].party, 100),
    )

    assert (before.state, after.state) == (State.INSUFFICIENT, State.CLEAR)


def test_what_is_proved_or_clear_asks_for_nothing() -> None:
    proved = finding(Level.CONTROL, holds("Rival", "Vendor", 60), holds("Founder", "Vendor", 40))
    clear = finding(Level.CONTROL, holds("Founder", "Vendor", 100))

    assert proved.would_settle == clear.would_settle == ()


def test_people_and_states_are_not_asked_who_owns_them() -> None:
    found = finding(Level.MATERIAL_INTEREST, holds("Founder", "Vendor", 60), sworn=())

    assert [question.party for question in found.would_settle] == ["Vendor"]


def test_nobody_is_asked_more_than_ten_things_at_once() -> None:
    owners = [holds(f"Holding {number:02d}", "Vendor", 4) for number in range(25)]

    found = finding(Level.MATERIAL_INTEREST, *owners)

    assert len(found.would_settle) == 10


def closing(found: Finding) -> list[tuple[str, str, str]]:
    return [
        (question.ask.value, question.party, str(question.exposure))
        for question in found.would_settle
    ]


def test_a_band_is_worth_what_it_may_add_to_the_votes() -> None:
    found = finding(
        Level.CONTROL,
        holds("Rival", "Vendor", "(25..60]"),
        holds("Founder", "Vendor", "20..75"),
        sworn=(),
    )

    assert closing(found) == [("exact_share", "Vendor", "35.000000")]
    assert found.would_settle[0].about == "Rival"
    assert found.would_settle[0].settles


def test_a_share_behind_a_holder_is_worth_that_holders_votes() -> None:
    found = finding(
        Level.CONTROL,
        holds("Middle", "Vendor", 60),
        holds("Founder", "Vendor", 40),
        holds("Rival", "Middle", "40..70"),
        sworn=["Vendor"],
    )

    assert found.state is State.POSSIBLE
    assert ("exact_share", "Middle", "60.000000") in closing(found)


def test_money_through_a_band_between_two_others_is_asked_for() -> None:
    found = finding(
        Level.MATERIAL_INTEREST,
        holds("Middle", "Vendor", "0..20"),
        holds("Founder", "Vendor", "80..100"),
        holds("Rival", "Middle", 50),
        holds("Founder", "Middle", 50),
        sworn=["Vendor", "Middle"],
    )

    assert found.state is State.POSSIBLE
    assert closing(found) == [("exact_share", "Vendor", "10.000000")]
    assert found.would_settle[0].about == "Middle"


def test_a_report_is_worth_all_that_it_says() -> None:
    found = finding(
        Level.CONTROL, holds("Founder", "Vendor", 100), reported(holds("Rival", "Vendor", 60))
    )

    [question] = found.would_settle
    assert closing(found) == [("confirmation", "Vendor", "60.000000")]
    assert question.settles
    assert question.sentence == (
        "whether Rival has at most 60 % of the votes of Vendor, as is only reported"
    )


def test_a_total_over_all_paths_is_asked_for_exactly() -> None:
    found = finding(Level.CONTROL, totals("Rival", "Vendor", "(25..60]"), sworn=())

    assert found.state is State.POSSIBLE
    assert closing(found)[0][:2] == ("exact_share", "Vendor")
    assert found.would_settle[0].about == "Rival"


def test_a_right_that_is_only_reported_is_asked_to_be_confirmed() -> None:
    found = finding(
        Level.SIGNIFICANT_INFLUENCE,
        holds("Founder", "Vendor", 100),
        reported(relates("Rival", "Vendor", Kind.BOARD_OBSERVER)),
    )

    [question] = found.would_settle
    assert found.state is State.POSSIBLE
    assert (question.ask, question.party, question.about) == (Ask.CONFIRMATION, "Vendor", "Rival")
    assert (question.exposure, question.settles) == (None, True)
    assert question.sentence == (
        "whether Rival has what is only reported of it in Vendor: board observer"
    )


def test_a_tie_that_is_only_reported_is_asked_to_be_confirmed() -> None:
    table = cap_table(
        holds("Founder", "Vendor", 100),
        reported(relates("Rival", "Vendor", Kind.DATA_ACCESS)),
        people=["Founder"],
    )

    judged = judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=Policy())

    [tie] = [found for found in judged.findings if found.tie_code is not None]
    assert (tie.state, closing(tie)) == (
        State.POSSIBLE,
        [("confirmation", "Vendor", "None")],
    )


def test_a_holder_without_a_name_is_asked_who_it_is() -> None:
    found = finding(
        Level.CONTROL, holds(None, "Vendor", 60), holds("Founder", "Vendor", 40), sworn=["Vendor"]
    )

    [question] = found.would_settle
    assert closing(found) == [("identity", "Vendor", "60.000000")]
    assert question.sentence == "who the unnamed holder of 60 % of the votes of Vendor is"
    assert question.settles


def test_a_party_of_which_nobody_knows_who_it_is_is_asked_about_once() -> None:
    table = cap_table(
        holds("Shadow", "Vendor", 30),
        holds("Middle", "Vendor", 50),
        holds("Founder", "Vendor", 20),
        holds("Shadow", "Middle", 100),
        people=["Founder"],
        unknown=["Shadow"],
        sworn=[sworn_complete("Vendor"), sworn_complete("Middle")],
    )

    judged = judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=Policy())

    found = {each.rule: each for each in judged.findings}
    assert closing(found[Level.MATERIAL_INTEREST]) == [("identity", "Shadow", "80.000000")]
    assert closing(found[Level.CONTROL]) == [("identity", "Shadow", "80.000000")]


def test_what_is_behind_a_competitor_is_not_asked() -> None:
    found = finding(
        Level.MATERIAL_INTEREST,
        holds("Rival", "Vendor", 3),
        holds("Founder", "Vendor", 87),
        holds("Minor", "Rival", 20),
        sworn=(),
    )

    assert closing(found) == [("holders", "Vendor", "10.000000")]


def test_one_parent_behind_two_holders_is_worth_both() -> None:
    found = finding(
        Level.CONTROL,
        holds("One", "Vendor", 30),
        holds("Two", "Vendor", 40),
        holds("Founder", "Vendor", 30),
        holds("Parent", "One", 100),
        holds("Parent", "Two", 100),
        sworn=["Vendor", "One", "Two"],
    )

    assert closing(found) == [("holders", "Parent", "70.000000")]
    assert found.would_settle[0].settles


def test_either_of_two_that_are_needed_together_settles_it() -> None:
    found = finding(
        Level.CONTROL,
        holds("One", "Vendor", 30),
        holds("Two", "Vendor", 30),
        holds("Founder", "Vendor", 40),
    )

    assert closing(found) == [("holders", "One", "30.000000"), ("holders", "Two", "30.000000")]
    assert all(question.settles for question in found.would_settle)


def test_a_list_of_the_larger_holders_may_be_enough() -> None:
    found = finding(Level.CONTROL, holds("Founder", "Vendor", 40), sworn=())

    [question] = found.would_settle
    assert (str(question.exposure), question.settles) == ("60.000000", True)
    assert question.enough_above == 50


def test_who_owns_a_circle_from_outside_is_asked() -> None:
    found = finding(
        Level.MATERIAL_INTEREST,
        holds("One", "Vendor", 40),
        holds("Founder", "Vendor", 60),
        holds("Two", "One", 100),
        holds("One", "Two", 100),
        sworn=["Vendor", "One", "Two"],
    )

    [question] = found.would_settle
    assert closing(found) == [("outside_owners", "One", "40.000000")]
    assert question.sentence == (
        "who owns One and Two from outside: nobody does, by what is disclosed"
    )


def test_a_circle_of_holders_hands_on_all_it_receives() -> None:
    found = finding(
        Level.MATERIAL_INTEREST,
        holds("One", "Vendor", 100),
        holds("Two", "One", 50),
        holds("One", "Two", 50),
    )

    assert closing(found) == [("holders", "One", "66.666667"), ("holders", "Two", "33.333333")]


def test_old_evidence_is_asked_to_be_said_again() -> None:
    said = replace(holds("Founder", "Vendor", 100), asserted_on=date(2024, 1, 1))
    table = cap_table(said, people=["Founder"], on=date(2025, 6, 1))
    policy = Policy(staleness_days=365)

    judged = judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=policy)

    for found in judged.findings:
        assert found.state is State.INSUFFICIENT
        assert closing(found) == [("fresh_statement", "Vendor", "100")]
        assert found.would_settle[0].settles


def test_what_contradicts_itself_is_asked_to_be_put_right() -> None:
    found = finding(Level.CONTROL, holds("Founder", "Vendor", 70), holds("Friend", "Vendor", 60))

    told = [(question.ask, question.dimension) for question in found.would_settle]
    assert told[:2] == [(Ask.CORRECTION, "economic"), (Ask.CORRECTION, "votes")]


def test_above_many_parties_the_bounds_are_told_and_nothing_is_tried() -> None:
    owners = [holds(f"Holding {number:03d}", "Vendor", "0.4") for number in range(240)]

    found = finding(Level.MATERIAL_INTEREST, *owners, sworn=())

    assert closing(found)[:2] == [
        ("holders", "Vendor", "4.000000"),
        ("holders", "Holding 000", "0.400000"),
    ]
    assert not any(question.settles for question in found.would_settle)
