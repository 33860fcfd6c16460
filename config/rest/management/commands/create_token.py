"""Make a token for the API and print it, once."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config import clock
from config.actors import Actor
from config.rest.models import User
from config.rest.operations import AdminStandsAlone, issue_token
from config.rest.roles import Role


class Command(BaseCommand):
    help = "Make a token for the API. It is printed once and cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what the token is for")
        parser.add_argument(
            "--role",
            action="append",
            required=True,
            choices=[role.value for role in Role],
            help="may be given several times",
        )
        parser.add_argument("--expires", type=int, metavar="DAYS", help="valid for so many days")
        parser.add_argument("--user", help="the person (username) whose token this is")

    @transaction.atomic
    def handle(
        self, *, name: str, role: list[str], expires: int | None, user: str | None, **_: object
    ) -> None:
        if not name.strip():
            raise CommandError("--name: say what the token is for.")
        if expires is not None and not 1 <= expires <= 3650:
            raise CommandError("--expires: give 1 to 3650 days.")
        owner = User.objects.filter(username=user).first() if user else None
        if user and owner is None:
            raise CommandError(f"There is no user {user}; `createsuperuser` makes the first one.")
        try:
            _token, secret = issue_token(
                name=name.strip(),
                roles=[Role(each) for each in role],
                actor=Actor.system(),
                user=owner,
                expires_at=clock.now() + timedelta(days=expires) if expires else None,
            )
        except AdminStandsAlone as refusal:
            raise CommandError(f"--role: {refusal.title}") from None
        self.stdout.write(secret)
