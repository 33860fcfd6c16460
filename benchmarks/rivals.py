"""How else could it be reckoned how much of a company belongs to a group?

Each is told who the group is, and answers one number, the least that is proved; what the verdict
needs besides (control, influence, ties, upper ends, sources, sentences) none of them reckons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import networkx as nx  # type: ignore[import-untyped]  # it has no types
import numpy as np
import numpy.typing as npt
import psycopg
from psycopg import errors

from benchmarks.graph import WHOLE, Graph

PATIENCE_MS = 10_000
"""How long a query may take before it is given up."""

_EDGES = """
WITH RECURSIVE above(subject_id, owner_id, lo) AS (
    SELECT subject_id, interested_party_id, lo FROM vendors_interest
    WHERE subject_id = %(start)s AND superseded_seq IS NULL
    UNION
    SELECT i.subject_id, i.interested_party_id, i.lo FROM above
    JOIN vendors_interest i ON i.subject_id = above.owner_id AND i.superseded_seq IS NULL
    WHERE NOT above.owner_id = ANY (%(group)s)
) SELECT subject_id, owner_id, lo FROM above
"""
_PATHS = """
WITH RECURSIVE path(at, part, trail) AS (
    SELECT %(start)s::uuid, 1::float8, ARRAY[%(start)s::uuid]
    UNION ALL
    SELECT i.interested_party_id, path.part * i.lo / 1e8, path.trail || i.interested_party_id
    FROM path JOIN vendors_interest i ON i.subject_id = path.at AND i.superseded_seq IS NULL
    WHERE NOT path.at = ANY (%(group)s) AND NOT i.interested_party_id = ANY (path.trail)
        AND path.part * i.lo / 1e8 > %(least)s
) SELECT coalesce(sum(part), 0) FROM path WHERE at = ANY (%(group)s)
"""


@dataclass(frozen=True, slots=True)
class Sql:
    """Recursive queries on a connection of their own, without Django."""

    plain: psycopg.Connection
    group: list[UUID]

    def edges(self, start: UUID) -> float:
        """Every link above, once (`UNION`), and the sum solved in numpy: exact."""
        rows = self.plain.execute(_EDGES, {"start": start, "group": self.group}).fetchall()
        return solved(rows, start, self.group)

    def paths(self, start: UUID, *, least: float = 0.0) -> float | None:
        """Every path, its shares multiplied on the way; None if that takes too long.

        Circles are cut, so their part is missing; `least` also cuts paths that carry less.
        """
        asked = {"start": start, "group": self.group, "least": least}
        try:
            with self.plain.transaction():
                self.plain.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
                row = self.plain.execute(_PATHS, asked).fetchone()
        except errors.QueryCanceled:
            return None
        return None if row is None else float(row[0])


def solved(rows: Sequence[tuple[UUID, UUID, int]], start: UUID, group: Collection[UUID]) -> float:
    """The chance of ever meeting the group on a walk upward, by repeated sweeps over all links."""
    if not rows:
        return 0.0
    index: dict[UUID, int] = {start: 0}
    subject = np.array([index.setdefault(row[0], len(index)) for row in rows])
    owner = np.array([index.setdefault(row[1], len(index)) for row in rows])
    part = np.array([row[2] for row in rows]) / WHOLE
    met: npt.NDArray[np.float64] = np.zeros(len(index))
    goals = [index[party] for party in group if party in index]
    met[goals] = 1.0
    while True:
        after = np.bincount(subject, weights=part * met[owner], minlength=len(index))
        after[goals] = 1.0
        if np.abs(after - met).max() < 1e-14:
            return float(after[0])
        met[:] = after


class Resident:
    """The whole graph in memory as networkx has it; what is above the group is left out."""

    def __init__(self, graph: Graph, group: Collection[int]) -> None:
        self.group = frozenset(group)
        self.above = nx.DiGraph()
        self.above.add_nodes_from(range(graph.nodes))
        links = zip(graph.subject.tolist(), graph.owner.tolist(), graph.lo.tolist(), strict=True)
        self.above.add_weighted_edges_from(
            (subject, owner, lo / WHOLE)
            for subject, owner, lo in links
            if subject not in self.group
        )

    def __call__(self, start: int) -> float:
        """Owners before what they own, circles solved as linear equations: exact."""
        near = self.above.subgraph(nx.descendants(self.above, start) | {start})
        met: dict[int, float] = {}
        for circle in nx.strongly_connected_components(near):  # owners come first
            if len(circle) == 1:
                (company,) = circle
                met[company] = 1.0 if company in self.group else _passed_on(near, company, met)
            else:
                met.update(_circle(near, sorted(circle), met))
        return met[start]


def _passed_on(near: nx.DiGraph, company: int, met: Mapping[int, float]) -> float:
    links = near.adj[company].items()
    return sum((link["weight"] * met[owner] for owner, link in links if owner in met), start=0.0)


def _circle(near: nx.DiGraph, circle: list[int], met: Mapping[int, float]) -> dict[int, float]:
    matrix = np.eye(len(circle)) - nx.to_numpy_array(near, nodelist=circle)
    outside = np.array([_passed_on(near, company, met) for company in circle])
    values = np.linalg.solve(matrix, outside)
    return dict(zip(circle, values.tolist(), strict=True))
