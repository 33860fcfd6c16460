"""An oracle that knows nothing of the engine: it tries every extreme world, in exact rationals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

World = Mapping[str, Mapping[str, Fraction]]
"""For each company, what each owner has of it; what is missing from one is undisclosed."""


@dataclass(frozen=True)
class Table:
    """One company's owners between two closed ends, in percent; `complete`: nobody else."""

    owners: tuple[tuple[str, int, int], ...]
    complete: bool

    def corners(self) -> Iterator[Mapping[str, Fraction]]:
        """Every corner of the possible splits: all shares but one at an end of theirs."""
        slots = [(name, lo, hi) for name, lo, hi in self.owners]
        slots.append(("", 0, 0 if self.complete else 100))
        seen = set()
        for free in range(len(slots)):
            others = [slot for index, slot in enumerate(slots) if index != free]
            for ends in product(*[(lo, hi) for _, lo, hi in others]):
                rest = 100 - sum(ends)
                name, lo, hi = slots[free]
                if lo <= rest <= hi:
                    shares = {slot[0]: end for slot, end in zip(others, ends, strict=True)}
                    shares[name] = rest
                    seen.add(tuple(sorted(shares.items())))
        for corner in sorted(seen):
            yield {name: Fraction(part, 100) for name, part in corner if name}

    @property
    def possible(self) -> bool:
        return any(True for _ in self.corners())


def worlds(tables: Mapping[str, Table]) -> Iterator[World]:
    companies = sorted(tables)
    for corners in product(*[list(tables[company].corners()) for company in companies]):
        yield dict(zip(companies, corners, strict=True))


def chance(world: World, start: str, goals: frozenset[str]) -> Fraction:
    """Of ever meeting a goal on a walk from company to owner: the least solution."""
    if start in goals:
        return Fraction(1)
    leading = _leading_to(world, goals)
    unknowns = sorted(leading - goals)
    if start not in unknowns:
        return Fraction(0)
    rows = [
        [Fraction(int(a == b)) - world[a].get(b, Fraction(0)) for b in unknowns]
        + [sum((world[a].get(goal, Fraction(0)) for goal in goals), Fraction(0))]
        for a in unknowns
    ]
    return _solved(rows)[unknowns.index(start)]


def _leading_to(world: World, goals: frozenset[str]) -> set[str]:
    found = set(goals)
    while True:
        more = {
            c for c, owners in world.items() if any(w and o in found for o, w in owners.items())
        }
        if more <= found:
            return found
        found |= more


def _solved(rows: list[list[Fraction]]) -> list[Fraction]:
    size = len(rows)
    for pivot in range(size):
        best = next(row for row in range(pivot, size) if rows[row][pivot])
        rows[pivot], rows[best] = rows[best], rows[pivot]
        scale = rows[pivot][pivot]
        rows[pivot] = [cell / scale for cell in rows[pivot]]
        for row in range(size):
            if row != pivot and rows[row][pivot]:
                factor = rows[row][pivot]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return [row[-1] for row in rows]


def controlled(world: World, group: Sequence[str], over: Fraction) -> frozenset[str]:
    """Everything in which members together have more than `over`, own shares not voting."""
    members = set(group)
    while True:
        joining = {
            company
            for company, owners in world.items()
            if company not in members and votes(company, owners, members) > over
        }
        if not joining:
            return frozenset(members)
        members |= joining


def votes(company: str, owners: Mapping[str, Fraction], members: set[str]) -> Fraction:
    """What the members have of the votes there are, own shares not counted."""
    voting = 1 - owners.get(company, Fraction(0))
    if not voting:
        return Fraction(0)
    return (
        sum((w for o, w in owners.items() if o in members and o != company), Fraction(0)) / voting
    )
