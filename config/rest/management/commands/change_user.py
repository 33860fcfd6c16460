"""Change what a person may do, whether they may sign in, or their password: as an act, with why."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from config.actors import Actor
from config.problems import NotFound
from config.rest.operations import AdminStandsAlone, change_user
from config.rest.roles import Role


class Command(BaseCommand):
    help = (
        "Change a person's roles, let them sign in or not, or give them a new password"
        " (printed once). It is an event, unlike Django's `changepassword` or a change by shell,"
        " which `verify_audit` reports."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why, for the record")
        parser.add_argument(
            "--role",
            action="append",
            choices=[role.value for role in Role],
            help="all roles they hold from now on",
        )
        able = parser.add_mutually_exclusive_group()
        able.add_argument(
            "--deactivate", dest="is_active", action="store_false", default=None,
            help="no sign-in, no session and no token of theirs works from now on",
        )  # fmt: skip
        able.add_argument("--activate", dest="is_active", action="store_true", default=None)
        parser.add_argument("--new-password", action="store_true", help="make one, and print it")

    def handle(
        self,
        *,
        username: str,
        reason: str,
        role: list[str] | None,
        is_active: bool | None,
        new_password: bool,
        **_: object,
    ) -> None:
        if role is None and is_active is None and not new_password:
            raise CommandError("Say what to change: --role, --deactivate, --activate, …")
        if not reason.strip():
            raise CommandError("--reason: say why.")
        password = secrets.token_urlsafe(12) if new_password else None
        try:
            change_user(
                username=username,
                actor=Actor.system(),
                reason=reason.strip(),
                roles=None if role is None else [Role(each) for each in role],
                is_active=is_active,
                password=password,
            )
        except NotFound:
            raise CommandError(f"There is no user {username}.") from None
        except AdminStandsAlone as refusal:
            raise CommandError(f"--role: {refusal.title}") from None
        if password is not None:
            self.stdout.write(password)
