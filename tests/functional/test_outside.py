"""The world outside is told, and the record is sealed, by real processes that may die."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from tests.builders.receiving import Receiver, receiving
from tests.functional.lab import a_cleared_vendor
from tests.functional.stack import PROJECT, Stack, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def receiver(stack: Stack) -> Iterator[tuple[Receiver, str]]:
    """Somebody who is told of new vendors, and the secret they check it with."""
    stack.be_whole()
    with receiving(503, 204) as made:
        body = {"url": made.url, "types": ["vendors.vendor_registered"]}
        registered = stack.person("admin").post("webhook-endpoints", body)
        yield made, registered["secret"]
        disable = f"webhook-endpoints/{registered['id']}/disable"
        stack.person("admin").post(disable, {"reason": "The test is over."})


def told(receiver: Receiver, vendor: str) -> list[str]:
    """The ids under which a vendor's registration arrived."""
    return [
        got.headers["webhook-id"]
        for got in receiver.got
        if json.loads(got.body)["data"]["subject"]["id"] == vendor
    ]


def test_a_refused_message_is_sent_again_by_the_worker(
    stack: Stack, receiver: tuple[Receiver, str]
) -> None:
    outside, secret = receiver

    vendor = a_cleared_vendor(stack)

    until(lambda: len(told(outside, vendor)) == 2, "it was told twice")
    assert len(set(told(outside, vendor))) == 1
    for got in outside.got:
        Webhook(secret).verify(got.body, dict(got.headers))


def test_without_worker_and_broker_the_dispatcher_tells(
    stack: Stack, receiver: tuple[Receiver, str]
) -> None:
    outside, _ = receiver
    outside.answers = [204]
    stack.worker.kill()
    stack.kill_broker()

    vera = stack.person("vera")
    vendor = vera.post("vendors", {"party": {"kind": "company", "name": "Alone (fictional)"}})["id"]

    until(lambda: len(told(outside, vendor)) == 1, "it was told")
    stack.be_whole()


def test_what_happened_is_sealed_and_verified(stack: Stack) -> None:
    stack.be_whole()
    stack.dispatcher.kill()  # a new one turns its clockwork at once
    stack.start_all()
    until(lambda: checkpoints(stack) != [], "a checkpoint was written")

    told = verify(stack)

    assert told.returncode == 0, told.stdout
    assert "Everything is as it was sealed." in told.stdout


def checkpoints(stack: Stack) -> list[str]:
    file = Path(stack.dispatcher.environment["AUDIT_CHECKPOINT_DIR"]) / "checkpoints.jsonl"
    return file.read_text().splitlines() if file.exists() else []


def verify(stack: Stack) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "verify_audit", "--require-checkpoint"]
    environment = {**os.environ, **stack.dispatcher.environment}
    return subprocess.run(
        command, check=False, cwd=PROJECT, env=environment, capture_output=True, text=True
    )
