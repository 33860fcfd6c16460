"""What does "directly or indirectly" prove, and what must never be added to it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, disputed, holds, reported, totals
from vendors.ownership.bounds import Bound, Measure
from vendors.ownership.control import Group, Reach, group_share
from vendors.ownership.facts import Dimension, Fact, Interval, Kind
from vendors.ownership.holdings import Reading
from vendors.ownership.inference import inferred_links
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import ONE_PERCENT
from vendors.ownership.reading import read

DAY = date(2026, 7, 1)


def interest(*facts: Fact, of: tuple[str, ...] = ("Rival",)) -> Measure:
    return integrated(read(cap_table(*facts), Reading()), Group.of(of), "Vendor")


def percent(value: int, *, is_open: bool = False) -> Bound:
    return Bound(value * ONE_PERCENT, is_open)


def test_a_total_proves_what_no_chain_does() -> None:
    found = interest(totals("Rival", "Vendor", "(25..50]"))

    assert (found.lo, found.hi) == (percent(25, is_open=True), percent(50))
    assert found.worst == percent(100)


def most_votes(*facts: Fact, people: tuple[str, ...] = ()) -> Bound:
    book = read(cap_table(*facts, people=people, on=DAY), Reading())
    reached = Reach(Group.of(["Rival"]), {"Rival": 0}, {"Rival": 0}, {"Rival": 0})
    place = "Vendor", Dimension.VOTES
    return group_share(book, reached, place, Policy().control_test).hi


def test_a_total_stays_what_it_is_where_a_stranger_may_convert() -> None:
    option = holds("Fund", "Vendor", 10, Kind.OPTION)

    assert most_votes(totals("Rival", "Vendor", "0..30"), option) == percent(30)


def test_a_total_runs_through_nobody_who_stands_for_himself() -> None:
    told = totals("Rival", "Vendor", "0..30"), holds("Ann", "Vendor", 90)
    option = holds("Bob", "Vendor", 10, Kind.OPTION)

    assert most_votes(*told, option, people=("Ann", "Bob")) == percent(10)


def test_beside_own_shares_a_total_is_more_of_what_votes() -> None:
    told = totals("Rival", "Vendor", "0..30"), holds("Vendor", "Vendor", 40)
    option = holds("Bob", "Vendor", 10, Kind.OPTION)

    assert most_votes(*told, option, people=("Bob",)) == percent(50)


def test_a_total_and_the_chain_it_sums_up_are_one() -> None:
    found = interest(
        holds("Holding", "Vendor", 60), holds("Rival", "Holding", 50), totals("Rival", "Vendor", 30)
    )

    assert (found.lo, found.hi) == (percent(30), percent(30))


def test_a_direct_holding_is_part_of_the_total() -> None:
    found = interest(holds("Rival", "Vendor", 20), totals("Rival", "Vendor", "30..40"))

    assert (found.lo, found.hi) == (percent(30), percent(40))


def test_two_holders_totals_are_not_added_to_prove_anything() -> None:
    """Joint holders are registered in full, each of them."""
    both = totals("Rival", "Vendor", 30), totals("Other", "Vendor", 30)

    found = interest(*both, of=("Rival", "Other"))

    assert (found.lo, found.hi) == (percent(30), percent(60))


def test_a_total_of_one_does_not_bound_what_another_may_have() -> None:
    found = interest(
        totals("Rival", "Vendor", 30),
        holds("Other", "Vendor", "0..50"),
        of=("Rival", "Other"),
    )

    assert found.lo == percent(30)
    assert found.hi.value >= 80 * ONE_PERCENT


def test_a_total_below_what_the_edges_prove_is_not_believed() -> None:
    found = interest(holds("Rival", "Vendor", 60), totals("Rival", "Vendor", 30))

    assert (found.lo, found.hi) == (percent(60), percent(60))


def test_a_report_of_more_is_heard_beside_a_total() -> None:
    facts = holds("Rival", "Vendor", 10), totals("Rival", "Vendor", 10)

    found = interest(*facts, reported(holds("Rival", "Vendor", 60)))

    assert (found.lo, found.hi) == (percent(10), percent(60))


def test_an_option_is_heard_beside_a_total() -> None:
    table = cap_table(
        totals("Rival", "Vendor", 10),
        holds("Rival", "Vendor", 10),
        holds("Rival", "Vendor", 60, Kind.CONVERTIBLE),
    )
    day = replace(table, valid_at=DAY)

    found = integrated(read(day, Reading()), Group.of(["Rival"]), "Vendor")

    assert (found.lo, found.hi) == (percent(10), percent(60))


def test_a_reported_or_disputed_total_proves_nothing() -> None:
    for doubt in (reported, disputed):
        found = interest(doubt(totals("Rival", "Vendor", 30)))
        assert found.lo == percent(0)


def test_a_missing_link_is_what_the_total_leaves_for_it() -> None:
    missing = replace(holds("Rival", "Holding", Interval.unknown()), infer=True)
    table = cap_table(missing, holds("Holding", "Vendor", 60), totals("Rival", "Vendor", 30))

    [link] = inferred_links(read(table, Reading()))

    assert (link.lo, link.hi) == (Fraction(50 * ONE_PERCENT), Fraction(50 * ONE_PERCENT))


def test_two_missing_links_share_what_the_total_leaves() -> None:
    links = [replace(holds("Rival", name, Interval.unknown()), infer=True) for name in ("A", "B")]
    table = cap_table(
        *links, holds("A", "Vendor", 50), holds("B", "Vendor", 50), totals("Rival", "Vendor", 60)
    )

    found = inferred_links(read(table, Reading()))

    ends = Fraction(20 * ONE_PERCENT), Fraction(100 * ONE_PERCENT)
    assert {(link.lo, link.hi) for link in found} == {ends}
