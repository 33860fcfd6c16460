"""Where do the bundled servers keep their data, and under which addresses do they answer?"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parent.parent.parent

# A Unix socket's address holds 108 bytes on Linux and 104 elsewhere, the closing NUL included.
LONGEST_SOCKET_PATH = 100
# libpq splits a host at commas and PostgreSQL its socket folders too; a blank needs quoting in
# both. A checkout in such a folder gets its sockets elsewhere, as one with a long path does.
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/+@-]+")


class Durability(StrEnum):
    """Whether what the servers have acknowledged must survive a loss of power."""

    SAFE = "safe"
    FAST = "fast"


@dataclass(frozen=True, slots=True)
class Paths:
    """One pair of bundled servers: `root` holds data, locks and logs, `run` the sockets."""

    root: Path
    run: Path
    durability: Durability

    @property
    def pgdata(self) -> Path:
        """Named after the major version: data of another one is left alone, not misread."""
        return self.root / "postgres-18"

    @property
    def postgres_socket(self) -> Path:
        return self.run / ".s.PGSQL.5432"

    @property
    def redis_socket(self) -> Path:
        return self.run / "valkey.sock"

    @property
    def database_url(self) -> str:
        return f"postgresql://app@/app?host={quote(str(self.run))}"

    @property
    def redis_url(self) -> str:
        """As redis-py writes it; kombu wants `redis+socket://` in place of `unix://`."""
        return f"unix://{quote(str(self.redis_socket))}?db=0"


def paths(name: str = "dev", *, base: Path = PROJECT) -> Paths:
    """Say where the servers called `name` live, touching nothing.

    `test` trades durability for speed; every other name keeps what it acknowledged.
    """
    root = base / ".local" / name
    run = root / "run"
    longest = run / ".s.PGSQL.5432.lock"
    if len(os.fsencode(longest)) > LONGEST_SOCKET_PATH or not PLAIN_PATH.fullmatch(str(run)):
        mark = hashlib.sha256(f"{os.getuid()}:{root}".encode()).hexdigest()[:12]
        # Not tempfile.gettempdir(): two processes with different TMPDIR must agree.
        run = Path("/tmp") / f"armslength-{mark}"  # noqa: S108  owner and mode are checked by hold()
    return Paths(root, run, Durability.FAST if name == "test" else Durability.SAFE)
