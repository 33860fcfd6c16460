"""Who plays? The people of the fictional Meridian Labs, each with the roles the story needs."""

from __future__ import annotations

from collections.abc import Mapping

from config.actors import Actor
from config.rest.authentication import actor_of
from config.rest.models import User
from config.rest.operations import issue_token
from config.rest.roles import Role

PEOPLE: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "intake": ("News Intake", (Role.INTAKE,)),
    "vera": ("Vera Voss", (Role.VIEWER, Role.VENDOR_MANAGER)),
    "leo": ("Leo Lindqvist", (Role.VIEWER, Role.LEGAL)),
    "ada": ("Ada Acheampong", (Role.VIEWER, Role.APPROVER)),
    "una": ("Una Ulloa", (Role.VIEWER, Role.AUDITOR)),
}
DEMO_ROLES = (Role.VIEWER, Role.REQUESTER, Role.VENDOR_MANAGER, Role.LEGAL, Role.AUDITOR)


def hire() -> None:
    """Make whoever is not there yet, and the demo login (`demo`, `demo`) that may do most things.

    The passwords are the usernames: this runs in databases marked as a demo only.
    """
    for username, (name, roles) in PEOPLE.items():
        _hire(username, name, roles)
    _hire("demo", "Demo Guest", DEMO_ROLES)
    _hire("approver", "Demo Approver", (Role.VIEWER, Role.APPROVER))


def _hire(username: str, name: str, roles: tuple[Role, ...]) -> None:
    if User.objects.filter(username=username).exists():
        return
    first, _, last = name.partition(" ")
    User.objects.create_user(
        username,
        password=username,
        first_name=first,
        last_name=last,
        roles=[role.value for role in roles],
        is_staff=True,
    )


def acting(username: str) -> Actor:
    """One of the people, as the domain sees them."""
    return actor_of(User.objects.get(username=username))


def token_of(username: str) -> str:
    """A new key to the API for one of the people; their tokens and their sign-in are one person."""
    user = User.objects.get(username=username)
    roles = [Role(role) for role in user.roles]
    _, secret = issue_token(
        name=f"{user.get_full_name()} (story)", roles=roles, actor=Actor.system(), user=user
    )
    return secret
