"""Check dossiers that were handed on: without a database, from what is in them alone."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from contracts.dossier import Object, check, count_sealed, read_bundle
from contracts.dossier.facts import Unreadable, as_list, as_object


class Command(BaseCommand):
    help = "Check bundles (JSON): hashes, verdicts (judged again) and the proofs of their events."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a dossier as JSON")

    def handle(self, *, files: list[str], **_: object) -> None:
        """Say of every file that it is intact, or what differs; exit with 1 if any does."""
        intact = True
        for name in files:
            bundle, lines = _look_at(name)
            intact = intact and not lines
            for line in lines or _intact(bundle):
                self.stdout.write(f"{name}: {line}")
        if not intact:
            sys.exit(1)


def _look_at(name: str) -> tuple[Object, list[str]]:
    """What is in a file, and what is wrong with it."""
    try:
        bundle = read_bundle(Path(name).read_bytes())
    except OSError as error:
        return {}, [error.strerror or "cannot be read"]
    except Unreadable as error:
        return {}, [str(error)]
    return bundle, [f"{trouble.where}: {trouble.what}" for trouble in check(bundle)]


def _intact(bundle: Object) -> list[str]:
    """What was found whole, and what remains to be compared with a copy kept elsewhere."""
    proofs = as_object(bundle["proofs"], "proofs")
    sealed, unsealed = count_sealed(proofs)
    told = f"intact; {sealed} of {sealed + unsealed} events under seal"
    seals = as_list(proofs["seals"], "seals")
    if not seals:
        return [told]
    last = as_object(seals[-1], "a seal")
    return [told, f"its last seal is number {last['number']}, {last['hash']}"]
