"""Whatever dies between a fact and its verdict, the verdict comes, and it comes once."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.lab import a_cleared_vendor, count_assessments, hear, standing, verdict
from tests.functional.stack import Stack, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
REPORTED_PCT = 30
QUEUE = "armslength:recheck"


@pytest.fixture
def vendor(stack: Stack) -> Iterator[str]:
    """A cleared vendor of a whole stack, and a whole stack for whoever comes next."""
    stack.be_whole()
    yield a_cleared_vendor(stack)
    stack.be_whole()


@pytest.fixture
def before(stack: Stack, vendor: str) -> int:
    """How often the vendor was assessed before anything happens."""
    stack.settle()
    return count_assessments(stack, vendor)


def hints_sent(stack: Stack, task: str = "recheck_affected") -> int:
    """How often somebody was told of the last thing that is owed."""
    [(sent,)] = stack.ask(
        "SELECT dispatches FROM events_delivery WHERE task LIKE %s ORDER BY id DESC LIMIT 1",
        f"%.{task}",
    )
    return int(sent)


def end_leases(stack: Stack) -> None:
    """Let the time be over after which an owed reaction is told of again.

    It is a quarter of a minute; the faults (`make faults`) wait for it.
    """
    stack.ask(
        "UPDATE events_delivery SET next_at = clock_timestamp() WHERE done_at IS NULL RETURNING id"
    )


def readiness(stack: Stack) -> dict[str, Any]:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with directly.open(f"{stack.address}/readyz", timeout=30) as answer:
        said: dict[str, Any] = json.load(answer)
    return said


def expect_one_verdict(stack: Stack, vendor: str, before: int) -> None:
    """The vendor is judged by what was heard, once, and nothing more is owed."""
    verdict(stack, vendor, "possible")
    stack.settle()
    assert count_assessments(stack, vendor) == before + 1
    events = stack.ask(
        "SELECT count(*) FROM events_event WHERE type = 'procurement.verdict_changed'"
        " AND subject_id = %s AND data->'after'->>'state' = 'possible'",
        vendor,
    )
    assert events == [(1,)]


def test_a_worker_killed_between_a_fact_and_its_verdict(
    stack: Stack, vendor: str, before: int
) -> None:
    with stack.worker.frozen():
        hear(stack, vendor, REPORTED_PCT, source="press")
        until(lambda: hints_sent(stack) > 0, "the worker was told")
        assert standing(stack, vendor)["state"] == "insufficient"
        stack.worker.kill()
    assert stack.owed() > 0
    stack.worker.start()
    end_leases(stack)

    # The hint died with the worker; the next one is sent when its lease is over, and it is.
    expect_one_verdict(stack, vendor, before)


def test_a_broker_that_is_gone(stack: Stack, vendor: str, before: int) -> None:
    stack.kill_broker()

    hear(stack, vendor, REPORTED_PCT, source="press")
    said = readiness(stack)

    # There is no worker without a broker: the dispatcher does the work itself.
    expect_one_verdict(stack, vendor, before)
    stack.dispatcher.kill()  # the next one trusts the broker again at once
    assert (said["database"], said["broker"], said["status"]) == ("there", "away", "degraded")


def test_a_broker_that_lost_everything(stack: Stack, vendor: str, before: int) -> None:
    stack.worker.kill()
    hear(stack, vendor, REPORTED_PCT, source="press")
    until(lambda: stack.hints.llen(QUEUE) > 0, "a hint waits for a worker")

    stack.hints.flushall()
    forgotten = stack.hints.llen(QUEUE)
    end_leases(stack)
    until(lambda: stack.hints.llen(QUEUE) > 0, "a hint waits again")
    stack.worker.start()

    assert forgotten == 0
    expect_one_verdict(stack, vendor, before)


def test_hints_that_arrive_three_times(stack: Stack, vendor: str, before: int) -> None:
    with stack.worker.frozen():
        hear(stack, vendor, REPORTED_PCT, source="press")
        for sent in (1, 2, 3):
            until(lambda sent=sent: hints_sent(stack) >= sent, f"the worker was told {sent} times")  # type: ignore[misc]
            end_leases(stack)

    expect_one_verdict(stack, vendor, before)


def test_a_dispatcher_killed_before_anything_was_sent(
    stack: Stack, vendor: str, before: int
) -> None:
    stack.dispatcher.kill()
    hear(stack, vendor, REPORTED_PCT, source="press")
    shown = standing(stack, vendor)

    stack.dispatcher.start()

    assert (shown["state"], shown["recheck_pending"]) == ("insufficient", True)
    expect_one_verdict(stack, vendor, before)


def test_two_dispatchers_at_once(stack: Stack, vendor: str, before: int) -> None:
    with stack.another(stack.dispatcher):
        hear(stack, vendor, REPORTED_PCT, source="press")

        expect_one_verdict(stack, vendor, before)
