"""How much of one company's money belongs, directly and through others, to a group?

Walk from the company to one of its owners, drawn by share, to an owner of that owner, and so on:
the integrated interest is the chance of ever meeting a member of the group. Members absorb, so
neither circles nor members owning each other count anything twice; for one owner this is the
integrated ownership of Baldone, Brioschi and Paleari (1997).

The ends over all worlds are attained by one fixed world each (memoryless policies suffice for
reachability), so they are tight for shares that are fixed but unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from vendors.ownership.attained import attained
from vendors.ownership.book import Book, Side, claim_floor
from vendors.ownership.bounds import (
    EVERYTHING,
    NOTHING,
    Bound,
    Measure,
    highest_ceiling,
    lowest_ceiling,
)
from vendors.ownership.columns import Column, everyone, sceptical
from vendors.ownership.components import upstream_components
from vendors.ownership.control import Group
from vendors.ownership.cycles import on_grid, solve_circle, with_extra
from vendors.ownership.fill import Aim, Node, Value, best_value
from vendors.ownership.holdings import Strength
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension, KindClass

EXACT_BITS = 1024
"""Fractions with longer denominators are rounded outward to a grid of 2**-GRID_BITS."""

GRID_BITS = 512
OPEN_END_LIMIT = 5_000
"""Beyond this many companies ends are reported closed, which claims less."""


@dataclass(slots=True)
class Walk:
    """One question: from which columns, which owners count as met, and who cannot be passed."""

    aim: Aim
    column: Callable[[str], Column]
    ones: Callable[[str], bool]
    zeros: Callable[[str], bool]
    floor: Callable[[str], Bound] = lambda _: NOTHING
    unplaced: Callable[[str, Column], tuple[int, int]] = lambda _, __: (0, HUNDRED_PERCENT)
    hidden: Callable[[Column], Bound | None] = lambda _: None
    nodes: dict[str, Node] = field(default_factory=dict)
    values: dict[str, Fraction] = field(default_factory=dict)
    exact: bool = True

    def node(self, party: str) -> Node:
        found = self.nodes.get(party)
        if found is None:
            found = self.nodes[party] = self._made(party)
        return found

    def _made(self, party: str) -> Node:
        column = self.column(party)
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
        if capped is not None and capped.value < column.remainder:
            node.stranger = column.remainder
            node.hidden, node.hidden_open = int(capped.value), capped.open
        return node

    def owners(self, party: str) -> Iterator[str]:
        node = self.node(party)
        for owner, hi in zip(node.owners, node.hi, strict=True):
            if hi and not self.ones(owner) and not self.zeros(owner):
                yield owner

    def solve(self, target: str) -> None:
        for component in upstream_components([target], self.owners):
            if len(component) == 1 and component[0] not in self.owners(component[0]):
                self._settle(component[0], self._filled(self.node(component[0])))
                continue
            solved = solve_circle([self.node(p) for p in component], self.known, self.aim)
            self.exact = self.exact and solved.exact
            for party, value in solved.values.items():
                self._settle(party, value)

    def _filled(self, node: Node) -> Fraction:
        filled = best_value(node, self.known, self.aim)
        if self.aim is Aim.LEAST:
            return max(filled, Fraction(node.floor))
        return with_extra(node, filled)

    def known(self, owner: str) -> Value:
        """An owner with no room at all was not visited, and has no weight to give."""
        if self.ones(owner):
            return 1
        return 0 if self.zeros(owner) else self.values.get(owner, 0)

    def _settle(self, party: str, value: Fraction) -> None:
        if value.denominator.bit_length() > EXACT_BITS:
            value = on_grid(value, self.aim, GRID_BITS)
            self.exact = False
        self.values[party] = value

    def bound(self, target: str) -> Bound:
        self.solve(target)
        value = self.values[target] * HUNDRED_PERCENT
        return Bound(int(value) if value.denominator == 1 else value, self._open(target))

    def _open(self, target: str) -> bool:
        """Whether the end is only approached; where that is not worked out, say the less."""
        node = self.nodes[target]
        if self.aim is Aim.LEAST and node.floor and self.values[target] == node.floor:
            return self.floor(target).open
        if not self.exact or len(self.nodes) > OPEN_END_LIMIT:
            return False
        if any(n.floor or n.extra for n in self.nodes.values()):
            return False
        if not any(n.has_open_ends for n in self.nodes.values()):
            return False
        return target not in attained(self.nodes, self.known, self.aim)


def integrated(
    book: Book, group: Group, target: str, *, cap_per_competitor: bool = True
) -> Measure:
    """The group's integrated interest in `target`, in units; end flags are exact or cautious."""
    lo, hi = disclosed_ends(book, group, target)
    if target in group.possible:
        return Measure(lo, hi, EVERYTHING)
    worst = _worst(book, group, target, cap_per_competitor=cap_per_competitor)
    return Measure(lo, hi, highest_ceiling(hi, worst))


