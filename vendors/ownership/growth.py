"""Whom does a group reach when what it controls brings its own holdings along?

A set grows round by round; each member's holdings are added up once. Where a book goes on from a
base, the closed parties have grown before, and come in by the round in which they joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from vendors.ownership.book import Assertion, Book, Claim, Place, Side
from vendors.ownership.columns import Totals
from vendors.ownership.control import (
    NO_CLAIMS,
    ClaimTally,
    ControlTest,
    Disclosed,
    Group,
    Members,
    Mode,
    Reach,
    acting_with,
    column_of,
    held_by,
    passes,
    share_with,
)
from vendors.ownership.facts import PartyKind
from vendors.ownership.kinds import Dimension


@dataclass(slots=True)
class Growth:
    """A set on its way to its fixpoint: each member's holdings are added up once.

    `index` is the part of the book in which a member's holdings are looked for, `arriving` who
    joins by what lies outside that part, by the round.
    """

    book: Book
    test: ControlTest
    mode: Mode
    group: Group
    blocked: frozenset[str]
    index: Book
    arriving: Mapping[int, Sequence[str]] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    inside: dict[Place, Totals] = field(default_factory=dict)
    claimed: dict[Place, ClaimTally] = field(default_factory=dict)
    asserted: set[str] = field(default_factory=set)
    steps: int = 0

    @property
    def side(self) -> Side:
        return self.index.possible if self.mode is Mode.POSSIBLE else self.index.sure

    def grow(
        self,
        seeds: Iterable[str],
        *,
        anyway: Iterable[str] = (),
        until: AbstractSet[str] = frozenset(),
    ) -> None:
        """From the seeds, looking at `anyway` even where no member has a part of it."""
        frontier = sorted((set(seeds) - self.blocked).union(self.arriving.get(0, ())))
        self.members.update(dict.fromkeys(frontier, 0))
        touched = set(anyway)
        level = 0
        last = max(self.arriving, default=0)
        while frontier or touched or level < last:
            for member in frontier:
                touched |= self._enter(member)
            level += 1
            joining = [party for party in touched if self._joins(party)]
            frontier = sorted([*joining, *self.arriving.get(level, ())])
            self.members.update(dict.fromkeys(frontier, level))
            touched = set()
            if until and not until.isdisjoint(frontier):
                return

    def _enter(self, member: str) -> set[str]:
        touched: set[str] = set()
        for place, holding in self.side.holdings_of.get(member, ()):
            if place[1] in self.test.dimensions:
                fixed = member in self.book.terminal
                self.inside[place] = self.inside.get(place, Totals()).plus(holding, fixed=fixed)
                touched.add(place[0])
                self.steps += 1
        for claim in self.index.claims_of.get(member, ()):
            if claim.dimension in self.test.dimensions:
                self._note(claim)
                touched.add(claim.subject)
        for said in self._assertions(member):
            if said.proving or self.mode is not Mode.SURE:
                self.asserted.add(said.subject)
                touched.add(said.subject)
        if self.test.joint:
            touched |= {fact.subject for fact in self.index.concerts_of.get(member, ())}
        return touched

    def _note(self, claim: Claim) -> None:
        place = claim.subject, claim.dimension
        direct = sum(
            holding.hi
            for where, holding in self.side.holdings_of.get(claim.owner, ())
            if where == place
        )
        self.claimed[place] = self.claimed.get(place, NO_CLAIMS).plus(claim, direct)

    def _assertions(self, member: str) -> list[Assertion]:
        found = list(self.index.assertions_of.get(member, ())) if self.test.by_assertion else []
        return found + (self.index.vetoes_of.get(member, []) if self.test.joint else [])

    def _joins(self, party: str) -> bool:
        if party in self.members or party in self.blocked:
            return False
        if self.book.party(party).kind is PartyKind.PERSON:
            return False
        if party in self.asserted:
            return True
        return any(self._passes(party, dimension) for dimension in self.test.dimensions)

    def _passes(self, party: str, dimension: Dimension) -> bool:
        if party in self.book.terminal:
            return False
        place = party, dimension
        pool = acting_with(self.book, party, self.members, self.mode) if self.test.joint else ()
        acting = self.members.keys() | pool if pool else self.members
        claims = self.claimed.get(place, NO_CLAIMS)
        column = column_of(self.book, place, self.mode)
        inside = held_by(self.book, column, acting) if pool else self.inside.get(place, Totals())
        bound = share_with(
            self.book, column, acting, inside, claims, self.mode, self.group.listed, self.test
        )
        return passes(self.test.threshold, bound, self.mode)


def grown(
    book: Book,
    group: Group,
    test: ControlTest,
    mode: Mode,
    seeds: AbstractSet[str],
    blocked: frozenset[str] = frozenset(),
) -> Members:
    """The least fixpoint from the seeds; what goes on among the closed is found out once."""
    base, added = book.base, book.added
    if base is None or added is None:
        anyway = book.closed or book.parties if mode is Mode.WORST else ()
        growth = Growth(book, test, mode, group, blocked, book)
        growth.grow(seeds, anyway=anyway)
        return growth.members
    settled = _settled(base, group, test, mode, frozenset(seeds & base.closed), blocked)
    anyway = book.parties - base.closed if mode is Mode.WORST else ()
    growth = Growth(book, test, mode, group, blocked, added, _arriving(added, settled))
    growth.grow(seeds - base.closed, anyway=anyway)
    return {**settled, **growth.members}


def _settled(
    base: Book,
    group: Group,
    test: ControlTest,
    mode: Mode,
    seeds: frozenset[str],
    blocked: frozenset[str],
) -> Members:
    """Who of the closed is reached: nobody else has any part in that."""
    reached = base.remembered(
        ("grown", group, test, mode, seeds), lambda: grown(base, group, test, mode, seeds)
    )
    if blocked.isdisjoint(reached):  # who never joins need not be kept out
        return reached
    return grown(base, group, test, mode, seeds, blocked)


def _arriving(added: Book, settled: Members) -> Mapping[int, Sequence[str]]:
    """Of those reached already, who has a part in what is added; by the round."""
    holders: set[str] = set()
    for index in (
        added.sure.holdings_of,
        added.possible.holdings_of,
        added.claims_of,
        added.assertions_of,
        added.vetoes_of,
        added.concerts_of,
    ):
        holders |= settled.keys() & index.keys()
    arriving: dict[int, list[str]] = defaultdict(list)
    for holder in sorted(holders):
        arriving[settled[holder]].append(holder)
    return arriving


def reach(
    book: Book, group: Group, test: ControlTest, blocked: frozenset[str] = frozenset()
) -> Reach:
    """The least fixpoints of the group's control; nothing `blocked` joins or passes control on."""
    found = disclosed_reach(book, group, test, blocked)
    seeds = found.possible.keys() | book.anybody
    worst = grown(book, group, test, Mode.WORST, seeds, blocked)
    return Reach(group, found.sure, found.possible, worst)


def disclosed_reach(
    book: Book, group: Group, test: ControlTest, blocked: frozenset[str] = frozenset()
) -> Disclosed:
    """The same by the holders that are disclosed; nothing `blocked` joins or passes control on."""
    sure = grown(book, group, test, Mode.SURE, group.sure, blocked)
    possible = grown(book, group, test, Mode.POSSIBLE, group.possible, blocked)
    if not sure.keys() <= possible.keys():
        possible = grown(book, group, test, Mode.POSSIBLE, group.possible | sure.keys(), blocked)
    return Disclosed(sure, possible)
