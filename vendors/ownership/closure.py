"""Whose facts must be loaded before a vendor can be judged, and whose facts were consulted?

A caller that keeps facts in a database asks `needed_next` with what it has loaded, loads every
fact (of any validity) whose subject is in `subjects` and every fact whose owner is in `owners`,
and asks again until nothing is missing. Four kinds of parties are needed:

1. the vendor and everybody above it, through any interest;
2. the competitors and everybody above them;
3. the people who have, had or will have a place at the vendor, their relatives and associates;
4. the organisations where those people have a place, whoever else the vendor is bound to, such as
   its lenders and customers, and everybody above these.

No other fact can change the verdict: it depends on columns of ancestors only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from vendors.ownership.facts import Attestation, Fact, Facts, Party
from vendors.ownership.kinds import KINDS, PERSONAL_ROLES, Kind, KindClass

RELATIONS = frozenset({Kind.FAMILY, Kind.ASSOCIATE})
NOT_UPWARD = (
    PERSONAL_ROLES
    | RELATIONS
    | {kind for kind, spec in KINDS.items() if spec.kind_class is KindClass.TIE}
)


@dataclass(frozen=True, slots=True)
class Needed:
    """Load facts by their subject, and by their owner (interested party)."""

    subjects: frozenset[str]
    owners: frozenset[str]


@dataclass(slots=True)
class Shelf:
    """The facts by both their ends."""

    on: Mapping[str, list[Fact]]
    of: Mapping[str, list[Fact]]


def shelved(facts: Iterable[Fact]) -> Shelf:
    on: dict[str, list[Fact]] = defaultdict(list)
    of: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        on[fact.subject].append(fact)
        for party in acting(fact):
            of[party].append(fact)
    return Shelf(on, of)


def joined(lower: Shelf, upper: Shelf) -> Shelf:
    """Two shelves of different facts, those of one party in the order of their ids."""
    on = {**lower.on, **upper.on}
    of = dict(lower.of)
    for party, facts in upper.of.items():
        known = of.get(party)
        of[party] = facts if known is None else sorted([*known, *facts], key=_id)
    return Shelf(on, of)


_id = attrgetter("id")


def acting(fact: Fact) -> Iterator[str]:
    """Everybody on the interested side of a fact."""
    if fact.owner is not None:
        yield fact.owner
    if fact.nominated_by is not None:
        yield fact.nominated_by
    yield from fact.members


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Who was consulted, and why: what 1 to 4 above name, as far as it is loaded."""

    upstream: frozenset[str]
    group: frozenset[str]
    people: frozenset[str]
    workplaces: frozenset[str]
    above_tied: frozenset[str]

    @property
    def footprint(self) -> frozenset[str]:
        """A new fact about anybody else cannot change the vendor's own side of the verdict.

        The competitors' groups are not in it: they are one snapshot with a footprint of its own.
        Who stands above a workplace or a lender decides whether it is a competitor's, and so
        whether a person's second post, or a loan, is a tie.
        """
        return self.upstream | self.people | self.workplaces | self.above_tied

    @property
    def subjects(self) -> frozenset[str]:
        """Whose facts are consulted."""
        return self.upstream | self.group | self.people | self.above_tied


def upstream(shelf: Shelf, starts: Iterable[str]) -> frozenset[str]:
    """The starts and everybody above them through any interest that is not a personal role."""
    return _climbed(starts, lambda party: _next_above(shelf.on.get(party, ())))


