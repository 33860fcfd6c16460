"""Does memory stay flat? `python -m benchmarks.memory [--requests N]` asks a running product.

The web server, the worker and the dispatcher run as in production, over a copy of the story; four
clients read and write by turns, and what the processes hold of their own (USS) is looked at ten
times on the way. Ends with 1 if it still grows by more than a twentieth over the second half.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import django
import psutil

if TYPE_CHECKING:
    from tests.functional.stack import Stack

REQUESTS = 5_000
CLIENTS = 4
LOOKS = 10
MAY_GROW = 0.05
WRITES_EVERY = 100
MEBIBYTE = 1024 * 1024


@dataclass(slots=True)
class Crowd:
    """Clients that share a number of requests.

    :ivar answers: how often each status was answered
    """

    port: int
    token: str
    paths: list[str]
    vendor: str
    left: int
    answers: dict[int, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, requests: int) -> None:
        """Send so many, shared among all."""
        self.left = requests
        clients = [threading.Thread(target=self._client, args=(n,)) for n in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def _client(self, number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        for turn, path in enumerate(cycle(self.paths)):
            with self._lock:
                if self.left <= 0:
                    break
                self.left -= 1
            if turn % WRITES_EVERY == WRITES_EVERY - 1:
                where = f"/api/v1/vendors/{self.vendor}/disclosures"
                line.request("POST", where, self._fact(number, turn), headers)
            else:
                line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            with self._lock:
                self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
        line.close()

    @staticmethod
    def _fact(number: int, turn: int) -> str:
        hired = {"kind": "person", "name": f"Employee {number}-{turn % 50} (fictional)"}
        interest = {"type": "employment", "valid_from": "2025-01-01"}
        said = {"kind": "assertion", "interested_party": hired, "interests": [interest]}
        source = {"type": "vendor_declaration", "title": "Somebody was hired"}
        return json.dumps({"source": source, "statements": [said]})


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ARMSLENGTH_LOCAL", "test")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    asked = parser.parse_args()
    django.setup()
    from config.embedded import hold_if_bundled, paths

    holding = hold_if_bundled(paths(os.environ["ARMSLENGTH_LOCAL"]))
    try:
        return _measure(asked.requests)
    finally:
        if holding is not None:
            holding.release()


def _measure(requests: int) -> int:
    with ExitStack() as open_:
        folder = Path(open_.enter_context(TemporaryDirectory(prefix="armslength-memory-")))
        crowd, parts = open_.enter_context(_product(folder))
        crowd.ask(min(500, requests))  # everything is loaded now
        print(f"{'requests':>10}" + "".join(f"{name:>14}" for name in parts) + "   (MiB)")
        held = [_look(0, parts)]
        began = time.monotonic()
        for look in range(1, LOOKS + 1):
            crowd.ask(requests // LOOKS)
            held.append(_look(look * (requests // LOOKS), parts))
        seconds = time.monotonic() - began
    print(f"answers {dict(sorted(crowd.answers.items()))}, {requests / seconds:.0f} a second")
    grown = {name: held[-1][name] / held[LOOKS // 2][name] - 1 for name in parts}
    for name, share in grown.items():
        print(f"{name}: {share:+.1%} over the second half")
    return 1 if any(share > MAY_GROW for share in grown.values()) else 0


def _look(done: int, parts: Mapping[str, int]) -> dict[str, float]:
    held = {name: _own_memory(pid) / MEBIBYTE for name, pid in parts.items()}
    print(f"{done:>10,}" + "".join(f"{size:>14.1f}" for size in held.values()), flush=True)
    return held


def _own_memory(pid: int) -> int:
    """What a program and its children hold that they share with nobody."""
    parent = psutil.Process(pid)
    return sum(each.memory_full_info().uss for each in (parent, *parent.children(recursive=True)))


@contextmanager
def _product(folder: Path) -> Iterator[tuple[Crowd, dict[str, int]]]:
    """The programs, running over the story: a crowd to ask them, and their processes by name."""
    from benchmarks import scratch
    from tests.functional.stack import assembled, told

    with scratch.database() as address:
        stack = assembled(folder, address, told(folder))
        stack.web.environment = {**stack.web.environment, "RATE_LIMIT_PER_MINUTE": "0"}
        try:
            stack.be_whole()
            yield _crowd(stack), _pids(stack)
        finally:
            stack.stop()


def _crowd(stack: Stack) -> Crowd:
    vera = stack.person("vera")
    vendor = vera.get("vendors", q="Scale%20AI")["results"][0]
    contract = vera.get("contracts", vendor=vendor["id"])["results"][0]
    paths = [
        "vendors",
        f"vendors/{vendor['id']}",
        f"vendors/{vendor['id']}/neutrality",
        f"parties/{vendor['party']}/graph?direction=up",
        f"parties/{vendor['party']}/owners",
        f"assessments?vendor={vendor['id']}&current=true",
        f"contracts/{contract['id']}",
        f"contracts/{contract['id']}/clauses/evaluate",
        "interests?page_size=20",
        "nowhere",
    ]
    other = vera.get("vendors", page_size="2")["results"][-1]["id"]
    port = int(stack.address.rpartition(":")[2])
    return Crowd(port, stack.tokens["vera"], [f"/api/v1/{path}" for path in paths], other, 0)


def _pids(stack: Stack) -> dict[str, int]:
    parts = {"web": stack.web, "worker": stack.worker, "dispatcher": stack.dispatcher}
    return {name: part.pid for name, part in parts.items() if part.pid is not None}


if __name__ == "__main__":
    sys.exit(main())
