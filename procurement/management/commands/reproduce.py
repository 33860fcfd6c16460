"""Does every verdict come out the same, to the byte, when it is reached again from stored facts?"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.models import Assessment
from procurement.queries.judging import reproduce
from procurement.queries.verdicts import list_assessments


class Command(BaseCommand):
    help = "Reach assessments again from stored facts and compare; fails if one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", type=UUID, metavar="ID")
        parser.add_argument("--all", action="store_true", help="every assessment there is")

    def handle(self, *args: object, **options: object) -> None:
        ids, everything = options["ids"], options["all"]
        if not isinstance(ids, list) or bool(ids) == bool(everything):
            raise CommandError("Name assessments, or say --all.")
        checked = different = 0
        for assessment in self._asked(ids):
            reproduction = reproduce(assessment)
            checked += 1
            if not reproduction.is_identical:
                different += 1
                self.stdout.write(f"{assessment.id} differs in {', '.join(reproduction.differs)}")
        self.stdout.write(f"{checked - different} of {checked} assessments are identical.")
        if different:
            raise CommandError(f"{different} came out differently.")

    def _asked(self, ids: list[UUID]) -> Iterator[Assessment]:
        known = list_assessments()
        if not ids:
            yield from known.order_by("id").iterator(chunk_size=100)
            return
        found = {row.id: row for row in known.filter(id__in=ids)}
        for one in ids:
            if one not in found:
                raise CommandError(f"There is no assessment {one}.")
            yield found[one]
