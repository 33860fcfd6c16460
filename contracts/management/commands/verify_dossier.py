"""Check dossiers that were handed on: without a database, from what is in them alone."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand

from contracts.dossier import check, read_bundle
from contracts.dossier.facts import Unreadable


class Command(BaseCommand):
    help = "Check bundles (JSON): their hashes, and their verdicts by judging the facts again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a dossier as JSON")

    def handle(self, *, files: list[str], **_: object) -> None:
        """Say of every file that it is intact, or what differs; exit with 1 if any does."""
        intact = True
        for name in files:
            lines = list(_differences(name))
            intact = intact and not lines
            for line in lines or ["intact"]:
                self.stdout.write(f"{name}: {line}")
        if not intact:
            sys.exit(1)


def _differences(name: str) -> Iterator[str]:
    try:
        bundle = read_bundle(Path(name).read_bytes())
    except OSError as error:
        yield error.strerror or "cannot be read"
        return
    except Unreadable as error:
        yield str(error)
        return
    for trouble in check(bundle):
        yield f"{trouble.where}: {trouble.what}"
