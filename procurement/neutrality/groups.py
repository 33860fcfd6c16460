"""What holds of the competitors and everybody above them, whichever vendor is asked about?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from procurement.neutrality.digest import facts_digest
from procurement.neutrality.policy import Policy
from vendors.ownership.book import Book
from vendors.ownership.closure import Ground, Shelf, ground_of, shelved
from vendors.ownership.continuing import base_of
from vendors.ownership.facts import Facts


@dataclass(frozen=True, slots=True)
class Groups:
    """The competitors' groups on one day under one policy, for any number of vendors.

    `book` remembers what was found out once, `shelf` has its facts in force, and `digest` stands
    for all facts of the ground.
    """

    ground: Ground
    book: Book
    shelf: Shelf
    digest: str


def groups_of(facts: Facts, competitors: Sequence[str], policy: Policy) -> Groups:
    """Read what is above the competitors; other facts do not matter."""
    ground = ground_of(facts, competitors)
    return groups_on(ground, policy, facts_digest(ground.facts))


def groups_on(ground: Ground, policy: Policy, digest: str) -> Groups:
    """The same, where the ground and its `facts_digest` are known."""
    book = base_of(ground, policy.reading)
    return Groups(ground, book, shelved(book.in_force), digest)
