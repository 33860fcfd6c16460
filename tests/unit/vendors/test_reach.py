"""Stakes, direct and through others, rounded so that nothing is promised that is not so."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from vendors.ownership.facts import Fact, Facts, Interval, Kind, Party
from vendors.ownership.holdings import Reading
from vendors.ownership.reading import read
from vendors.reach import Between, holdings_below, owners_above, stakes


def book_of(*links: tuple[str, str, int]):  # noqa: ANN201
    facts = tuple(
        Fact(f"{a}-{b}", f"{a}-{b}", a, b, Kind.SHAREHOLDING, Interval.from_percent(pct, pct))
        for a, b, pct in links
    )
    parties = {name: Party(name) for a, b, _ in links for name in (a, b)}
    return read(Facts(parties, facts, valid_at=date(2025, 1, 1)), Reading(one_share_one_vote=False))


def test_owners_come_nearest_first_and_circles_end() -> None:
    book = book_of(("b", "v", 60), ("a", "v", 10), ("c", "b", 60), ("v", "c", 5))

    assert owners_above(book, "v") == ["a", "b", "c"]
    assert holdings_below(book, "c") == ["b", "v"]


def test_money_multiplies_along_a_chain() -> None:
    book = book_of(("b", "v", 60), ("c", "b", 50))

    found = {stake.dimension: stake for stake in stakes(book, "c", "v")}

    assert found["economic"].direct == Between(0, 0)  # type: ignore[index]
    assert found["economic"].integrated == Between(30, 30)  # type: ignore[index]


def test_ends_are_rounded_outward() -> None:
    third = Fraction(100_000_000, 3)

    assert Between.units(third, third) == Between(33.333333, 33.333334)
    assert Between.units(0, 100_000_000) == Between(0, 100)
