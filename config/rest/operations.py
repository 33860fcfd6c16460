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
from config.problems import Conflict, MoveNotAllowed, NotFound, Problem
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


class UsernameTaken(Conflict):
    """Somebody signs in with this name, or has this address, already: take another."""

    code = "username-taken"
    title = "There is such a person already."


@transaction.atomic
def create_user(
    *, username: str, name: str, email: str, roles: Iterable[Role], actor: Actor
) -> tuple[User, str]:
    """Make a person who can sign in; answers them and their password, which is shown once.

    :raises AdminStandsAlone: if they would hold a business role beside `admin`
    :raises UsernameTaken: if there is somebody with this name or address
    """
    held = _alone_if_admin(roles)
    if User.objects.filter(Q(username=username) | (Q(email__iexact=email) & ~Q(email=""))).exists():
        raise UsernameTaken
    first, _space, last = name.partition(" ")
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        username,
        email=email,
        password=password,
        first_name=first,
        last_name=last,
        roles=held,
        is_staff=True,
    )
    _note_person("created", user, actor)
    return user, password


@transaction.atomic
def change_user(
    *,
    username: str,
    actor: Actor,
    reason: str,
    roles: Iterable[Role] | None = None,
    is_active: bool | None = None,
    password: str | None = None,
) -> User:
    """Change what somebody may do, whether they may sign in, or their password.

    Whoever is deactivated has no session and no token of theirs from then on.

    :raises NotFound: if there is nobody of this name
    :raises AdminStandsAlone: if they, with their keys, would hold a business role beside `admin`
    """
    user = User.objects.select_for_update(no_key=True).filter(username=username).first()
    if user is None:
        raise NotFound
    if roles is not None:
        user.roles = _alone_if_admin(roles, beside=_keys_of(user))
    if is_active is not None:
        user.is_active = is_active
    if password is not None:
        user.set_password(password)
    user.save(update_fields=["roles", "is_active", "password"])
    changed = {"roles": roles, "is_active": is_active, "password": password}
    told = sorted(each for each, value in changed.items() if value is not None)
    _note_person("changed", user, actor, reason=reason, changed=told)
    return user


def _alone_if_admin(roles: Iterable[Role], *, beside: Iterable[Role] = ()) -> list[Role]:
    held = set(roles)
    if is_mixed(held.union(beside)):
        raise AdminStandsAlone
    return sorted(held)


def _note_person(what: str, user: User, actor: Actor, reason: str = "", **data: object) -> None:
    record(
        type=f"rest.user_{what}",
        subject=Subject("user", user.pk),
        actor=actor,
        reason=reason,
        data={"username": user.username, "roles": user.roles, "active": user.is_active, **data},
    )


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
    held = _alone_if_admin(roles, beside=_held_by(user) if user else ())
    prefix = f"al_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        name=name,
        prefix=prefix,
        digest=digest_of(secret),
        roles=held,
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
    return {Role(role) for role in user.roles} | _keys_of(user)


def _keys_of(user: User) -> set[Role]:
    keys = Token.objects.filter(user=user, revoked_at=None).values_list("roles", flat=True)
    return {Role(role) for roles in keys for role in roles}


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
