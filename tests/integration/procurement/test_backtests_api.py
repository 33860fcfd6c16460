"""Backtests over HTTP: asked for by those who draft policies, read by every reader of verdicts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from config import clock
from config.rest.roles import Role, is_allowed
from procurement.models import Backtest, Policy
from tests.builders.procurement import a_competitor, a_policy, an_adopted_policy, settled, told
from tests.builders.vendors import a_party
from tests.integration.conftest import Api
from tests.integration.procurement.hindsight import JANUARY, MARCH, a_past, run
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Client = Callable[..., Api]
RUNNERS = [role for role in Role if is_allowed("procurement.backtest_policy", [role])]
READERS = [role for role in Role if role is not Role.INTAKE]


def run_of(policy: Policy) -> str:
    return f"/api/v1/policies/{policy.id}/backtest"


def test_it_is_owed_then_done(api: Client) -> None:
    vendor, (_, january, _) = a_past()
    policy = a_policy(material_equity=3)

    answer = api("legal").post(run_of(policy), {})
    before = api("viewer").get(answer["Location"]).json()
    settled()
    after = api("viewer").get(answer["Location"]).json()

    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/backtests/{answer.json()['id']}"
    assert answer.json()["state"] == before["state"] == "pending"
    assert (before["progress"], after["progress"]) == (
        {"done": 0, "total": 3},
        {"done": 3, "total": 3},
    )
    assert (after["state"], after["policy"], after["policy_version"]) == (
        "done",
        str(policy.id),
        1,
    )
    assert after["finished_at"].endswith("Z")
    assert (after["from"], after["to"]) == (None, clock.today().isoformat())
    assert after["counts"]["worse"] == 1
    [difference] = after["differences"]
    assert (difference["vendor"], difference["assessment"]) == (str(vendor.id), str(january.id))
    assert (difference["valid_at"], difference["change"]) == (JANUARY.isoformat(), "worse")
    assert difference["before"] == {"state": "clear", "level": "none"}
    assert (difference["after"]["state"], difference["after"]["level"]) == (
        "conflict",
        "material_interest",
    )
    assert "4 %" in difference["after"]["sentences"][0]
    [lead] = after["leads"][0]["leads"]
    assert lead == {
        "state": "conflict",
        "level": "material_interest",
        "recorded_on": MARCH.isoformat(),
        "tried_on": JANUARY.isoformat(),
        "days": 50,
    }


def test_any_policy_can_be_tried(api: Client) -> None:
    a_past()
    former = an_adopted_policy("former", material_equity=3)
    an_adopted_policy("present")

    for policy in (former, Policy.objects.get(state="adopted")):
        assert api("legal").post(run_of(policy), {}).status_code == 202


def test_days_and_vendors_are_kept(api: Client) -> None:
    vendor, _ = a_past()
    asked = {"from": "2025-01-05", "to": "2025-02-01", "vendors": [str(vendor.id)]}

    body = api("legal").post(run_of(a_policy()), asked).json()

    assert {name: body[name] for name in asked} == asked
    assert body["progress"]["total"] == 2


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"favourite_colour": "red"}, "/favourite_colour"),
        ({"from": "soon"}, "/from"),
        ({"to": "2999-01-01"}, "/to"),
        ({"from": "2025-02-01", "to": "2025-01-01"}, "/from"),
        ({"vendors": "all"}, "/vendors"),
        ({"vendors": [str(uuid4())]}, "/vendors/0"),
        ({"state": "done"}, "/state"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    api: Client, asked: dict[str, object], pointer: str
) -> None:
    answer = api("legal").post(run_of(a_policy()), asked)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Backtest.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_those_who_draft_policies_try_them(api: Client, role: Role) -> None:
    answer = api(role).post(run_of(a_policy()), {})

    assert answer.status_code == (202 if role in RUNNERS else 403)
    assert Backtest.objects.exists() is (role in RUNNERS)


def test_a_policy_that_is_not_there_cannot_be_tried(api: Client, anonymous: Api) -> None:
    path = f"/api/v1/policies/{uuid4()}/backtest"

    assert api("legal").post(path, {}).status_code == 404
    assert anonymous.post(path, {}).status_code == 401
    assert api("legal").get(path).status_code == 405


def test_trying_it_dry_owes_nothing(api: Client) -> None:
    a_past()

    answer = api("legal").post(f"{run_of(a_policy())}?dry_run=true", {})

    assert (answer.status_code, answer.json()["progress"]["total"]) == (200, 3)
    assert not Backtest.objects.exists()
    assert told("procurement.backtest_asked") == []


@pytest.mark.parametrize("role", READERS)
def test_every_reader_of_verdicts_reads_them(api: Client, role: Role) -> None:
    a_past()
    backtest = run(a_policy())

    for path in ("", f"/{backtest.id}", f"/{backtest.id}/differences", f"/{backtest.id}/vendors"):
        assert api(role).get(f"/api/v1/backtests{path}").status_code == 200


def test_others_do_not(api: Client, anonymous: Api) -> None:
    backtest = run(a_policy())

    for path in ("", f"/{backtest.id}", f"/{backtest.id}/differences", f"/{backtest.id}/vendors"):
        assert api("intake").get(f"/api/v1/backtests{path}").status_code == 403
        assert anonymous.get(f"/api/v1/backtests{path}").status_code == 401
    for path in ("", "/differences", "/vendors"):
        assert api("viewer").get(f"/api/v1/backtests/{uuid4()}{path}").status_code == 404


def test_the_list_is_narrowed_by_policy(api: Client) -> None:
    one, other = a_policy("one"), a_policy("other")
    run(one)
    run(other)

    body = api("viewer").get(f"/api/v1/backtests?policy={one.id}").json()

    assert [row["policy"] for row in body["results"]] == [str(one.id)]
    assert body["results"][0]["state"] == "done"
    assert api("viewer").get("/api/v1/backtests?policy=mine").status_code == 400


def several_pasts() -> tuple[Backtest, list[Vendor]]:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    vendors = [a_past(name, rival)[0] for name in ("One", "Two", "Three")]
    return run(a_policy(material_equity=3)), vendors


def test_differences_are_paged_and_narrowed(api: Client) -> None:
    backtest, vendors = several_pasts()
    path = f"/api/v1/backtests/{backtest.id}/differences"

    first = api("viewer").get(f"{path}?page_size=2&count=true").json()
    rest = api("viewer").get(first["next"]).json()
    of_one = api("viewer").get(f"{path}?vendor={vendors[0].id}&change=worse").json()

    found = {row["vendor"] for row in first["results"] + rest["results"]}
    assert (first["count"], found) == (3, {str(vendor.id) for vendor in vendors})
    assert [row["vendor"] for row in of_one["results"]] == [str(vendors[0].id)]
    assert api("viewer").get(f"{path}?change=better").json()["results"] == []
    assert api("viewer").get(f"{path}?change=same").status_code == 400


def test_vendors_are_paged(api: Client) -> None:
    backtest, vendors = several_pasts()
    path = f"/api/v1/backtests/{backtest.id}/vendors"

    first = api("viewer").get(f"{path}?page_size=2").json()
    rest = api("viewer").get(first["next"]).json()

    found = [row["vendor"] for row in first["results"] + rest["results"]]
    assert sorted(found) == sorted(str(vendor.id) for vendor in vendors)
    assert (rest["next"], first["previous"]) == (None, None)
    assert first["results"][0]["first_worse_on"] == date(2025, 1, 10).isoformat()
    assert api("viewer").get(f"{path}?page_size=0").status_code == 400
    assert api("viewer").get(f"{path}?cursor=abc").status_code == 400
