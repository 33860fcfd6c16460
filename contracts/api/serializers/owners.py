"""How does it look what an ultimate owner holds and controls of our vendors?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Id, Percent, Whole
from config.rest.money import MoneyValue
from contracts.exposure import (
    UNDISCLOSED,
    Control,
)
from vendors.models.choices import choices_of


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
