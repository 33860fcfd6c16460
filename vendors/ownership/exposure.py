"""If everything undisclosed were the group's, through which holes would it come in, and how much?

The worst case is one world: a walk from the company to an owner, an owner of that owner, and so on.
It ends with somebody safe, with the group, or in a hole: with holders nobody named, with somebody
who may be anybody, or in a circle that nobody outside owns. How often the walk is expected to visit
a company, times what that company leaves open, is what hangs on asking about it (one solve of the
transposed system). Where all shares are exact, the holes together are what is worst less what is
proved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from vendors.ownership.book import Book
from vendors.ownership.components import upstream_components
from vendors.ownership.control import Group
from vendors.ownership.cycles import EXACT_CIRCLE
from vendors.ownership.fill import Aim, Node, best_side, ranks
from vendors.ownership.holdings import stood_for
from vendors.ownership.integrated import safe_walk
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.walk import Walk

Circle = tuple[str, ...]
ROUNDS = 2_000
LEFT_OVER = 1e-9


@dataclass(slots=True)
class Holes:
    """What may come in through each hole, as a fraction of the whole.

    `unnamed` by company; `anybody` by company and the holder in it that may be anybody; `circles`
    by the companies that own each other with nobody outside.
    """

    unnamed: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    anybody: dict[tuple[str, str], Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    circles: dict[Circle, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    @property
    def together(self) -> Fraction:
        every = (*self.unnamed.values(), *self.anybody.values(), *self.circles.values())
        return sum(every, Fraction(0))


@dataclass(slots=True)
class Split:
    """What the worst world makes of one column, in units."""

    owners: Sequence[tuple[str, int]]
    unnamed: int


def holes(book: Book, group: Group, target: str, *, cap_per_competitor: bool = True) -> Holes:
    """Every hole above a company that is neither the group's, nor anybody's, nor nobody's."""
    walk = safe_walk(book, group, cap_per_competitor=cap_per_competitor)
    walk.solve(target)
    splits = {party: _split(node, walk) for party, node in walk.nodes.items()}
    found = Holes()
    arriving: dict[str, Fraction] = defaultdict(Fraction, {target: Fraction(1)})

    def owners(party: str) -> Iterator[str]:
        return (o for o, _ in splits[party].owners if o in splits and not _ends(walk, o))

    for component in reversed(list(upstream_components([target], owners))):
        inside = frozenset(component)
        if _keeps_all(inside, splits):
            mass = sum((arriving[party] for party in component), Fraction(0))
            found.circles[tuple(sorted({stood_for(party) for party in component}))] += mass
            continue
        for party, visits in _visits(component, splits, arriving).items():
            _leave(book, walk, party, visits, splits[party], inside, arriving, found)
    return found


def _ends(walk: Walk, owner: str) -> bool:
    return walk.ones(owner) or walk.zeros(owner)


def _split(node: Node, walk: Walk) -> Split:
    """The least safe split; of holders without value, those nobody named come first.

    Among equals, whoever has a part in the world that the circle was solved for: it is never quite
    closed where anything safe comes out.
    """
    corner = walk.corners.get(node.name)
    solved = dict(corner.parts) if corner is not None else {}
    node = best_side(node, walk.known, Aim.LEAST)
    weights, spare, unnamed = list(node.lo), node.spare, 0
    for rank in ranks(node, walk.known, Aim.LEAST):
        if rank.value == 0:
            unnamed = min(spare, node.hidden)
            spare -= unnamed
        members = rank.members
        if solved:
            members = sorted(members, key=lambda i: node.lo[i] - solved.get(node.owners[i], 0))
        for index in members:
            taken = min(spare, node.hi[index] - node.lo[index])
            weights[index] += taken
            spare -= taken
        if rank.value == 1:
            spare -= min(spare, node.stranger)
    return Split([(o, w) for o, w in zip(node.owners, weights, strict=True) if w], unnamed)


def _keeps_all(inside: frozenset[str], splits: Mapping[str, Split]) -> bool:
    """Whether nothing ever leaves these companies."""
    return all(
        sum(weight for owner, weight in splits[party].owners if owner in inside) == HUNDRED_PERCENT
        for party in inside
    )


def _visits(
    component: Sequence[str], splits: Mapping[str, Split], arriving: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    """How often each company of one component is visited, given what arrives from below."""
    into: dict[str, dict[str, Fraction]] = {party: {} for party in component}
    for party in component:
        for owner, weight in splits[party].owners:
            if owner in into:
                into[owner][party] = Fraction(weight, HUNDRED_PERCENT)
    start = {party: arriving[party] for party in component}
    if not any(into.values()):
        return start
    return _solved(into, start) if len(component) <= EXACT_CIRCLE else _summed(into, start)


def _solved(
    into: Mapping[str, dict[str, Fraction]], start: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    """N = start + n W, exactly, by eliminating one company after the other."""
    rows = {party: dict(row) for party, row in into.items()}
    constants = dict(start)
    order = sorted(rows)
    for place, pivot in enumerate(order):
        scale = 1 / (1 - rows[pivot].pop(pivot, Fraction(0)))
        rows[pivot] = {party: weight * scale for party, weight in rows[pivot].items()}
        constants[pivot] *= scale
        for party in order[place + 1 :]:
            through = rows[party].pop(pivot, None)
            if through is not None:
                constants[party] += through * constants[pivot]
                for other, weight in rows[pivot].items():
                    rows[party][other] = rows[party].get(other, Fraction(0)) + through * weight
    values: dict[str, Fraction] = {}
    for pivot in reversed(order):
        parts = (weight * values[party] for party, weight in rows[pivot].items())
        values[pivot] = constants[pivot] + sum(parts, Fraction(0))
    return values


def _summed(
    into: Mapping[str, dict[str, Fraction]], start: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    """The same for large circles, round by round until hardly anything goes round any more."""
    weights = {
        party: [(other, float(weight)) for other, weight in row.items()]
        for party, row in into.items()
    }
    moving = {party: float(mass) for party, mass in start.items()}
    total = dict(moving)
    for _ in range(ROUNDS):
        moving = {
            party: sum(weight * moving[other] for other, weight in row)
            for party, row in weights.items()
        }
        for party, mass in moving.items():
            total[party] += mass
        if sum(moving.values()) < LEFT_OVER:
            break
    return {party: Fraction(mass) for party, mass in total.items()}


def _leave(
    book: Book,
    walk: Walk,
    party: str,
    visits: Fraction,
    split: Split,
    inside: Iterable[str],
    arriving: dict[str, Fraction],
    found: Holes,
) -> None:
    """Send on what a company receives: to its owners, or into a hole."""
    if split.unnamed:
        found.unnamed[stood_for(party)] += visits * Fraction(split.unnamed, HUNDRED_PERCENT)
    for owner, weight in split.owners:
        mass = visits * Fraction(weight, HUNDRED_PERCENT)
        if owner in book.anybody:
            found.anybody[stood_for(party), owner] += mass
        elif owner not in inside and not _ends(walk, owner):
            arriving[owner] = _coarse(arriving[owner] + mass)


EXACT_MASS_BITS = 192


def _coarse(mass: Fraction) -> Fraction:
    """Exact while that is cheap."""
    if mass.denominator.bit_length() <= EXACT_MASS_BITS:
        return mass
    return Fraction(int(mass * (1 << EXACT_MASS_BITS)), 1 << EXACT_MASS_BITS)
