"""Every route and method of the OpenAPI document, for everybody there is: only the table says yes.

What the table says is written here a second time, by hand, in the words of the contract with our
users; where the two differ, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator

from config import clock
from config.actors import Actor
from config.rest.models import Token
from config.rest.operations import revoke_token
from config.rest.roles import OPERATIONS, Role
from config.rest.views import Endpoint
from tests.builders.world import a_world, address
from tests.integration.conftest import Api

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300)]
Client = Callable[..., Api]

EVERYBODY = "viewer requester vendor_manager legal approver auditor admin"
# Who may do what, by the ids of the operations. A line that ends in * is a beginning.
TABLE: Mapping[str, str] = {
    # read parties, vendors, ownership, verdicts, cases, contracts
    "parties_list parties_get parties_owners parties_holdings parties_graph": EVERYBODY,
    "vendors_list vendors_get vendors_neutrality interests_list": EVERYBODY,
    "holds_list holds_get disclosures_list disclosures_get vendor_disclosures_list": EVERYBODY,
    "attestations_list attestations_get": EVERYBODY,
    "policies_list policies_get competitors_list competitors_get": EVERYBODY,
    "assessments_list assessments_get assessments_reproduce jobs_get": EVERYBODY,
    "cases_list cases_get waivers_list waivers_get contagion_get open_questions_list": EVERYBODY,
    "backtests_list backtests_get backtests_differences backtests_vendors": EVERYBODY,
    "contracts_list contracts_get contracts_timeline contracts_evaluate_clauses": EVERYBODY,
    "contracts_amendments contracts_renewals contracts_rights contracts_hindsight": EVERYBODY,
    "contracts_survival_duties survival_duties_list contracts_terminations_list": EVERYBODY,
    "contracts_exit_rehearsals exit_rehearsals_list exit_rehearsals_get": EVERYBODY,
    "letters_list letters_get rights_list rights_get deadlines_list clause_gaps_list": EVERYBODY,
    "access_grants_list access_grants_get data_assets_list data_assets_get": EVERYBODY,
    "contract_deliveries_list contract_deliveries_get": EVERYBODY,
    "terminations_list terminations_get terminations_access terminations_settlement": EVERYBODY,
    "steps_list steps_get": EVERYBODY,
    # read evidence files, dossiers
    "evidence_list evidence_get evidence_content": "vendor_manager legal approver auditor",
    "assessments_dossier terminations_dossier": "vendor_manager legal approver auditor",
    # scenarios, requisitions, draft and submit contracts
    "scenarios_simulate contracts_draft contracts_change contracts_submit": (
        "requester vendor_manager legal"
    ),
    # parties, vendors, holds, imports, merges, attestations, disclosures
    "parties_create parties_amend parties_merge parties_unmerge": "vendor_manager",
    "vendors_create vendors_amend holds_place holds_release": "vendor_manager",
    "attestations_create": "vendor_manager",
    "disclosures_create vendor_disclosures_create": "vendor_manager intake",
    # sign, suspend, resume, amend, renew, propose and carry out terminations, decide cases,
    # propose waivers and policies, competitors
    "contracts_sign contracts_resume contracts_amend contracts_renew contracts_cancel": "legal",
    "contracts_suspend": "vendor_manager legal",
    "letters_record letters_retract": "legal",
    "terminations_propose terminations_serve_notice terminations_withdraw": "legal",
    "terminations_complete terminations_reschedule terminations_cure": "legal",
    "terminations_dispute terminations_settle_dispute": "legal",
    "cases_propose cases_close waivers_draft waivers_amend waivers_submit": "legal",
    "waivers_revoke policies_draft policies_amend policies_backtest": "legal",
    "competitors_add competitors_end": "legal",
    # approve or reject; verify or waive steps
    "contracts_approve contracts_reject terminations_approve terminations_reject": "approver",
    "terminations_waive waivers_approve waivers_reject policies_adopt cases_decide": "approver",
    "steps_verify steps_waive": "approver",
    # whose role a step needs starts, submits and fails it; what comes and goes with a contract
    "steps_start steps_submit steps_fail": "vendor_manager legal",
    "access_grants_open access_grants_revoke": "vendor_manager legal",
    "data_assets_register data_assets_add_copy": "vendor_manager legal",
    "contract_deliveries_record terminations_book_line": "vendor_manager legal",
    "contracts_rehearse_exit evidence_create vendors_recheck": "vendor_manager legal",
    # events, seals, proofs; the feed also for integrations
    "events_list events_get": "auditor admin",
    "audit_*": "auditor",
    # tokens, users, webhooks, parked deliveries
    "deliveries_list webhook_deliveries_list webhook_deliveries_get": "auditor admin",
    "webhook_endpoints_list webhook_endpoints_get": "auditor admin",
    "deliveries_replay webhook_deliveries_replay": "admin",
    "webhook_endpoints_create webhook_endpoints_rotate": "admin",
    "webhook_endpoints_disable webhook_endpoints_enable": "admin",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A method of an address."""

    operation: str
    method: str
    path: str
    body: Mapping[str, Any]

    def ask(self, client: Api, path: str, data: object = None) -> Any:
        said = {"If-Match": "*"} if self.method == "PATCH" else {}
        if self.method == "GET":
            return client.get(path)
        multipart = "application/json" not in self.body
        return client.generic(
            self.method,
            path,
            data="" if multipart else client._encode_json(data or {}, "application/json"),
            content_type="multipart/form-data; boundary=x" if multipart else "application/json",
            headers=said,
        )


DOCUMENT: Mapping[str, Any] = SchemaGenerator().get_schema(request=None, public=True)


def routes() -> Iterator[Route]:
    for path, methods in DOCUMENT["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {"application/json": {}})
            yield Route(said["operationId"], method.upper(), path, content)


ROUTES = sorted(routes(), key=lambda route: (route.path, route.method))


def may(operation: str) -> frozenset[str]:
    """Who may do it, as written here."""
    for names, roles in TABLE.items():
        for name in names.split():
            if operation == name or (name.endswith("*") and operation.startswith(name[:-1])):
                return frozenset(roles.split())
    return frozenset()


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
