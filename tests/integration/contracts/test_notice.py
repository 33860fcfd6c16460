"""Notice in the form the contract asks for, and when it lets us out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from config.events.models import Event
from contracts.models import Contract, Termination
from contracts.termination import StepCode
from tests.builders.contracts import (
    DONE,
    agreed,
    an_asset,
    evidence,
    served,
    signed,
    stepped,
)
from tests.integration.conftest import Api
from tests.integration.contracts.leaving import act, state_of

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def proof(kind: str = "courier_receipt", on: date = date(2025, 6, 20)) -> dict[str, str]:
    return {"kind": kind, "delivered_on": on.isoformat(), "delivered_by": "Express Couriers"}


def serve(client: Api, found: Termination, **said: Any) -> Any:
    return act(client, found, "serve-notice", evidence=[str(evidence())], **said)


def by_courier() -> Contract:
    return signed(notice_form="courier", notice_address="1 Main Street, Springfield")


# Notice


def test_a_contract_says_how_notice_is_given(api: Client) -> None:
    shown = api("viewer").get(f"/api/v1/contracts/{by_courier().id}").json()

    assert (shown["notice_form"], shown["notice_address"]) == (
        "courier", "1 Main Street, Springfield",
    )  # fmt: skip


def test_notice_in_the_agreed_form_keeps_its_proof(api: Client) -> None:
    found = agreed(by_courier())

    answer = serve(api("legal"), found, form="courier", proof=proof())

    assert answer.status_code == 200, answer.content
    notice = answer.json()["notice"]
    assert (notice["form"], notice["required_form"]) == ("courier", "courier")
    assert notice["address"] == "1 Main Street, Springfield"
    assert notice["proof"] == proof()
    event = Event.objects.get(type="contracts.notice_served")
    assert (event.data["form"], event.data["proof"]) == ("courier", "courier_receipt")


@pytest.mark.parametrize(
    ("said", "code", "facts"),
    [
        ({}, "notice-form", {"required": "courier", "given": None}),
        ({"form": "email", "proof": proof("read_receipt", date(2025, 6, 17))}, "notice-form",
         {"required": "courier", "given": "email"}),
        ({"form": "courier"}, "proof-of-service",
         {"accepted": ["courier_receipt", "acknowledgement"]}),
        ({"form": "courier", "proof": proof("read_receipt", date(2025, 6, 17))},
         "proof-of-service", {"accepted": ["courier_receipt", "acknowledgement"]}),
        ({"form": "courier", "address": "2 Side Street", "proof": proof(on=date(2025, 6, 17))},
         "notice-address", {"given": "2 Side Street"}),
    ],
)  # fmt: skip
def test_notice_in_another_form_is_refused_and_named(
    api: Client, said: dict[str, Any], code: str, facts: dict[str, Any]
) -> None:
    found = agreed(by_courier())

    answer = serve(api("legal"), found, **said)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert {name: answer.json()[name] for name in facts} == facts
    assert state_of(found.contract) == "active"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"form": "pigeon"}, "/form"),
        ({"proof": {"kind": "courier_receipt"}}, "/proof/delivered_on"),
        ({"proof": proof(on=date(2999, 1, 1))}, "/proof/delivered_on"),
        ({"proof": proof(on=date(2025, 6, 15))}, "/proof/delivered_on"),
        ({"proof": {**proof(), "mood": "good"}}, "/proof/mood"),
    ],
)
def test_a_service_that_cannot_be_meant_is_refused(
    api: Client, said: dict[str, Any], pointer: str
) -> None:
    answer = serve(api("legal"), agreed(), **said)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_notice_counts_from_the_day_it_arrived(api: Client) -> None:
    found = agreed()

    made = serve(api("legal"), found, form="email", proof=proof("read_receipt", date(2025, 6, 20)))

    assert made.json()["notice_served_on"] == "2025-06-20"
    assert made.json()["effective_on"] == "2025-07-20"
    due = {step["code"]: step["due_on"] for step in made.json()["steps"]}
    assert due["return_data"] == "2025-07-20"


def test_a_notice_that_arrived_on_a_day_off_counts_as_its_contract_counts(api: Client) -> None:
    contract = signed(notice_receipt="next_business_day", jurisdiction="US")

    made = serve(
        api("legal"), agreed(contract), form="email", proof=proof("read_receipt", date(2025, 6, 21))
    ).json()

    assert (made["notice"]["proof"]["delivered_on"], made["notice_served_on"]) == (
        "2025-06-21", "2025-06-23",
    )  # fmt: skip
    assert made["effective_on"] == "2025-07-23"
    said = {day["kind"]: day["rule"] for day in made["dates"]}
    assert said["notice"] == (
        "notice was served: delivered on 2025-06-21; 2025-06-21 is a day off, the next business day"
        " is 2025-06-23"
    )


# What decides when we are out


def test_a_termination_shows_its_earliest_end_and_its_critical_path(api: Client) -> None:
    an_asset(contract := signed())
    found = served(contract)

    shown = api("viewer").get(f"/api/v1/terminations/{found.id}?valid_at=2025-06-16").json()

    assert shown["earliest_end"]["on"] == "2025-07-16"
    assert [link["rule"] for link in shown["earliest_end"]["chain"]] == ["notice_period"]
    assert shown["critical_path"]["ends_on"] == "2025-07-16"
    assert [leg["step"] for leg in shown["critical_path"]["legs"]] == [None]
    assert shown["steps"][4]["evidence_type"] == "return_manifest"


def test_with_the_effective_day_near_work_decides(api: Client) -> None:
    found = served()
    said = {"effective_on": "2025-06-17", "evidence": [str(evidence())]}

    path = act(api("legal"), found, "reschedule", **said).json()["critical_path"]

    assert [leg["step"] for leg in path["legs"]] == ["transition", "close_out"]


def test_what_was_done_stays_done_when_the_day_moves(api: Client) -> None:
    found = served()
    stepped(found, StepCode.TRANSITION, *DONE)

    said = {"effective_on": "2025-09-01", "evidence": [str(evidence())]}
    moved = act(api("legal"), found, "reschedule", **said).json()

    steps = {step["code"]: step for step in moved["steps"]}
    assert steps["transition"]["state"] == "verified"
    assert len(steps["transition"]["evidence"]) == 1
    assert steps["settle_accounts"]["due_on"] == "2025-10-01"


def test_a_data_asset_that_turns_up_late_is_planned_for(api: Client) -> None:
    found = served()
    api("legal").post(
        f"/api/v1/contracts/{found.contract_id}/data-assets", {"name": "Late", "items": 3}
    )

    steps = api("viewer").get(f"/api/v1/terminations/{found.id}").json()["steps"]

    returned = next(step for step in steps if step["code"] == "return_data")
    assert returned["evidence_required"]
    assert "no data asset" not in returned["rule"]
