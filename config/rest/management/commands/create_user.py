"""Make a person who can sign in to the admin, with the roles they hold."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.rest.models import User
from config.rest.roles import Role, is_mixed


class Command(BaseCommand):
    help = "Make a person who can sign in to the admin. Prints a password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="first and last name")
        parser.add_argument("--email", default="", help="by which single sign-on knows them")
        parser.add_argument(
            "--role", action="append", required=True, choices=[role.value for role in Role]
        )

    @transaction.atomic
    def handle(self, *, username: str, name: str, email: str, role: list[str], **_: object) -> None:
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is a user {username} already.")
        if email and User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"There is somebody with the address {email} already.")
        if is_mixed(Role(each) for each in role):
            raise CommandError("--role: An admin holds no business role.")
        first, _space, last = name.partition(" ")
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(
            username,
            email=email,
            password=password,
            first_name=first,
            last_name=last,
            roles=sorted(set(role)),
            is_staff=True,
        )
        record(
            type="rest.user_created",
            subject=Subject("user", user.pk),
            actor=Actor.system(),
            data={"username": username, "roles": user.roles},
        )
        self.stdout.write(password)
