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
        reports = [_reported(name) for name in files]
        for each in reports:
            self.stdout.write(each.line)
        if not all(each.answered for each in reports):
            sys.exit(1)


def _reported(name: str) -> Report:
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        return bad(name, error.strerror or "cannot be read")
    return report(name, data)
