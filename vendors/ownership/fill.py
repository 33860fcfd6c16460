"""Of all worlds of one column, which gives least (or most) weight to valuable owners?

With values fixed, the best world fills greedily: every holder starts at its lower end and the
mass still missing from 100 percent goes to the cheapest (or dearest) holders first: a fractional
knapsack, whose optimum is a corner of the column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
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
    same now and as converted; in a circle the node stands for both, and claims less.
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
    def has_open_ends(self) -> bool:
        return self.hidden_open or any(self.lo_open) or any(self.hi_open)


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


def best_value(node: Node, value_of: Callable[[str], Value], aim: Aim) -> Fraction:
    """The least or most that the column passes on, as a fraction of one."""
    total: Value = 0
    spare = node.spare
    for rank in ranks(node, value_of, aim):
        filled = min(spare, rank.room)
        spare -= filled
        if rank.value:
            total += rank.value * (sum(node.lo[i] for i in rank.members) + filled)
    return Fraction(total) / HUNDRED_PERCENT


def best_corner(node: Node, value_of: Callable[[str], Value], aim: Aim) -> list[int]:
    """The weights, in units and in the order of the owners, that attain `best_value`."""
    weights = list(node.lo)
    spare = node.spare
    for rank in ranks(node, value_of, aim):
        for index in rank.members:
            taken = min(spare, node.hi[index] - node.lo[index])
            weights[index] += taken
            spare -= taken
        if rank.value == 0:
            spare -= min(spare, node.hidden)
        elif rank.value == 1:
            spare -= min(spare, node.stranger)
    return weights
