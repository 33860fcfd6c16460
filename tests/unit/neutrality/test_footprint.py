"""A new fact about whom can change a verdict, and about whom can it not?"""

from __future__ import annotations

from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, holds, relates
from vendors.ownership.closure import Needed, needed_next
from vendors.ownership.facts import Fact, Kind

FOUNDER = holds("Founder", "Vendor", 100)


def judged(*facts: Fact) -> Judgement:
    table = cap_table(*facts, people=["Founder", "Ann", "Bob", "Cyd"])
    return judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=Policy())


def test_the_vendor_and_everybody_above_it_are_in_it() -> None:
    found = judged(holds("Holding", "Vendor", 60), holds("Top", "Holding", 60))

    assert found.footprint == {"Vendor", "Holding", "Top"}


def test_what_the_vendor_itself_owns_is_not() -> None:
    found = judged(FOUNDER, holds("Vendor", "Subsidiary", 100))

    assert "Subsidiary" not in found.footprint


def test_its_directors_and_the_houses_in_which_they_sit_are_in_it() -> None:
    found = judged(
        FOUNDER,
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        relates("Ann", "Bank", Kind.EMPLOYMENT),
    )

    assert {"Ann", "Bank"} <= found.footprint


def test_their_relatives_are_in_it_and_the_relatives_of_relatives_are_not() -> None:
    found = judged(
        FOUNDER,
        relates("Ann", "Vendor", Kind.BOARD_SEAT),
        relates("Ann", "Bob", Kind.FAMILY),
        relates("Bob", "Cyd", Kind.FAMILY),
    )

    assert "Bob" in found.footprint
    assert "Cyd" not in found.footprint


def test_creditors_and_customers_are_in_it() -> None:
    found = judged(
        FOUNDER,
        holds("Lender", "Vendor", 5, Kind.DEBT),
        holds("Customer", "Vendor", 5, Kind.REVENUE_SHARE),
    )

    assert {"Lender", "Customer"} <= found.footprint


def test_the_rivals_own_house_has_a_footprint_of_its_own() -> None:
    found = judged(FOUNDER, holds("Parent", "Rival", 60))

    assert found.footprint == {"Vendor", "Founder"}
    assert found.group_footprint == {"Rival", "Parent"}


def test_what_is_loaded_beside_it_leaves_no_trace() -> None:
    alone = judged(FOUNDER)
    crowded = judged(
        FOUNDER, holds("Ann", "Bakery", 100), relates("Bob", "Bakery", Kind.EMPLOYMENT)
    )

    assert crowded.input_digest == alone.input_digest
    assert crowded == alone


def test_loading_ends_when_nothing_more_can_matter() -> None:
    """A store that answers by subject and by owner is asked until nothing is missing."""
    world = [
        holds("Holding", "Vendor", 60),
        holds("Top", "Holding", 60),
        holds("Top", "Rival", 60),
        holds("Rival", "Bank", 60),
        holds("Bank", "Lender", 60),
        relates("Lender", "Vendor", Kind.DEBT),
        holds("Ann", "Bakery", 100),
    ]
    loaded: dict[str, Fact] = {}
    asked = Needed(frozenset(), frozenset())

    while (needed := needed_next(loaded.values(), "Vendor", ["Rival"], asked)) != Needed(
        frozenset(), frozenset()
    ):
        loaded |= {
            fact.id: fact
            for fact in world
            if fact.subject in needed.subjects or fact.owner in needed.owners
        }
        asked = Needed(asked.subjects | needed.subjects, asked.owners | needed.owners)

    assert {fact.id for fact in world[:6]} == loaded.keys()
