"""How much of our work is done in a place, in plain values?"""

from __future__ import annotations

from typing import Any

from contracts.exposure import (
    MEASURES,
    UNDISCLOSED,
    UNKNOWN_PLACE,
    OwnerRow,
    contracts_in,
    money_in,
    proved_in,
    proved_share,
    share_of,
)
from contracts.queries.exposure import Exposure
from contracts.shown.numbers import percent_of


def place_json(row: OwnerRow, found: Exposure) -> dict[str, Any]:
    """One row by place, in the shape of any group: what is surely there, and at most."""
    contracts, unvalued, volume = contracts_in(row, found.sheet)
    return {
        "key": UNKNOWN_PLACE if row.owner == UNDISCLOSED else row.owner,
        "name": found.names.get(row.owner, row.owner),
        "vendor": None,
        "contracts": contracts,
        "unvalued": unvalued,
        "volume": volume,
        "amounts": [
            _amounts(row, found, currency) for currency in sorted({code for code, _ in row.held})
        ],
    }


def _amounts(row: OwnerRow, found: Exposure, currency: str) -> dict[str, Any]:
    sheet = found.sheet

    def share(measure: str) -> float | int | None:
        return percent_of(proved_share(row, sheet, currency, measure))

    most = {
        measure: money_in(row.held[currency, measure].most, currency).render()
        for measure in MEASURES
    }
    return {
        "currency": currency,
        **{
            measure: money_in(proved_in(row, currency, measure), currency).render()
            for measure in MEASURES
        },
        "share": share("committed"),
        "share_of_accepted": share("accepted"),
        "share_of_open": share("open"),
        "at_most": {**most, "share": percent_of(share_of(row.held, sheet, currency).most)},
    }
