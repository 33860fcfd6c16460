"""What is the least (or most) that companies owning each other in circles pass on?

The answer is a least fixpoint: owning oneself through others creates nothing. Small circles are
solved exactly, by policy iteration over the corners of their columns; large ones are swept.

A policy is one corner for each column. It starts where the walk leaves the circle from everywhere,
and changes only for the better: so it never comes to close a circle, because on a closed circle
strict improvements would average to none. Its equations then have one solution, and what no corner
improves is the best of all worlds that do not close a circle either (Bertsekas and Tsitsiklis 1991,
stochastic shortest paths).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from vendors.ownership.fill import Aim, Corner, Node, Value, best_corner, best_value
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.sweeps import swept

EXACT_CIRCLE = 48
"""Up to this many companies in one circle are solved in exact rationals."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Where it is exact, `corners` are one world that attains the values above nothing."""

    values: Mapping[str, Fraction]
    exact: bool
    corners: Mapping[str, Corner] = field(default_factory=dict)


def solve_circle(nodes: Sequence[Node], known: Callable[[str], Value], aim: Aim) -> Solved:
    """Values of one strongly connected component, given those of all the owners outside it."""
    inside = {node.name: node for node in nodes}
    if len(nodes) > EXACT_CIRCLE:
        worth = _may_have_value(inside, known, aim)
        return Solved(swept(nodes, known, aim, worth=worth), exact=False)
    match aim:
        case Aim.LEAST:
            return _least(inside, known)
        case Aim.MOST:
            return _most(inside, known)


def _least(inside: Mapping[str, Node], known: Callable[[str], Value]) -> Solved:
    """Where a column can keep all its mass away from value for ever, the least is nothing.

    Outside that set no world has a closed circle: one that is only approached, because its
    companies have "less than 100" of each other, lets everything out in the end. A floor that the
    world is known to reach replaces the column that would undercut it.
    """
    floors: dict[str, Fraction] = {}
    while True:
        pinned = {**dict.fromkeys(_can_avoid(inside, known, floors), Fraction(0)), **floors}
        start = _leading_out(inside, known, pinned)
        pinned.update({name: Fraction(0) for name in inside if name not in start | pinned.keys()})
        solved = _iterate(inside, known, pinned, Aim.LEAST, start)
        floors_of = {name: Fraction(inside[name].floor) for name in inside}
        low = {n: floors_of[n] for n, value in solved.values.items() if value < floors_of[n]}
        if not low:
            return solved
        floors.update(low)


def _most(inside: Mapping[str, Node], known: Callable[[str], Value]) -> Solved:
    """Start where everybody leads to value; who cannot has none."""
    pinned = _unplaced(inside)
    start = _leading_to_value(inside, known, pinned)
    pinned.update({name: Fraction(0) for name in inside if name not in start | pinned.keys()})
    return _iterate(inside, known, pinned, Aim.MOST, start)


def _may_have_value(
    inside: Mapping[str, Node], known: Callable[[str], Value], aim: Aim
) -> Collection[str]:
    if aim is Aim.LEAST:
        return inside.keys()
    pinned = _unplaced(inside)
    return pinned.keys() | _leading_to_value(inside, known, pinned).keys()


def _unplaced(inside: Mapping[str, Node]) -> dict[str, Fraction]:
    """A company in which an owner's total is not placed yet may pass on up to its limit."""
    return {
        name: Fraction(node.limit, HUNDRED_PERCENT) for name, node in inside.items() if node.extra
    }


def _can_avoid(
    inside: Mapping[str, Node], known: Callable[[str], Value], floors: Mapping[str, Fraction]
) -> set[str]:
    avoiding = set(inside) - floors.keys()

    def worthless(owner: str) -> bool:
        return owner in avoiding if owner in inside else known(owner) == 0

    while True:
        failing = {
            name
            for name in avoiding
            if not any(_may_avoid(side, worthless) for side in inside[name].sides)
        }
        if not failing:
            return avoiding
        avoiding -= failing


def _may_avoid(side: Node, worthless: Callable[[str], bool]) -> bool:
    """Whether some world within the ends, open ones left out, gives nothing to anybody else."""
    room, is_open = side.hidden, side.hidden_open
    for index, owner in enumerate(side.owners):
        if worthless(owner):
            room += side.hi[index]
            is_open = is_open or side.hi_open[index]
        elif side.lo[index] or side.lo_open[index]:
            return False
    return room > HUNDRED_PERCENT or (room == HUNDRED_PERCENT and not is_open)


def _leading_to_value(
    inside: Mapping[str, Node], known: Callable[[str], Value], pinned: Mapping[str, Fraction]
) -> dict[str, Corner]:
    """For each company that can have any value, a world in which it does."""

    def look(node: Node, found: Collection[str]) -> Corner | None:
        def worth(owner: str) -> Value:
            if owner in inside:
                return 1 if owner in found or owner in pinned else 0
            return 1 if known(owner) else 0

        return best_corner(node, worth, Aim.MOST) if best_value(node, worth, Aim.MOST) else None

    return _found_one_by_one(inside, pinned, look)


