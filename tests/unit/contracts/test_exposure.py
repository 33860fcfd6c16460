"""Sums, shares and concentration: every one recomputed by brute force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.exposure import (
    MEASURES,
    UNDISCLOSED,
    UNIT,
    Commitment,
    Control,
    Passed,
    Rate,
    RateMissing,
    Stake,
    VendorHoldings,
    by_owner,
    concentration,
    converted,
    findings,
    money_in,
    owner_concentration,
    owner_findings,
    share_of,
    sheet,
)
from procurement.limits import Limits
from procurement.neutrality.policy import BadPolicy

CURRENCIES = ("EUR", "USD")
amounts = st.integers(0, 10**12)
commitments = st.lists(
    st.builds(
        Commitment,
        contract=st.uuids().map(str),
        vendor=st.sampled_from("abcd"),
        domain=st.sampled_from(["", "code", "law"]),
        currency=st.sampled_from(CURRENCIES),
        value=st.none() | amounts,
        accepted=st.dictionaries(st.sampled_from(CURRENCIES), amounts, max_size=2),
        items=st.integers(0, 10_000),
        is_suspended=st.booleans(),
    ),
    max_size=25,
)


def brute(rows: list[Commitment], currency: str, measure: str) -> int:
    total = 0
    for one in rows:
        is_in = one.currency == currency and one.value is not None
        left = max(0, (one.value or 0) - one.accepted.get(currency, 0)) if is_in else 0
        match measure:
            case "committed":
                total += (one.value or 0) if is_in else 0
            case "accepted":
                total += one.accepted.get(currency, 0)
            case "open":
                total += left
            case _:
                total += left if one.is_suspended else 0
    return total


@given(commitments)
def test_every_sum_is_that_of_its_contracts_and_parts_make_the_whole(
    rows: list[Commitment],
) -> None:
    found = sheet(rows, lambda one: one.domain)

    for key, group in found.groups.items():
        its = [one for one in rows if one.domain == key]
        assert (group.contracts, group.items) == (len(its), sum(one.items for one in its))
        for currency, sums in group.sums.items():
            assert all(sums.of(each) == brute(its, currency, each) for each in MEASURES)
    for currency in found.currencies:
        for measure in MEASURES:
            parts = [g.sums[currency].of(measure) for g in found.groups.values()]
            assert sum(parts) == found.total.sums[currency].of(measure)
            shares = found.shares(currency, measure)
            assert not shares or sum(shares) == 1


@given(commitments)
def test_concentration_lies_between_equal_parts_and_one_part(rows: list[Commitment]) -> None:
    found = sheet(rows, lambda one: one.vendor)

    for currency in found.currencies:
        shares = found.shares(currency)
        if shares:
            index = concentration(shares)
            assert index == sum((s * 100) ** 2 for s in shares)
            assert Fraction(10_000, len(shares)) <= index <= 10_000


@given(commitments)
def test_a_conversion_loses_nothing(rows: list[Commitment]) -> None:
    found = sheet(rows, lambda one: one.vendor)
    rate = Fraction("1.0842")

    one = converted(found, "USD", {"EUR": Rate("EUR", "USD", rate, date(2025, 1, 1))})

    for measure in MEASURES:
        expected = brute(rows, "USD", measure) + rate * brute(rows, "EUR", measure)
        assert one.total.sums["USD"].of(measure) == expected
        assert sum(g.sums["USD"].of(measure) for g in one.groups.values()) == expected


def test_what_has_no_rate_is_named() -> None:
    row = Commitment("1", "a", "", "EUR", 5, {})

    with pytest.raises(RateMissing) as missing:
        converted(sheet([row], lambda one: one.vendor), "USD", {})

    assert (missing.value.missing, missing.value.quote) == (("EUR",), "USD")


def test_money_is_rounded_to_the_minor_unit_at_the_end() -> None:
    assert money_in(12_345_600, "USD").amount == Decimal("1234.56")
    assert money_in(Fraction(UNIT, 200), "USD").amount == Decimal("0.00")
    assert money_in(Fraction(3 * UNIT, 200), "USD").amount == Decimal("0.02")
    assert money_in(15 * UNIT // 10, "JPY").amount == Decimal(2)


parts = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 30), st.sampled_from(list(Control))),
    min_size=0,
    max_size=2,
)


@given(commitments, st.fixed_dictionaries(dict.fromkeys("abcd", parts)))
def test_what_owners_hold_and_what_nobody_disclosed_make_the_whole(
    rows: list[Commitment], owned: dict[str, list[tuple[int, int, Control]]]
) -> None:
    found = sheet(rows, lambda one: one.vendor)
    holdings = [
        VendorHoldings(
            vendor,
            tuple(
                Stake(f"owner {number}", Fraction(least, 100), Fraction(least + more, 100), control)
                for number, (least, more, control) in enumerate(stakes)
            ),
        )
        for vendor, stakes in owned.items()
    ]

    told = by_owner(found, holdings, MEASURES)

    expected: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for one in holdings:
        group = found.groups.get(one.vendor)
        for currency, sums in group.sums.items() if group else ():
            for stake in one.stakes:
                expected[stake.owner, currency] += stake.least * sums.committed
    for row in told:
        for (currency, measure), span in row.held.items():
            assert span.least <= span.most
            if measure == "committed" and row.owner != UNDISCLOSED:
                assert span.least == expected[row.owner, currency]
    for currency in found.currencies:
        whole = found.total.sums[currency].committed
        spans = [row.held[currency, "committed"] for row in told]
        assert sum(span.least for span in spans) <= whole <= sum(span.most for span in spans)
        index = owner_concentration(told, found, currency)
        assert 0 <= index.least <= index.most <= index.worst <= 10_000


def committed(vendor: str, value: int) -> Commitment:
    return Commitment(vendor, vendor, "", "USD", value * UNIT, {})


def test_a_limit_is_passed_above_it_and_kept_at_it() -> None:
    found = sheet([committed("a", 60), committed("b", 40)], lambda one: one.vendor)

    at = findings(found, "vendor", Limits(vendor_share_pct=Decimal(60), vendor_hhi=5200))
    above = findings(
        found, "vendor", Limits(vendor_share_pct=Decimal("59.999999"), vendor_hhi=5199)
    )

    assert at == []
    assert [(one.limit, one.key, one.state) for one in above] == [
        ("vendor_hhi", "", Passed.PASSED),
        ("vendor_share_pct", "a", Passed.PASSED),
    ]
    assert above[1].sentence({"a": "Alpha"}) == (
        "60 % of what is committed in USD hangs on Alpha; the policy allows 60 %."
    )


def test_an_owner_passes_by_what_it_holds_or_by_what_it_controls() -> None:
    found = sheet([committed("a", 50), committed("b", 50)], lambda one: one.vendor)
    holdings = [
        VendorHoldings("a", (Stake("ann", Fraction(51, 100), Fraction(51, 100), Control.YES),)),
        VendorHoldings("b", (Stake("ann", Fraction(0), Fraction(1, 2), Control.POSSIBLE),)),
    ]
    rows = by_owner(found, holdings, MEASURES)

    told = owner_findings(found, rows, Limits(ultimate_owner_share_pct=Decimal(30)))

    assert [(one.lens, one.state) for one in told] == [
        ("controlled", Passed.PASSED),
        ("held", Passed.POSSIBLE),
    ]
    assert share_of(rows[0].controlled, found, "USD").most == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([], "limits"),
        ({"vendor_share": 5}, "limits/vendor_share"),
        ({"vendor_share_pct": 101}, "limits/vendor_share_pct"),
        ({"vendor_hhi": 10_001}, "limits/vendor_hhi"),
        ({"vendor_hhi": True}, "limits/vendor_hhi"),
    ],
)
def test_limits_that_are_none_are_refused_by_name(given: object, field: str) -> None:
    with pytest.raises(BadPolicy) as bad:
        Limits.from_mapping(given)

    assert [error.field for error in bad.value.errors] == [field]


def test_limits_come_back_as_they_were_given() -> None:
    given = {"vendor_share_pct": 33.5, "domain_hhi": 2500}

    assert Limits.from_mapping({**given, "place_hhi": None}).to_mapping() == given
