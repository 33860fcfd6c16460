"""What looks like one holding told twice is never added up in silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders.vendors import a_party, a_vendor
from tests.integration.conftest import Api
from vendors.models import Party, Vendor

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


@pytest.fixture
def vendor() -> Vendor:
    return a_vendor()


@pytest.fixture
def owner() -> Party:
    return a_party("Owner")


@pytest.fixture
def tell(api: Client, vendor: Vendor, owner: Party) -> Callable[..., Any]:
    """Assert an interest of the owner in the vendor; `source` and `confidence` of the whole."""

    def told(*, source: str = "registry", confidence: str = "confirmed", **interest: object) -> Any:
        shares = {"type": "ordinary_shares", "share": {"exact": 30}} | interest
        return api("vendor_manager").post(
            f"/api/v1/vendors/{vendor.id}/disclosures",
            {
                "source": {"type": source, "title": "Extract"},
                "confidence": confidence,
                "statements": [
                    {
                        "kind": "assertion",
                        "interested_party": {"id": str(owner.id)},
                        "interests": [shares],
                    }
                ],
            },
        )

    return told


def doubles(answer: Any) -> list[str]:
    return [one["pointer"] for one in answer.json()["warnings"] if one["code"] == "possible_double"]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"source": "vendor_declaration"},
        {"share": {"exact": 35}},
        {"type": "shareholding"},
        {"confidence": "probable"},
        {"valid_from": "2024-01-01"},
    ],
)
def test_another_word_on_the_same_paper_is_kept_and_said(
    tell: Callable[..., Any], other: dict[str, object]
) -> None:
    first, second = tell(), tell(**other)

    assert doubles(first) == []
    assert doubles(second) == ["/statements/0/interests/0"]


@pytest.mark.parametrize(
    "other",
    [
        {"share_class": "B"},
        {"type": "non_voting_shares"},
        {"type": "board_appointment"},
        {"type": "debt"},
        {"direct_or_indirect": "indirect"},
        {"source": "press", "confidence": "reported"},
        {"valid_from": "2025-01-01"},
    ],
)
def test_what_is_told_apart_needs_no_word(
    tell: Callable[..., Any], other: dict[str, object]
) -> None:
    tell(valid_to="2025-01-01")

    assert doubles(tell(**{"valid_to": None, **other})) == []


def test_the_same_holding_by_its_name_needs_no_word(tell: Callable[..., Any]) -> None:
    record = tell().json()["statements"][0]["record_id"]

    assert doubles(tell(source="vendor_declaration", same_as=record)) == []
