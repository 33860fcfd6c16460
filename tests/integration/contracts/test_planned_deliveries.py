"""What is to be delivered by which day: planned, met, withdrawn, told of, and touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from config import clock
from config.actors import Actor
from config.events.models import Event
from config.rest.roles import Role
from contracts.models import Contract, PlannedDelivery
from contracts.operations.inventory import record_delivery
from contracts.operations.planning import plan_delivery
from contracts.operations.reminding import remind
from tests.builders.contracts import LATER, signed, vera
from tests.integration.conftest import Api
from tests.integration.contracts.test_shortlist_admin import signed_in

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
DUE = date(2025, 9, 30)


def planned(contract: Contract, items: int | None = 100, due_on: date = DUE) -> PlannedDelivery:
    return plan_delivery(
        contract_id=contract.id, due_on=due_on, items=items, actor=vera(), at=LATER
    )


def came(contract: Contract, plan: PlannedDelivery, items: int, on: date) -> None:
    record_delivery(
        contract_id=contract.id, delivered_on=on, items=items, planned=plan.id, actor=vera(),
        at=clock.now(),
    )  # fmt: skip


def touched(client: Api, contract: Contract, **asked: object) -> list[dict[str, Any]]:
    answer = client.get(
        "/api/v1/blast-radius", {"party": str(contract.vendor.party_id), **asked}
    ).json()
    [vendor] = answer["vendors"]
    [row] = vendor["contracts"]
    due: list[dict[str, Any]] = row["deliveries_due"]
    assert answer["totals"]["deliveries_due"] == len(due)
    return due


def told(what: str) -> list[str]:
    found = Event.objects.filter(type=f"contracts.{what}").order_by("seq")
    return [event.data["on"] for event in found if event.data.get("kind") == "delivery_due"]


def test_a_batch_is_planned_met_by_what_names_it_and_listed(api: Client) -> None:
    contract, manager = signed(), api("vendor_manager")
    path = f"/api/v1/contracts/{contract.id}"
    due_on = (clock.today() + timedelta(days=20)).isoformat()

    made = manager.post(f"{path}/planned-deliveries", {"due_on": due_on, "items": 100})
    plan = made.json()
    ahead = manager.get(path).json()["next_dates"]
    said = {"delivered_on": clock.today().isoformat(), "planned": plan["id"]}
    manager.post(f"{path}/deliveries", {**said, "items": 60})
    partly = manager.get(f"/api/v1/planned-deliveries/{plan['id']}").json()
    manager.post(f"{path}/deliveries", {**said, "items": 40})

    assert made.status_code == 201, made.content
    assert (plan["state"], plan["delivered"], plan["allowed_acts"]) == ("due", 0, ["withdraw"])
    assert [one["on"] for one in ahead if one["kind"] == "delivery_due"] == [due_on]
    assert (partly["state"], partly["delivered"]) == ("due", 60)
    [listed] = api("viewer").get(f"{path}/planned-deliveries").json()["results"]
    assert (listed["state"], listed["allowed_acts"]) == ("met", [])
    after = manager.get(path).json()["next_dates"]
    assert [one for one in after if one["kind"] == "delivery_due"] == []


def test_it_is_told_before_the_day_and_after_it_once_each() -> None:
    contract = signed()
    planned(contract)

    for day in (date(2025, 9, 20), date(2025, 9, 20), date(2025, 9, 29), date(2025, 10, 2)):
        remind(on=day, actor=Actor.system())
        remind(on=day, actor=Actor.system())

    assert told("deadline_near") == ["2025-09-30"] * 2
    assert told("deadline_passed") == ["2025-09-30"]


def test_what_has_come_is_not_told_of() -> None:
    contract = signed()
    came(contract, planned(contract, items=None), 1, date(2025, 3, 1))

    remind(on=date(2025, 10, 2), actor=Actor.system())

    assert told("deadline_near") == told("deadline_passed") == []


def test_the_blast_radius_has_what_had_not_come_by_the_day(api: Client) -> None:
    contract = signed()
    late, plan = planned(contract, 5, date(2025, 4, 1)), planned(contract)
    came(contract, plan, 30, date(2025, 3, 1))
    came(contract, plan, 70, date(2025, 5, 1))
    viewer = api("viewer")

    def on(day: str) -> list[tuple[str, int, bool]]:
        found = touched(viewer, contract, valid_at=day)
        return [(one["id"], one["delivered"], one["overdue"]) for one in found]

    assert on("2025-02-01") == [(str(late.id), 0, False), (str(plan.id), 0, False)]
    assert on("2025-04-15") == [(str(late.id), 0, True), (str(plan.id), 30, False)]
    assert on("2025-05-01") == [(str(late.id), 0, True)]


def test_a_plan_is_withdrawn_once_and_counts_no_more(api: Client) -> None:
    contract, legal = signed(), api("legal")
    path = f"/api/v1/planned-deliveries/{planned(contract).id}"

    stale = legal.post(f"{path}/withdraw", {"reason": "No."}, headers={"If-Match": '"7"'})
    done = legal.post(f"{path}/withdraw", {"reason": "We need no more."})
    again = legal.post(f"{path}/withdraw", {"reason": "We need no more."})

    assert stale.status_code == 412
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    assert (again.status_code, again.json()["code"]) == (409, "plan-withdrawn")
    assert touched(legal, contract) == []


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({}, "/due_on"),
        ({"due_on": "soon"}, "/due_on"),
        ({"due_on": "2025-09-30", "items": 0}, "/items"),
        ({"due_on": "2025-09-30", "colour": "red"}, "/colour"),
    ],
)
def test_a_bad_plan_is_refused(api: Client, said: dict[str, object], pointer: str) -> None:
    path = f"/api/v1/contracts/{signed().id}/planned-deliveries"

    answer = api("legal").post(path, said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_delivery_meets_only_what_is_planned_under_its_contract(api: Client) -> None:
    contract, other = signed(), planned(signed())
    said = {"delivered_on": "2025-03-01", "items": 3, "planned": str(other.id)}

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/deliveries", said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/planned")


def test_it_is_planned_and_withdrawn_in_the_admin() -> None:
    contract, keeper = signed(), signed_in(Role.VENDOR_MANAGER)
    page = reverse("admin:contracts_contract_plan_delivery", args=[contract.id])

    keeper.post(page, {"due_on": "2025-09-30", "items": 3, "description": "Proofs"})
    plan = PlannedDelivery.objects.get()
    listed = keeper.get(reverse("admin:contracts_planneddelivery_changelist")).content.decode()
    keeper.post(
        reverse("admin:contracts_planneddelivery_withdraw", args=[plan.id]), {"reason": "No more."}
    )

    assert "Proofs" in listed
    plan.refresh_from_db()
    assert plan.withdraw_reason == "No more."
