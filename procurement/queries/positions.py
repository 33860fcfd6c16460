"""What are clauses held against: who had how much of a vendor, and since when?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from config.events import ledger
from procurement.positions import Positions, survey
from procurement.queries.judging import get_vendor
from procurement.queries.standards import Yardstick, yardstick_at
from vendors.models import Disclosure, Vendor
from vendors.ownership.facts import Facts
from vendors.queries.near import facts_of_both
from vendors.queries.parties import survivors_of


def positions_of(vendor_id: UUID, *, valid_at: date, known_at: datetime | None) -> Positions:
    """Everybody's share in a vendor, as of both clocks.

    :param known_at: inclusive; everything known if not given
    :raises NotFound: if there is no such vendor
    :raises Invalid: if `known_at` lies in the future
    """
    vendor = get_vendor(vendor_id)
    known_seq = ledger.current_seq() if known_at is None else ledger.seq_at(known_at)
    yardstick = yardstick_at(valid_at, known_seq)
    return survey_vendor(vendor, valid_at=valid_at, known_seq=known_seq, yardstick=yardstick)


def survey_vendor(
    vendor: Vendor, *, valid_at: date, known_seq: int, yardstick: Yardstick
) -> Positions:
    """Everybody's share in a vendor, as known at a ledger number."""
    party = survivors_of([vendor.party_id], known_seq=known_seq)[vendor.party_id]
    around = facts_of_both(party, yardstick.competitors, valid_at=valid_at, known_seq=known_seq)
    return survey(
        around,
        vendor=str(party),
        competitors=[str(competitor) for competitor in yardstick.competitors],
        policy=yardstick.rules,
        heard_on=_heard_on(around),
    )


def _heard_on(facts: Facts) -> dict[str, date]:
    """When we first had each source."""
    sources = {fact.source for fact in facts.facts if fact.source}
    rows = Disclosure.objects.filter(id__in=sources).values_list("id", "recorded_at")
    return {str(id_): recorded_at.date() for id_, recorded_at in rows}
