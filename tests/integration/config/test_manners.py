"""The manners of the API hold at every address, whoever asks and however badly."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from config.rest.models import IdempotencyKey, Token
from tests.builders.people import a_person
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]


def a_cursor(place: str) -> str:
    return urlsafe_b64encode(place.encode()).decode()


def test_anonymous_is_told_to_sign_in(anonymous: Api) -> None:
    answer = anonymous.get("/api/v1/events")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unauthorized"


def test_a_role_without_the_operation_is_refused(api: Client) -> None:
    answer = api("viewer").get("/api/v1/events")

    assert answer.status_code == 403
    assert answer.json()["needs"] == ["admin", "auditor"]


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/api/v1/events/not-an-id"])
def test_an_unknown_address_is_a_problem_document(anonymous: Api, path: str) -> None:
    answer = anonymous.get(path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"


def test_a_path_answers_with_and_without_its_last_slash(api: Client) -> None:
    assert api("auditor").get("/api/v1/events").status_code == 200
    assert api("auditor").get("/api/v1/events/").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/livez/", 200),
        ("/readyz/", 200),
        ("/metrics/", 200),
        ("/problems/", 200),
        ("/problems/four-eyes/", 200),
        ("/api/docs/", 200),
        ("/api/v1/schema/", 200),
        ("/nowhere/", 404),
    ],
)
def test_every_page_answers_with_its_last_slash(anonymous: Api, path: str, status: int) -> None:
    assert anonymous.get(path).status_code == status


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("colour=red", "/colour"),
        ("page_size=0", "/page_size"),
        ("page_size=501", "/page_size"),
        ("page_size=٣", "/page_size"),
        ("ordering=password", "/ordering"),
        ("cursor=nonsense", "/cursor"),
        (f"cursor={a_cursor('p=abc')}", "/cursor"),
        (f"cursor={a_cursor('p=%00')}", "/cursor"),
        (f"cursor={a_cursor('r=1&p=2026-01-01')}", "/cursor"),
        ("type=a&type=b", "/type"),
        ("subject=no-id", "/subject"),
        ("count=maybe", "/count"),
    ],
)
def test_an_unknown_or_wrong_parameter_is_refused(api: Client, query: str, pointer: str) -> None:
    answer = api("auditor").get(f"/api/v1/events?{query}")

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("ordering", "place"),
    [
        ("", "p=abc"),
        ("", "p=%00"),
        ("", "r=1&p=2026-01-01"),
        ("&ordering=created_at", "p=2026-13-01"),
        ("&ordering=-created_at", "p=abc"),
        ("&ordering=name", "p=%00"),
    ],
)
def test_a_cursor_of_another_list_is_refused(api: Client, ordering: str, place: str) -> None:
    answer = api("viewer").get(f"/api/v1/parties?cursor={a_cursor(place)}{ordering}")

    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


def test_the_request_id_is_taken_and_answered(anonymous: Api) -> None:
    assert anonymous.get("/livez", headers={"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"
    assert len(anonymous.get("/livez", headers={"X-Request-ID": "no spaces"})["X-Request-ID"]) == 36


def test_deleting_exists_nowhere(api: Client) -> None:
    answer = api("admin").delete("/api/v1/events")

    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("role", ["viewer", "intake", "legal"])
def test_a_missing_method_is_told_before_a_missing_role(api: Client, role: str) -> None:
    assert api(role).delete("/api/v1/vendors").status_code == 405
    assert api(role).get(f"/api/v1/vendors/{uuid4()}/recheck").status_code == 405


def test_options_tell_the_methods_to_whoever_may_read(api: Client) -> None:
    answer = api("viewer").options("/api/v1/vendors")

    assert answer.status_code == 204
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/", "/livez", "/readyz", "/metrics", "/problems"])
def test_pages_are_only_read(anonymous: Api, path: str) -> None:
    answer = anonymous.post(path)

    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("method", "accept", "status"),
    [("DELETE", "*/*", 405), ("OPTIONS", "*/*", 405), ("GET", "application/pdf", 406)],
)
def test_the_page_of_the_api_refuses_in_json(
    anonymous: Api, method: str, accept: str, status: int
) -> None:
    answer = anonymous.generic(method, "/api/docs", headers={"Accept": accept})

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_body_that_claims_to_be_too_long_is_not_waited_for(api: Client) -> None:
    answer = api("vendor_manager").generic(
        "POST", "/api/v1/parties", "{}", "application/json", CONTENT_LENGTH="99999999999"
    )

    assert answer.status_code == 413
    assert answer.json()["code"] == "body-too-large"


def test_every_problem_has_a_page(anonymous: Api) -> None:
    assert b"second person" in anonymous.get("/problems/four-eyes").content
    assert anonymous.get("/problems/no-such").status_code == 404
    assert b"four-eyes" in anonymous.get("/problems").content


def test_a_token_is_kept_only_as_a_hash(api: Client) -> None:
    api("viewer")

    token = Token.objects.get()

    assert len(token.digest) == 64
    assert IdempotencyKey.objects.count() == 0


def test_a_database_that_only_lets_itself_be_read_is_unavailable_to_writers(api: Client) -> None:
    """After a failover, for example; nothing was wrong with the request."""
    keeper = api("vendor_manager")
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    refused = keeper.post("/api/v1/parties", {"name": "Acme"})

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert refused["Retry-After"]
    assert keeper.get("/api/v1/parties").status_code == 200


def test_an_unavailable_database_is_told_in_the_admin_as_in_the_api(api: Client) -> None:
    api("viewer")
    browser = Browser(raise_request_exception=False)
    browser.force_login(a_person("adm", "admin"))
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    button = reverse("admin:rest_token_revoke", args=[Token.objects.get().pk])
    refused = browser.post(button, {"reason": "It is lost."})

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert refused["Retry-After"]
