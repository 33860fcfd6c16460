"""Is everything there, and is everybody waited for? Run it after a restore."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from config import clock
from config.actors import Actor
from config.events.queries import get_backlog
from procurement.operations.sweeping import owe_forgotten
from vendors.models import Evidence
from vendors.shelf import evidence_folder

MOST_TOLD = 200


class Command(BaseCommand):
    help = (
        "Owe rechecks nobody owes, and tell of evidence whose bytes are missing and of deliveries "
        "that gave up. Exit code 1: something is missing."
    )

    def handle(self, *args: object, **options: object) -> None:
        owed = owe_forgotten(on=clock.today(), actor=Actor.system())
        self.stdout.write(f"{owed} rechecks were owed by nobody; they are owed now.")
        backlog = get_backlog()
        self.stdout.write(f"{backlog.owed} reactions are owed, {backlog.parked} gave up (parked).")
        missing = 0
        for missing, evidence in enumerate(_without_bytes(), start=1):
            if missing <= MOST_TOLD:
                self.stdout.write(f"evidence {evidence.id} ({evidence.sha256}) has no bytes")
        if missing:
            raise CommandError(f"The bytes of {missing} pieces of evidence are missing.")
        self.stdout.write("All evidence is there.")


def _without_bytes() -> Iterator[Evidence]:
    folder = evidence_folder()
    for evidence in Evidence.objects.order_by("id").iterator(chunk_size=500):
        path = folder.path(evidence.sha256)
        if not path.is_file() or path.stat().st_size != evidence.size:
            yield evidence
