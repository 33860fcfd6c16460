"""What goes wrong with our own programs: killed, frozen, asked to stop, twice there, in a crowd."""

from __future__ import annotations

import psutil

from tests.faults.pace import WHILE_SECONDS, a_while
from tests.functional.lab import count_dispatched
from tests.functional.parts import Part
from tests.functional.stack import Stack, until

TWO_HOURS = 7200.0


def nothing(stack: Stack) -> None:
    a_while(1 / 4)


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
        a_while()


def worker_frozen_then_killed(stack: Stack) -> None:
    sent = count_dispatched(stack)
    with stack.worker.frozen():
        until(lambda: count_dispatched(stack) > sent, "it was told of something")
        stack.worker.kill()


def no_worker(stack: Stack) -> None:
    stack.worker.kill()
    a_while()


def workers_dying_under_a_crowd(stack: Stack) -> None:
    """Killed again and again while fifty clients write."""
    for _ in range(max(2, int(WHILE_SECONDS / 3))):
        stack.worker.kill()
        stack.worker.start()
        a_while(1 / 4)


def dispatcher_killed(stack: Stack) -> None:
    stack.dispatcher.kill()


def dispatcher_frozen(stack: Stack) -> None:
    with stack.dispatcher.frozen():
        a_while()


def two_of_each(stack: Stack) -> None:
    with stack.another(stack.dispatcher), stack.another(stack.worker):
        a_while()


def worker_clock_ahead(stack: Stack) -> None:
    _with_clock_wrong_by(stack, TWO_HOURS, stack.worker)


def worker_clock_back(stack: Stack) -> None:
    _with_clock_wrong_by(stack, -TWO_HOURS / 2, stack.worker)


def dispatcher_clock_ahead(stack: Stack) -> None:
    _with_clock_wrong_by(stack, TWO_HOURS, stack.dispatcher)


def _with_clock_wrong_by(stack: Stack, seconds: float, part: Part) -> None:
    """Let a part run on a host whose clock is wrong, beside others whose clocks are right."""
    skewed = {"PYTHONPATH": "tests/faults/skewed", "CLOCK_AHEAD_SECONDS": str(seconds)}
    wrong = Part(part.program, dict(part.environment) | skewed, part.logs)
    part.kill()
    wrong.start()
    a_while()
    wrong.kill()


def all_killed(stack: Stack) -> None:
    """The host loses its power: everything at once, the database too."""
    stack.database_server.kill()
    for part in (stack.web, stack.worker, stack.dispatcher):
        part.kill()
    stack.kill_broker()
    stack.database_server.start()
