"""How does it look what hangs on whom?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Id, Instant, Percent, Whole
from config.rest.money import MoneyValue
from contracts.api.serializers.owners import OwnerRecord
from contracts.exposure import (
    Passed,
)
from contracts.queries.exposure import MOST_ROWS, By, Exposure
from contracts.shown.exposure import exposure_json
from vendors.models.choices import choices_of


class RateUsed(serializers.Serializer[Any]):
    """What one unit of `base` was worth in `quote`, from a day on; `rate` is a decimal text."""

    id = Id()
    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.CharField()
    valid_on = Day()


class AtMostRecord(serializers.Serializer[Any]):
    """What may be there with the places on record, and which percent of everything that is."""

    committed = MoneyValue()
    accepted = MoneyValue()
    open = MoneyValue()
    suspended = MoneyValue()
    share = Percent()


class AmountsRecord(serializers.Serializer[Any]):
    """Sums in one currency. Shares are percents of the same sum over everything, null of nothing.

    `share` is of `committed`; `open` is committed and not accepted yet; `suspended` the part of it
    under contracts that are suspended. By place they are what is surely there, and `at_most` what
    may be.
    """

    currency = serializers.CharField()
    committed = MoneyValue()
    accepted = MoneyValue()
    open = MoneyValue()
    suspended = MoneyValue()
    share = Percent(allow_null=True)
    share_of_accepted = Percent(allow_null=True)
    share_of_open = Percent(allow_null=True)
    at_most = AtMostRecord(allow_null=True)


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
    """`min` is proved, `max` possible with the disclosed owners or places, `worst` if one had the
    rest.
    """

    min = serializers.FloatField()
    max = serializers.FloatField()
    worst = serializers.FloatField()


class TotalRecord(serializers.Serializer[Any]):
    """Everything in one currency, and how concentrated it is: the Herfindahl-Hirschman index of the
    shares of what is committed, in points up to 10,000. By owner or place there are bounds
    instead.
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
        return exposure_json(instance, self.context.get("top", MOST_ROWS))
