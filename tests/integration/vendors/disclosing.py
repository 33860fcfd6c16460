"""What tests of disclosures api are told with."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.conftest import Api
from vendors.models import Vendor

Client = Callable[..., Api]


LEI = "5493001KJTIIGC8Y1R12"


PATH = "/api/v1/disclosures"


def interest(type_: str = "ordinary_shares", share: object = None, **fields: object) -> dict:
    told = {"share": share} if share is not None else {}
    return {"type": type_, **told, **fields}


def statement(owner: object, *interests: dict, **fields: object) -> dict:
    return {
        "kind": "assertion",
        "interested_party": owner,
        "interests": list(interests) or [interest(share={"exact": 49})],
        **fields,
    }


def body(*statements: dict, source: str = "registry", **fields: object) -> dict:
    return {"source": {"type": source, "title": "Extract"}, "statements": [*statements], **fields}


def told(api: Client, vendor: Vendor, *statements: dict, **fields: object) -> dict:
    answer = api("vendor_manager").post(
        f"/api/v1/vendors/{vendor.id}/disclosures", body(*statements, **fields)
    )
    assert answer.status_code == 201, answer.content
    said: dict = answer.json()
    return said


PERSON, COMPANY = {"name": "Ann", "kind": "person"}, {"name": "Acme", "kind": "company"}


CONCERT = {"type": "concert", "members": [{"name": "A"}, {"name": "B"}]}


IN_STATEMENT = "/statements/0"


IN_INTEREST = "/statements/0/interests/0"
