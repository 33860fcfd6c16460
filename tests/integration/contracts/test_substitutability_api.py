"""How hard a vendor is to replace: dated findings, which count, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from config import clock
from config.events.models import Event
from contracts.lifecycle import Act
from contracts.models import Contract
from tests.builders.contracts import LATER, a_draft, judged, moved, signed
from tests.builders.reliance import assessed
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]

SAID: dict[str, Any] = {
    "verdict": "hard",
    "obstacle": "hard_to_migrate",
    "reason": "The tooling is theirs.",
    "reintegration": "difficult",
    "reintegration_days": 120,
    "exit_plan": True,
    "exit_tested_on": "2025-05-01",
    "impact": "high",
    "assessed_on": "2025-06-01",
}


def path(contract: Contract) -> str:
    return f"/api/v1/contracts/{contract.id}/substitutability"


def say(client: Api, contract: Contract, **changes: object) -> Any:
    return client.post(path(contract), {**SAID, **changes})


def test_what_was_found_is_kept_as_it_was_said(api: Client) -> None:
    contract, other = signed(), a_vendor("Other")

    answer = say(api("legal"), contract, alternatives=[str(other.id)])

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert {name: made[name] for name in SAID} == SAID
    assert made["alternatives"] == [str(other.id)]
    assert answer["Location"] == f"/api/v1/substitutability/{made['id']}"
    shown = api("viewer").get(answer["Location"], {"valid_at": "2025-06-16"}).json()
    assert {**shown, "stale": None} == {**made, "stale": None}
    event = Event.objects.get(type="contracts.substitutability_assessed")
    assert event.data["verdict"] == "hard"


def test_the_latest_day_comes_first_whenever_it_was_written(api: Client) -> None:
    contract = signed()
    assessed(contract, "hard", assessed_on=date(2025, 6, 1))
    assessed(contract, "substitutable", assessed_on=date(2025, 3, 1))

    found = api("viewer").get(path(contract)).json()["results"]

    assert [each["assessed_on"] for each in found] == ["2025-06-01", "2025-03-01"]


def test_both_clocks_choose_what_was_on_file(api: Client) -> None:
    contract = signed()
    assessed(contract, "hard", assessed_on=date(2025, 3, 1))
    between = clock.now().isoformat()
    assessed(contract, "substitutable", assessed_on=date(2025, 6, 1))
    viewer = api("viewer")

    known = viewer.get(path(contract), {"known_at": between}).json()["results"]
    in_spring = viewer.get(path(contract), {"valid_at": "2025-04-01"}).json()["results"]

    assert [each["verdict"] for each in known] == ["hard"]
    assert [each["verdict"] for each in in_spring] == ["hard"]


@pytest.mark.parametrize(("day", "stale"), [("2026-06-01", False), ("2026-06-02", True)])
def test_it_does_not_last_for_ever(api: Client, day: str, stale: bool) -> None:
    row = assessed(signed(), assessed_on=date(2025, 6, 1))

    shown = api("viewer").get(f"/api/v1/substitutability/{row.id}", {"valid_at": day}).json()

    assert shown["stale"] is stale


def test_the_list_of_all_can_be_narrowed(api: Client) -> None:
    contract = signed()
    assessed(contract, "hard")
    assessed(signed(), "not_substitutable")
    viewer = api("viewer")

    hard = viewer.get("/api/v1/substitutability", {"verdict": "hard"}).json()["results"]
    its = viewer.get("/api/v1/substitutability", {"vendor": str(contract.vendor_id)}).json()

    assert [each["contract"] for each in hard] == [str(contract.id)]
    assert [each["contract"] for each in its["results"]] == [str(contract.id)]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"verdict": "easy"}, "/verdict"),
        ({"obstacle": None}, "/obstacle"),
        ({"verdict": "substitutable"}, "/obstacle"),
        ({"reason": ""}, "/reason"),
        ({"reintegration_days": -1}, "/reintegration_days"),
        ({"reintegration_days": "10"}, "/reintegration_days"),
        ({"exit_plan": "yes"}, "/exit_plan"),
        ({"exit_plan": False}, "/exit_tested_on"),
        ({"exit_tested_on": "2999-01-01"}, "/exit_tested_on"),
        ({"assessed_on": "2999-01-01"}, "/assessed_on"),
        ({"alternatives": [str(uuid4())]}, "/alternatives/0"),
        ({"evidence": [str(uuid4())]}, "/evidence/0"),
        ({"state": "final"}, "/state"),
    ],
)
def test_a_finding_that_says_nothing_sound_is_refused(
    api: Client, changes: dict[str, object], pointer: str
) -> None:
    answer = say(api("legal"), signed(), **changes)

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_the_vendor_is_no_alternative_to_itself(api: Client) -> None:
    contract = signed()

    answer = say(api("legal"), contract, alternatives=[str(contract.vendor_id)])

    assert answer.json()["errors"][0]["code"] == "same_vendor"


def test_who_may(api: Client, anonymous: Api) -> None:
    contract = signed()

    assert anonymous.get(path(contract)).status_code == 401
    assert say(api("viewer"), contract).status_code == 403
    assert say(api("approver"), contract).status_code == 403
    assert say(api("vendor_manager"), contract).status_code == 201
    assert (
        api("legal").post(f"/api/v1/contracts/{uuid4()}/substitutability", SAID).status_code == 404
    )
    assert api("viewer").get(f"/api/v1/substitutability/{uuid4()}").status_code == 404


def test_it_feeds_readiness_and_makes_older_rehearsals_stale(api: Client) -> None:
    contract, legal = signed(), api("legal")
    rehearsals = f"/api/v1/contracts/{contract.id}/exit-rehearsals"
    before = legal.post(rehearsals).json()
    other = judged(a_vendor("Other"))

    assessed(contract, "hard", alternatives=[other.id], at=clock.now())
    judged(other)
    after = legal.post(rehearsals).json()

    lacks = [{one["lack"] for one in made["missing"]} for made in (before, after)]
    assert lacks[0] - lacks[1] == {"not_assessed", "no_exit_plan", "no_replacement"}
    assert after["score"] > before["score"]
    old = legal.get(f"/api/v1/exit-rehearsals/{before['id']}").json()
    assert old["stale_because"] == ["contract_changed"]


def test_nothing_is_assessed_of_a_contract_that_is_over(api: Client) -> None:
    contract = moved(a_draft(), Act.CANCEL, at=LATER)

    answer = say(api("legal"), contract)

    assert (answer.status_code, answer.json()["code"]) == (409, "contract-over")
