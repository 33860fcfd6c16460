"""Who plays the story, and what is it about?"""

from __future__ import annotations

from dataclasses import dataclass

from contracts.story.client import Client


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: each with the roles the story needs them in, each another person."""

    intake: Client  # a tool that reads the news
    vera: Client  # keeps the vendor file
    leo: Client  # legal
    ada: Client  # approves what others proposed
    una: Client  # audits


@dataclass(frozen=True, slots=True)
class Stage:
    """What the story is about, by id."""

    vendor: str
    contract: str
