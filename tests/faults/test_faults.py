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

from tests.faults.books import Books
from tests.faults.faults import CREATED, FAULTS, Fault
from tests.faults.pace import LOAD_SECONDS
from tests.faults.telling import Line, Table
from tests.faults.writing import Order
from tests.functional.lab import a_cleared_vendor, a_signed_contract
from tests.functional.stack import PROJECT, Stack, until

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1800)]
IN_A_ROW = 8


@dataclass(frozen=True, slots=True)
class Load:
    """About whom facts are told, and the contract that goes to and fro meanwhile."""

    vendors: list[str]
    contract: str


@pytest.fixture(scope="module")
def loaded(stack: Stack) -> Load:
    stack.be_whole()
    vendors = [a_cleared_vendor(stack, f"Vendor {name} (fictional)") for name in "ABCDE"]
    quiet = a_cleared_vendor(stack, "Quiet (fictional)")
    return Load(vendors, a_signed_contract(stack, quiet))


@contextmanager
def load(stack: Stack, loaded: Load, path: Path, clients: int = 1) -> Iterator[Books]:
    """Changes, several a second, from before to after whatever happens meanwhile."""
    [(seq,)] = stack.ask("SELECT max(seq) FROM events_event")
    order = Order(
        address=stack.address,
        ledger=str(path / "ledger"),
        writer=stack.tokens["vera"],
        vendors=loaded.vendors,
        mover=stack.tokens["leo"],
        contract=loaded.contract,
        clients=clients,
    )
    books = Books(stack, loaded.vendors, loaded.contract, path / "ledger", seq)
    said = json.dumps({name: getattr(order, name) for name in order.__slots__})
    command = [sys.executable, "-m", "tests.faults.writing", said]
    with subprocess.Popen(command, cwd=PROJECT) as writer:
        try:
            until(lambda: books.acknowledged() != set(), "a first change was acknowledged")
            time.sleep(LOAD_SECONDS)
            yield books
            time.sleep(LOAD_SECONDS)
        finally:
            writer.terminate()


def happen(stack: Stack, fault: Fault) -> None:
    fault.do(stack)
    stack.start_all()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.long] if fault.is_long else [])
        for name, fault in FAULTS.items()
    ],
)
def test_what_was_acknowledged_is_there_and_judged_once(
    stack: Stack, loaded: Load, table: Table, tmp_path: Path, name: str
) -> None:
    fault = FAULTS[name]
    stack.be_whole()

    with load(stack, loaded, tmp_path, fault.clients) as books:
        happen(stack, fault)
    stack.be_whole()

    expect_all_in_order(books, table, name, times=1)
    assert books.statuses() <= {CREATED, *fault.noticed}


@pytest.mark.long
@pytest.mark.parametrize("seed", [7, 11])
def test_one_thing_after_another(
    stack: Stack, loaded: Load, table: Table, tmp_path: Path, seed: int
) -> None:
    stack.be_whole()

    with load(stack, loaded, tmp_path) as books:
        for name in random.Random(seed).sample(sorted(FAULTS), IN_A_ROW):  # noqa: S311
            happen(stack, FAULTS[name])
    stack.be_whole()

    expect_all_in_order(books, table, f"one after another, seed {seed}", times=IN_A_ROW)


def test_after_all_of_it_the_record_is_as_it_was_sealed(stack: Stack) -> None:
    stack.be_whole()
    command = [sys.executable, "manage.py", "verify_audit"]

    checked = subprocess.run(
        command,
        cwd=PROJECT,
        env=dict(stack.web.environment),
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def expect_all_in_order(books: Books, table: Table, name: str, times: int) -> None:
    """Nothing acknowledged is lost, nothing was done twice, and nothing is left to do."""
    lost, doubled = books.lost(), [*books.done_twice(), *books.reacted_twice()]
    answered = sorted(receipt.seconds for receipt in books.receipts())
    table.lines.append(
        Line(
            fault=name,
            times=times,
            acknowledged=len(books.acknowledged()),
            seconds=books.seconds_until_judged(),
            lost=len(lost) + books.lost_moves(),
            doubled=len(doubled),
            slow_answer=answered[int(len(answered) * 0.99)],
        )
    )
    assert len(books.acknowledged()) > 0
    assert (lost, books.lost_moves()) == (set(), 0)
    assert doubled == []
    assert books.gave_up() == []
    assert books.not_judged() == []
    assert books.in_the_future() == []
    assert books.clocks_backwards() == 0
    assert books.missing_from_the_feed() == set()
    assert books.outside_the_table() == []
