"""How are keys to the API made, taken back and kept tidy?"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from config import clock
from config.actors import Actor
from config.events.operations import Subject, record
from config.problems import MoveNotAllowed, NotFound, Problem
from config.rest.models import IdempotencyKey, Token, User
from config.rest.roles import Role, is_mixed

KEPT = timedelta(hours=24)


class TokenRevoked(MoveNotAllowed):
    """The token has been taken back already; a revoked token stays revoked."""

    code = "token-revoked"
    title = "This token is revoked."


class AdminStandsAlone(Problem):
    """Whoever hands out roles holds no business role: make another token or person for it."""

    status = 422
    code = "admin-stands-alone"
    title = "An admin holds no business role."


def digest_of(secret: str) -> str:
    """What we keep of a token: enough to recognise it, not enough to use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *,
    name: str,
    roles: Iterable[Role],
    actor: Actor,
    user: User | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token; answers the row and the secret, which is not stored: it is shown once.

    :raises AdminStandsAlone: if it, or all that its person has, would hold a business role beside
        `admin`
    """
    roles = set(roles)
    if is_mixed(roles | (_held_by(user) if user else set())):
        raise AdminStandsAlone
    prefix = f"al_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        name=name,
        prefix=prefix,
        digest=digest_of(secret),
        roles=sorted(roles),
        user=user,
        expires_at=expires_at,
    )
    record(
        type="rest.token_issued",
        subject=Subject("token", token.id),
        actor=actor,
        data={"name": name, "roles": token.roles},
    )
    return token, secret


def _held_by(user: User) -> set[Role]:
    """What a person may do, signed in or with any key of theirs; one at a time is told of it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    keys = Token.objects.filter(user=user, revoked_at=None).values_list("roles", flat=True)
    return {Role(role) for roles in (user.roles, *keys) for role in roles}


@transaction.atomic
def revoke_token(*, token_id: UUID, actor: Actor, reason: str) -> Token:
    """Take a token back, at once and for good.

    :raises NotFound: if there is no such token
    :raises TokenRevoked: if it is revoked already
    """
    token = Token.objects.select_for_update(no_key=True).filter(id=token_id).first()
    if token is None:
        raise NotFound
    if token.revoked_at is not None:
        raise TokenRevoked(state="revoked", allowed=[])
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record(
        type="rest.token_revoked",
        subject=Subject("token", token.id),
        actor=actor,
        reason=reason,
        data={"name": token.name},
    )
    return token


def note_use(*, token_id: UUID, on: date) -> None:
    """Remember the day a token was last used; one write per token and day."""
    Token.objects.filter(id=token_id).filter(
        Q(last_used_on__isnull=True) | Q(last_used_on__lt=on)
    ).update(last_used_on=on)


def prune_idempotency_keys() -> None:
    """Forget answers nobody may ask for again."""
    IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()
