"""Who may knock: people, tokens, and the answers already given to a repeated request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from config.actors import Actor
from config.events.operations import Subject, record
from config.models import Row, UUIDv7
from config.rest.roles import Role


def _roles() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role]),
        default=list,
        blank=True,
    )


class People(UserManager["User"]):
    """`createsuperuser` makes an administrator: a role of the table like any other."""

    @transaction.atomic
    def create_superuser(self, *args: Any, **fields: Any) -> User:
        """An event tells of it, as of everyone who is made."""
        user: User = super().create_superuser(*args, **{"roles": [Role.ADMIN.value], **fields})
        record(
            type="rest.user_created",
            subject=Subject("user", user.pk),
            actor=Actor.system(),
            data={"username": user.username, "roles": user.roles},
        )
        return user


class User(AbstractUser):
    """A person who signs in to the admin, and may own tokens."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    roles = _roles()

    objects = People()  # type: ignore[misc]

    def check_password(self, raw_password: str) -> bool:  # type: ignore[override]
        """Looks and does not touch: a stronger hash comes with the next password, as an act."""
        return check_password(raw_password, self.password)

    @property
    def person(self) -> str:
        """Who this is for the four-eyes rule."""
        return f"user:{self.pk}"


class Token(Row):
    """A key to the API. Only its hash is kept; it is shown once, when it is made."""

    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    roles = _roles()
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotencyKey(Row):
    """The first answer to a request that may be sent again. Kept for 24 hours."""

    principal = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    headers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["principal", "key"], name="one_answer_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.principal}: {self.key}"
