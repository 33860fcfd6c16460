"""What do the facts in force say, column by column, and who holds what where?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from vendors.ownership.bounds import Bound, highest_floor
from vendors.ownership.columns import Column, Holding
from vendors.ownership.facts import Fact, Facts, Party, PartyKind, in_force
from vendors.ownership.holdings import NOBODY, Reading, Strength, holder_of, is_unspecified
from vendors.ownership.interval import Interval
from vendors.ownership.kinds import Basis, Dimension, Kind

Place = tuple[str, Dimension]
Found = TypeVar("Found")

MOST_KNOWN = 5_000
"""Answers that a base remembers."""

PEOPLE_AND_STATES = frozenset({PartyKind.PERSON, PartyKind.STATE, PartyKind.STATE_BODY})


@dataclass(frozen=True, slots=True)
class Claim:
    """A holder's total over all paths: it bounds, and is never added to what is held directly."""

    owner: str
    subject: str
    dimension: Dimension
    share: Interval
    proving: bool
    fact: Fact


@dataclass(frozen=True, slots=True)
class Assertion:
    """Control without a percentage; `proving` false where it only makes control possible."""

    owner: str
    subject: str
    proving: bool
    fact: Fact


@dataclass(slots=True)
class Side:
    """The columns under one reading of doubtful facts, and for each owner where it holds."""

    columns: dict[Place, Column] = field(default_factory=dict)
    holdings_of: dict[str, list[tuple[Place, Holding]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def put(self, column: Column) -> None:
        place = column.subject, column.dimension
        self.columns[place] = column
        for holding in column.holdings:
            self.holdings_of[holding.owner].append((place, holding))


@dataclass(slots=True)
class Book:
    """All that the facts in force say.

    `sure` reads only what may prove; `possible` also what is merely reported, and then no longer
    takes for granted that the older holders are still there. Where nothing is merely reported
    the two hold the very same columns.

    A book may go on from a `base` that many go on from: a book of some `starts` and everybody above
    them, its `closed`, about whom it adds nothing; `added` is then what it has of its own. What
    holds among the closed is found out once, and remembered in the base.
    """

    facts: Facts
    reading: Reading
    in_force: tuple[Fact, ...]
    sure: Side = field(default_factory=Side)
    possible: Side = field(default_factory=Side)
    claims: dict[Place, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    claims_of: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    assertions_of: dict[str, list[Assertion]] = field(default_factory=lambda: defaultdict(list))
    assertions_on: dict[str, list[Assertion]] = field(default_factory=lambda: defaultdict(list))
    vetoes_of: dict[str, list[Assertion]] = field(default_factory=lambda: defaultdict(list))
    vetoes_on: dict[str, list[Assertion]] = field(default_factory=lambda: defaultdict(list))
    concerts_on: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    concerts_of: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    held: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    terminal: frozenset[str] = frozenset()
    anybody: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    base: Book | None = None
    added: Book | None = None
    known: dict[Hashable, object] = field(default_factory=dict)

    def remembered(self, asked: Hashable, find_out: Callable[[], Found]) -> Found:
        """What was found out before, or is now; `asked` names the question and all it depends on.

        Forgotten all at once where there is too much of it: it can be found out again.
        """
        if asked not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[asked] = find_out()
        return cast("Found", self.known[asked])

    @property
    def settled(self) -> frozenset[str]:
        """Parties about whom everything is said in the base."""
        return frozenset() if self.base is None else self.base.closed

    def party(self, party_id: str) -> Party:
        if is_unspecified(party_id):
            return Party(party_id, PartyKind.UNKNOWN, name="an unnamed holder")
        return self.facts.party(party_id)

    def is_anybody(self, party_id: str) -> bool:
        """A holder without a name may be a competitor, whatever else is known of it."""
        return is_unspecified(party_id) or self.party(party_id).kind is PartyKind.UNKNOWN

    def is_terminal(self, party_id: str) -> bool:
        """People and states belong to nobody, and a listed company without holders to the many."""
        if is_unspecified(party_id):
            return False
        if party_id == NOBODY:
            return True
        party = self.party(party_id)
        if party.kind in PEOPLE_AND_STATES:
            return True
        return party.publicly_listed and party_id not in self.held

    def ends_walks(self, party_id: str) -> bool:
        """Nothing is known above people, states, the many, and those without a name."""
        return self.is_terminal(party_id) or self.is_anybody(party_id)

    def column(self, subject: str, dimension: Dimension) -> Column:
        found = self.sure.columns.get((subject, dimension))
        return found if found is not None else Column(subject, dimension)

    def possible_column(self, subject: str, dimension: Dimension) -> Column:
        found = self.possible.columns.get((subject, dimension))
        return found if found is not None else Column(subject, dimension)

    def contradictory_columns(self) -> Iterator[Column]:
        return (column for column in self.sure.columns.values() if column.contradictory)


def claim_floor(claims: Iterable[Claim], members: Iterable[str]) -> Bound:
    """The best single claim of a group: joint holdings are registered in full for each holder."""
    inside = frozenset(members)
    return highest_floor(
        Bound(0),
        *(
            Bound(claim.share.lo, claim.share.lo_open)
            for claim in claims
            if claim.proving and claim.owner in inside
        ),
    )


CONTROLLING_TRUST_ROLES = frozenset({Kind.TRUSTEE})
INFLUENTIAL_TRUST_ROLES = frozenset({Kind.SETTLOR, Kind.PROTECTOR})
INFLUENCE_KINDS = frozenset({Kind.INFLUENCE_OR_CONTROL}) | INFLUENTIAL_TRUST_ROLES
CONTROL_KINDS = frozenset({Kind.CONTROL_ASSERTION}) | CONTROLLING_TRUST_ROLES


def note_claims_of_control(book: Book) -> None:
    """Index control assertions, vetoes and concerts by who may use them."""
    for fact in book.in_force:
        if fact.kind is Kind.CONCERT:
            book.concerts_on[fact.subject].append(fact)
            for member in fact.members:
                book.concerts_of[member].append(fact)
        elif fact.owner != fact.subject:
            owner = holder_of(fact)
            proving = book.reading.strength(fact) is Strength.PROVING
            if fact.kind in CONTROL_KINDS:
                _assert(book, Assertion(owner, fact.subject, proving, fact))
            elif fact.kind in INFLUENCE_KINDS:
                _assert(book, Assertion(owner, fact.subject, proving=False, fact=fact))
            elif fact.kind is Kind.VETO_RIGHTS:
                veto = Assertion(owner, fact.subject, proving, fact)
                book.vetoes_of[owner].append(veto)
                book.vetoes_on[fact.subject].append(veto)


def _assert(book: Book, assertion: Assertion) -> None:
    book.assertions_of[assertion.owner].append(assertion)
    book.assertions_on[assertion.subject].append(assertion)


def nominators(facts: Sequence[Fact]) -> Mapping[str, list[Fact]]:
    """For each nominee, the assertions of those it holds for."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind is Kind.CONTROL_ASSERTION and fact.basis is Basis.NOMINATOR:
            found[fact.subject].append(fact)
    return found


def facts_in_force(facts: Facts) -> tuple[Fact, ...]:
    """In one order, whatever the caller's: nothing downstream may depend on it."""
    return tuple(sorted(in_force(facts.facts, facts.valid_at), key=lambda fact: fact.id))
