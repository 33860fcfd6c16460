"""Who holds what, in a way that even a killed process cannot get wrong?

Three kernel locks beside the data, each let go by the kernel when its holder dies:

- `gate` is held while somebody starts, stops, joins or leaves, so that these never overlap;
- `users` is shared by everyone who needs the servers; whoever can have it alone is the last;
- `keeper` is held by the one process that keeps the servers, for as long as it lives.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

GATE, USERS, KEEPER = "gate.lock", "users.lock", "keeper.lock"


def opened(root: Path, name: str) -> IO[bytes]:
    """Open a lock file; the lock itself is not taken, and closing the file lets it go."""
    return (root / name).open("ab")


def share(lock: IO[bytes]) -> None:
    fcntl.flock(lock, fcntl.LOCK_SH)


def take_if_free(lock: IO[bytes]) -> bool:
    """Take it alone, without waiting; giving up a share of it first, if need be."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def let_go(lock: IO[bytes]) -> None:
    fcntl.flock(lock, fcntl.LOCK_UN)


def is_free(root: Path, name: str) -> bool:
    """Whether nobody holds it. To be asked at the gate: asking takes it for a moment."""
    with opened(root, name) as lock:
        return take_if_free(lock)


@contextmanager
def at_the_gate(root: Path) -> Iterator[None]:
    """Wait for the gate and hold it."""
    with opened(root, GATE) as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
