"""What is `request.user` in the API? Whoever is calling, as the domain sees them."""

from __future__ import annotations

from dataclasses import dataclass

from config.actors import Actor


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request."""

    actor: Actor
    is_authenticated: bool = True
