"""Every route and method of the OpenAPI document, for everybody there is: only the table says yes.

What the table says is written here a second time, by hand, in the words of the contract with our
users; where the two differ, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from drf_spectacular.generators import EndpointEnumerator

from config import clock
from config.actors import Actor
from config.rest.models import Token
from config.rest.operations import revoke_token
from config.rest.roles import OPERATIONS, Role
from config.rest.views import Endpoint
from tests.builders.world import a_world
from tests.integration.conftest import Api
from tests.integration.trust.bodies import DOCUMENT
from tests.integration.trust.routes import ROUTES, TABLE, Route, address, may

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300)]
Client = Callable[..., Api]


def fingerprint() -> dict[str, str]:
    """What is in every table of ours."""
    with connection.cursor() as cursor:
        found = {}
        for model in apps.get_models():
            table = model._meta.db_table
            of_rows = "SELECT md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM"
            cursor.execute(f'{of_rows} "{table}" t')
            found[table] = cursor.fetchone()[0]
    return found


Addresses = Mapping[str, str]


@pytest.fixture
def world(db: None) -> Addresses:
    """Where something is, by the address of the document."""
    a_world()
    return {route.path: address(route.path) for route in ROUTES}


@pytest.fixture
def clients(api: Client) -> Mapping[str, Api]:
    """One of each role."""
    return {role: api(role) for role in Role}


def told(answer: Any) -> object:
    """What a refusal says, but for where it was asked."""
    said = answer.json()
    return {name: said[name] for name in said if name not in ("instance", "request_id")}


def test_every_operation_has_its_line_in_the_table() -> None:
    assert [route.operation for route in ROUTES if not may(route.operation)] == []
    assert {role for roles in TABLE.values() for role in roles.split()} == set(Role)


def test_what_is_written_here_is_what_the_code_goes_by() -> None:
    different = []
    for path, _, method, callback in EndpointEnumerator().get_api_endpoints():
        if not issubclass(callback.cls, Endpoint):
            continue  # the document itself
        [permission] = callback.cls.permission_classes
        usual = permission.read if method == "GET" else permission.write
        roles = OPERATIONS[permission.by_method.get(method, usual)]
        [operation] = [r.operation for r in ROUTES if (r.path, r.method) == (path, method)]
        if roles != may(operation):
            different.append((operation, sorted(roles), sorted(may(operation))))

    assert different == []


def test_who_may_not_is_refused_and_told_nothing(
    world: Addresses, clients: Mapping[str, Api]
) -> None:
    for client in clients.values():
        client.get("/api/v1/vendors")  # from now on it is known that they were here today
    before, wrong = fingerprint(), []

    for route in ROUTES:
        here, elsewhere = world[route.path], route.path
        for place in ("{code}", *(f"{{{name}}}" for name in _places(route.path))):
            elsewhere = elsewhere.replace(place, str(uuid4()))
        for role in set(Role) - may(route.operation):
            answer, of_nothing = (route.ask(clients[role], path) for path in (here, elsewhere))
            if answer.status_code != 403 or told(answer) != told(of_nothing):
                wrong.append((route.operation, role, answer.status_code))

    assert wrong == []
    assert fingerprint() == before


def _places(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def test_who_may_gets_past_the_table(world: Addresses, clients: Mapping[str, Api]) -> None:
    wrong = []
    for route in ROUTES:
        path = world[route.path]
        for role in may(route.operation):
            with transaction.atomic():
                answer = route.ask(clients[role], path)
                transaction.set_rollback(True)
            said = answer.json().get("code") if answer.status_code >= 400 else None
            if said in ("unauthorized", "forbidden", "not-found") or answer.status_code >= 500:
                wrong.append((route.operation, role, answer.status_code, answer.content[:200]))

    assert wrong == []


def test_whoever_has_no_key_that_opens_is_asked_for_one(world: Addresses, api: Client) -> None:
    expired, revoked = api("legal", name="expired"), api("legal", name="revoked")
    Token.objects.filter(name="expired").update(expires_at=clock.now() - timedelta(seconds=1))
    token = Token.objects.get(name="revoked")
    revoke_token(token_id=token.id, actor=Actor.system(), reason="Lost.")
    invented = Api(f"al_00000000_{'x' * 43}")
    before, wrong = fingerprint(), []

    for route in ROUTES:
        path = world[route.path]
        for who, client in (
            ("nobody", api()),
            ("expired", expired),
            ("revoked", revoked),
            ("invented", invented),
        ):
            answer = route.ask(client, path)
            if answer.status_code != 401 or answer.json()["code"] != "unauthorized":
                wrong.append((route.operation, who, answer.status_code))

    assert wrong == []
    assert fingerprint() == before


def test_nobody_deletes_or_replaces_anything(world: Addresses, clients: Mapping[str, Api]) -> None:
    wrong = []
    for path, here in world.items():
        for role, method in (*((role, "DELETE") for role in Role), (Role.ADMIN, "PUT")):
            answer = clients[role].generic(method, here, "{}", "application/json")
            if answer.status_code != 405:
                wrong.append((path, role, method, answer.status_code))

    assert wrong == []


READ_ONLY = (
    "id", "state", "status", "version", "created_at", "updated_at", "allowed_acts", "recorded_at",
    "seq", "neutrality", "merged_into", "engine_version", "approved_by", "proposed_by",
    "released_at", "is_staff", "roles", "actor", "recheck_pending", "engaged",
)  # fmt: skip


def test_what_is_read_only_is_refused_wherever_it_is_sent(
    world: Addresses, clients: Mapping[str, Api]
) -> None:
    wrong = []
    for route in ROUTES:
        if route.method == "GET" or "application/json" not in route.body:
            continue
        path, role = world[route.path], min(may(route.operation) - {"intake"})
        sent = {name: "signed" for name in READ_ONLY if name not in taken_by(route)}
        answer = route.ask(clients[role], path, sent)
        refused = {error["pointer"] for error in answer.json().get("errors", [])}
        if answer.status_code != 400 or not refused >= {f"/{name}" for name in sent}:
            wrong.append((route.operation, answer.status_code, sorted(refused)))

    assert wrong == []


def taken_by(route: Route) -> set[str]:
    """The fields a body of this route may have."""
    schema = route.body["application/json"].get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    schema = DOCUMENT["components"]["schemas"].get(name, schema)
    return set(schema.get("properties", {}))


def test_the_answer_to_another_ones_key_is_not_told(world: Addresses, api: Client) -> None:
    body, key = {"name": "Acme"}, {"Idempotency-Key": "same"}

    first = api("vendor_manager", name="one").post("/api/v1/parties", body, headers=key)
    second = api("vendor_manager", name="two").post("/api/v1/parties", body, headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert "Idempotency-Replayed" not in second
