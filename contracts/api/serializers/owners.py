"""How does it look what an ultimate owner holds and controls of our vendors?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Id, Percent, Whole
from contracts.api.serializers.exposing import percent_of
from contracts.api.serializers.parts import MoneyValue
from contracts.exposure import (
    MEASURES,
    UNDISCLOSED,
    Between,
    Control,
    OwnerRow,
    Sheet,
    Span,
    money_in,
    share_of,
)
from contracts.queries.exposure import Exposure
from vendors.models.choices import choices_of

MOST_VENDORS = 100
"""Named under one owner; the largest of them."""


class MoneyBetween(serializers.Serializer[Any]):
    """The least and the most."""

    min = MoneyValue()
    max = MoneyValue()


class PercentBetween(serializers.Serializer[Any]):
    min = Percent()
    max = Percent()


class LensRecord(serializers.Serializer[Any]):
    """What an owner holds, or controls, of each sum."""

    committed = MoneyBetween()
    accepted = MoneyBetween()
    open = MoneyBetween()
    suspended = MoneyBetween()
    share = PercentBetween()


class OwnerAmounts(serializers.Serializer[Any]):
    """`held`: its integrated interest of what we have with each vendor; adds up over all owners to
    the total. `controlled`: all of what we have with each vendor it controls; does not add up.
    """

    currency = serializers.CharField()
    held = LensRecord()
    controlled = LensRecord()


class OwnedVendor(serializers.Serializer[Any]):
    """A vendor an owner stands above: its part of the money, in percent, and control."""

    vendor = Id()
    name = serializers.CharField()
    min = Percent()
    max = Percent()
    control = Choice(choices=choices_of(Control))


class OwnerRecord(serializers.Serializer[Any]):
    """An ultimate owner; or, as `undisclosed`, all that no disclosed ultimate owner has.

    `vendors` are the largest of `vendors_total`.
    """

    party = Id(allow_null=True)
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=("owner", UNDISCLOSED))
    vendors = OwnedVendor(many=True)
    vendors_total = Whole()
    amounts = OwnerAmounts(many=True)


def owner_json(row: OwnerRow, found: Exposure) -> dict[str, Any]:
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