def disclosed_ends(book: Book, group: Group, target: str) -> tuple[Bound, Bound]:
    """What is proved, and what is possible with the holders that are disclosed."""
    lo = EVERYTHING if target in group.sure else _edge(book, target, least_walk(book, group))
    if target in group.possible:
        return lo, EVERYTHING
    hi = _edge(book, target, most_walk(book, group))
    total = _published_total(book, group, target)
    if total is None or total.value < lo.value:
        return lo, hi
    return lo, lowest_ceiling(hi, total)


def _published_total(book: Book, group: Group, target: str) -> Bound | None:
    """What the members have at most, if there is a published total for everyone who has any.

    Together they have no more than the sum, because nobody counts what another one absorbs. Where
    anything is only reported, disputed or still to be converted, no total is the last word.
    """
    tops: dict[str, Bound] = {}
    for claim in book.claims.get((target, Dimension.ECONOMIC), ()):
        if claim.proving and claim.owner in group.possible:
            top = Bound(claim.share.hi, claim.share.hi_open)
            tops[claim.owner] = lowest_ceiling(tops.get(claim.owner, EVERYTHING), top)
    others = group.possible - tops.keys()
    if not tops or not _nothing_of(book, book.possible, others)(target) or _is_in_doubt(book):
        return None
    return Bound(sum(top.value for top in tops.values()), any(top.open for top in tops.values()))


def _is_in_doubt(book: Book) -> bool:
    return any(
        fact.spec.kind_class is KindClass.POTENTIAL
        or (
            fact.spec.kind_class is KindClass.EDGE
            and book.reading.strength(fact) is not Strength.PROVING
        )
        for fact in book.in_force
    )


def _edge(book: Book, target: str, walk: Walk) -> Bound:
    if walk.zeros(target):
        return NOTHING
    return walk.bound(target)


def _nothing_of(book: Book, side: Side, members: Iterable[str]) -> Callable[[str], bool]:
    """Whether a party is one of which the members can have nothing, however the worlds turn out.

    It belongs to nobody, or is not below any of them through a holding or a total.
    """
    below = set(members)
    frontier = list(below)
    while frontier:
        owner = frontier.pop()
        held = [
            subject
            for (subject, dimension), _ in side.holdings_of.get(owner, ())
            if dimension is Dimension.ECONOMIC
        ]
        held += [claim.subject for claim in book.claims_of.get(owner, ())]
        for subject in held:
            if subject not in below:
                below.add(subject)
                frontier.append(subject)

    def nothing(party: str) -> bool:
        return party not in below or book.ends_walks(party)

    return nothing


def least_walk(book: Book, group: Group) -> Walk:
    def floor(party: str) -> Bound:
        return claim_floor(book.claims.get((party, Dimension.ECONOMIC), ()), group.sure)

    return Walk(
        Aim.LEAST,
        lambda party: book.column(party, Dimension.ECONOMIC),
        ones=group.sure.__contains__,
        zeros=_nothing_of(book, book.sure, group.sure),
        floor=floor,
    )


def most_walk(book: Book, group: Group) -> Walk:
    def unplaced(party: str, column: Column) -> tuple[int, int]:
        claims = [
            claim
            for claim in book.claims.get((party, Dimension.ECONOMIC), ())
            if claim.owner in group.possible
        ]
        if not claims:
            return 0, HUNDRED_PERCENT
        direct = {holding.owner: holding.hi for holding in column.holdings}
        more = sum(max(0, claim.share.hi - direct.get(claim.owner, 0)) for claim in claims)
        fixed = sum(
            h.lo
            for h in column.holdings
            if h.owner in book.terminal and h.owner not in group.possible
        )
        own = column.own.lo if column.own else 0
        return more, max(0, HUNDRED_PERCENT - own - fixed)

    return Walk(
        Aim.MOST,
        lambda party: book.possible_column(party, Dimension.ECONOMIC),
        ones=group.possible.__contains__,
        zeros=_nothing_of(book, book.possible, group.possible),
        unplaced=unplaced,
    )


def safe_walk(book: Book, group: Group, *, cap_per_competitor: bool = True) -> Walk:
    """The least that must end with people and states outside the group: all else may be its own.

    A circle that nobody outside owns keeps its mass, and so never counts as safe.
    """

    def hidden(column: Column) -> Bound | None:
        if column.cap is None or not cap_per_competitor:
            return None
        unlisted = len(group.listed - {holding.owner for holding in column.holdings})
        return Bound(column.cap.value * unlisted, column.cap.open and unlisted > 0)

    return Walk(
        Aim.LEAST,
        lambda party: book.column(party, Dimension.ECONOMIC),
        ones=lambda party: book.is_terminal(party) and party not in group.possible,
        zeros=lambda party: party in group.possible or party in book.anybody,
        hidden=hidden,
    )


def _worst(book: Book, group: Group, target: str, *, cap_per_competitor: bool) -> Bound:
    if book.is_terminal(target):
        return NOTHING
    if book.is_anybody(target):
        return EVERYTHING
    safe = safe_walk(book, group, cap_per_competitor=cap_per_competitor).bound(target)
    return Bound(HUNDRED_PERCENT - safe.value, safe.open)
