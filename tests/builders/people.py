"""People and tokens that act in tests."""

from __future__ import annotations

from config.actors import Actor
from config.rest.authentication import actor_of
from config.rest.models import User
from config.rest.operations import issue_token
from config.rest.roles import Role


def a_person(username: str, *roles: str) -> User:
    """Someone who can sign in, with roles."""
    return User.objects.create_user(
        username, password="pass-phrase", roles=list(roles), is_staff=True
    )


def acting(username: str, *roles: str) -> Actor:
    """Someone as the domain sees them, made when first needed."""
    known = User.objects.filter(username=username).first()
    return actor_of(known or a_person(username, *roles))


def a_token(*roles: str, name: str = "", user: User | None = None) -> str:
    """The secret of a new token."""
    _, secret = issue_token(
        name=name or "+".join(roles),
        roles=[Role(role) for role in roles],
        actor=Actor.system(),
        user=user,
    )
    return secret
