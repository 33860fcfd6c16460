"""A tie to somebody behind whom nobody is disclosed: not proved, not possible, and not clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from procurement.neutrality.findings import Ask, Finding, Level, State, TieCode
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, holds, relates, sworn_complete
from vendors.ownership.facts import Fact, Kind


def judged(*facts: Fact) -> Judgement:
    world = cap_table(
        holds("Founder", "Vendor", 100),
        *facts,
        people=["Founder", "Ann"],
        sworn=[sworn_complete("Vendor")],
    )
    return judge(facts=world, vendor="Vendor", competitors=["Rival"], policy=Policy())


def the_tie(found: Judgement) -> Finding:
    return next(each for each in found.findings if each.rule is Level.TIE)


def test_a_lender_without_known_owners_is_asked_about() -> None:
    found = judged(relates("Bank", "Vendor", Kind.EXCLUSIVE_SUPPLY))

    tie = the_tie(found)
    assert (found.state, found.level) == (State.INSUFFICIENT, Level.TIE)
    assert tie.sentence == (
        "Vendor supplies Bank exclusively. It is not disclosed whether Rival stands behind Bank."
    )
    assert [(each.party, each.ask, each.settles) for each in tie.would_settle] == [
        ("Bank", Ask.HOLDERS, True)
    ]
    assert tie.involved == ()


def test_who_owns_the_lender_settles_it_either_way() -> None:
    supply = relates("Bank", "Vendor", Kind.EXCLUSIVE_SUPPLY)

    theirs = judged(supply, holds("Rival", "Bank", 60))
    others = judged(supply, holds("Founder", "Bank", 60))

    assert (theirs.state, theirs.level) == (State.CONFLICT, Level.TIE)
    assert others.state is State.CLEAR


def test_a_second_post_is_called_by_what_is_proved_of_it() -> None:
    """Employed by the competitor for certain; a director of somebody who may be anybody's."""
    found = judged(
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        relates("Ann", "Rival", Kind.EMPLOYMENT),
        relates("Ann", "Bakery", Kind.BOARD_SEAT),
    )

    tie = the_tie(found)
    assert (tie.state, tie.tie_code) == (
        State.CONFLICT,
        TieCode.DIRECTOR_EMPLOYED_BY_COMPETITOR,
    )
    assert "Bakery" not in tie.sentence


def test_an_observer_without_known_owners_is_asked_about() -> None:
    found = judged(relates("Fund", "Vendor", Kind.BOARD_OBSERVER))

    influence = next(f for f in found.findings if f.rule is Level.SIGNIFICANT_INFLUENCE)
    assert (found.state, found.level) == (State.INSUFFICIENT, Level.SIGNIFICANT_INFLUENCE)
    assert influence.sentence == (
        "Fund has an observer on the board of Vendor, "
        "and it is not disclosed whether Rival stands behind it."
    )
    assert [(each.party, each.ask) for each in influence.would_settle] == [("Fund", Ask.HOLDERS)]


def test_a_lender_without_a_name_is_asked_about() -> None:
    found = judged(holds(None, "Vendor", 30, Kind.DEBT))

    tie = the_tie(found)
    assert (found.state, found.level) == (State.INSUFFICIENT, Level.TIE)
    assert tie.sentence == (
        "Vendor owes somebody unnamed at most 30 % of its debt, where 10 % or more is a tie. "
        "It is not disclosed whether Rival stands behind it."
    )
    assert [(each.party, each.sentence, each.ask) for each in tie.would_settle] == [
        ("Vendor", "who is bound to Vendor and is not named", Ask.IDENTITY)
    ]
    assert judged(holds("Rival", "Vendor", 30, Kind.DEBT)).state is State.CONFLICT


def test_little_that_is_owed_to_somebody_unnamed_is_no_tie() -> None:
    assert judged(holds(None, "Vendor", 9, Kind.DEBT)).state is State.CLEAR


def test_what_is_owed_to_the_competitor_and_to_somebody_unnamed_is_added_up() -> None:
    tie = the_tie(
        judged(holds("Rival", "Vendor", 4, Kind.DEBT), holds(None, "Vendor", 6, Kind.DEBT))
    )

    assert tie.state is State.INSUFFICIENT
    assert tie.sentence.startswith(
        "Vendor owes Rival and somebody unnamed at least 4 % and at most 10 % of its debt"
    )


def test_a_supplier_without_a_name_begins_the_sentence() -> None:
    tie = the_tie(judged(relates(None, "Vendor", Kind.SOLE_SOURCE)))

    assert tie.state is State.INSUFFICIENT
    assert tie.sentence.startswith("Somebody unnamed is the sole source of Vendor.")


def test_a_director_without_a_name_may_be_one_of_theirs() -> None:
    found = judged(relates(None, "Vendor", Kind.BOARD_SEAT))

    assert (found.state, found.level) == (State.INSUFFICIENT, Level.SIGNIFICANT_INFLUENCE)
    assert the_tie(found).sentence == (
        "Somebody unnamed is a director of Vendor. "
        "It is not disclosed whether Rival stands behind it."
    )
    assert the_tie(found).about is None


def test_a_named_director_without_another_post_is_nobodys() -> None:
    assert judged(relates("Ann", "Vendor", Kind.BOARD_SEAT)).state is State.CLEAR


def test_a_relative_without_a_name_may_be_one_of_theirs() -> None:
    found = judged(relates("Ann", "Vendor", Kind.BOARD_SEAT), relates(None, "Ann", Kind.FAMILY))

    assert (found.state, the_tie(found).tie_code) == (State.INSUFFICIENT, TieCode.FAMILY)
    assert the_tie(found).sentence.startswith(
        "Somebody unnamed is a relative of Ann, a director of Vendor."
    )


@pytest.mark.parametrize(
    ("on", "state"), [(date(2026, 7, 1), State.INSUFFICIENT), (date(2028, 2, 1), State.CLEAR)]
)
def test_a_key_person_without_a_name_may_have_gone_to_them(on: date, state: State) -> None:
    left = replace(
        relates(None, "Vendor", Kind.SENIOR_OFFICIAL),
        key_person=True,
        valid_from=date(2020, 1, 1),
        valid_to=date(2026, 2, 1),
    )
    world = cap_table(
        holds("Founder", "Vendor", 100), left, people=["Founder"], sworn=[sworn_complete("Vendor")]
    )

    found = judge(
        facts=replace(world, valid_at=on), vendor="Vendor", competitors=["Rival"], policy=Policy()
    )

    assert found.state is state
    if state is State.INSUFFICIENT:
        assert the_tie(found).sentence == (
            "Somebody unnamed, a key person of Vendor, left on 2026-02-01, within the cooling-off "
            "period of 24 months. It is not disclosed whether Rival stands behind it."
        )


def test_a_right_of_somebody_unnamed_is_asked_about() -> None:
    found = judged(relates(None, "Vendor", Kind.INFLUENCE_OR_CONTROL))

    influence = next(f for f in found.findings if f.rule is Level.SIGNIFICANT_INFLUENCE)
    assert (found.state, found.level) == (State.INSUFFICIENT, Level.CONTROL)
    assert influence.sentence == (
        "Somebody unnamed is registered as having influence over Vendor, "
        "and it is not disclosed whether Rival stands behind it."
    )
    assert [(each.party, each.sentence, each.ask) for each in influence.would_settle] == [
        ("Vendor", "who has a right over Vendor and is not named", Ask.IDENTITY)
    ]
    assert "\x00" not in repr(found.findings)
