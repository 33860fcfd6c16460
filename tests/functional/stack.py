"""What does a test of the whole product run against? All of its programs, and servers of its own.

The database is a copy of the migrated template with the story's history in it, the broker a Valkey
that is this stack's alone: it may be stopped, emptied and killed without anybody else noticing.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.conf import global_settings, settings
from django.test import override_settings

from config.actors import Actor
from config.development import HOST, child_environment, is_ready, programs
from config.embedded import Durability, Paths
from config.embedded.valkey import Valkey
from config.rest.operations import issue_token
from config.rest.roles import Role
from contracts.story.client import Client
from contracts.story.history import seed
from contracts.story.people import PEOPLE, token_of
from contracts.story.stage import Cast
from tests import databases
from tests.functional.parts import Part

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120.0
TWO_HATS = (Role.VIEWER, Role.LEGAL, Role.APPROVER)


@dataclass(slots=True)
class Stack:
    """The running product.

    :ivar tokens: by whom; the people of the story, and Max, who is both legal and an approver
    """

    address: str
    database_url: str
    broker: Valkey
    web: Part
    worker: Part
    dispatcher: Part
    tokens: Mapping[str, str]

    def person(self, name: str) -> Client:
        """Somebody at the API."""
        return Client(self.address, self.tokens[name])

    @property
    def cast(self) -> Cast:
        return Cast(**{name: self.person(name) for name in PEOPLE})

    @property
    def hints(self) -> redis.Redis:
        """The broker, as anybody with its address may speak to it."""
        return redis.Redis.from_url(self.broker.place.redis_url)

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself, past all of our code."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def owed(self) -> int:
        """How many reactions are owed and not done."""
        [(count,)] = self.ask("SELECT count(*) FROM events_delivery WHERE done_at IS NULL")
        return int(count)

    def settle(self) -> None:
        """Wait until nothing is owed."""
        until(lambda: self.owed() == 0, "nothing is owed")

    def be_whole(self) -> None:
        """Start whatever is not running, and wait until all of it works."""
        self.start_all()
        until(lambda: is_ready(self.address), "the web server is ready")
        until(self._is_worker_listening, "the worker listens")
        self.settle()

    def start_all(self) -> None:
        """Start whatever is not running, as a supervisor does."""
        self.start_broker()
        for part in (self.web, self.worker, self.dispatcher):
            part.start()

    def start_broker(self) -> None:
        """Start the broker, unless it runs. It comes back empty, as after a crash."""
        if self.broker.process is None or self.broker.process.poll() is not None:
            self.broker.start()
            until(self.broker.is_ready, "the broker answers")

    def kill_broker(self) -> None:
        if self.broker.process is not None:
            self.broker.process.kill()
            self.broker.process.wait()

    @contextmanager
    def another_dispatcher(self) -> Iterator[None]:
        """Let two of them run for a while."""
        program = replace(self.dispatcher.program, name="dispatcher-2")
        second = Part(program, self.dispatcher.environment, self.dispatcher.logs)
        second.start()
        try:
            yield
        finally:
            second.stop()

    def stop(self) -> None:
        for part in (self.dispatcher, self.web):
            part.stop()
        self.worker.kill()  # nothing is lost by it, and asking takes it seconds
        self.broker.stop()

    def _is_worker_listening(self) -> bool:
        return bool(self.hints.info("clients")["blocked_clients"])


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something, however busy this machine is."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > end:
            pytest.fail(f"after {PATIENCE_SECONDS:.0f} seconds it is still not so that {what}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def stack(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stack]:
    """The product, running, with the story's history told; parts that a test ended come back."""
    root = Path(tempfile.mkdtemp(prefix="armslength-"))
    with _history(root, django_db_blocker) as (database, tokens):
        made = _assembled(root, database, tokens)
        try:
            made.be_whole()
            yield made
        finally:
            made.stop()
    shutil.rmtree(root)


@contextmanager
def _history(root: Path, blocker: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A database in which the story's history is told, and a token for everybody."""
    name = databases.copy(PROJECT, "_stack")
    # The web server knows Django's own hashers only: those who sign in need one of them.
    as_served = override_settings(
        PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS, EVIDENCE_DIR=root / "evidence"
    )
    try:
        with blocker.unblock(), databases.pointed_at(name), as_served:
            seed()
            tokens = {person: token_of(person) for person in PEOPLE}
            _, tokens["admin"] = issue_token(name="Adm", roles=[Role.ADMIN], actor=Actor.system())
            _, tokens["max"] = issue_token(name="Max", roles=TWO_HATS, actor=Actor.system())
        yield name, tokens
    finally:
        databases.drop(name)


def _assembled(root: Path, database: str, tokens: Mapping[str, str]) -> Stack:
    place = Paths(root, root, Durability.FAST)
    database_url = os.environ.get("DATABASE_URL", settings.LOCAL.database_url)
    database_url = urlsplit(database_url)._replace(path=f"/{database}").geturl()
    environment = child_environment() | {
        "DATABASE_URL": database_url,
        "REDIS_URL": place.redis_url,
        "EVIDENCE_DIR": str(root / "evidence"),
        "AUDIT_CHECKPOINT_DIR": str(root / "audit"),
        "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
        "WEBHOOK_ALLOW_HTTP": "true",
    }
    port = _free_port()
    web, worker, dispatcher = (Part(each, environment, root) for each in programs(port))
    address = f"http://{HOST}:{port}"
    return Stack(address, database_url, Valkey(place), web, worker, dispatcher, tokens)


def _free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind((HOST, 0))
        port: int = attempt.getsockname()[1]
        return port
