"""How does it look what hangs on whom?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Whole, instant
from contracts.api.serializers.exposing import number_of, percent_of
from contracts.api.serializers.owners import OwnerRecord, owner_json
from contracts.api.serializers.parts import MoneyValue
from contracts.exposure import (
    MEASURES,
    Finding,
    Group,
    Passed,
    Rate,
    concentration,
    money_in,
    owner_concentration,
)
from contracts.queries.exposure import MOST_ROWS, By, Exposure
from vendors.models.choices import choices_of


class RateUsed(serializers.Serializer[Any]):
    """What one unit of `base` was worth in `quote`, from a day on; `rate` is a decimal text."""

    id = Id()
    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.CharField()
    valid_on = Day()


class AmountsRecord(serializers.Serializer[Any]):
    """Sums in one currency. Shares are percents of the same sum over everything, null of nothing.

    `share` is of `committed`; `open` is committed and not accepted yet; `suspended` the part of it
    under contracts that are suspended.
    """

    currency = serializers.CharField()
    committed = MoneyValue()
    accepted = MoneyValue()
    open = MoneyValue()
    suspended = MoneyValue()
    share = Percent(allow_null=True)
    share_of_accepted = Percent(allow_null=True)
    share_of_open = Percent(allow_null=True)


class GroupRecord(serializers.Serializer[Any]):
    """Contracts that have one thing in common. `unvalued` are those without an agreed value,
    `volume` counts delivered items. `vendor` is its id where it is asked by vendor.
    """

    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    vendor = Id(allow_null=True)
    contracts = Whole()
    unvalued = Whole()
    volume = Whole()
    amounts = AmountsRecord(many=True)


class PointsBetween(serializers.Serializer[Any]):
    """`min` is proved, `max` possible with the disclosed owners, `worst` if one had the rest."""

    min = serializers.FloatField()
    max = serializers.FloatField()
    worst = serializers.FloatField()


class TotalRecord(serializers.Serializer[Any]):
    """Everything in one currency, and how concentrated it is: the Herfindahl-Hirschman index of the
    shares of what is committed, in points up to 10,000. By owner there are bounds instead.
    """

    currency = serializers.CharField()
    committed = MoneyValue()
    accepted = MoneyValue()
    open = MoneyValue()
    suspended = MoneyValue()
    hhi = serializers.FloatField(allow_null=True)
    hhi_between = PointsBetween(allow_null=True)


class ExposureFinding(serializers.Serializer[Any]):
    """A limit of the policy that is passed, surely (`passed`) or possibly.

    `min` and `max` are percents for a share and points for concentration.
    """

    limit = serializers.CharField()
    state = Choice(choices=choices_of(Passed))
    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    lens = serializers.CharField(allow_blank=True)
    currency = serializers.CharField()
    min = serializers.FloatField()
    max = serializers.FloatField()
    threshold = serializers.FloatField()
    sentence = serializers.CharField()


class LeftOut(serializers.Serializer[Any]):
    """The rows that are not shown; their sums are in the totals."""

    rows = Whole()


class ExposureRecord(serializers.Serializer[Exposure]):
    """How much hangs on whom. `groups`, or `owners` where it was asked by ultimate owner."""

    by = Choice(choices=choices_of(By))
    valid_at = Day()
    known_at = Instant(allow_null=True)
    currency = serializers.CharField(allow_null=True)
    rates = RateUsed(many=True)
    policy = Id(allow_null=True)
    limits = serializers.DictField(child=serializers.FloatField())
    contracts = Whole()
    unvalued = Whole()
    volume = Whole()
    totals = TotalRecord(many=True)
    groups = GroupRecord(many=True)
    owners = OwnerRecord(many=True)
    left_out = LeftOut()
    findings = ExposureFinding(many=True)

    def to_representation(self, instance: Exposure) -> dict[str, Any]:
        top: int = self.context.get("top", MOST_ROWS)
        rows = instance.groups if instance.owners is None else instance.owners
        total = instance.sheet.total
        asked = instance.asked
        return {
            "by": asked.by.value,
            "valid_at": asked.valid_at.isoformat(),
            "known_at": instant(asked.known_at),
            "currency": asked.currency or None,
            "rates": [_rate(rate) for rate in instance.rates],
            "policy": str(instance.policy.id) if instance.policy else None,
            "limits": instance.limits.to_mapping(),
            "contracts": total.contracts,
            "unvalued": total.unvalued,
            "volume": total.items,
            "totals": [_total(instance, currency) for currency in instance.sheet.currencies],
            "groups": [_group(group, instance) for group in instance.groups[:top]],
            "owners": [owner_json(row, instance) for row in (instance.owners or ())[:top]],
            "left_out": {"rows": max(0, len(rows) - top)},
            "findings": [_finding(one, instance.names) for one in instance.findings],
        }


def _rate(rate: Rate) -> dict[str, Any]:
    exact = f"{float(rate.rate):.12f}".rstrip("0").rstrip(".")
    return {
        "id": rate.id,
        "base": rate.base,
        "quote": rate.quote,
        "rate": exact,
        "valid_on": rate.valid_on.isoformat(),
    }


def _sums(sums: Any, currency: str) -> dict[str, Any]:
    return {measure: money_in(sums.of(measure), currency).render() for measure in MEASURES}


def _total(found: Exposure, currency: str) -> dict[str, Any]:
    bounds = points = None
    if found.owners is None:
        shares = found.sheet.shares(currency)
        points = number_of(concentration(shares)) if shares else None
    else:
        index = owner_concentration(found.owners, found.sheet, currency)
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
