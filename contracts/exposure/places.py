"""What part of a vendor's work is done in which place, at least and at most?

Where the parts are said, what we have with the vendor is divided by them. One place whose part is
not said has the rest; several share it in a way that nobody knows: each may have none or all of it.
What no list of places accounts for is in no place that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from contracts.exposure.owners import UNDISCLOSED, OwnerRow, Stake, VendorHoldings, share_of
from contracts.exposure.sums import Amount, Between, Sheet

UNKNOWN_PLACE: Final = ""
_NOTHING: Final = Fraction(0)
_ALL: Final = Fraction(1)


def place_holdings(vendor: str, places: Iterable[tuple[str, Fraction | None]]) -> VendorHoldings:
    """What each place has of a vendor, as an owner would: nothing, all or between.

    :param places: each with its part of 1, or None where nobody says
    """
    said = list(places)
    rest = max(_NOTHING, _ALL - sum((part for _, part in said if part is not None), _NOTHING))
    unsaid = sum(part is None for _, part in said)
    open_part = Between(rest if unsaid == 1 else _NOTHING, rest)
    return VendorHoldings(
        vendor,
        tuple(
            Stake(place, open_part.least, open_part.most)
            if part is None
            else Stake(place, part, part)
            for place, part in said
        ),
    )


def proved_in(row: OwnerRow, currency: str, measure: str) -> Amount:
    """What is surely in a place; of the unknown one, all that is surely in no known place.

    So every amount is in exactly one row.
    """
    span = row.held[currency, measure]
    return span.most if row.owner == UNDISCLOSED else span.least


def proved_share(row: OwnerRow, found: Sheet, currency: str, measure: str) -> Fraction | None:
    """The same as a part of everything in one currency; None of nothing."""
    if not found.total.sums[currency].of(measure):
        return None
    share = share_of(row.held, found, currency, measure)
    return share.most if row.owner == UNDISCLOSED else share.least


def contracts_in(row: OwnerRow, found: Sheet) -> Sequence[int]:
    """How many contracts, how many without a value, how many items: of the vendors that work there.

    What a vendor has in several places counts in each.
    """
    groups = [found.groups[vendor] for vendor in row.vendors]
    return (
        sum(group.contracts for group in groups),
        sum(group.unvalued for group in groups),
        sum(group.items for group in groups),
    )
