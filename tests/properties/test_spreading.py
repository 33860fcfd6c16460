"""Is what one look upward grants to a holder never less than the exact upper end?"""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings

from tests.properties.tables import COMPANIES, PEOPLE, as_facts, tables
from tests.properties.worlds import Table
from tests.unit.ownership.cap_tables import cap_table, holds, totals
from vendors.ownership.control import Group
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.reading import read
from vendors.ownership.spreading import LITTLE_LEFT, spread


@settings(max_examples=200)
@given(tables)
def test_it_is_never_below_the_exact_end(described: Mapping[str, Table]) -> None:
    book = read(as_facts(described), Reading())

    for company in COMPANIES:
        most = spread(book, company)
        for holder in (*COMPANIES, *PEOPLE):
            exact = integrated(book, Group.of([holder]), company).hi.value
            assert holder == company or most.of(holder) >= exact


def test_what_runs_through_a_chain_is_the_product() -> None:
    book = read(cap_table(holds("Ann", "Top", 50), holds("Top", "Base", 40)), Reading())

    most = spread(book, "Base")

    assert 20 * ONE_PERCENT <= most.of("Ann") <= 20 * ONE_PERCENT + 2


def test_a_total_counts_beside_what_is_held_directly() -> None:
    book = read(cap_table(holds("Ann", "Base", 10), totals("Ann", "Base", 30)), Reading())

    most = spread(book, "Base")

    assert most.of("Ann") >= 30 * ONE_PERCENT


def test_companies_that_own_each_other_leave_little_on_its_way() -> None:
    ring = [holds("A", "B", 50), holds("B", "A", 50), holds("Ann", "A", 30), holds("Bob", "B", 7)]
    book = read(cap_table(*ring), Reading())

    most = spread(book, "B")

    assert most.left <= LITTLE_LEFT
    assert 20 * ONE_PERCENT <= most.of("Ann") < 21 * ONE_PERCENT
    assert most.of("Elsewhere") < ONE_PERCENT


def test_those_who_may_have_everything_may_all_have_it() -> None:
    unknown = [holds("A", "B", None), holds("B", "A", None), holds("Ann", "A", None)]
    book = read(cap_table(*unknown), Reading())

    most = spread(book, "B")

    assert most.of("Ann") == HUNDRED_PERCENT


def test_nobody_has_a_company_of_which_nothing_is_said() -> None:
    book = read(cap_table(holds("Ann", "Base", 10)), Reading())

    assert spread(book, "Elsewhere").of("Ann") <= 1
