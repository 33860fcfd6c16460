"""What goes wrong with the database: gone, cut off, full, crowded, locked, altered?"""

from __future__ import annotations

import contextlib
import resource
import signal
import time
from dataclasses import dataclass

import psutil
import psycopg

from config.embedded import Paths
from config.embedded.postgres import Postgres
from tests.faults.pace import a_while
from tests.functional.stack import Stack, until

SOON = {"connect_timeout": 5}


@dataclass(slots=True)
class Server:
    """A PostgreSQL of one's own, that may be treated badly."""

    postgres: Postgres

    @classmethod
    def made(cls, place: Paths) -> Server:
        server = cls(Postgres(place))
        server.postgres.prepare()
        server.start()
        server.postgres.finish()
        return server

    def start(self) -> None:
        self.postgres.start()
        until(self.postgres.is_ready, "the database answers")

    def stop(self) -> None:
        self.postgres.stop()

    def stop_at_once(self) -> None:
        """As if it had crashed: what it acknowledged must be found in its log."""
        self._send(signal.SIGQUIT)

    def kill(self) -> None:
        """Every process of it, without a chance to write anything."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._send(signal.SIGKILL)

    def processes(self) -> list[psutil.Process]:
        if self.postgres.process is None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            postmaster = psutil.Process(self.postgres.process.pid)
            return [postmaster, *postmaster.children()]
        return []

    def _send(self, number: signal.Signals) -> None:
        if self.postgres.process is not None:
            self.postgres.process.send_signal(number)
            self.postgres.process.wait()


def database_restarted_at_once(stack: Stack) -> None:
    stack.database_server.stop_at_once()
    stack.database_server.start()


def database_away(stack: Stack) -> None:
    stack.database_server.stop()
    a_while()
    stack.database_server.start()


def disk_full(stack: Stack) -> None:
    """No file of the database may grow any more; it crashes, and comes back when there is room."""
    for process in stack.database_server.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.rlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    a_while(1 / 2)
    stack.database_server.kill()
    stack.database_server.start()


def no_connection_left(stack: Stack) -> None:
    """Others have taken all there are."""
    with contextlib.ExitStack() as taken:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                taken.enter_context(psycopg.connect(stack.database_url, **SOON))  # type: ignore[arg-type]
        for process in stack.database_server.processes()[1:]:
            # Ours have to connect anew, and find no place.
            if "idle" in " ".join(process.cmdline()) and "armslength" in " ".join(
                process.cmdline()
            ):
                process.terminate()
        a_while(1 / 2)


def backends_terminated(stack: Stack) -> None:
    stack.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def outbox_locked(stack: Stack) -> None:
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("LOCK TABLE events_delivery IN ACCESS EXCLUSIVE MODE")
        a_while(1 / 2)


def table_altered(stack: Stack) -> None:
    """As a migration does it: a column that older code does not know, and gives up when it waits.

    Somebody reads the table for long meanwhile, so that the first tries are in vain.
    """
    with (
        psycopg.connect(stack.database_url) as reader,
        psycopg.connect(stack.database_url, autocommit=True) as owner,
    ):
        reader.execute("SELECT count(*) FROM vendors_disclosure")
        owner.execute("SET lock_timeout = '300ms'")
        _altered(owner, "ALTER TABLE vendors_disclosure ADD COLUMN of_newer_code text", reader)
        a_while(1 / 2)
        _altered(owner, "ALTER TABLE vendors_disclosure DROP COLUMN of_newer_code", reader)


def _altered(owner: psycopg.Connection, statement: str, reader: psycopg.Connection) -> None:
    while True:
        try:
            owner.execute(statement.encode())
        except psycopg.errors.LockNotAvailable:
            time.sleep(0.5)
            reader.rollback()
        else:
            return
