"""Does a scenario keep anybody waiting, or see what others do meanwhile?"""

from __future__ import annotations

from datetime import date

import pytest

from config import clock
from config.supposing import reading_only
from procurement.operations.comparing import Compared, compare, list_concerned
from procurement.operations.foreseeing import Foreseen, Rival, Scenario, foresee
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    all_at_once,
    assessed,
    settled,
    the_state,
)
from tests.builders.vendors import a_party, an_interest, disclosed, revised, said
from vendors.models import Interest, Party, Vendor
from vendors.ownership.facts import Confidence, PartyKind
from vendors.statements import InlineParty, Source

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 7, 1)


def supposed(vendor: Vendor, rival: Party) -> Scenario:
    """The founder sells 30 percent to a competitor; somebody new is a competitor, too."""
    founder = Interest.objects.get(subject=vendor.party_id, superseded_seq=None)
    return Scenario(
        valid_at=TODAY,
        source=Source(type="registry", title="Extract"),
        statements=[
            said("correction", an_interest("ordinary_shares", 70), record=founder.record_id),
            said(
                "assertion", an_interest("ordinary_shares", 30), subject=vendor.party, owner=rival
            ),
        ],
        confidences=[Confidence.CONFIRMED] * 2,
        competitors_add=[Rival("", InlineParty(PartyKind.COMPANY, "Newcomer"))],
    )


def told(foreseen: Foreseen) -> list[tuple[object, ...]]:
    def both(one: Compared) -> tuple[object, ...]:
        return one.vendor, one.before.findings if one.before else None, one.after.findings

    return [both(one) for one in compare(list_concerned(foreseen), foreseen).vendors]


def test_others_write_meanwhile_and_the_scenario_does_not_notice() -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    vendor = a_clear_vendor()
    settled()
    scenario = supposed(vendor, rival)
    [record] = Interest.objects.filter(subject=vendor.party_id).values_list("record_id", flat=True)

    with reading_only():
        foreseen = foresee(scenario=scenario, at=clock.now())
        first = told(foreseen)
        [written] = all_at_once(lambda: do_it_for_real(vendor, rival, record))
        second = told(foreseen)

    assert written == ("conflict", "significant_influence")
    assert first == second


def do_it_for_real(vendor: Vendor, rival: Party, record: object) -> tuple[str, str]:
    """Everything a scenario could stand in the way of: facts of its records, parties, the list."""
    a_competitor(a_party("Newcomer", "company"))
    revised(record, "correction", an_interest("ordinary_shares", 70))  # type: ignore[arg-type]
    disclosed(vendor, rival, 30)
    assessed(vendor, TODAY)
    return the_state(vendor)
