"""What can go wrong with one part of the product? Each fault does it, and is over when it returns.

Whatever has died stays dead: who runs it in earnest has a supervisor, a test says `be_whole`.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping

import psutil
import psycopg

from tests.functional.lab import count_dispatched
from tests.functional.stack import Stack, until

WHILE_SECONDS = 12.0
QUEUE = "armslength:recheck"
Fault = Callable[[Stack], None]


def nothing(stack: Stack) -> None:
    time.sleep(3)


def web_killed(stack: Stack) -> None:
    stack.web.kill()


def worker_killed(stack: Stack) -> None:
    stack.worker.kill()


def pool_child_killed(stack: Stack) -> None:
    for child in psutil.Process(stack.worker.pid).children()[:1]:
        child.kill()


def worker_asked_to_stop(stack: Stack) -> None:
    stack.worker.stop()


def worker_frozen(stack: Stack) -> None:
    with stack.worker.frozen():
        time.sleep(WHILE_SECONDS)


def worker_frozen_then_killed(stack: Stack) -> None:
    sent = count_dispatched(stack)
    with stack.worker.frozen():
        until(lambda: count_dispatched(stack) > sent, "it was told of something")
        stack.worker.kill()


def no_worker(stack: Stack) -> None:
    stack.worker.kill()
    time.sleep(WHILE_SECONDS)


def dispatcher_killed(stack: Stack) -> None:
    stack.dispatcher.kill()


def dispatcher_frozen(stack: Stack) -> None:
    with stack.dispatcher.frozen():
        time.sleep(WHILE_SECONDS)


def two_dispatchers(stack: Stack) -> None:
    with stack.another_dispatcher():
        time.sleep(WHILE_SECONDS)


def broker_killed(stack: Stack) -> None:
    stack.kill_broker()
    stack.start_broker()


def broker_away(stack: Stack) -> None:
    stack.kill_broker()
    time.sleep(WHILE_SECONDS)


def broker_frozen(stack: Stack) -> None:
    if stack.broker.process is not None:
        stack.broker.process.send_signal(signal.SIGSTOP)
        time.sleep(WHILE_SECONDS)
        stack.broker.process.send_signal(signal.SIGCONT)


def broker_emptied(stack: Stack) -> None:
    stack.hints.flushall()


def broker_full(stack: Stack) -> None:
    stack.hints.config_set("maxmemory", "1")
    time.sleep(WHILE_SECONDS)
    stack.hints.config_set("maxmemory", "64mb")


def message_poisoned(stack: Stack) -> None:
    stack.hints.lpush(QUEUE, "not json")
    time.sleep(3)


def queue_of_a_wrong_type(stack: Stack) -> None:
    stack.hints.delete(QUEUE)
    stack.hints.set(QUEUE, "not a list")
    time.sleep(3)
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


def backends_terminated(stack: Stack) -> None:
    stack.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def outbox_locked(stack: Stack) -> None:
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("LOCK TABLE events_delivery IN ACCESS EXCLUSIVE MODE")
        time.sleep(WHILE_SECONDS / 2)


def all_killed(stack: Stack) -> None:
    for part in (stack.web, stack.worker, stack.dispatcher):
        part.kill()
    stack.kill_broker()


FAULTS: Mapping[str, Fault] = {
    fault.__name__: fault
    for fault in (
        nothing,
        web_killed,
        worker_killed,
        pool_child_killed,
        worker_asked_to_stop,
        worker_frozen,
        worker_frozen_then_killed,
        no_worker,
        dispatcher_killed,
        dispatcher_frozen,
        two_dispatchers,
        broker_killed,
        broker_away,
        broker_frozen,
        broker_emptied,
        broker_full,
        message_poisoned,
        queue_of_a_wrong_type,
        hints_doubled,
        backends_terminated,
        outbox_locked,
        all_killed,
    )
}
# While these last, nothing a request needs is missing: each must be answered as ever.
UNNOTICED = frozenset(FAULTS) - {"web_killed", "all_killed", "backends_terminated", "outbox_locked"}
