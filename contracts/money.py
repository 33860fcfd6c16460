"""What is money? See `config.money`: procurement budgets in it, too, and stands lower."""

from config.money import (
    MAX_WHOLE_DIGITS,
    AmountTooLarge,
    MixedCurrencies,
    Money,
    MoneyError,
    MoneyJson,
    NotAnAmount,
    TooPrecise,
    UnknownCurrency,
    minor_digits,
    total,
    total_by_currency,
)

__all__ = [
    "MAX_WHOLE_DIGITS",
    "AmountTooLarge",
    "MixedCurrencies",
    "Money",
    "MoneyError",
    "MoneyJson",
    "NotAnAmount",
    "TooPrecise",
    "UnknownCurrency",
    "minor_digits",
    "total",
    "total_by_currency",
]
