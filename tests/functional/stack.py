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
from typing import TYPE_CHECKING, Any
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

if TYPE_CHECKING:
    from tests.faults.database import Server

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120.0
TWO_HATS = (Role.VIEWER, Role.LEGAL, Role.APPROVER)


@dataclass(slots=True)
class Stack:
    """The running product.

    :ivar tokens: by whom; the people of the story, and Max, who is both legal and an approver
    :ivar own_server: the database's, where it is this stack's alone and may be treated badly
    """

    address: str
    database_url: str
    broker: Valkey
    web: Part
    worker: Part
    dispatcher: Part
    tokens: Mapping[str, str]
    own_server: Server | None = None

    @property
    def database_server(self) -> Server:
        assert self.own_server is not None, "the database server is everybody's"
        return self.own_server

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
    def another(self, part: Part) -> Iterator[None]:
        """Let two of a part run for a while."""
        program = replace(part.program, name=f"{part.program.name}-2")
        second = Part(program, part.environment, part.logs)
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
        self.worker.start()  # it may have been about to die, and take its time
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
    with standing(django_db_blocker, "_stack") as made:
        made.be_whole()
        yield made


@contextmanager
def standing(blocker: Any, mark: str) -> Iterator[Stack]:
    """A stack over a database of its own, none of its parts started; all are stopped afterwards."""
    root = Path(tempfile.mkdtemp(prefix="armslength-"))
    with _history(root, blocker, mark) as (database_url, tokens):
        made = assembled(root, database_url, tokens)
        try:
            yield made
        finally:
            made.stop()
    shutil.rmtree(root)


@contextmanager
def _history(root: Path, blocker: Any, mark: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A database in which the story's history is told, and a token for everybody."""
    with blocker.unblock():
        name = databases.copy(PROJECT, mark)
    try:
        with blocker.unblock(), databases.pointed_at(NAME=name):
            tokens = told(root)
        database_url = os.environ.get("DATABASE_URL", settings.LOCAL.database_url)
        yield urlsplit(database_url)._replace(path=f"/{name}").geturl(), tokens
    finally:
        with blocker.unblock():
            databases.drop(name)


def told(root: Path) -> dict[str, str]:
    """Tell the history into the database Django is pointed at; answers everybody's token."""
    # The web server knows Django's own hashers only: those who sign in need one of them.
    as_served = override_settings(
        PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS, EVIDENCE_DIR=root / "evidence"
    )
    with as_served:
        seed()
        tokens = {person: token_of(person) for person in PEOPLE}
        _, tokens["admin"] = issue_token(name="Adm", roles=[Role.ADMIN], actor=Actor.system())
        _, tokens["max"] = issue_token(name="Max", roles=TWO_HATS, actor=Actor.system())
    return tokens


def assembled(root: Path, database_url: str, tokens: Mapping[str, str]) -> Stack:
    """All parts of the product over a database, none of them running yet."""
    place = Paths(root, root, Durability.FAST)
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
