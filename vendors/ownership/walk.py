"""What is the chance of ever meeting somebody on a walk from a company to its owners and on?

Solved from the owners downward; only circles need more than one look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from vendors.ownership.attained import attained
from vendors.ownership.bounds import NOTHING, Bound, lowest_ceiling
from vendors.ownership.columns import Column, everyone, sceptical
from vendors.ownership.components import owners_first, upstream_components
from vendors.ownership.cycles import on_grid, solve_circle, with_extra
from vendors.ownership.fill import Aim, Corner, Node, Value, best_value
from vendors.ownership.holdings import stood_for
from vendors.ownership.interval import HUNDRED_PERCENT

EXACT_BITS = 1024
"""Fractions with longer denominators are rounded outward to a grid of 2**-GRID_BITS."""

GRID_BITS = 512
OPEN_END_LIMIT = 5_000
"""Beyond this many companies ends are reported closed, which claims less."""


@dataclass(slots=True)
class Walk:
    """One question: from which columns, which owners count as met, and who cannot be passed.

    What was solved stays solved. `under` asks the same of the `closed` parties of a base, once for
    all who go on from it.
    """

    aim: Aim
    column: Callable[[str], Column]
    ones: Callable[[str], bool]
    zeros: Callable[[str], bool]
    floor: Callable[[str], Bound] = lambda _: NOTHING
    unplaced: Callable[[str, Column], tuple[int, int]] = lambda _, __: (0, HUNDRED_PERCENT)
    hidden: Callable[[Column], Bound | None] = lambda _: None
    under: Walk | None = None
    closed: frozenset[str] = frozenset()
    nodes: dict[str, Node] = field(default_factory=dict)
    values: dict[str, Fraction] = field(default_factory=dict)
    rounded: set[str] = field(default_factory=set)
    corners: dict[str, Corner] = field(default_factory=dict)

    def node(self, party: str) -> Node:
        found = self.nodes.get(party)
        if found is None:
            found = self.nodes[party] = self._made(party)
        return found

    def _made(self, party: str) -> Node:
        column = self.column(party)
        node = self._node(party, column)
        node.scenarios = [self._node(party, each) for each in column.scenarios]
        for each in (column, *column.scenarios):
            if each.others is not None:
                others = each.others.subject
                self.nodes[others] = self._node(others, each.others)
        return node

    def _node(self, party: str, column: Column) -> Node:
        holdings = everyone(column)
        if column.accepted_over_100:
            holdings = tuple(sceptical(holdings))
        extra, limit = self.unplaced(party, column)
        node = Node(
            party,
            [h.owner for h in holdings],
            [h.lo for h in holdings],
            [h.hi for h in holdings],
            [h.lo_open for h in holdings],
            [h.hi_open for h in holdings],
            spare=HUNDRED_PERCENT - sum(h.lo for h in holdings),
            hidden=column.remainder,
            floor=Fraction(self.floor(party).value) / HUNDRED_PERCENT,
            extra=extra,
            limit=limit,
        )
        capped = self.hidden(column)
        left = Bound(column.remainder)
        if capped is not None and left != lowest_ceiling(left, capped):
            node.stranger = column.remainder
            node.hidden, node.hidden_open = int(capped.value), capped.open
        return node

    def owners(self, party: str) -> Iterator[str]:
        """Those whose value counts and has to be found out."""
        for owner in self.node(party).has_a_part:
            if not self.ones(owner) and not self.zeros(owner):
                yield owner

    def _open_owners(self, party: str) -> Iterator[str]:
        for owner in self.owners(party):
            if owner not in self.values and owner not in self.closed:
                yield owner

    def solve(self, target: str) -> None:
        if target in self.values:
            return
        for component in upstream_components([target], self._open_owners):
            if len(component) == 1 and component[0] not in self._open_owners(component[0]):
                value = self._filled(self.node(component[0]))
                self._settle(component, {component[0]: value}, exact=True)
                continue
            # In one order, wherever the walk came from: a large circle is only swept so far.
            ordered = owners_first(component, self.owners)
            solved = solve_circle([self.node(p) for p in ordered], self.known, self.aim)
            self.corners.update(solved.corners)
            self._settle(component, solved.values, exact=solved.exact)

    def _filled(self, node: Node) -> Fraction:
        filled = best_value(node, self.known, self.aim)
        if self.aim is Aim.LEAST:
            return max(filled, Fraction(node.floor))
        return with_extra(node, filled)

    def known(self, owner: str) -> Value:
        """An owner with no room at all was not visited, and has no weight to give."""
        if self.ones(owner):
            return 1
        if self.zeros(owner):
            return 0
        if self.under is not None and stood_for(owner) in self.closed:
            self.under.solve(stood_for(owner))
            return self.under.values[owner]
        return self.values.get(owner, 0)

    def _settle(
        self, component: Iterable[str], values: Mapping[str, Fraction], *, exact: bool
    ) -> None:
        for party, value in values.items():
            if value.denominator.bit_length() > EXACT_BITS:
                self.values[party] = on_grid(value, self.aim, GRID_BITS)
                exact = False
            else:
                self.values[party] = value
        if not exact or self._rests_on_rounded(component):
            self.rounded.update(component)

    def _rests_on_rounded(self, component: Iterable[str]) -> bool:
        below = self.under.rounded if self.under is not None else frozenset[str]()
        if not self.rounded and not below:
            return False
        owners = (owner for party in component for owner in self.owners(party))
        return any(owner in self.rounded or owner in below for owner in owners)

    def bound(self, target: str) -> Bound:
        """The end for one company, and whether it is only approached."""
        if self.under is not None and target in self.closed:
            return self.under.bound(target)
        self.solve(target)
        value = self.values[target] * HUNDRED_PERCENT
        return Bound(int(value) if value.denominator == 1 else value, self._open(target))

    def _open(self, target: str) -> bool:
        """Whether the end is only approached; where that is not worked out, say the less."""
        node = self.nodes[target]
        if self.aim is Aim.LEAST and node.floor and self.values[target] == node.floor:
            return self.floor(target).open
        if target in self.rounded:
            return False
        nodes = self._nodes_above(target)
        if len(nodes) > OPEN_END_LIMIT:
            return False
        if any(n.floor or n.extra for n in nodes.values()):
            return False
        if not any(n.has_open_ends for n in nodes.values()):
            return False
        return target not in attained(nodes, self.known, self.aim)

    def _nodes_above(self, target: str) -> dict[str, Node]:
        """Those that the target rests on, or too many of them."""
        found: dict[str, Node] = {}
        frontier = [target]
        while frontier and len(found) <= OPEN_END_LIMIT:
            party = frontier.pop()
            if party not in found:
                found[party] = self._node_of(party)
                frontier.extend(self.owners(party))
        return found

    def _node_of(self, party: str) -> Node:
        if self.under is not None and party in self.closed:
            return self.under.node(party)
        return self.node(party)
