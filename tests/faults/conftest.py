"""What do faults happen to? A whole product on a database server of its own; and what to print."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.embedded import Durability, Paths
from tests import databases
from tests.faults.database import Server
from tests.faults.telling import Table
from tests.functional.stack import Stack, assembled, told

_table = pytest.StashKey[Table]()


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash.setdefault(_table, Table())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    lines = config.stash.get(_table, Table()).lines
    if not lines:
        return
    terminalreporter.section("faults")
    heads = ("fault", "times", "acknowledged", "until judged", "lost", "doubled", "99 % answered")
    terminalreporter.write_line("{:<30}{:>6}{:>14}{:>14}{:>6}{:>9}{:>15}".format(*heads))
    for line in lines:
        terminalreporter.write_line(
            f"{line.fault:<30}{line.times:>6}{line.acknowledged:>14}{line.seconds:>12.1f} s"
            f"{line.lost:>6}{line.doubled:>9}{line.slow_answer * 1000:>12.0f} ms"
        )


@pytest.fixture(scope="session")
def stack(django_db_blocker: Any) -> Iterator[Stack]:
    """The product with every server of it its own, keeping what it acknowledges."""
    root = Path(tempfile.mkdtemp(prefix="armslength-faults-"))
    place = Paths(root, root, Durability.SAFE)
    server = Server.made(place)
    try:
        with (
            django_db_blocker.unblock(),
            databases.pointed_at(NAME="app", USER="app", HOST=str(place.run)),
        ):
            call_command("migrate", verbosity=0)
            tokens = told(root)
        made = assembled(root, place.database_url, tokens)
        made.own_server = server
        try:
            made.be_whole()
            yield made
        finally:
            made.stop()
    finally:
        server.stop()
    shutil.rmtree(root)
