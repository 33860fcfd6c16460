"""How far had it come, by a note that lies outside the database?

Whoever can rewrite the database can cut off its end, and a chain that ends earlier looks whole. So
the dispatcher appends a line to a file, and to the log, that says how far events and seals had
come; `verify_audit` compares. Keep the file, or the log, where the database's owner cannot write.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import structlog
from django.conf import settings
from django.db import connection

from config import clock
from config.events.models import Seal
from config.rest.fields import instant

log = structlog.get_logger(__name__)
FILE = "checkpoints.jsonl"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What there was at an instant: events up to the ledger's `seq`, seals up to number `seal`."""

    at: str
    seq: int
    count: int
    seal: int
    root: str
    hash: str


class CheckpointUnreadable(ValueError):
    """A line of the file is not a checkpoint; the message says which."""


def path() -> Path:
    """Where checkpoints are kept on this machine."""
    return Path(settings.AUDIT_CHECKPOINT_DIR) / FILE


def write_checkpoint() -> None:
    """Append a checkpoint, if anything was sealed since the last one."""
    now = present()
    if now is None or now.seal == _last_noted(path()):
        return
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps(asdict(now)) + "\n"
    with os.fdopen(os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "rb+") as file:
        file.truncate(_whole_lines(file))
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())
    log.info("audit_checkpoint", **asdict(now))


def _whole_lines(file: BinaryIO) -> int:
    """How far the file's lines are whole: the disk may have been full within the last one."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - 4096)
    file.seek(start)
    last = file.read()
    return start + last.rfind(b"\n") + 1 if last else 0


def present() -> Checkpoint | None:
    """How far it has come now; None before the first seal."""
    seal = Seal.objects.order_by("-number").first()
    if seal is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq), count(*) FROM events_event")
        seq, count = cursor.fetchone()
    return Checkpoint(
        at=str(instant(clock.now())),
        seq=seq or 0,
        count=count,
        seal=seal.number,
        root=seal.root,
        hash=seal.hash,
    )


def read(file: Path) -> Iterator[Checkpoint]:
    """The checkpoints of a file, oldest first. A last line that broke off is not one.

    :raises FileNotFoundError: if there is no such file
    :raises CheckpointUnreadable: if a line says something else
    """
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith("\n"):
                return
            yield _parsed(line, number)


def _parsed(line: str, number: int) -> Checkpoint:
    try:
        said = json.loads(line)
        return Checkpoint(**{name: said[name] for name in Checkpoint.__slots__})
    except (ValueError, TypeError, KeyError) as error:
        raise CheckpointUnreadable(f"line {number}: {error}") from error


def _last_noted(file: Path) -> int | None:
    """The seal of the last checkpoint written here, read from the file's end."""
    try:
        with file.open("rb") as lines:
            lines.seek(max(0, file.stat().st_size - 4096))
            last = lines.read().splitlines()[-1:]
        return _parsed(last[0].decode(), 0).seal if last else None
    except (FileNotFoundError, CheckpointUnreadable):
        return None
