"""How is money read from a body, and written into an answer?"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.money import Money, MoneyError, UnknownCurrency
from config.rest.fields import Strict, Text


class MoneyValue(Strict):
    """`{"amount": "1250000.00", "currency": "USD"}`: exact, never rounded, never negative."""

    amount = Text(max_length=40)
    currency = Text(max_length=3, min_length=3)

    def to_internal_value(self, data: Any) -> Money:
        given = super().to_internal_value(data)
        try:
            money = Money.parse(given["amount"], given["currency"])
        except UnknownCurrency as error:
            raise _refused("currency", "unknown_currency", str(error)) from None
        except MoneyError as error:
            raise _refused("amount", "not_an_amount", str(error)) from None
        if money.amount < 0:
            raise _refused("amount", "negative", "A value is not negative.")
        return money

    def to_representation(self, instance: Money) -> dict[str, Any]:
        return dict(instance.render())


def _refused(field: str, code: str, detail: str) -> serializers.ValidationError:
    return serializers.ValidationError({field: [serializers.ErrorDetail(detail, code=code)]})
