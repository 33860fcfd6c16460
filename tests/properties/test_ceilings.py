"""Is what the quick look grants to a holder never less than the exact upper end?"""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings

from tests.properties.tables import COMPANIES, PEOPLE, as_facts, tables
from tests.properties.worlds import Table
from tests.unit.ownership.cap_tables import cap_table, holds, totals
from vendors.ownership.ceilings import ceilings
from vendors.ownership.control import Group
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.reading import read


@settings(max_examples=200)
@given(tables)
def test_a_ceiling_is_never_below_the_exact_end(described: Mapping[str, Table]) -> None:
    book = read(as_facts(described), Reading())
    holders = [*COMPANIES, *PEOPLE]

    most = ceilings(book, holders)

    for holder in holders:
        for company in COMPANIES:
            exact = integrated(book, Group.of([holder]), company).hi.value
            assert most.of(holder, company) >= exact


def test_what_runs_through_a_chain_is_the_product() -> None:
    book = read(cap_table(holds("Ann", "Top", 50), holds("Top", "Base", 40)), Reading())

    most = ceilings(book, ["Ann"])

    assert 20 * ONE_PERCENT <= most.of("Ann", "Base") <= 20 * ONE_PERCENT + 2


def test_a_total_counts_beside_what_is_held_directly() -> None:
    book = read(cap_table(holds("Ann", "Base", 10), totals("Ann", "Base", 30)), Reading())

    most = ceilings(book, ["Ann"])

    assert most.of("Ann", "Base") >= 30 * ONE_PERCENT


def test_who_was_not_asked_about_may_have_everything() -> None:
    book = read(cap_table(holds("Ann", "Base", 10)), Reading())

    most = ceilings(book, ["Ann"])

    assert most.of("Bob", "Base") == HUNDRED_PERCENT
    assert most.of("Ann", "Elsewhere") == 0
