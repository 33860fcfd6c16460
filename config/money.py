"""How much, in which currency, exact to the last minor unit?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypedDict

import pycountry

MAX_WHOLE_DIGITS: Final = 15

# ISO 4217 list one: where the minor unit is not a hundredth.
_WHOLE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS: Final = "BHD IQD JOD KWD LYD OMR TND"
_TEN_THOUSANDTHS: Final = "CLF UYW"
_MINOR_DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        code: digits
        for digits, codes in ((0, _WHOLE), (3, _THOUSANDTHS), (4, _TEN_THOUSANDTHS))
        for code in codes.split()
    }
)
# Metals, baskets, test codes and "no currency" have no minor unit: nothing can be exact in them.
_NO_MINOR_UNIT: Final = "XAG XAU XPD XPT XBA XBB XBC XBD XDR XSU XUA XTS XXX"
_PLAIN: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,10})?", re.ASCII)


class MoneyError(ValueError):
    """An amount that is not money as we keep it."""


class UnknownCurrency(MoneyError):
    """Not a current ISO 4217 code with a minor unit."""


class NotAnAmount(MoneyError):
    """Not a finite decimal number in plain notation."""


class TooPrecise(MoneyError):
    """More digits than the currency's minor unit has."""


class AmountTooLarge(MoneyError):
    """More than MAX_WHOLE_DIGITS digits before the point."""


class MixedCurrencies(MoneyError):
    """Two currencies in one sum or comparison; nothing here converts."""


class MoneyJson(TypedDict):
    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount; it may be negative, as a credit is.

    :raises MoneyError: the subclass that says what is wrong
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = minor_digits(self.currency)
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise NotAnAmount(f"{self.amount!r} is not a finite decimal amount")
        if self.amount.adjusted() >= MAX_WHOLE_DIGITS:
            raise AmountTooLarge(f"more than {MAX_WHOLE_DIGITS} digits before the point")
        if self.amount != (exact := round(self.amount, digits)):
            raise TooPrecise(f"{self.currency} has {digits} digits after the point")
        # Adding zero turns -0.00 into 0.00: one amount is written one way.
        object.__setattr__(self, "amount", exact + Decimal(0))

    @classmethod
    def parse(cls, amount: str, currency: str) -> "Money":
        """Read the API's form: ASCII digits, at most one point, no exponent, no separators.

        :raises MoneyError: the subclass that says what is wrong
        """
        if not _PLAIN.fullmatch(amount):
            raise NotAnAmount(f"{amount[:40]!r} is not a decimal amount")
        return cls(Decimal(amount), currency)

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._alike(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._alike(other).amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._alike(other).amount

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._alike(other).amount

    def portion(self, share: Fraction) -> "Money":
        """`share` of the amount, half-even to the minor unit: portions may not sum to the whole."""
        minor = Fraction(self.amount) * 10 ** minor_digits(self.currency) * share
        return _from_minor(round(minor), self.currency)

    def share_of(self, total: "Money") -> Fraction | None:
        """The exact fraction of `total` this is; none when the total is nothing."""
        whole = self._alike(total).amount
        return Fraction(self.amount) / Fraction(whole) if whole else None

    def render(self) -> MoneyJson:
        return {"amount": f"{self.amount:f}", "currency": self.currency}

    @property
    def words(self) -> str:
        """For a sentence: `USD 1,250,000.00`."""
        return f"{self.currency} {self.amount:,f}"

    def _alike(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency} do not add up")
        return other


def minor_digits(currency: str) -> int:
    """Digits after the point in ISO 4217.

    :raises UnknownCurrency: for anything but a current code, in capitals, with a minor unit
    """
    if currency not in _current_codes():
        raise UnknownCurrency(f"{currency[:10]!r} is not a currency of ISO 4217")
    return _MINOR_DIGITS.get(currency, 2)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum in one currency; zero of nothing.

    :raises MixedCurrencies: if an amount is in another currency
    """
    return sum(amounts, start=Money.zero(currency))


def total_by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum per currency, in the order of the codes."""
    sums: dict[str, list[Money]] = defaultdict(list)
    for money in amounts:
        sums[money.currency].append(money)
    return tuple(total(sums[code], code) for code in sorted(sums))


def _from_minor(minor: int, currency: str) -> Money:
    return Money(Decimal(minor).scaleb(-minor_digits(currency)), currency)


@lru_cache(maxsize=1)
def _current_codes() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies) - frozenset(
        _NO_MINOR_UNIT.split()
    )
