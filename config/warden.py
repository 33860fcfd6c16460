"""Who ends the children of a supervisor that was killed, if being asked is not enough?

The kernel asks each child to stop when the supervisor has gone. A web server that is asked while
it starts may lose the request, and the workers of a child are not asked at all. So a small process
forked from the supervisor waits for the end of a pipe only the supervisor writes to, and ends what
is left of the process groups it was told of.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

GRACE_SECONDS = 5.0


@dataclass(slots=True)
class Warden:
    """The supervisor's end of the pipe."""

    pid: int
    writing: int

    def note(self, group: int) -> None:
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """The group has ended; its number may come to mean something else."""
        self._tell(f"-{group}")

    def dismiss(self) -> None:
        os.close(self.writing)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _tell(self, what: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # it was killed: nothing worse than before
            os.write(self.writing, what.encode() + b"\n")


def appoint() -> Warden:
    """Fork one. It shares our locks and sockets, so what they guard stays guarded until it ends."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid != 0:
        os.close(reading)
        return Warden(pid, writing)
    os.close(writing)
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _end(_groups_left(reading))
    finally:
        os._exit(0)


def end_group(group: int) -> None:
    """End what is left of a process group, if anything is."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _groups_left(reading: int) -> set[int]:
    groups: set[int] = set()
    for line in _lines(reading):
        group = int(line[1:])
        if line.startswith(b"+"):
            groups.add(group)
        else:
            groups.discard(group)
    return groups


def _lines(reading: int) -> Iterator[bytes]:
    with os.fdopen(reading, "rb") as pipe:
        yield from pipe


def _end(groups: set[int]) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(_is_alive, groups)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for group in groups:
        end_group(group)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # a stranger's by now
        return False
    return True
