"""What does an ultimate owner hold and control of our vendors, in plain values?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

from contracts.exposure import (
    MEASURES,
    UNDISCLOSED,
    Between,
    OwnerRow,
    Sheet,
    Span,
    money_in,
    share_of,
)
from contracts.queries.exposure import Exposure
from contracts.shown.numbers import percent_of

MOST_VENDORS = 100
"""Named under one owner; the largest of them."""


def owner_json(row: OwnerRow, found: Exposure) -> dict[str, Any]:
    """One row by ultimate owner."""
    nameless = row.owner == UNDISCLOSED
    currencies = sorted({currency for currency, _ in row.held})
    largest = sorted(row.vendors, key=lambda vendor: _weight(vendor, found.sheet))
    return {
        "party": None if nameless else row.owner,
        "name": found.names.get(row.owner, row.owner),
        "kind": UNDISCLOSED if nameless else "owner",
        "vendors": list(_vendors(row, islice(largest, MOST_VENDORS), found.names)),
        "vendors_total": len(row.vendors),
        "amounts": [
            {
                "currency": currency,
                "held": _lens(row.held, found.sheet, currency),
                "controlled": _lens(row.controlled, found.sheet, currency),
            }
            for currency in currencies
        ],
    }


def _weight(vendor: str, sheet: Sheet) -> tuple[Fraction, str]:
    shares = (sheet.share(vendor, currency) for currency in sheet.groups[vendor].sums)
    return -max((share for share in shares if share), default=Fraction(0)), vendor


def _vendors(
    row: OwnerRow, vendors: Iterable[str], names: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    for vendor in vendors:
        stake = row.vendors[vendor]
        yield {
            "vendor": vendor,
            "name": names.get(vendor, vendor),
            "min": percent_of(stake.least),
            "max": percent_of(min(Fraction(1), stake.most)),
            "control": stake.control.value,
        }


def _lens(spans: Mapping[tuple[str, str], Span], sheet: Sheet, currency: str) -> dict[str, Any]:
    def between(measure: str) -> dict[str, Any]:
        span = spans.get((currency, measure), Span())
        whole = Fraction(sheet.total.sums[currency].of(measure))
        return {
            "min": money_in(span.least, currency).render(),
            "max": money_in(min(span.most, whole), currency).render(),
        }

    share: Between = share_of(spans, sheet, currency)
    return {
        **{measure: between(measure) for measure in MEASURES},
        "share": {"min": percent_of(share.least), "max": percent_of(share.most)},
    }
