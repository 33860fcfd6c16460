"""Of all worlds of one column, which gives least (or most) weight to valuable owners?

With values fixed, the best world fills greedily: every holder starts at its lower end and the
mass still missing from 100 percent goes to the cheapest (or dearest) holders first: a fractional
knapsack, whose optimum is a corner of the column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from vendors.ownership.interval import HUNDRED_PERCENT

Value = int | Fraction
"""0 to 1: how much of an owner belongs to whom we ask about."""


class Aim(StrEnum):
    LEAST = "least"
    MOST = "most"


@dataclass(slots=True)
class Node:
    """A column made ready to fill, in units.

    `spare` is what the lower ends leave; `hidden` how much of it undisclosed holders without
    value may take, `stranger` how much undisclosed holders of full value may. `scenarios`: the
    same now and as converted, of which the world chooses one.
    """

    name: str
    owners: list[str]
    lo: list[int]
    hi: list[int]
    lo_open: list[bool]
    hi_open: list[bool]
    spare: int
    hidden: int
    stranger: int = 0
    floor: Value = 0
    extra: int = 0
    limit: int = HUNDRED_PERCENT
    hidden_open: bool = False
    scenarios: list[Node] = field(default_factory=list)

    @property
    def sides(self) -> list[Node]:
        """What the column may be: one of its scenarios, where it has any."""
        return self.scenarios or [self]

    @property
    def has_a_part(self) -> Iterator[str]:
        """Every owner that may have anything."""
        for side in self.sides:
            for owner, high in zip(side.owners, side.hi, strict=True):
                if high:
                    yield owner

    @property
    def has_open_ends(self) -> bool:
        return any(
            side.hidden_open or any(side.lo_open) or any(side.hi_open) for side in self.sides
        )


@dataclass(frozen=True, slots=True)
class Corner:
    """An extreme world of a column, in units: who has a part, and how much nobody named has.

    `hidden` is what undisclosed holders without value have, `stranger` what those of full value do.
    """

    parts: tuple[tuple[str, int], ...]
    hidden: int = 0
    stranger: int = 0


@dataclass(frozen=True, slots=True)
class Rank:
    """Holders of one value, with the room they have above their lower ends.

    `hidden` and `stranger` are the room of undisclosed holders, of value 0 and 1.
    """

    value: Value
    members: Sequence[int]
    room: int


def ranks(node: Node, value_of: Callable[[str], Value], aim: Aim) -> list[Rank]:
    """The holders by value, in the order in which the spare mass is offered to them."""
    groups: dict[Value, list[int]] = defaultdict(list)
    for index, owner in enumerate(node.owners):
        groups[value_of(owner)].append(index)
    if node.hidden:
        groups.setdefault(0, [])
    if node.stranger:
        groups.setdefault(1, [])
    order = sorted(groups, reverse=aim is Aim.MOST)
    return [Rank(value, groups[value], _room(node, value, groups[value])) for value in order]


def _room(node: Node, value: Value, members: Sequence[int]) -> int:
    room = sum(node.hi[i] - node.lo[i] for i in members)
    if value == 0:
        room += node.hidden
    elif value == 1:
        room += node.stranger
    return room


def best_side(node: Node, value_of: Callable[[str], Value], aim: Aim) -> Node:
    """The scenario that passes on least or most; among equals the first, as it is now."""
    if not node.scenarios:
        return node
    pick = min if aim is Aim.LEAST else max
    return pick(node.scenarios, key=lambda side: _passed_on(side, value_of, aim))


def best_value(node: Node, value_of: Callable[[str], Value], aim: Aim) -> Fraction:
    """The least or most that the column passes on, as a fraction of one."""
    return _passed_on(best_side(node, value_of, aim), value_of, aim)


def _passed_on(side: Node, value_of: Callable[[str], Value], aim: Aim) -> Fraction:
    total: Value = 0
    spare = side.spare
    for rank in ranks(side, value_of, aim):
        filled = min(spare, rank.room)
        spare -= filled
        if rank.value:
            total += rank.value * (sum(side.lo[i] for i in rank.members) + filled)
    return Fraction(total) / HUNDRED_PERCENT


def best_corner(node: Node, value_of: Callable[[str], Value], aim: Aim) -> Corner:
    """A world that attains `best_value`; among equals, disclosed holders come first."""
    side = best_side(node, value_of, aim)
    weights = list(side.lo)
    spare, unnamed = side.spare, {0: 0, 1: 0}
    for rank in ranks(side, value_of, aim):
        for index in rank.members:
            taken = min(spare, side.hi[index] - side.lo[index])
            weights[index] += taken
            spare -= taken
        for value, room in ((0, side.hidden), (1, side.stranger)):
            if rank.value == value:
                unnamed[value] = min(spare, room)
                spare -= unnamed[value]
    parts = ((owner, weight) for owner, weight in zip(side.owners, weights, strict=True) if weight)
    return Corner(tuple(parts), hidden=unnamed[0], stranger=unnamed[1])
