"""Whose facts must be loaded before a vendor can be judged, and whose facts were consulted?

A caller that keeps facts in a database asks `needed_next` with what it has loaded, loads every
fact (of any validity) whose subject is in `subjects` and every fact whose owner is in `owners`,
and asks again until nothing is missing. Four kinds of parties are needed:

1. the vendor and everybody above it, through any interest;
2. the competitors and everybody above them;
3. the people who have, had or will have a place at the vendor, their relatives and associates;
4. the organisations where those people have a place, and everybody above these.

No other fact can change the verdict: it depends on columns of ancestors only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from vendors.ownership.facts import Fact, Facts
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
    above_workplaces: frozenset[str]

    @property
    def footprint(self) -> frozenset[str]:
        """A new fact about anybody else cannot change the vendor's own side of the verdict.

        The competitors' groups are not in it: they are one snapshot with a footprint of its own.
        """
        return self.upstream | self.people | self.workplaces

    @property
    def consulted(self) -> frozenset[str]:
        return self.footprint | self.group | self.above_workplaces


def upstream(shelf: Shelf, starts: Iterable[str]) -> frozenset[str]:
    """The starts and everybody above them through any interest that is not a personal role."""
    seen = set(starts)
    frontier = list(seen)
    while frontier:
        party = frontier.pop()
        for fact in shelf.on.get(party, ()):
            for owner in acting(fact):
                if owner not in seen and _leads_upward(fact, owner):
                    seen.add(owner)
                    frontier.append(owner)
    return frozenset(seen)


def _leads_upward(fact: Fact, owner: str) -> bool:
    return fact.kind not in NOT_UPWARD or owner == fact.nominated_by


def neighbourhood(
    facts: Iterable[Fact], vendor: str, competitors: Collection[str]
) -> Neighbourhood:
    shelf = shelved(facts)
    above = upstream(shelf, [vendor])
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
        group=upstream(shelf, competitors),
        people=frozenset(people),
        workplaces=frozenset(workplaces),
        above_workplaces=upstream(shelf, workplaces - {vendor}),
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


def needed_next(
    loaded: Iterable[Fact],
    vendor: str,
    competitors: Collection[str],
    asked: Needed = Needed(frozenset(), frozenset()),
) -> Needed:
    """What to load after `asked` was loaded; both sets empty when the judgement can be made."""
    near = neighbourhood(loaded, vendor, competitors)
    subjects = near.upstream | near.group | near.people | near.above_workplaces
    return Needed(subjects - asked.subjects, near.people - asked.owners)


def consulted(
    facts: Facts, vendor: str, competitors: Collection[str]
) -> tuple[Facts, Neighbourhood]:
    """Only what can matter, so that the same question has the same digest whatever was loaded."""
    near = neighbourhood(facts.facts, vendor, competitors)
    subjects = near.upstream | near.group | near.people | near.above_workplaces
    kept = tuple(
        sorted(
            (
                fact
                for fact in facts.facts
                if fact.subject in subjects
                or (fact.owner in near.people and fact.kind in PERSONAL_ROLES | RELATIONS)
            ),
            key=lambda fact: fact.id,
        )
    )
    named = {party for fact in kept for party in (*acting(fact), fact.subject)}
    named |= {vendor, *competitors}
    parties = {party: facts.parties[party] for party in sorted(named & facts.parties.keys())}
    sworn = tuple(
        sorted((a for a in facts.attestations if a.subject in subjects), key=lambda a: a.id)
    )
    return replace(facts, parties=parties, facts=kept, attestations=sworn), near
