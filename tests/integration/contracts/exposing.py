"""What tests of exposure share: contracts of a size, deliveries, owners."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.models import Contract, ExchangeRate
from contracts.money import Money
from contracts.operations.inventory import record_delivery
from contracts.operations.rates import enter_rate
from tests.builders.contracts import LATER, judged, signed, vera
from tests.builders.vendors import a_party, a_vendor, vendor_manager
from tests.integration.conftest import Api
from vendors.models import Vendor
from vendors.operations import place_workforce
from vendors.workforce import places_said

PATH = "/api/v1/exposure"


def a_vendor_called(name: str = "Labelworks") -> Vendor:
    """A vendor that stands clear."""
    return judged(a_vendor(party=a_party(name)))


def works(vendor: Vendor, places: str, valid_from: date | None = None) -> None:
    """Its people work there, from a day on or always: `SE 60, PL`."""
    place_workforce(
        vendor_id=vendor.id,
        places=places_said(places),
        valid_from=valid_from,
        actor=vendor_manager(),
    )


def worth(vendor: Vendor, amount: str, currency: str = "USD", **changes: Any) -> Contract:
    """A contract in force of that value."""
    return signed(judged(vendor), value=Money.parse(amount, currency), **changes)


def delivered(
    contract: Contract, amount: str, *, items: int = 10, on: date = date(2025, 3, 1)
) -> None:
    """A batch that was accepted."""
    record_delivery(
        contract_id=contract.id,
        delivered_on=on,
        items=items,
        accepted=Money.parse(amount, contract.value_currency),
        actor=vera(),
        at=LATER,
    )


def exposure(client: Api, by: str, **asked: object) -> dict[str, Any]:
    """The answer, which has to be there."""
    answer = client.get(PATH, {"by": by, **asked})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def committed(found: dict[str, Any]) -> dict[str, str]:
    """What is committed by each group, by its name."""
    return {group["name"]: group["amounts"][0]["committed"]["amount"] for group in found["groups"]}


def enter_euro(rate: str, on: date = date(2025, 1, 1)) -> ExchangeRate:
    """What a euro is worth in dollars from a day on."""
    return enter_rate(
        base="EUR", quote="USD", rate=Decimal(rate), valid_on=on, source="ECB", actor=vera(),
        today=date(2025, 6, 1),
    )  # fmt: skip
