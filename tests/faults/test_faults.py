"""One fault under load, then one question: is every acknowledged change there, judged, and once?"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.faults import FAULTS, UNNOTICED
from tests.functional.lab import a_cleared_vendor
from tests.functional.stack import PROJECT, Stack

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800)]
LOAD_SECONDS = 3.0
NOBODY_ANSWERED, CREATED, UNAVAILABLE = 0, 201, 503


@dataclass(frozen=True, slots=True)
class Receipt:
    status: int
    id: str | None


@dataclass(slots=True)
class Ledger:
    """What was asked for, and what the server said to it."""

    path: Path

    def receipts(self) -> list[Receipt]:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [Receipt(**json.loads(line)) for line in lines]

    def acknowledged(self) -> set[str]:
        return {r.id for r in self.receipts() if r.status == CREATED and r.id is not None}


@pytest.fixture(scope="module")
def vendors(stack: Stack) -> list[str]:
    stack.be_whole()
    return [a_cleared_vendor(stack, f"Vendor {name} (fictional)") for name in "ABCDE"]


@contextmanager
def load(stack: Stack, ledger: Ledger, vendors: list[str]) -> Iterator[None]:
    """Changes, several a second, from before to after whatever happens meanwhile."""
    command = [sys.executable, "-m", "tests.faults.writing", stack.address, stack.tokens["vera"]]
    with subprocess.Popen([*command, str(ledger.path), *vendors], cwd=PROJECT) as writer:
        try:
            time.sleep(LOAD_SECONDS)
            yield
            time.sleep(LOAD_SECONDS)
        finally:
            writer.terminate()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_acknowledged_is_there_and_judged_once(
    stack: Stack, vendors: list[str], tmp_path: Path, fault: str
) -> None:
    ledger = Ledger(tmp_path / "ledger")
    stack.be_whole()

    with load(stack, ledger, vendors):
        FAULTS[fault](stack)
        stack.start_all()
    stack.be_whole()

    expect_all_in_order(stack, vendors, ledger)
    allowed = {CREATED} if fault in UNNOTICED else {CREATED, UNAVAILABLE, NOBODY_ANSWERED}
    assert {receipt.status for receipt in ledger.receipts()} <= allowed


@pytest.mark.parametrize("seed", [7, 11])
def test_one_thing_after_another(
    stack: Stack, vendors: list[str], tmp_path: Path, seed: int
) -> None:
    ledger = Ledger(tmp_path / "ledger")
    stack.be_whole()

    with load(stack, ledger, vendors):
        for fault in random.Random(seed).sample(sorted(FAULTS), 8):  # noqa: S311
            FAULTS[fault](stack)
            stack.start_all()
    stack.be_whole()

    expect_all_in_order(stack, vendors, ledger)


def expect_all_in_order(stack: Stack, vendors: list[str], ledger: Ledger) -> None:
    """Nothing acknowledged is lost, nothing was done twice, and nothing is left to do."""
    assert len(ledger.acknowledged()) > 0
    assert lost(stack, ledger) == set()
    assert done_twice(stack) == []
    assert gave_up(stack) == []
    assert not_judged(stack, vendors) == []


def lost(stack: Stack, ledger: Ledger) -> set[str]:
    """What was acknowledged and is not there."""
    there = {str(id_) for (id_,) in stack.ask("SELECT id FROM vendors_disclosure")}
    return ledger.acknowledged() - there


def done_twice(stack: Stack) -> list[tuple[object, ...]]:
    """Assessments of the same vendor at the same moment of the ledger."""
    return stack.ask(
        "SELECT vendor_id, known_seq, count(*) FROM procurement_assessment"
        " GROUP BY 1, 2 HAVING count(*) > 1"
    )


def gave_up(stack: Stack) -> list[tuple[object, ...]]:
    return stack.ask("SELECT task, last_error FROM events_delivery WHERE parked_at IS NOT NULL")


def not_judged(stack: Stack, vendors: list[str]) -> list[str]:
    """Vendors of which more is known than was judged, though nothing is owed any more."""
    return [
        vendor
        for vendor in vendors
        if stack.person("vera").get(f"vendors/{vendor}")["neutrality"]["recheck_pending"]
    ]