def _leading_out(
    inside: Mapping[str, Node], known: Callable[[str], Value], pinned: Mapping[str, Fraction]
) -> dict[str, Corner]:
    """For each company that cannot keep all in the circle, a world in which some of it leaves."""

    def look(node: Node, found: Collection[str]) -> Corner | None:
        def keeps(owner: str) -> bool:
            return owner in inside and owner not in found and owner not in pinned

        def price(owner: str) -> Value:
            if keeps(owner):
                return 2  # more than anybody has: another round is the last resort
            if owner in pinned:
                return pinned[owner]
            return 1 if owner in inside else known(owner)

        corner = best_corner(node, price, Aim.LEAST)
        kept = sum(weight for owner, weight in corner.parts if keeps(owner))
        return corner if kept < HUNDRED_PERCENT else None

    return _found_one_by_one(inside, pinned, look)


def _found_one_by_one(
    inside: Mapping[str, Node],
    pinned: Mapping[str, Fraction],
    look: Callable[[Node, Collection[str]], Corner | None],
) -> dict[str, Corner]:
    """A company is looked at once, and again whenever one of its owners was found."""
    found: dict[str, Corner] = {}
    users: dict[str, list[str]] = defaultdict(list)
    for name, node in inside.items():
        for owner in node.has_a_part:
            if owner in inside:
                users[owner].append(name)
    queue = deque(inside)
    while queue:
        name = queue.popleft()
        if name in found or name in pinned:
            continue
        corner = look(inside[name], found.keys())
        if corner is not None:
            found[name] = corner
            queue.extend(users[name])
    return found


def _iterate(
    inside: Mapping[str, Node],
    known: Callable[[str], Value],
    pinned: Mapping[str, Fraction],
    aim: Aim,
    start: Mapping[str, Corner],
) -> Solved:
    """Solve for one world, look for a better one, until there is none."""
    free = [name for name in sorted(inside) if name not in pinned]

    def outside(owner: str) -> Value:
        return pinned[owner] if owner in pinned else known(owner)

    policy = {name: start[name] for name in free}
    while True:
        solved = _solve(policy, outside)

        def value(owner: str, solved: Mapping[str, Fraction] = solved) -> Value:
            return solved[owner] if owner in solved else outside(owner)

        better = {
            name: best_corner(inside[name], value, aim)
            for name in free
            if best_value(inside[name], value, aim) != solved[name]
        }
        if not better:
            return Solved({**solved, **pinned}, exact=True, corners=policy)
        policy.update(better)


def _solve(policy: Mapping[str, Corner], outside: Callable[[str], Value]) -> dict[str, Fraction]:
    """Solve y = Wy + b exactly by eliminating one company after the other, sparsest first."""
    rows: dict[str, dict[str, Fraction]] = {}
    constants: dict[str, Fraction] = {}
    for name, corner in policy.items():
        row: dict[str, Fraction] = {}
        constant = Fraction(corner.stranger, HUNDRED_PERCENT)
        for owner, weight in corner.parts:
            if owner in policy:
                row[owner] = row.get(owner, Fraction(0)) + Fraction(weight, HUNDRED_PERCENT)
            else:
                constant += outside(owner) * Fraction(weight, HUNDRED_PERCENT)
        rows[name], constants[name] = row, constant
    return _eliminated(rows, constants)


def _eliminated(
    rows: dict[str, dict[str, Fraction]], constants: dict[str, Fraction]
) -> dict[str, Fraction]:
    order: list[str] = []
    left = set(rows)
    while left:
        pivot = min(left, key=lambda name: (len(rows[name]), name))
        left.discard(pivot)
        order.append(pivot)
        own = rows[pivot].pop(pivot, Fraction(0))
        scale = 1 / (1 - own)
        rows[pivot] = {owner: weight * scale for owner, weight in rows[pivot].items()}
        constants[pivot] *= scale
        for name in left:
            through = rows[name].pop(pivot, None)
            if through is not None:
                constants[name] += through * constants[pivot]
                for owner, weight in rows[pivot].items():
                    rows[name][owner] = rows[name].get(owner, Fraction(0)) + through * weight
    values: dict[str, Fraction] = {}
    for pivot in reversed(order):
        parts = (weight * values[owner] for owner, weight in rows[pivot].items())
        values[pivot] = constants[pivot] + sum(parts, Fraction(0))
    return values


def with_extra(node: Node, filled: Fraction) -> Fraction:
    """An owner's total over all paths may add what no disclosed holding accounts for."""
    if not node.extra:
        return filled
    most = min(
        Fraction(node.limit, HUNDRED_PERCENT), filled + Fraction(node.extra, HUNDRED_PERCENT)
    )
    return max(filled, most)


def on_grid(value: Fraction, aim: Aim, bits: int) -> Fraction:
    """Rounded to the safe side: down for the least, up for the most."""
    scaled = value * (1 << bits)
    whole = scaled.__floor__() if aim is Aim.LEAST else scaled.__ceil__()
    return Fraction(whole, 1 << bits)
