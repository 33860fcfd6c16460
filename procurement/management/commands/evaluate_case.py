"""Judge case files with the engine alone, without a database, and print its own answers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from procurement.neutrality.casereport import Report, bad, report


class Command(BaseCommand):
    help = "Judge case files (JSON) with the engine and print one line of JSON for each."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a case file")

    def handle(self, *, files: list[str], **_: object) -> None:
        """Print every file's line; exit with 1 at the end if any of them was bad."""
        answered = True
        for name in files:
            reported = _reported(name)
            self.stdout.write(reported.line)
            answered = answered and reported.answered
        if not answered:
            sys.exit(1)


def _reported(name: str) -> Report:
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        return bad(name, error.strerror or "cannot be read")
    try:
        return report(name, data)
    except Exception as error:  # noqa: BLE001 - one file's failure must not hide the others' answers
        return bad(name, f"the engine failed: {type(error).__name__}: {error}")
