"""Amounts are exact, in one currency, and written one way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import (
    AmountTooLarge,
    MixedCurrencies,
    Money,
    MoneyError,
    NotAnAmount,
    TooPrecise,
    UnknownCurrency,
    minor_digits,
    total,
    total_by_currency,
)

currencies = st.sampled_from(["USD", "EUR", "JPY", "BHD", "CLF"])


@st.composite
def amounts(draw: st.DrawFn, currency: str | None = None) -> Money:
    code = currency or draw(currencies)
    minor = draw(st.integers(-(10**12), 10**12))
    return Money(Decimal(minor).scaleb(-minor_digits(code)), code)


def test_a_contract_value_is_rendered_with_its_cents() -> None:
    value = Money.parse("1250000", "USD")

    assert value.render() == {"amount": "1250000.00", "currency": "USD"}
    assert value.words == "USD 1,250,000.00"


@pytest.mark.parametrize(
    ("amount", "currency", "rendered"),
    [
        ("1250000", "JPY", "1250000"),
        ("1.5", "BHD", "1.500"),
        ("2", "CLF", "2.0000"),
        ("-0.00", "EUR", "0.00"),
        ("1.500", "EUR", "1.50"),
        ("-12.3", "EUR", "-12.30"),
    ],
)
def test_each_currency_has_its_own_minor_unit(amount: str, currency: str, rendered: str) -> None:
    assert Money.parse(amount, currency).render()["amount"] == rendered


@pytest.mark.parametrize(("amount", "currency"), [("1.5", "JPY"), ("0.001", "USD")])
def test_a_fraction_of_a_minor_unit_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(TooPrecise):
        Money.parse(amount, currency)


@pytest.mark.parametrize("code", ["usd", "XXX", "XAU", "DEM", "US", "", "EURO", "\u0395UR"])
def test_what_is_not_a_current_currency_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        Money.parse("1", code)


@pytest.mark.parametrize(
    "amount", ["", "NaN", "Infinity", "1e3", "1_0", " 1", "1,000", "٤٩", ".5", "5.", "+1", "0x1"]
)
def test_only_plain_decimal_notation_is_an_amount(amount: str) -> None:
    with pytest.raises(NotAnAmount):
        Money.parse(amount, "USD")


@pytest.mark.parametrize("amount", [1.5, 1, True, "1", Decimal("NaN"), Decimal("Infinity")])
def test_a_float_never_becomes_money(amount: object) -> None:
    with pytest.raises(NotAnAmount):
        Money(amount, "USD")  # type: ignore[arg-type]


def test_a_thousand_million_million_is_refused() -> None:
    assert Money.parse("9" * 15, "USD").render()["amount"] == "9" * 15 + ".00"

    with pytest.raises(AmountTooLarge):
        Money.parse("1" + "0" * 15, "USD")


def test_currencies_do_not_mix() -> None:
    dollars, euros = Money.parse("1", "USD"), Money.parse("1", "EUR")

    with pytest.raises(MixedCurrencies):
        dollars + euros
    with pytest.raises(MixedCurrencies):
        dollars - euros
    with pytest.raises(MixedCurrencies):
        _ = dollars < euros
    with pytest.raises(MixedCurrencies):
        _ = dollars <= euros
    with pytest.raises(MixedCurrencies):
        dollars.share_of(euros)
    with pytest.raises(MixedCurrencies):
        total([dollars, euros], "USD")


def test_a_portfolio_is_summed_per_currency() -> None:
    portfolio = [Money.parse("1.10", "USD"), Money.parse("5", "EUR"), Money.parse("2.20", "USD")]

    assert total_by_currency(portfolio) == (Money.parse("5", "EUR"), Money.parse("3.30", "USD"))


def test_the_share_of_nothing_is_not_known() -> None:
    assert Money.zero("USD").share_of(Money.zero("USD")) is None


@given(st.data(), currencies)
def test_sums_are_exact_and_order_does_not_matter(data: st.DataObject, code: str) -> None:
    parts = data.draw(st.lists(amounts(code), max_size=20))

    whole = total(parts, code)

    assert whole == total(reversed(parts), code)
    assert Fraction(whole.amount) == sum(Fraction(part.amount) for part in parts)
    assert whole - whole == Money.zero(code)


@given(amounts())
def test_what_is_rendered_reads_back_as_the_same(money: Money) -> None:
    rendered = money.render()

    assert Money.parse(rendered["amount"], rendered["currency"]) == money
    assert Money.zero(money.currency) - (-money) == money


@given(amounts(), st.fractions(0, 1))
def test_a_portion_is_within_half_a_minor_unit_and_never_more_than_all(
    money: Money, share: Fraction
) -> None:
    portion = money.portion(share)

    error = Fraction(portion.amount) - Fraction(money.amount) * share
    assert abs(error) * 10 ** minor_digits(money.currency) <= Fraction(1, 2)
    assert abs(portion.amount) <= abs(money.amount)


@given(st.text(max_size=30), st.text(max_size=5))
def test_any_text_is_money_or_refused_by_name(amount: str, currency: str) -> None:
    try:
        Money.parse(amount, currency)
    except MoneyError:
        return
