"""What was a currency worth on a day, as the lab had entered it by then?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from config.problems import Problem
from contracts.exposure import Rate
from contracts.models import ExchangeRate


class RateUnknown(Problem):
    """An amount would have to be converted, and nobody has entered what it is worth.

    `missing` names the currencies, `currency` into what, `valid_at` the day. Enter a rate of that
    day or an earlier one with `POST exchange-rates`; nothing is guessed, inverted or chained.
    """

    status = 422
    code = "rate-missing"
    title = "An exchange rate is missing."


def rates_at(quote: str, *, valid_at: date, known_seq: int) -> Mapping[str, Rate]:
    """By currency, what one unit of it was worth in `quote`: the last rate on or before the day."""
    known = ExchangeRate.objects.filter(quote=quote, valid_on__lte=valid_at, seq__lte=known_seq)
    latest = known.order_by("base", "-valid_on", "-seq").distinct("base")
    return {
        row.base: Rate(row.base, row.quote, Fraction(row.rate), row.valid_on, str(row.id))
        for row in latest
    }
