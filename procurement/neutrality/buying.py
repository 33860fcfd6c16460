"""What does a policy say about buying? Nothing of it changes how a vendor is judged."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from config.money import Money, MoneyError
from procurement.neutrality.policy_fields import Unreadable, code, count, text

HEAVIEST: Final = 1000


class Part(StrEnum):
    """What vendors are compared by when somebody is looked for."""

    SKILL = "skill"
    LEVEL = "level"
    PROOF = "proof"
    QUALITY = "quality"
    LANGUAGES = "languages"
    PLACES = "places"
    CAPACITY = "capacity"
    NEUTRALITY = "neutrality"
    HOLDS = "holds"
    CERTIFICATES = "certificates"
    PRICE = "price"
    INDEPENDENCE = "independence"


Weights = Mapping[Part, int]
Limits = Mapping[str, str]
"""Amounts by currency, as money is written: JSON's numbers would not keep every cent."""
USUAL_WEIGHTS: Final[Weights] = MappingProxyType(
    {
        Part.SKILL: 25,
        Part.LEVEL: 10,
        Part.PROOF: 5,
        Part.QUALITY: 5,
        Part.LANGUAGES: 10,
        Part.PLACES: 5,
        Part.CAPACITY: 10,
        Part.NEUTRALITY: 25,
        Part.HOLDS: 5,
        Part.CERTIFICATES: 5,
        Part.PRICE: 5,
        Part.INDEPENDENCE: 15,
    }
)
USUAL_LIMITS: Final[Limits] = MappingProxyType(dict.fromkeys(("EUR", "GBP", "USD"), "50000.00"))
NOT_JUDGED: Final = frozenset({"shortlist_weights", "requisition_limits"})
"""The fields of a policy that no judgement reads: no digest of one holds them."""


def weights(value: object) -> Weights:
    """How much each part counts; those left out count as they usually do."""
    if not isinstance(value, Mapping):
        raise Unreadable("parts with whole numbers are expected")
    read = dict(USUAL_WEIGHTS)
    for name, number in value.items():
        weight = count(number)
        if weight > HEAVIEST:
            raise Unreadable(f"a weight is at most {HEAVIEST}")
        read[code(Part, name)] = weight
    if not any(read.values()):
        raise Unreadable("at least one part has to count")
    return MappingProxyType(read)


def limits(value: object) -> Limits:
    """Up to how much, in each currency, a need may be opened without a second person."""
    if not isinstance(value, Mapping):
        raise Unreadable("currencies with amounts are expected")
    read: dict[str, str] = {}
    for currency, amount in value.items():
        try:
            money = Money.parse(_amount(amount), text(currency))
        except MoneyError as error:
            raise Unreadable(str(error)) from error
        if money.amount < 0:
            raise Unreadable("a limit is not negative")
        read[money.currency] = money.render()["amount"]
    return MappingProxyType(read)


def _amount(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unreadable('an amount such as "50000.00" is expected')
    return str(value)
