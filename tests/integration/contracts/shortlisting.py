"""What do tests of shortlists ask, and how do they read the answer?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procurement.models import Requisition
from tests.integration.conftest import Api

Client = Callable[..., Api]


def asked(client: Api, requisition: Requisition, **query: object) -> Any:
    told = "&".join(f"{name}={value}" for name, value in query.items())
    return client.get(f"/api/v1/requisitions/{requisition.id}/shortlist?{told}")


def shortlist(api: Client, requisition: Requisition, **query: object) -> dict[str, Any]:
    answer = asked(api("viewer"), requisition, **query)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def names(found: dict[str, Any], which: str = "results") -> list[str]:
    return [row["name"] for row in found[which]]


def part(row: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in row["scores"] if each["part"] == name)
    return found


def why(found: dict[str, Any], name: str) -> list[str]:
    row = next(each for each in found["out"] if each["name"] == name)
    return [each["code"] for each in row["reasons"]]
