"""Whoever asks too often waits, exactly; and nobody waits for Redis."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.test import RequestFactory

from config.rest.throttling import Limiter, Rate, address_of, limiter
from tests.integration.conftest import Api

Client = Callable[..., Api]


def someone() -> str:
    return f"test:{uuid4()}"


def test_a_burst_is_let_through_and_not_one_more() -> None:
    ours, who = Limiter(), someone()

    waits = [ours.wait_of(who, Rate(per_minute=6, burst=5)) for _ in range(7)]

    assert waits[:5] == [0] * 5
    assert 9 < waits[5] <= 10
    assert waits[6] > 0
    assert ours.wait_of(someone(), Rate(6, 5)) == 0


def test_a_crowd_gets_no_more_than_one_alone() -> None:
    who, let_through, together = someone(), [], threading.Barrier(8)

    def ask() -> None:
        ours = Limiter()
        together.wait(10)
        let_through.extend(ours.wait_of(who, Rate(6, 20)) == 0 for _ in range(10))

    crowd = [threading.Thread(target=ask) for _ in range(8)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert sum(let_through) == 20


def test_whoever_waits_as_told_goes_on() -> None:
    ours, who, rate = Limiter(), someone(), Rate(per_minute=60_000, burst=1)
    ours.wait_of(who, rate)

    assert any(ours.wait_of(who, rate) == 0 for _ in range(1_000))


def test_no_limit_asks_nobody(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    ours = Limiter()

    assert ours.wait_of(someone(), Rate(0, 0)) == 0
    assert ours.opened == 0


@pytest.fixture
def frozen() -> Iterator[str]:
    """The address of somebody who takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


def test_a_frozen_redis_is_waited_for_once_and_counted(settings: Any, frozen: str) -> None:
    settings.REDIS_URL = frozen
    ours = Limiter()

    waits = [ours.wait_of(someone(), Rate(1, 1)) for _ in range(50)]

    assert waits == [0] * 50
    assert ours.opened == 50


@pytest.mark.django_db
def test_a_token_that_asks_too_often_is_told_when_to_come_back(api: Client, settings: Any) -> None:
    settings.RATE_LIMIT_PER_MINUTE, settings.RATE_LIMIT_BURST = 1, 3

    answers = [api("viewer").get("/api/v1/vendors") for _ in range(4)]
    other = api("legal").get("/api/v1/vendors")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3]["Content-Type"] == "application/problem+json"
    assert answers[3].json()["code"] == "rate-limited"
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert other.status_code == 200


@pytest.mark.django_db
def test_without_redis_requests_are_answered_and_it_is_told(
    api: Client, settings: Any, anonymous: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.RATE_LIMIT_PER_MINUTE, settings.RATE_LIMIT_BURST = 1, 1
    monkeypatch.setattr(limiter, "opened", 0)

    answers = [api("viewer").get("/api/v1/vendors").status_code for _ in range(3)]
    told = anonymous.get("/metrics").content.decode()
    limiter._silent_until = 0.0  # not by monkeypatch, which would bring the silence back

    assert answers == [200, 200, 200]
    assert "armslength_rate_limit_open_total 3.0" in told


@pytest.mark.django_db
def test_an_address_that_tries_many_names_is_slowed_down(settings: Any) -> None:
    settings.SIGN_IN_PER_MINUTE = 1
    browser, address = Browser(), f"192.0.2.{uuid4().int % 250}"

    answers = [
        browser.post(
            "/admin/login/", {"username": f"n{number}", "password": "x"}, REMOTE_ADDR=address
        )
        for number in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["code"] == "rate-limited"
    assert int(answers[1]["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 8.8.8.8", "8.8.8.8"),
        (2, "6.6.6.6, 8.8.8.8, 9.9.9.9", "8.8.8.8"),
        (2, "8.8.8.8", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")

    assert address_of(request) == address
