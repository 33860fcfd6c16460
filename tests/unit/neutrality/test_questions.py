"""What would settle a finding that is not settled, and what is worth asking first?"""

from __future__ import annotations

from collections.abc import Iterable

from procurement.neutrality.findings import Finding, Level, Settling, State
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, holds, reported, sworn_complete
from vendors.ownership.facts import Fact


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
