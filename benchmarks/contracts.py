"""What does a page of contracts cost over the API, beside SQL and orjson written by hand for it?"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import cast
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID
from wsgiref.util import setup_testing_defaults

import psutil
import psycopg
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from benchmarks import agreements, scratch
from benchmarks.byhand import ByHand
from benchmarks.figures import Outcome, Series, Table, in_turns, times_of
from config.rest.roles import Role
from config.wsgi import application
from tests.builders.people import a_token

CONTRACTS = 50_000
PAGE = 50
LARGE_PAGE = 500
TODAY = date(2026, 1, 15)
OURS = "ours: the API view, with sign-in and filters"
BY_HAND = "by hand: SQL, the same dates reckoned, orjson"
COLUMNS = "by hand: stored columns only, JSON made in SQL"
PATH = "/api/v1/contracts"


@dataclass(slots=True)
class Api:
    """The web server's application, called as a server calls it, without a socket."""

    token: str

    def page(self, query: str) -> bytes:
        environ: dict[str, object] = {
            "PATH_INFO": PATH,
            "QUERY_STRING": query,
            "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            "HTTP_HOST": "localhost",
            "wsgi.input": io.BytesIO(),
        }
        setup_testing_defaults(environ)
        begun: list[str] = []
        response = application(environ, lambda status, _headers: begun.append(status))
        with closing(cast("HttpResponse", response)):  # which tells Django that the request is over
            body = b"".join(response)
        assert begun == ["200 OK"], (begun, body[:500])
        return body


@dataclass(slots=True)
class Metered:
    """A way, and the processor time it took in this process."""

    way: Callable[[int], object]
    seconds: list[float] = field(default_factory=list)

    def __call__(self, item: int) -> object:
        began = time.process_time()
        answer = self.way(item)
        self.seconds.append(time.process_time() - began)
        return answer


def measure(*, rounds: int) -> Outcome:
    """Ask for pages one after the other, each of them in each way."""
    outcome = Outcome("contracts")
    with scratch.database(), scratch.raw() as plain:
        agreements.fill(plain, CONTRACTS)
        api = Api(a_token(Role.LEGAL))
        by_hand = ByHand(plain, TODAY, frozenset({Role.LEGAL}))
        cursors = _cursors(api, rounds)
        ways = {
            OURS: Metered(lambda turn: api.page(_query(cursors[turn][0]))),
            BY_HAND: Metered(lambda turn: by_hand.page(cursors[turn][1], PAGE)),
            COLUMNS: Metered(lambda turn: by_hand.columns(cursors[turn][1], PAGE)),
        }
        in_turns(ways, range(min(5, rounds)))
        for way in ways.values():
            way.seconds.clear()
        servers = {OURS: _server(connection.connection), BY_HAND: _server(plain)}
        before = {name: _cpu(server) for name, server in servers.items()}
        series, answers = in_turns(ways, range(rounds))
        database = {name: (_cpu(s) - before[name]) / rounds for name, s in servers.items()}
        _assert_alike(answers)
        cpu = {name: Series(name, way.seconds) for name, way in ways.items()}
        queries = {
            size: _queries(api, f"valid_at={TODAY}&page_size={size}") for size in (1, 50, 500)
        }
    _report(outcome, series, cpu, database, queries)
    return outcome


def _query(cursor: str) -> str:
    return f"valid_at={TODAY}&page_size={PAGE}{cursor and f'&cursor={cursor}'}"


def _cursors(api: Api, rounds: int) -> list[tuple[str, UUID]]:
    """Where each page begins: as the API names it, and the id it comes after."""
    pages, cursor, after = [], "", UUID(int=2**128 - 1)
    for _ in range(rounds):
        pages.append((cursor, after))
        body = json.loads(api.page(_query(cursor)))
        after = UUID(body["results"][-1]["id"])
        cursor = dict(parse_qsl(urlsplit(body["next"]).query))["cursor"]
    return pages


def _server(client: psycopg.Connection) -> psutil.Process:
    return psutil.Process(client.info.backend_pid)


def _cpu(server: psutil.Process) -> float:
    took = server.cpu_times()
    return float(took.user + took.system)


def _queries(api: Api, query: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        api.page(query)
    return len(caught)


def _assert_alike(answers: Mapping[str, Sequence[object]]) -> None:
    """Ours and the one by hand say the same, field by field."""
    for ours, by_hand in zip(answers[OURS], answers[BY_HAND], strict=True):
        assert isinstance(ours, bytes)
        assert isinstance(by_hand, bytes)
        said, expected = json.loads(ours)["results"], json.loads(by_hand)["results"]
        assert len(said) == PAGE
        for one, other in zip(said, expected, strict=True):
            assert one == other, {k: (one[k], other.get(k)) for k in one if one[k] != other.get(k)}


def _report(
    outcome: Outcome,
    series: Mapping[str, Series],
    cpu: Mapping[str, Series],
    database: Mapping[str, float],
    queries: Mapping[int, int],
) -> None:
    rounds = len(series[OURS].seconds)
    asked = ", ".join(f"{count} for a page of {size}" for size, count in queries.items())
    title = f"contracts, pages of {PAGE} from {CONTRACTS:,}, {rounds} pages"
    outcome.tables.append(
        Table(
            title,
            list(series.values()),
            (f"queries: {asked}", "ours and by hand say the same, field by field"),
        )
    )
    outcome.tables.append(
        Table(
            f"{title}: processor time in the web server",
            list(cpu.values()),
            (
                f"in the database, ours: {database[OURS] * 1000:.1f} ms a page",
                f"in the database, both by hand: {database[BY_HAND] * 1000:.1f} ms a page",
            ),
        )
    )
    outcome.numbers |= {
        "ours_s": series[OURS].median,
        "over_by_hand": times_of(series[OURS], series[BY_HAND]),
        "cpu_over_by_hand": times_of(cpu[OURS], cpu[BY_HAND]),
        "over_columns": times_of(series[OURS], series[COLUMNS]),
        "queries": queries[PAGE],
        "queries_more_for_large": queries[LARGE_PAGE] - queries[1],
    }
