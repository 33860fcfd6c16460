"""Make a person who can sign in to the admin, with the roles they hold."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from config.actors import Actor
from config.rest.operations import AdminStandsAlone, UsernameTaken, create_user
from config.rest.roles import Role


class Command(BaseCommand):
    help = "Make a person who can sign in to the admin. Prints a password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="first and last name")
        parser.add_argument("--email", default="", help="by which single sign-on knows them")
        parser.add_argument(
            "--role", action="append", required=True, choices=[role.value for role in Role]
        )

    def handle(self, *, username: str, name: str, email: str, role: list[str], **_: object) -> None:
        try:
            _user, password = create_user(
                username=username,
                name=name,
                email=email,
                roles=[Role(each) for each in role],
                actor=Actor.system(),
            )
        except UsernameTaken:
            raise CommandError(f"There is somebody called {username}, or at {email}.") from None
        except AdminStandsAlone as refusal:
            raise CommandError(f"--role: {refusal.title}") from None
        self.stdout.write(password)
