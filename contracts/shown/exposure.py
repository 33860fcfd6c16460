"""How much hangs on whom, in plain values?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from config.rest.fields import instant
from contracts.exposure import (
    MEASURES,
    Finding,
    Group,
    Rate,
    concentration,
    money_in,
    owner_concentration,
)
from contracts.queries.exposure import By, Exposure
from contracts.shown.numbers import number_of, percent_of
from contracts.shown.owners import owner_json
from contracts.shown.places import place_json


def exposure_json(found: Exposure, top: int) -> dict[str, Any]:
    """All of it, with at most so many rows."""
    rows = found.groups if found.rows is None else found.rows
    total = found.sheet.total
    asked = found.asked
    return {
        "by": asked.by.value,
        "valid_at": asked.valid_at.isoformat(),
        "known_at": instant(asked.known_at),
        "currency": asked.currency or None,
        "rates": [_rate(rate) for rate in found.rates],
        "policy": str(found.policy.id) if found.policy else None,
        "limits": found.limits.to_mapping(),
        "contracts": total.contracts,
        "unvalued": total.unvalued,
        "volume": total.items,
        "totals": [_total(found, currency) for currency in found.sheet.currencies],
        "groups": [
            *(_group(group, found) for group in found.groups[:top]),
            *(place_json(row, found) for row in (found.places or ())[:top]),
        ],
        "owners": [owner_json(row, found) for row in (found.owners or ())[:top]],
        "left_out": {"rows": max(0, len(rows) - top)},
        "findings": [_finding(one, found.names) for one in found.findings],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "id": rate.id,
        "base": rate.base,
        "quote": rate.quote,
        "rate": _decimal(rate.rate),
        "valid_on": rate.valid_on.isoformat(),
    }


def _decimal(rate: Fraction) -> str:
    """A rate as it was entered: it has at most twelve decimals."""
    exact = Decimal(rate.numerator * 10**12 // rate.denominator).scaleb(-12)
    return f"{exact.normalize():f}"


def _sums(sums: Any, currency: str) -> dict[str, Any]:
    return {measure: money_in(sums.of(measure), currency).render() for measure in MEASURES}


def _total(found: Exposure, currency: str) -> dict[str, Any]:
    bounds = points = None
    if found.rows is None:
        shares = found.sheet.shares(currency)
        points = number_of(concentration(shares)) if shares else None
    else:
        index = owner_concentration(found.rows, found.sheet, currency)
        bounds = {
            "min": number_of(index.least),
            "max": number_of(index.most),
            "worst": number_of(index.worst),
        }
    sums = _sums(found.sheet.total.sums[currency], currency)
    return {"currency": currency, **sums, "hhi": points, "hhi_between": bounds}


def _group(group: Group, found: Exposure) -> dict[str, Any]:
    sheet = found.sheet
    return {
        "key": group.key,
        "name": found.names.get(group.key, group.key),
        "vendor": group.key if found.asked.by is By.VENDOR else None,
        "contracts": group.contracts,
        "unvalued": group.unvalued,
        "volume": group.items,
        "amounts": [
            {
                "currency": currency,
                **_sums(group.sums[currency], currency),
                "share": percent_of(sheet.share(group.key, currency)),
                "share_of_accepted": percent_of(sheet.share(group.key, currency, "accepted")),
                "share_of_open": percent_of(sheet.share(group.key, currency, "open")),
                "at_most": None,
            }
            for currency in sorted(group.sums)
        ],
    }


def _finding(one: Finding, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "limit": one.limit,
        "state": one.state.value,
        "key": one.key,
        "name": names.get(one.key, one.key),
        "lens": one.lens,
        "currency": one.currency,
        "min": number_of(one.found.least),
        "max": number_of(one.found.most),
        "threshold": number_of(one.threshold),
        "sentence": one.sentence(names),
    }
