"""Who may have enough of a vendor for a clause to be about it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from procurement.neutrality.inquiry import Inquiry
from procurement.positions.values import Measure
from vendors.ownership.facts import Fact
from vendors.ownership.groups import with_controllers
from vendors.ownership.kinds import Dimension, Kind
from vendors.ownership.spreading import spread
from vendors.reach import owners_above

MOST_PARTIES = 60
"""Further ones have too little of the vendor for any clause to be about them."""

BY_GROUP = {Measure.VOTING: Dimension.VOTES, Measure.BOARD: Dimension.BOARD}


def parties_of(inquiry: Inquiry) -> Iterator[str]:
    """Competitors above the vendor, then its other owners by weight, then who is not there."""
    above = _by_weight(inquiry)
    said = [
        owner
        for owner in _who_said(inquiry.book.in_force, inquiry.vendor)
        if owner not in above and owner != inquiry.vendor
    ]
    listed = set(inquiry.competitors) - {inquiry.vendor}
    order = [*(party for party in above if party in listed), *above, *said, *sorted(listed)]
    yield from dict.fromkeys(order)


def _by_weight(inquiry: Inquiry) -> list[str]:
    """Whoever may control the vendor, then who may have most of it; the nearest among equals."""
    book, vendor = inquiry.book, inquiry.vendor
    above = list(owners_above(book, vendor))
    if len(above) <= MOST_PARTIES:
        return above
    control = with_controllers(book, [vendor], inquiry.policy.control_test)
    money = spread(book, vendor)
    power: dict[str, int] = defaultdict(int)
    for dimension in BY_GROUP.values():
        for holding in book.possible_column(vendor, dimension).holdings:
            power[holding.owner] = max(power[holding.owner], holding.hi)

    def weight(party: str) -> tuple[bool, bool, int]:
        may_have = max(money.of(party), power[party])
        return party in control.sure, party in control.possible, may_have

    return sorted(above, key=weight, reverse=True)


def _who_said(facts: Iterable[Fact], vendor: str) -> list[str]:
    """Holders of totals and of control without a percentage."""
    kinds = {Kind.CONTROL_ASSERTION, Kind.INFLUENCE_OR_CONTROL, Kind.VETO_RIGHTS}
    owners = {
        fact.owner
        for fact in facts
        if fact.subject == vendor
        and fact.owner is not None
        and (fact.kind in kinds or (fact.spec.dimensions and fact.directness != "direct"))
    }
    return sorted(owners)
