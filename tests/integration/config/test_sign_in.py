"""Whoever guesses passwords is locked out, and pages do in a browser what they must."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client

from config import clock
from config.rest.models import User
from config.rest.policy import policy_of
from config.rest.sign_in import prune_sign_ins
from tests.builders.people import a_person
from tests.integration.conftest import Api

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def ann(db: None) -> User:
    return a_person("ann", "legal")


def sign_in(name: str, password: str, address: str, client: Client | None = None) -> Any:
    form = {"username": name, "password": password}
    return (client or Client()).post("/admin/login/?next=/admin/", form, REMOTE_ADDR=address)


@pytest.fixture
def address() -> str:
    """One that no other test comes from."""
    return f"2001:db8::{uuid4().hex[:4]}"


def test_a_right_password_lets_in(ann: User, address: str) -> None:
    client = Client()

    assert sign_in("ann", "pass-phrase", address, client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_guessing_locks_the_name_at_that_address(ann: User, address: str) -> None:
    guesses = [sign_in("ann", f"guess {number}", address) for number in range(6)]
    right = sign_in("ann", "pass-phrase", address)

    assert [guess.status_code for guess in guesses] == [200, 200, 200, 200, 429, 429]
    assert right.status_code == 429
    assert right.json()["code"] == "sign-in-locked"
    assert right["Retry-After"] == "900"


def test_others_are_not_locked_out_with_a_guesser(ann: User, address: str) -> None:
    a_person("bob", "legal")
    for number in range(6):
        sign_in("ann", f"guess {number}", address)

    assert sign_in("bob", "pass-phrase", address).status_code == 302
    assert sign_in("ann", "pass-phrase", f"{address}:1").status_code == 302


def test_the_lock_ends(ann: User, address: str) -> None:
    for number in range(6):
        sign_in("ann", f"guess {number}", address)
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))

    assert sign_in("ann", "pass-phrase", address).status_code == 302


def test_a_right_password_forgives_wrong_ones(ann: User, address: str) -> None:
    for number in range(4):
        sign_in("ann", f"guess {number}", address)
    sign_in("ann", "pass-phrase", address)

    guesses = [sign_in("ann", f"guess {number}", address).status_code for number in range(4)]

    assert guesses == [200] * 4


def test_no_password_is_kept_of_a_failed_try(ann: User, address: str) -> None:
    sign_in("ann", "my-real-password", address)

    attempt = AccessAttempt.objects.get()

    assert "my-real-password" not in repr(vars(attempt))


def test_old_failures_and_sessions_are_forgotten(ann: User, address: str) -> None:
    sign_in("ann", "guess", address)
    sign_in("bob", "guess", address)
    long_ago = clock.now() - timedelta(days=31)
    AccessAttempt.objects.filter(username="ann").update(attempt_time=long_ago)
    Session.objects.create(session_key="old", session_data="", expire_date=long_ago)

    prune_sign_ins()

    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["bob"]
    assert not Session.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "has", "has_not"),
    [
        ("/api/v1/vendors", ["default-src 'none'"], ["script-src"]),
        ("/nowhere", ["default-src 'none'"], ["script-src"]),
        ("/", ["style-src 'self'"], ["unsafe", "script-src"]),
        ("/problems", ["style-src 'self'"], ["unsafe", "script-src"]),
        ("/api/docs", ["script-src 'self';"], ["unsafe-eval"]),
        ("/admin/login/", ["script-src 'self' 'unsafe-eval';"], ["script-src 'self' 'unsafe-in"]),
    ],
)
def test_every_answer_says_what_a_browser_may_do(
    anonymous: Api, path: str, has: list[str], has_not: list[str]
) -> None:
    policy = anonymous.get(path)["Content-Security-Policy"]

    assert all(part in policy for part in [*has, "frame-ancestors 'none'", "base-uri 'none'"])
    assert not any(part in policy for part in has_not)
    assert policy == policy_of(path)


@pytest.mark.django_db
def test_answers_of_the_api_are_kept_by_nobody(anonymous: Api) -> None:
    assert anonymous.get("/api/v1/vendors")["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/problems", "/problems/not-found", "/api/docs"])
def test_no_page_has_a_script_or_a_style_in_it(anonymous: Api, path: str) -> None:
    page = anonymous.get(path).content.decode()

    assert "<script>" not in page
    assert path == "/api/docs" or "<style" not in page


def production(**more: str) -> dict[str, str]:
    return {
        **os.environ,
        "ARMSLENGTH_ENV": "production",
        "SECRET_KEY": "k" * 20 + uuid4().hex + uuid4().hex,
        "ALLOWED_HOSTS": "armslength.example",
        **more,
    }


def test_production_is_hardened() -> None:
    asked = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS > 0)"
    )
    environment = production(DJANGO_SETTINGS_MODULE="config.settings")

    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, env=environment, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip

    assert said.split() == ["True", "__Host-sessionid", "__Host-csrftoken", "True", "True"]


@pytest.mark.parametrize(
    ("role", "milliseconds"),
    [
        ("armslength-web", "5000"),
        ("armslength-worker", "30000"),
        ("armslength-dispatcher", "30000"),
    ],
)
def test_no_statement_runs_for_ever(role: str, milliseconds: str) -> None:
    asked = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.DATABASES['default']['OPTIONS']['options'])"
    )
    environment = production(
        DJANGO_SETTINGS_MODULE="config.settings", ARMSLENGTH_ROLE=f"armslength-{role}"
    )

    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=PROJECT, env=environment, check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip

    assert f"statement_timeout={milliseconds} " in said
