"""Who does something, as the domain sees it: a user, a token, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from config.rest.roles import Role


class ActorKind(StrEnum):
    USER = "user"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever an operation is done by.

    :ivar person: who this is for the four-eyes rule: a user and all of their tokens are one person,
        a token without a user is a person of its own
    :ivar cause: the event the system reacts to
    """

    kind: ActorKind
    id: str
    person: str
    label: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    request_id: str = ""
    cause: UUID | None = None

    @classmethod
    def system(cls, *, cause: UUID | None = None, request_id: str = "") -> Actor:
        """The system, because of the event `cause`."""
        return cls(
            kind=ActorKind.SYSTEM,
            id="system",
            person="system",
            label="Armslength",
            request_id=request_id,
            cause=cause,
        )

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM
