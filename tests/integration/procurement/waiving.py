"""What tests of waivers are told with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from config import clock
from procurement.models import Waiver
from procurement.queries.verdicts import clearance_of
from tests.builders.procurement import (
    NEVER,
    a_clear_vendor,
    a_competitor,
    conflicted,
    noon,
    settled,
)
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api
from vendors.models import Party, Vendor

everyday = pytest.mark.django_db


with_real_commits = pytest.mark.django_db(transaction=True)


Client = Callable[..., Api]


LIST = "/api/v1/waivers"


WHY = {"reason": "There is nobody else."}


def at(waiver: Waiver, act: str = "") -> str:
    return f"{LIST}/{waiver.id}{act}"


def a_partly_sold_vendor() -> tuple[Vendor, Party]:
    """A competitor has 10 percent: a material interest."""
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    settled()
    return vendor, rival


def an_undisclosed_vendor() -> Vendor:
    """Nobody says who owns it: insufficient."""
    a_competitor()
    vendor = a_vendor()
    settled()
    return vendor


def covered_by(vendor: Vendor, contract: object = None, on: date | None = None) -> object:
    moment = clock.now() if on is None else noon(on)
    clearance = clearance_of(vendor.id, contract_id=contract, at=moment)  # type: ignore[arg-type]
    assert clearance.cleared is (clearance.waiver is not None)
    return clearance.waiver


def asked(vendor: Vendor, **fields: object) -> dict[str, object]:
    return {
        "vendor": str(vendor.id),
        "scope": "all",
        "expires_on": NEVER.isoformat(),
        "reason": "There is nobody else.",
        **fields,
    }
