"""Where do a vendor's people work, as it was written down?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pycountry

_SAID: Final = re.compile(r"([A-Z]{2})(?:\s+([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*%?)?", re.ASCII)


class NotAPlace(ValueError):
    """Text that names no country, with or without its percent."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A country, and what part of the work is done there, in percent; None where nobody says."""

    place: str
    share: Decimal | None = None

    def __str__(self) -> str:
        return self.place if self.share is None else f"{self.place} {self.share.normalize():f} %"


def whole_of(places: Iterable[Workplace]) -> Decimal:
    """What is said of all of them together, in percent."""
    return sum((one.share for one in places if one.share is not None), Decimal(0))


def said_of(places: Iterable[Workplace]) -> str:
    """For people: `SE 60 %, PL`."""
    return ", ".join(map(str, places)) or "nobody knows where"


def places_said(text: str) -> list[Workplace]:
    """What `said_of` wrote, with or without the signs for percent.

    :raises NotAPlace: naming the part that is none
    """
    return [_place_said(part.strip()) for part in text.split(",") if part.strip()]


def _place_said(part: str) -> Workplace:
    found = _SAID.fullmatch(part)
    if found is None or pycountry.countries.get(alpha_2=found[1]) is None:
        raise NotAPlace(f"“{part}” is no country with its percent.")
    return Workplace(found[1], Decimal(found[2]) if found[2] else None)
