"""How does a process make sure of the bundled servers for as long as it lives?"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from . import lean, locks, postgres, valkey
from .places import Paths
from .postgres import NotStartedError

READY = "ready"
# Crash recovery may take minutes and must not be given up; a note says what is going on.
START_SECONDS = 600.0
NOTE_AFTER_SECONDS = 10.0
GONE_SECONDS = 90.0


@dataclass(slots=True)
class Holding:
    """A share in the bundled servers: they run at least until it is released or its holder dies."""

    place: Paths
    _users: IO[bytes] = field(repr=False)
    _owner: int = field(default_factory=os.getpid)

    def ensure(self) -> None:
        """Bring the keeper back if it was killed; to be called now and then by who stays long."""
        with locks.at_the_gate(self.place.root):
            if locks.is_free(self.place.root, locks.KEEPER):
                _reap(self.place)
                _start_keeper(self.place)

    def release(self) -> None:
        """Leave. The last one out waits until the servers have stopped.

        A process that was forked while holding holds too, but does not release for its parent.
        """
        if self._users.closed or os.getpid() != self._owner:
            return
        with locks.at_the_gate(self.place.root):
            is_last = locks.take_if_free(self._users)
            self._users.close()
        deadline = time.monotonic() + GONE_SECONDS
        while is_last and time.monotonic() < deadline:
            time.sleep(0.05)
            with locks.at_the_gate(self.place.root):
                if locks.is_free(self.place.root, locks.KEEPER):
                    _reap(self.place)
                    return
                is_last = locks.is_free(self.place.root, locks.USERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


_held: dict[Path, Holding] = {}
_keepers: dict[Path, int] = {}


def hold(place: Paths) -> Holding:
    """Start what is not running, and keep it running until the last holder has gone.

    Held again by the same process it answers the same holding. Released at exit at the latest.

    :raises NotStartedError: if the servers cannot run here; nothing is left behind then
    """
    known = _held.get(place.root)
    if known is not None and not known._users.closed and known._owner == os.getpid():
        return known
    _make_private(place)
    users = locks.opened(place.root, locks.USERS)
    try:
        with locks.at_the_gate(place.root):
            locks.share(users)
            if locks.is_free(place.root, locks.KEEPER):
                _start_keeper(place)
            else:
                _wait_until_ready(place)
    except BaseException:
        users.close()
        raise
    holding = Holding(place, users)
    _held[place.root] = holding
    atexit.register(holding.release)
    return holding


def hold_if_bundled(place: Paths, environment: Mapping[str, str] = os.environ) -> Holding | None:
    """Hold unless both servers are named in the environment, for commands that need them."""
    if "DATABASE_URL" in environment and "REDIS_URL" in environment:
        return None
    return hold(place)


def _make_private(place: Paths) -> None:
    """Make both folders ours alone.

    The sockets' folder may lie under /tmp, where anyone could have put one of that name first.
    """
    for folder in (place.root, place.run):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.stat().st_uid == os.geteuid():
                folder.chmod(0o700)
                continue
        except OSError as error:
            raise NotStartedError(f"Cannot use {folder}: {error.strerror}.") from error
        raise NotStartedError(
            f"{folder} belongs to another user (id {folder.stat().st_uid}): "
            "run as that user, or remove it."
        )


def _start_keeper(place: Paths) -> None:
    """Start the keeper and wait until it says that both servers answer, or why not."""
    reading, writing = os.pipe()
    arguments = [str(place.root), str(place.run), place.durability, str(writing)]
    command = lean.command("config.embedded.keeper", *arguments)
    with os.fdopen(reading, encoding="utf-8") as answer:
        try:
            os.set_inheritable(writing, True)
            # Not subprocess, which minds that a child outlives us; this one may, for other holders.
            _keepers[place.root] = os.posix_spawn(
                command[0],
                command,
                os.environ,
                file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
                setsid=True,
            )
        finally:
            os.close(writing)
        _note_if_slow(answer, place)
        said = answer.read()
    if said != READY:
        _reap(place)
        raise NotStartedError(said or f"The servers did not start, see the logs in {place.root}.")


def _reap(place: Paths) -> None:
    """Take notice of the end of a keeper that was our child, so that nothing is left of it."""
    pid = _keepers.pop(place.root, None)
    if pid is not None:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _note_if_slow(answer: IO[str], place: Paths) -> None:
    if not select.select([answer], [], [], NOTE_AFTER_SECONDS)[0]:
        print(f"Still waiting for PostgreSQL, see {place.root}/postgres.log", file=sys.stderr)


def _wait_until_ready(place: Paths) -> None:
    """Others hold them already; they may just now be restarted."""
    deadline = time.monotonic() + START_SECONDS
    while not (postgres.is_ready(place) and valkey.is_ready(place)):
        if time.monotonic() > deadline or locks.is_free(place.root, locks.KEEPER):
            raise NotStartedError(f"The servers do not answer, see the logs in {place.root}.")
        time.sleep(0.1)
