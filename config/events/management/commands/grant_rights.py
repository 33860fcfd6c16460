"""Give a role of the database exactly the rights that the application needs, and take the rest."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from config.events.rights import (
    rights_of_application,
    rights_of_reader,
    statements,
    why_unbound,
)


class Command(BaseCommand):
    help = (
        "Grant a database role what the application needs and nothing else. "
        "Run it as the owner of the tables, after every migrate."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", required=True, help="the application's role; it must exist")
        parser.add_argument(
            "--only-read", action="store_true", help="for an auditor, or verify_audit"
        )
        parser.add_argument("--print", action="store_true", help="print the SQL and do nothing")

    def handle(self, *, role: str, only_read: bool, **options: object) -> None:
        rights = rights_of_reader() if only_read else rights_of_application()
        lines = list(statements(role, rights, writes=not only_read))
        if options["print"]:
            for line in lines:
                self.stdout.write(f"{line.as_string(None)};")
            return
        if refusal := why_unbound(role):
            raise CommandError(refusal)
        with transaction.atomic(), connection.cursor() as cursor:
            for line in lines:
                cursor.execute(line)
        self.stdout.write(f"{role} may use {len(rights)} tables, and nothing more.")
