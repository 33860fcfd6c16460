"""What goes wrong with the broker, and on the way to it?"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.pace import WHILE_SECONDS, a_while
from tests.faults.proxy import Proxy, between
from tests.functional.lab import count_dispatched
from tests.functional.stack import Stack, until

QUEUE = "armslength:recheck"


def broker_killed(stack: Stack) -> None:
    stack.kill_broker()
    stack.start_broker()


def broker_away(stack: Stack) -> None:
    stack.kill_broker()
    a_while()


def broker_frozen(stack: Stack) -> None:
    if stack.broker.process is not None:
        stack.broker.process.send_signal(signal.SIGSTOP)
        a_while()
        stack.broker.process.send_signal(signal.SIGCONT)


def broker_emptied(stack: Stack) -> None:
    stack.hints.flushall()


def broker_full(stack: Stack) -> None:
    stack.hints.config_set("maxmemory", "1")
    a_while()
    stack.hints.config_set("maxmemory", "64mb")


def message_poisoned(stack: Stack) -> None:
    stack.hints.lpush(QUEUE, "not json")
    a_while(1 / 4)


def queue_of_a_wrong_type(stack: Stack) -> None:
    stack.hints.delete(QUEUE)
    stack.hints.set(QUEUE, "not a list")
    a_while(1 / 4)
    stack.hints.delete(QUEUE)


def hints_doubled(stack: Stack) -> None:
    """Whatever waits is put in the queue again, for a while."""
    end = time.monotonic() + WHILE_SECONDS
    with stack.worker.frozen():
        until(lambda: _copied(stack) > 0, "hints are there twice")
    while time.monotonic() < end:
        _copied(stack)
        time.sleep(0.2)


def _copied(stack: Stack) -> int:
    waiting: list[bytes] = stack.hints.lrange(QUEUE, 0, 9)  # type: ignore[assignment]
    if waiting:
        stack.hints.lpush(QUEUE, *waiting)
    return len(waiting)


def line_to_worker_forgotten(stack: Stack) -> None:
    """The worker waits at a line that nobody remembers."""
    with _behind_a_proxy(stack, "worker") as proxy:
        sent = count_dispatched(stack)
        until(lambda: count_dispatched(stack) > sent, "it was told of something")
        proxy.abandon()
        a_while()


def answer_to_a_push_lost(stack: Stack) -> None:
    """The hint has arrived, and the dispatcher hears that it has not."""
    with _behind_a_proxy(stack, "dispatcher") as proxy:
        for number in range(1, 4):
            proxy.lose_answer()
            until(lambda number=number: proxy.lost >= number, "an answer was lost")  # type: ignore[misc]


@contextmanager
def _behind_a_proxy(stack: Stack, name: str) -> Iterator[Proxy]:
    part, socket = getattr(stack, name), stack.broker.place.redis_socket
    direct = part.environment
    with between(socket.with_name("proxy.sock"), socket) as proxy:
        part.kill()
        part.environment = dict(direct) | {"REDIS_URL": proxy.url}
        part.start()
        until(lambda: bool(proxy.lines), "it speaks through the proxy")
        try:
            yield proxy
        finally:
            part.environment = direct
            part.kill()
