"""What is a sheet in one currency, at the rates somebody entered?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.exposure.sums import Group, Sheet, Sums


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of `base` was worth in `quote` from a day on."""

    base: str
    quote: str
    rate: Fraction
    valid_on: date
    id: str = ""


class RateMissing(LookupError):
    """Currencies of which nobody entered what they are worth; nothing is guessed, or inverted."""

    def __init__(self, missing: tuple[str, ...], quote: str) -> None:
        self.missing = missing
        self.quote = quote
        super().__init__(f"no rate from {', '.join(missing)} to {quote}")


def converted(found: Sheet, quote: str, rates: Mapping[str, Rate]) -> Sheet:
    """The same sheet in one currency; a group's sums of one currency are converted as a whole.

    :param rates: by the currency that is converted
    :raises RateMissing: naming every currency that has no rate
    """
    missing = tuple(code for code in found.currencies if code != quote and code not in rates)
    if missing:
        raise RateMissing(missing, quote)

    def in_quote(group: Group) -> Group:
        sums: dict[str, Sums] = defaultdict(Sums)
        for code, each in group.sums.items():
            sums[quote].add(each, 1 if code == quote else rates[code].rate)
        return Group(group.key, group.contracts, group.unvalued, group.items, sums)

    groups = {key: in_quote(group) for key, group in found.groups.items()}
    return Sheet(groups, in_quote(found.total))
