"""How is it asked what hangs on whom, and how are shares written?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from config.rest.fields import Choice, Day, Instant, Strict, Text
from contracts.money import MoneyError, minor_digits
from contracts.queries.exposure import Asked, By
from vendors.models.choices import choices_of


class CurrencyCode(Text):
    """A code of ISO 4217, such as `USD`."""

    default_error_messages = {"currency": "Give a current code of ISO 4217, such as USD."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_length": 3, "max_length": 3, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data)
        try:
            minor_digits(code)
        except MoneyError:
            self.fail("currency")
        return code


class _Count(serializers.IntegerField):
    """A whole number in a query, in digits."""

    default_error_messages = {"digits": "Give a whole number."}

    def to_internal_value(self, data: Any) -> int:
        if not str(data).isascii() or not str(data).isdigit():
            self.fail("digits")
        found: int = super().to_internal_value(data)
        return found


class ExposureAsked(Strict):
    """Grouped by what; on which day, as known when; in which currency; how many rows."""

    by = Choice(choices=choices_of(By))
    valid_at = Day(required=False)
    known_at = Instant(required=False)
    currency = CurrencyCode(required=False)
    top = _Count(required=False, min_value=1, max_value=10_000)


def asked_of(given: Mapping[str, Any], today: Any) -> Asked:
    """A parsed question as the query takes it."""
    return Asked(
        by=By(given["by"]),
        valid_at=given.get("valid_at") or today,
        known_at=given.get("known_at"),
        currency=given.get("currency", ""),
    )
