"""A page of contracts: few questions to the database, and everything in it all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts.models import Deadline
from contracts.operations import terminations
from tests.builders.contracts import ada, approved, proposed, served, signed
from tests.integration.conftest import Api
from tests.query_budgets import within_budget

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
DAY = "2025-07-01"


def a_family() -> dict[str, str]:
    """A master agreement with two contracts under it; one is being left, one nearly was."""
    master = signed()
    left = served(signed(master.vendor, parent=master.id)).contract
    kept = signed(master.vendor, parent=master.id)
    terminations.reject_termination(
        termination_id=proposed(kept).id, actor=ada(), reason="Not now."
    )
    proposed(kept)
    Deadline.objects.create(
        contract=master, kind="waiver_end", on=date(2025, 8, 1), rule="so", stands=True
    )
    Deadline.objects.create(
        contract=master, kind="waiver_end", on=date(2025, 7, 2), rule="no more", stands=False
    )
    approved(master.vendor)
    return {"master": str(master.id), "left": str(left.id), "kept": str(kept.id)}


def page(client: Api, query: str = f"?valid_at={DAY}") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(f"/api/v1/contracts{query}").json()["results"]
    return rows


def test_a_page_costs_what_was_agreed_upon_however_much_is_on_it(api: Client) -> None:
    a_family()
    client = api("viewer")
    page(client)  # that the token was used today is noted once

    with within_budget("contracts", "page"):
        few = page(client)
    with within_budget("contracts", "page_of_today"):
        page(client, "")
    a_family()
    with within_budget("contracts", "page"):
        many = page(client)

    assert (len(few), len(many)) == (4, 8)


def test_a_page_says_of_each_what_its_own_page_says(api: Client) -> None:
    a_family()
    client = api("legal")

    for row in page(client):
        assert row == client.get(f"/api/v1/contracts/{row['id']}?valid_at={DAY}").json()


def test_a_page_knows_families_open_terminations_and_days_that_were_found(api: Client) -> None:
    names = a_family()

    shown = {row["id"]: row for row in page(api("legal"))}

    master, left, kept = (shown[names[name]] for name in ("master", "left", "kept"))
    assert master["children"] == [left["id"], kept["id"]]
    assert {"kind": "waiver_end", "on": "2025-08-01", "rule": "so"} in master["next_dates"]
    assert "no more" not in {day["rule"] for day in master["next_dates"]}
    assert master["termination"] is None
    assert (left["state"], left["status"]) == ("terminating", "notice_given")
    assert left["termination"] != kept["termination"] is not None
    assert (kept["state"], kept["allowed_acts"]) == ("active", ["suspend", "amend"])


def test_a_page_is_narrowed_by_what_follows_from_days(api: Client) -> None:
    names = a_family()

    found = page(api("viewer"), f"?status=notice_given&valid_at={DAY}&count=true")

    assert [row["id"] for row in found] == [names["left"]]
