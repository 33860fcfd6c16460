"""A tie to somebody behind whom nobody is disclosed: not proved, not possible, and not clear."""

from __future__ import annotations

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