def _climbed(starts: Iterable[str], above: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen = set(starts)
    frontier = list(seen)
    while frontier:
        for owner in above(frontier.pop()):
            if owner not in seen:
                seen.add(owner)
                frontier.append(owner)
    return frozenset(seen)


def _next_above(facts: Iterable[Fact]) -> frozenset[str]:
    return frozenset(
        owner for fact in facts for owner in acting(fact) if _leads_upward(fact, owner)
    )


def _leads_upward(fact: Fact, owner: str) -> bool:
    return fact.kind not in NOT_UPWARD or owner == fact.nominated_by


@dataclass(frozen=True, slots=True)
class Ground:
    """Some parties and everybody above them, with every fact about any of these.

    What is said of anybody else cannot change what holds among them, so they are read once for all
    that are judged against them. `facts` come in the order of their ids, and name `facts.parties`;
    `upward` are the next above each.
    """

    starts: tuple[str, ...]
    above: frozenset[str]
    facts: Facts
    shelf: Shelf
    upward: Mapping[str, frozenset[str]]


def ground_of(facts: Facts, starts: Collection[str]) -> Ground:
    """What `facts` say about the starts and everybody above them."""
    above = upstream(shelved(facts.facts), starts)
    kept = sorted((fact for fact in facts.facts if fact.subject in above), key=_id)
    named = {party for fact in kept for party in (*acting(fact), fact.subject)} | set(starts)
    about = Facts(
        {party: facts.parties[party] for party in sorted(named) if party in facts.parties},
        tuple(kept),
        tuple(sorted((a for a in facts.attestations if a.subject in above), key=_id)),
        facts.valid_at,
        facts.cut_short,
    )
    shelf = shelved(kept)
    upward = {party: _next_above(shelf.on.get(party, ())) for party in above}
    return Ground(tuple(sorted(set(starts))), above, about, shelf, upward)


@dataclass(frozen=True, slots=True)
class Stock:
    """Facts at hand about any number of parties, together with a ground, by both their ends."""

    ground: Ground
    parties: Mapping[str, Party]
    shelf: Shelf
    sworn: Mapping[str, Sequence[Attestation]]
    valid_at: date | None
    cut_short: bool = False


def stocked(facts: Facts, ground: Ground) -> Stock:
    """Facts made ready to be looked up; what they say about the ground is left to the ground."""
    others = (fact for fact in facts.facts if fact.subject not in ground.above)
    sworn: dict[str, list[Attestation]] = defaultdict(list)
    for attestation in facts.attestations:
        sworn[attestation.subject].append(attestation)
    shelf = joined(ground.shelf, shelved(others))
    parties = facts.parties
    if ground.facts.cut_short:  # companies at its edge may be anybody's, whoever they are
        at_edge = ground.above & ground.facts.parties.keys()
        parties = {**parties, **{party: ground.facts.parties[party] for party in at_edge}}
    return Stock(ground, parties, shelf, sworn, facts.valid_at, facts.cut_short)


def consulted(stock: Stock, vendor: str) -> tuple[Facts, Neighbourhood]:
    """What can matter to a vendor and is not of the ground, in one order, whatever is at hand."""
    near = neighbourhood(stock, vendor)
    subjects = near.subjects - stock.ground.above
    found = {fact.id: fact for party in subjects for fact in stock.shelf.on.get(party, ())}
    for person in near.people:
        for fact in stock.shelf.of.get(person, ()):
            is_personal = fact.owner == person and fact.kind in PERSONAL_ROLES | RELATIONS
            if is_personal and fact.subject not in stock.ground.above:
                found[fact.id] = fact
    kept = tuple(found[each] for each in sorted(found))
    named = {party for fact in kept for party in (*acting(fact), fact.subject)} | {vendor}
    sworn = [attestation for party in subjects for attestation in stock.sworn.get(party, ())]
    own = Facts(
        {party: stock.parties[party] for party in sorted(named) if party in stock.parties},
        kept,
        tuple(sorted(sworn, key=_id)),
        stock.valid_at,
        stock.cut_short,
    )
    return own, near


def all_consulted(facts: Facts, vendor: str, competitors: Collection[str]) -> Facts:
    """The same, together with what is said of the competitors and whoever is above them."""
    ground = ground_of(facts, competitors)
    own, _ = consulted(stocked(facts, ground), vendor)
    about = ground.facts
    return Facts(
        dict(sorted({**own.parties, **about.parties}.items())),
        tuple(sorted((*own.facts, *about.facts), key=_id)),
        tuple(sorted({*own.attestations, *about.attestations}, key=_id)),
        facts.valid_at,
        facts.cut_short,
    )


def needed_next(
    loaded: Iterable[Fact],
    vendor: str,
    competitors: Collection[str],
    asked: Needed = Needed(frozenset(), frozenset()),
) -> Needed:
    """What to load after `asked` was loaded; both sets empty when the judgement can be made."""
    facts = Facts(facts=tuple(loaded))
    near = neighbourhood(stocked(facts, ground_of(facts, competitors)), vendor)
    return Needed(near.subjects - asked.subjects, near.people - asked.owners)


def neighbourhood(stock: Stock, vendor: str) -> Neighbourhood:
    """Who is consulted about a vendor, as far as the facts are at hand."""
    shelf, ground = stock.shelf, stock.ground

    def climbed(starts: Iterable[str]) -> frozenset[str]:
        return _climbed(starts, next_above)

    def next_above(party: str) -> frozenset[str]:
        known = ground.upward.get(party)
        return _next_above(shelf.on.get(party, ())) if known is None else known

    above = climbed([vendor])
    tied = {party for fact in shelf.on.get(vendor, ()) for party in acting(fact)}
    people = _with_relatives(
        shelf, {f.owner for f in shelf.on.get(vendor, ()) if f.owner and f.kind in PERSONAL_ROLES}
    )
    workplaces = {
        fact.subject
        for person in people
        for fact in shelf.of.get(person, ())
        if fact.kind in PERSONAL_ROLES
    }
    return Neighbourhood(
        upstream=above | tied,
        group=ground.above,
        people=frozenset(people),
        workplaces=frozenset(workplaces),
        above_tied=climbed((workplaces | tied) - {vendor}),
    )


def _with_relatives(shelf: Shelf, people: set[str]) -> set[str]:
    """One step of kinship is a tie; kinship of kinship is gossip."""
    related = {
        party
        for person in people
        for fact in (*shelf.of.get(person, ()), *shelf.on.get(person, ()))
        if fact.kind in RELATIONS
        for party in (fact.owner, fact.subject)
        if party is not None
    }
    return people | related
