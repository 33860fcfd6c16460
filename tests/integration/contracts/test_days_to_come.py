"""What has happened is written down once it has: by the calendar of the contract's own place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from config.problems import Invalid
from contracts.models import Contract, LetterKind
from contracts.money import Money
from contracts.operations import inventory, letters, objecting, serving, settling
from contracts.operations.letters import Written
from contracts.termination import LineKind, Proof, ProofKind, Service
from tests.builders.contracts import agreed, evidence, leo, served, signed

pytestmark = pytest.mark.django_db
# Late in the evening of the 30th in London it is the morning of the 1st in Tokyo.
AT = datetime(2025, 6, 30, 21, tzinfo=UTC)
TODAY_IN = {"Asia/Tokyo": date(2025, 7, 1), "America/Los_Angeles": date(2025, 6, 30)}
Said = Callable[[Contract, date], object]


def a_letter(contract: Contract, day: date) -> object:
    party, paper = contract.vendor.party_id, evidence()
    written = Written(kind=LetterKind.APPROVAL, party=party, on=day, evidence=[paper])
    return letters.record_letter(contract_id=contract.id, written=written, actor=leo(), at=AT)


def a_grant(contract: Contract, day: date) -> object:
    return inventory.open_grant(
        contract_id=contract.id, system="Bucket", opened_on=day, actor=leo(), at=AT
    )


def a_delivery(contract: Contract, day: date) -> object:
    return inventory.record_delivery(
        contract_id=contract.id, delivered_on=day, items=1, actor=leo(), at=AT
    )


def a_line(contract: Contract, day: date) -> object:
    return settling.book_line(
        termination_id=served(contract).id,
        kind=LineKind.OWED,
        amount=Money(Decimal("1.00"), "USD"),
        booked_on=day,
        actor=leo(),
        at=AT,
    )


def a_dispute(contract: Contract, day: date) -> object:
    return objecting.dispute(
        termination_id=served(contract).id, reason="No.", raised_on=day, actor=leo(), at=AT
    )


def a_notice(contract: Contract, day: date) -> object:
    return serving.serve_notice(
        termination_id=agreed(contract).id,
        service=Service(proof=Proof(ProofKind.ACKNOWLEDGEMENT, day, "the vendor")),
        evidence=[evidence()],
        reason="So.",
        actor=leo(),
        at=AT,
    )


@pytest.mark.parametrize("zone", TODAY_IN)
@pytest.mark.parametrize("said", [a_letter, a_grant, a_delivery, a_line, a_dispute, a_notice])
def test_today_has_come_and_tomorrow_has_not(said: Said, zone: str) -> None:
    contract, today = signed(zone=zone), TODAY_IN[zone]

    with pytest.raises(Invalid, match=f"in {zone} it is {today}") as refused:
        said(contract, today + timedelta(days=1))

    assert refused.value.facts["errors"][0]["code"] == "in_the_future"  # type: ignore[index]
    assert said(signed(zone=zone), today) is not None
