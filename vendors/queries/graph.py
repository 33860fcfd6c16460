"""Who is around a party, and by which interests? A picture with an edge, and it says where."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from vendors.models import Interest, Party
from vendors.queries.facts import interests_in_force
from vendors.queries.parties import survivors_of
from vendors.queries.walks import same_parties

MOST_NODES = 500
MOST_EDGES = 2_000
MOST_LEVELS = 20


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Edge:
    """One interest between two nodes; `owner` None is a holder nobody names."""

    interest: Interest
    owner: UUID | None
    subject: UUID
    nominated_by: UUID | None = None
    members: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """`truncated`: more is reachable than is shown."""

    nodes: list[Party]
    edges: list[Edge]
    truncated: bool


@dataclass(slots=True)
class _Sketch:
    valid_at: date
    known_seq: int
    seen: set[UUID]
    edges: dict[UUID, Edge] = field(default_factory=dict)
    truncated: bool = False


def get_graph(
    party_id: UUID, *, direction: Direction, depth: int, valid_at: date, known_seq: int
) -> Picture:
    """Everyone within `depth` steps of a party, at most `MOST_NODES` of them, nearest first."""
    start = survivors_of([party_id], known_seq=known_seq)[party_id]
    sketch = _Sketch(valid_at, known_seq, {start})
    if direction is not Direction.DOWN:
        _grow(sketch, start, depth, upward)
    if direction is not Direction.UP:
        _grow(sketch, start, depth, downward)
    nodes = Party.objects.filter(id__in=sketch.seen).select_related("vendor").order_by("id")
    return Picture(list(nodes), list(sketch.edges.values()), sketch.truncated)


def upward(parties: Collection[UUID]) -> Q:
    return Q(subject__in=parties)


def downward(parties: Collection[UUID]) -> Q:
    return (
        Q(interested_party__in=parties)
        | Q(nominated_by__in=parties)
        | Q(members__overlap=list(parties))
    )


def _grow(
    sketch: _Sketch, start: UUID, depth: int, towards: Callable[[Collection[UUID]], Q]
) -> None:
    """One level after the other; a last look says whether there would be more."""
    frontier = {start}
    for level in range(depth + 1):
        found = _edges(sketch, frontier, towards)
        beyond = {party for edge in found for party in _ends(edge)} - sketch.seen
        if level == depth:
            sketch.truncated |= bool(beyond)
            return
        room = MOST_NODES - len(sketch.seen)
        sketch.truncated |= len(beyond) > room
        frontier = set(sorted(beyond)[:room])
        sketch.seen |= frontier
        for edge in found:
            if all(party in sketch.seen for party in _ends(edge)):
                sketch.edges[edge.interest.id] = edge
        if not frontier:
            return


def _edges(
    sketch: _Sketch, frontier: Collection[UUID], towards: Callable[[Collection[UUID]], Q]
) -> list[Edge]:
    """The interests at the frontier, with everyone they name by who speaks for them."""
    same = same_parties(frontier, known_seq=sketch.known_seq)
    in_force = interests_in_force(valid_at=sketch.valid_at, known_seq=sketch.known_seq)
    rows = list(
        in_force.filter(towards(same))
        .select_related("statement__disclosure")
        .order_by("id")[: MOST_EDGES + 1]
    )
    if len(rows) > MOST_EDGES:
        sketch.truncated = True
        rows = rows[:MOST_EDGES]
    named = {party for row in rows for party in _named(row)}
    who = survivors_of(named, known_seq=sketch.known_seq)
    return [
        Edge(
            row,
            who[row.interested_party_id] if row.interested_party_id else None,
            who[row.subject_id],
            who[row.nominated_by_id] if row.nominated_by_id else None,
            tuple(who[member] for member in row.members),
        )
        for row in rows
    ]


def _named(row: Interest) -> set[UUID]:
    ends = (row.subject_id, row.interested_party_id, row.nominated_by_id, *row.members)
    return {party for party in ends if party is not None}


def _ends(edge: Edge) -> set[UUID]:
    ends = (edge.subject, edge.owner, edge.nominated_by, *edge.members)
    return {party for party in ends if party is not None}
