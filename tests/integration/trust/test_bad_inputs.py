"""Every bad input, at every place of every body that could take it: refused by name, by all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from config.events.ledger import current_seq
from config.rest.parsing import MAX_BODY
from config.rest.roles import Role
from tests.bad_inputs.corpus import corpus
from tests.builders.vendors import a_party
from tests.builders.world import a_world
from tests.integration.conftest import Api
from tests.integration.trust.bodies import (
    ADDRESSES,
    DAYS,
    DOCUMENT,
    NUMBERS,
    TEXTS,
    body_with,
    places,
    pointer,
)
from tests.integration.trust.routes import ROUTES, Route, address, may
from vendors.models import Party

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300)]
Client = Callable[..., Api]
WRITING = [r for r in ROUTES if r.method != "GET" and "application/json" in r.body]
# The first of these that may is who sends.
SENDERS = (Role.VENDOR_MANAGER, Role.LEGAL, Role.APPROVER, Role.ADMIN)


@pytest.fixture
def world(db: None) -> Mapping[str, str]:
    a_world()
    return {route.path: address(route.path) for route in ROUTES}


Senders = Callable[[Route], Api]


@pytest.fixture
def sender(api: Client) -> Senders:
    """Whoever may send to a route."""
    clients = {role: api(role) for role in SENDERS}
    return lambda route: clients[next(role for role in SENDERS if role in may(route.operation))]


@pytest.mark.parametrize("kind", [NUMBERS, TEXTS, DAYS, ADDRESSES])
def test_a_value_that_is_none_is_refused_wherever_it_stands(
    world: Mapping[str, str], sender: Senders, kind: str
) -> None:
    wrong, before, [first, *others] = [], current_seq(), corpus(kind)
    for route in WRITING:
        schema = route.body["application/json"].get("schema", {})
        at = sorted(set(places(schema, kind)), key=str)
        # Each place alone, and then every other value at all of them.
        tries = [([path], first) for path in at] + [(at, bad) for bad in others if at]
        for where, bad in tries:
            body = body_with(bad["value"], where)
            answer = route.ask(sender(route), world[route.path], body)
            if not is_refused_by_name(answer, [pointer(path) for path in where]):
                wrong.append((route.operation, where, bad["id"], answer.status_code))

    assert wrong == []
    assert current_seq() == before


def is_refused_by_name(answer: Any, asked: list[str]) -> bool:
    """Refused, with one of the places, or what it is part of, named."""
    if int(answer.request["CONTENT_LENGTH"]) > MAX_BODY:  # many long texts at once
        return bool(answer.status_code == 413 and answer.json()["code"])
    if answer.status_code != 400 or answer["Content-Type"] != "application/problem+json":
        return False
    named = [error["pointer"] for error in answer.json()["errors"]]
    return any(place == one or place.startswith(f"{one}/") for one in named for place in asked)


def test_a_body_that_is_none_is_refused_everywhere(
    world: Mapping[str, str], sender: Senders
) -> None:
    wrong, before = [], current_seq()
    for bad in corpus("bodies"):
        raw = bad["latin_1"].encode("latin-1") if "latin_1" in bad else bad["raw"].encode()
        for route in WRITING:
            answer = sender(route).generic(
                route.method,
                world[route.path],
                raw * bad.get("times", 1),
                content_type=bad.get("type", "application/json"),
                headers={"If-Match": "*"},
            )
            if answer.status_code not in bad["status"]:
                wrong.append((bad["id"], route.operation, answer.status_code, answer.content[:99]))

    assert wrong == []
    assert current_seq() == before


@pytest.mark.parametrize("path", ["parties", "vendors"])
@pytest.mark.parametrize("good", corpus("names_kept"), ids=lambda good: good["id"])
def test_a_strange_name_is_kept_and_found(api: Client, path: str, good: dict[str, str]) -> None:
    body = {"name": good["value"]} if path == "parties" else {"party": {"name": good["value"]}}

    made = api("vendor_manager").post(f"/api/v1/{path}", body)
    found = api("viewer").get("/api/v1/parties", {"q": good["kept"]}).json()["results"]

    assert made.status_code == 201, made.content
    assert good["kept"] in [party["name"] for party in found]


@pytest.mark.parametrize("good", corpus("names_flagged"), ids=lambda good: good["id"])
def test_a_name_that_looks_like_another_is_taken_and_flagged(
    api: Client, good: dict[str, str]
) -> None:
    known = a_party(good["of"])

    made = api("vendor_manager").post("/api/v1/parties", {"name": good["value"]})

    assert made.status_code == 201
    assert made.json()["name"] == good["value"]
    assert str(known.id) in str(made.json()["warnings"])


@pytest.mark.parametrize("formula", corpus("formulas"), ids=lambda formula: formula["id"])
def test_a_formula_is_a_name_like_any_other(api: Client, formula: dict[str, str]) -> None:
    body = {"title": formula["value"]}

    answer = api("legal").post("/api/v1/contracts", body)

    assert answer.status_code == 400  # for what is missing, not for what is there
    assert "/title" not in {error["pointer"] for error in answer.json()["errors"]}


def test_nothing_is_exported_for_spreadsheets() -> None:
    """Whoever adds such an export shows here that a formula in it is text."""
    types = {
        kind
        for methods in DOCUMENT["paths"].values()
        for said in methods.values()
        for answer in said["responses"].values()
        for kind in answer.get("content", {})
    }

    assert [kind for kind in types if "csv" in kind or "sheet" in kind or "excel" in kind] == []


def test_a_per_cent_sign_finds_no_everything(api: Client) -> None:
    a_party("Ordinary")

    found = api("viewer").get("/api/v1/parties", {"q": "%"}).json()["results"]

    assert found == []
    assert Party.objects.count() == 1
