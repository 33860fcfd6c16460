"""Who is asked about, in whose hands might it be, and how far do those hands reach?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from procurement.neutrality.findings import State
from procurement.neutrality.policy import Policy
from vendors.ownership.book import Book
from vendors.ownership.closure import Shelf, shelved
from vendors.ownership.control import Group, Mode, Reach
from vendors.ownership.facts import Fact, Facts
from vendors.ownership.groups import with_controllers
from vendors.ownership.growth import reach
from vendors.ownership.holdings import Strength, is_unspecified
from vendors.ownership.kinds import PERSONAL_ROLES
from vendors.ownership.reading import read

MODES = {State.CONFLICT: Mode.SURE, State.POSSIBLE: Mode.POSSIBLE, State.INSUFFICIENT: Mode.WORST}


@dataclass(frozen=True, slots=True)
class Rival:
    """One competitor, or all of them together, and what they and their controllers reach.

    `around` is what they reach without going through the vendor: a vendor's own subsidiaries are
    no evidence against it.
    """

    listed: tuple[str, ...]
    group: Group
    control: Reach
    joint: Reach
    around: Reach

    def state_of(self, party: str) -> State:
        """How sure it is that `party` is of the group, apart from the vendor."""
        for state, mode in MODES.items():
            if party in self.around.members(mode):
                return state
        return State.INSUFFICIENT if is_unspecified(party) else State.CLEAR


Movers = dict[tuple[tuple[str, ...], str, Mode], frozenset[str]]
"""By the competitors asked about, a party and a mode: members of the group that move the party."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    book: Book
    vendor: str
    policy: Policy
    competitors: tuple[str, ...]
    rivals: tuple[Rival, ...]
    upstream: frozenset[str]
    shelf: Shelf
    known_movers: Movers = field(default_factory=dict, compare=False)
    """What was found out once about who is behind whom: chains may be long, and asked for often."""

    @property
    def facts(self) -> Facts:
        return self.book.facts

    @property
    def valid_at(self) -> date | None:
        return self.book.facts.valid_at

    def name(self, party: str) -> str:
        return self.book.party(party).label

    def proves(self, fact: Fact) -> bool:
        return self.book.reading.strength(fact) is Strength.PROVING

    def in_force_on(self, subject: str) -> Sequence[Fact]:
        return self.shelf.on.get(subject, ())

    @property
    def is_apart(self) -> bool:
        """Whether the vendor is known not to stand above any competitor."""
        return self.book.base is not None and self.vendor not in self.book.settled

    def ever_on(self, subject: str) -> list[Fact]:
        """What was, is and will be said of a party, in the order of the ids."""
        book = self.book
        added = None if subject in book.settled else book.added
        facts = (book if added is None else added).facts.facts
        return [fact for fact in facts if fact.subject == subject]

    def roles_of(self, person: str) -> list[Fact]:
        """The person's places today."""
        return [
            fact
            for fact in self.shelf.of.get(person, ())
            if fact.owner == person and fact.kind in PERSONAL_ROLES
        ]


def open_inquiry(
    facts: Facts,
    vendor: str,
    competitors: Sequence[str],
    policy: Policy,
    upstream: frozenset[str],
) -> Inquiry:
    """Read everything for this one vendor."""
    book = read(facts, policy.reading)
    return inquire(book, shelved(book.in_force), vendor, competitors, policy, upstream)


def inquire(
    book: Book,
    shelf: Shelf,
    vendor: str,
    competitors: Sequence[str],
    policy: Policy,
    upstream: frozenset[str],
) -> Inquiry:
    """Measure the competitors' reach in a book; `shelf` has its facts in force."""
    listed = tuple(sorted(set(competitors)))
    sides: Iterable[tuple[str, ...]] = ()
    if listed:
        sides = [listed] if policy.aggregate else [(competitor,) for competitor in listed]
    rivals = tuple(rival(book, vendor, side, policy) for side in sides)
    return Inquiry(book, vendor, policy, listed, rivals, upstream, shelf)


def rival(book: Book, vendor: str, listed: tuple[str, ...], policy: Policy) -> Rival:
    test = policy.control_test
    group = (
        with_controllers(book, listed, test) if policy.expand_common_control else Group.of(listed)
    )
    return Rival(
        listed,
        group,
        reach(book, group, test),
        reach(book, group, policy.joint_test),
        reach(book, _without(group, vendor), test, frozenset({vendor})),
    )


def _without(group: Group, vendor: str) -> Group:
    if vendor not in group.possible:
        return group
    gone = frozenset({vendor})
    return Group(group.sure - gone, group.possible - gone, group.listed - gone)
