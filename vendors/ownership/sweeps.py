"""What do hundreds of companies that own each other in circles pass on, at least and at most?

Monotone sweeps from the safe side, in whole numbers of 2**-96, each step rounded outward: what
stands there is a bound whenever the sweeps stop. A company is swept again only when one of its
owners has moved, owners first, so that a value runs through a long circle in a single sweep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from vendors.ownership.fill import Aim, Node, Value
from vendors.ownership.interval import HUNDRED_PERCENT

GRID_BITS = 96
ONE = 1 << GRID_BITS
SETTLED = 1 << (GRID_BITS - 44)
"""A value that moves by no more than 2**-44 is not passed on."""

SWEEP_BUDGET = 120_000
"""Columns filled at most while sweeping one circle, or each of its columns three times."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A column in grid units of value: how much flows in surely, and what may still be chosen.

    `fixed` is the part, in units times grid, that no company of the circle has a say in; `lo` the
    lower ends of those that have one, `rooms` all that the spare mass may go to, by owner or by
    value.
    """

    fixed: int
    lo: tuple[tuple[str, int], ...]
    open_rooms: tuple[tuple[str, int], ...]
    known_rooms: tuple[tuple[int, int], ...]
    spare: int


def swept(
    nodes: Sequence[Node], known: Callable[[str], Value], aim: Aim, *, worth: Collection[str]
) -> Mapping[str, Fraction]:
    """From nothing upward for the least, from everything downward for the most.

    `nodes` come owners first, as far as circles allow; only those in `worth` can have any value.
    """
    inside = {node.name: node for node in nodes}
    order = [node.name for node in nodes if node.name in worth]
    fillings = {
        name: [_filling(side, inside, known, aim) for side in inside[name].sides] for name in order
    }
    start = 0 if aim is Aim.LEAST else ONE
    values = dict.fromkeys(inside, 0) | dict.fromkeys(order, start)
    users = _users(inside, frozenset(order))
    moved = set(order)
    budget = max(SWEEP_BUDGET, 3 * len(order))
    while moved and budget > 0:
        due, moved = moved, set()
        for name in order:
            if name in due or name in moved:
                moved.discard(name)
                budget -= 1
                after = _step(inside[name], fillings[name], values, aim)
                if abs(after - values[name]) > SETTLED:
                    moved.update(users[name])
                values[name] = after
    return {name: Fraction(value, ONE) for name, value in values.items()}


def _users(inside: Mapping[str, Node], worth: frozenset[str]) -> Mapping[str, list[str]]:
    """The companies in which each company of the circle has a part."""
    users: dict[str, list[str]] = defaultdict(list)
    for name in worth:
        for owner in inside[name].has_a_part:
            if owner in worth:
                users[owner].append(name)
    return users


def _filling(
    node: Node, inside: Mapping[str, Node], known: Callable[[str], Value], aim: Aim
) -> Filling:
    fixed = 0
    rooms = [(0, node.hidden), (ONE, node.stranger)]
    lo: list[tuple[str, int]] = []
    open_rooms: list[tuple[str, int]] = []
    for owner, low, high in zip(node.owners, node.lo, node.hi, strict=True):
        if owner in inside:
            lo.append((owner, low))
            open_rooms.append((owner, high - low))
        else:
            value = to_grid(known(owner), aim)
            fixed += low * value
            rooms.append((value, high - low))
    return Filling(
        fixed,
        tuple(each for each in lo if each[1]),
        tuple(each for each in open_rooms if each[1]),
        tuple(each for each in rooms if each[1]),
        node.spare,
    )


def _step(node: Node, fillings: Sequence[Filling], values: Mapping[str, int], aim: Aim) -> int:
    """One column filled with what its owners have by now; never to the unsafe side of before."""
    totals = [_total(filling, values, aim) for filling in fillings]
    before = values[node.name]
    match aim:
        case Aim.LEAST:
            floor = to_grid(node.floor, aim)
            return max(before, floor, min(totals) // HUNDRED_PERCENT)
        case Aim.MOST:
            return min(before, _with_extra(node, -(-max(totals) // HUNDRED_PERCENT)))
        case _:
            assert_never(aim)


def _total(filling: Filling, values: Mapping[str, int], aim: Aim) -> int:
    total = filling.fixed
    for owner, low in filling.lo:
        total += low * values[owner]
    return total + _spare_filled(filling, values, aim)


def _spare_filled(filling: Filling, values: Mapping[str, int], aim: Aim) -> int:
    if not filling.spare:
        return 0
    rooms = [*filling.known_rooms, *((values[owner], room) for owner, room in filling.open_rooms)]
    rooms.sort(reverse=aim is Aim.MOST)
    total, spare = 0, filling.spare
    for value, room in rooms:
        taken = min(spare, room)
        total += taken * value
        spare -= taken
        if not spare:
            break
    return total


def _with_extra(node: Node, filled: int) -> int:
    """An owner's total over all paths may add what no disclosed holding accounts for."""
    if not node.extra:
        return filled
    limit = -(-node.limit * ONE // HUNDRED_PERCENT)
    extra = -(-node.extra * ONE // HUNDRED_PERCENT)
    return max(filled, min(limit, filled + extra))


def to_grid(value: Value, aim: Aim) -> int:
    """Rounded to the safe side: down for the least, up for the most."""
    scaled = value * ONE
    return scaled.__floor__() if aim is Aim.LEAST else scaled.__ceil__()
