"""Is the record still what it was? Hash every event and sealed row again, and say what is not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, transaction

from config.events import checkpoints
from config.events.checkpoints import Checkpoint, CheckpointUnreadable
from config.events.verification import Count, verify

HOLDS, FLAWED, UNVERIFIED = 0, 1, 2
MOST_TOLD = 200


class Command(BaseCommand):
    help = (
        "Check events, sealed rows, seals and checkpoints. "
        "Exit code 0: everything is as it was sealed; 1: something is not; 2: could not be checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoints", type=Path, help="a file of checkpoints kept elsewhere")
        parser.add_argument(
            "--require-checkpoint", action="store_true", help="without any, exit with 2"
        )

    def handle(
        self, *, checkpoints: Path | None, require_checkpoint: bool, verbosity: int, **_: object
    ) -> None:
        try:
            noted = self._noted(checkpoints)
            if not noted and require_checkpoint:
                self.stderr.write("There is no checkpoint to compare with.")
                sys.exit(UNVERIFIED)
            with at_one_instant():
                sys.exit(self._tell(noted, verbosity))
        except (CheckpointUnreadable, OSError) as error:
            self.stderr.write(f"The checkpoints cannot be read: {error}")
        except DatabaseError as error:
            self.stderr.write(f"The database cannot be read: {str(error).strip()}")
        sys.exit(UNVERIFIED)

    def _noted(self, given: Path | None) -> list[Checkpoint]:
        file = given or checkpoints.path()
        if given is None and not file.exists():
            return []
        return list(checkpoints.read(file))

    def _tell(self, noted: list[Checkpoint], verbosity: int) -> int:
        count, flaws = Count(), 0
        if verbosity > 1:
            count.progress = lambda what, done: self.stderr.write(f"{what}: {done}")
        for flaws, flaw in enumerate(verify(count, noted), start=1):
            if flaws <= MOST_TOLD:
                self.stdout.write(self.style.ERROR(str(flaw)))
        if flaws > MOST_TOLD:
            self.stdout.write(f"... and {flaws - MOST_TOLD} more")
        self.stdout.write(
            f"{count.seals} seals, events to #{count.last_seq}, {count.rows} rows as sealed,"
            f" {count.young} not sealed yet, {len(noted)} checkpoints"
        )
        if not noted:
            self.stdout.write("No checkpoint: an end that was cut off could not be seen.")
        self.stdout.write("Everything is as it was sealed." if not flaws else f"{flaws} flaws.")
        return FLAWED if flaws else HOLDS


@contextmanager
def at_one_instant() -> Iterator[None]:
    """Read everything as of one instant, however long it takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL transaction_timeout = 0")
        yield
