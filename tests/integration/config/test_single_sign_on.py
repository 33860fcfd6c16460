"""Whom the organisation's sign-in sends is let in if we know them, and if it really says so."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as django_settings
from django.test import Client

from config.rest.models import User
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
US = "armslength"


@dataclass(slots=True)
class Provider:
    """A provider of OpenID Connect; `token` and `person` are changed by tests."""

    url: str = ""
    token: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = KEY
    challenge: str = ""
    status: int = 200

    def answer(self, path: str, body: bytes) -> dict[str, Any]:
        if path == "/jwks":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**key, "kid": "k1", "alg": "RS256", "use": "sig"}]}
        if path == "/person":
            return self.person
        asked = parse_qs(body.decode())
        digest = hashlib.sha256(asked["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        token = jwt.encode(self.token, self.key, algorithm="RS256", headers={"kid": "k1"})
        return {"access_token": "a", "id_token": token, "token_type": "Bearer"}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            said = json.dumps(made.answer(self.path, body)).encode()
            self.send_response(made.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    settings.ROOT_URLCONF = "tests.integration.config.sso_urls"
    settings.AUTHENTICATION_BACKENDS = [
        *django_settings.AUTHENTICATION_BACKENDS,
        "config.rest.single_sign_on.SingleSignOn",
    ]
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = US, "secret"
    settings.OIDC_OP_ISSUER = made.url
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{made.url}/authorize"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{made.url}/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{made.url}/person"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{made.url}/jwks"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ann() -> User:
    person = a_person("ann", "legal")
    User.objects.filter(pk=person.pk).update(email="Ann@lab.example")
    return person


def come_back(client: Client, provider: Provider, **changes: Any) -> Any:
    """Go to the provider, and come back with what it says; `None` takes something away."""
    sent = client.get("/oidc/authenticate/?next=/admin/vendors/vendor/")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent["Location"]).query).items()}
    provider.challenge = asked["code_challenge"]
    now = int(time.time())
    said = {
        "iss": provider.url, "aud": US, "sub": "1", "nonce": asked["nonce"], "iat": now,
        "exp": now + 60, "email": "ann@lab.example", "email_verified": True,
    } | changes  # fmt: skip
    provider.token = {name: value for name, value in said.items() if value is not None}
    names = ("sub", "email", "email_verified")
    provider.person = provider.person or {n: said[n] for n in names if said[n] is not None}
    return client.get("/oidc/callback/", {"code": "c", "state": asked["state"]})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_whom_we_know_is_let_in_with_their_roles_of_here(provider: Provider, ann: User) -> None:
    client = Client()

    back = come_back(client, provider)

    assert back["Location"] == "/admin/vendors/vendor/"
    assert client.session["_auth_user_id"] == str(ann.pk)
    assert client.get("/admin/").status_code == 200
    ann.refresh_from_db()
    assert ann.roles == ["legal"]


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", "and-another"]},
        {"azp": "somebody-else"},
        {"iss": "https://other.example"},
        {"exp": 1},
        {"nonce": "another"},
        {"nonce": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "eve@lab.example"},
        {"email": None},
    ],
    ids=str,
)
def test_whatever_is_wrong_lets_nobody_in(
    provider: Provider, ann: User, changes: dict[str, Any]
) -> None:
    client = Client()

    back = come_back(client, provider, **changes)

    assert back["Location"] == "/admin/"
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_a_token_signed_by_a_stranger_lets_nobody_in(provider: Provider, ann: User) -> None:
    provider.key, client = STRANGERS_KEY, Client()

    come_back(client, provider)

    assert not is_signed_in(client)


def test_another_persons_address_lets_nobody_in(provider: Provider, ann: User) -> None:
    provider.person = {"sub": "2", "email": "ann@lab.example", "email_verified": True}
    client = Client()

    come_back(client, provider)

    assert not is_signed_in(client)


def test_a_provider_that_is_ill_lets_nobody_in(provider: Provider, ann: User) -> None:
    provider.status, client = 500, Client()

    assert come_back(client, provider).status_code == 302
    assert not is_signed_in(client)


def test_strangers_lock_nobody_out(provider: Provider, ann: User) -> None:
    for _ in range(6):
        come_back(Client(), provider, email="eve@lab.example")
        provider.person = {}
    client = Client()

    come_back(client, provider)

    assert is_signed_in(client)


def test_who_has_left_is_not_let_in(provider: Provider, ann: User) -> None:
    User.objects.update(is_active=False)
    client = Client()

    come_back(client, provider)

    assert not is_signed_in(client)


def test_a_state_of_nobody_is_refused(provider: Provider, ann: User) -> None:
    client = Client(raise_request_exception=False)
    client.get("/oidc/authenticate/")

    answer = client.get("/oidc/callback/", {"code": "c", "state": "made-up"})

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert not is_signed_in(client)


def test_the_way_is_offered_where_there_is_one(provider: Provider) -> None:
    assert "Single sign-on" in Client().get("/admin/login/").content.decode()


def test_the_way_is_not_offered_where_there_is_none() -> None:
    assert "Single sign-on" not in Client().get("/admin/login/").content.decode()
    assert Client().get("/oidc/authenticate/").status_code == 404
