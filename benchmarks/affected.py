"""How long does it take to find whom a changed holding may concern, and what would other ways take?

Every vendor was judged, so the parties each verdict consulted are on record. The others look down
from the company whose owners changed, and keep the vendors they meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import networkx as nx  # type: ignore[import-untyped]  # it has no types
import psycopg

from benchmarks import filling, scratch
from benchmarks.figures import Outcome, Series, Table, in_turns, times_of
from benchmarks.graph import Graph, made
from benchmarks.recheck import World, world_of
from config.actors import Actor
from config.events.dispatcher import MOST_TOGETHER
from procurement.operations.assessing import assess_vendors
from vendors.models import Footprint
from vendors.queries.standing import vendors_with_footprint

VENDORS = 1_000
CHANGES = 500  # a round: enough for the few below the knot to be the slowest hundredth
AT = datetime.combine(filling.TODAY, datetime.min.time(), UTC)
FOOTPRINT = "ours: who consulted either end"
DOWNWARD = "SQL: every link below, once"
NETWORKX = "networkx, the whole graph in memory"

_DOWNWARD = """
WITH RECURSIVE below(party_id) AS (
    SELECT %(start)s::uuid
    UNION
    SELECT i.subject_id FROM below
    JOIN vendors_interest i ON i.interested_party_id = below.party_id AND i.superseded_seq IS NULL
) SELECT v.id FROM below JOIN vendors_vendor v USING (party_id)
"""


def measure(*, edges: int, rounds: int, seed: int) -> Outcome:
    """Holdings chosen evenly: most concern nobody, a few everybody below the knot."""
    outcome = Outcome("affected")
    with scratch.database(), scratch.raw() as plain:
        world = world_of(plain, made(edges, seed=seed, vendors=VENDORS))
        _judge_all(world.graph)
        plain.execute("ANALYZE")
        changed = Random(seed).sample(range(world.graph.edges), rounds * CHANGES)
        _compare(outcome, world, plain, changed)
    return outcome


def _judge_all(graph: Graph) -> None:
    vendors = [filling.numbered(filling.VENDOR, number) for number in graph.vendors.tolist()]
    for start in range(0, len(vendors), MOST_TOGETHER):
        actors = {vendor: Actor.system() for vendor in vendors[start : start + MOST_TOGETHER]}
        assess_vendors(actors=actors, at=AT, is_enough=lambda: False)


def _compare(
    outcome: Outcome, world: World, plain: psycopg.Connection, changed: Sequence[int]
) -> None:
    graph = world.graph
    vendors = frozenset(graph.vendors.tolist())
    below = nx.DiGraph(zip(graph.owner.tolist(), graph.subject.tolist(), strict=True))
    ways: dict[str, Callable[[int], object]] = {
        FOOTPRINT: lambda edge: _by_footprint(graph, edge),
        DOWNWARD: lambda edge: _by_sql(plain, graph, edge),
        NETWORKX: lambda edge: _by_networkx(below, vendors, int(graph.subject[edge])),
    }
    series, answers = in_turns(ways, changed)
    for ours, by_sql, by_networkx in zip(*(answers[way] for way in ways), strict=True):
        assert isinstance(ours, set)
        assert isinstance(by_sql, set)
        assert by_sql == by_networkx
        assert by_sql <= ours, f"{len(by_sql - ours)} vendors were overlooked"
    concerned = [len(found) for found in answers[FOOTPRINT] if isinstance(found, set)]
    rows = Footprint.objects.count()
    outcome.tables.append(
        Table(
            f"whom a changed holding concerns, of {VENDORS:,} vendors, {len(changed)} changes,"
            f" {graph.edges:,} edges",
            list(series.values()),
            (
                f"concerned: nobody in {concerned.count(0)}, at most {max(concerned)}",
                f"kept for it: {rows:,} rows, {rows / VENDORS:.0f} a vendor",
                f"slowest hundredth: {_slowest_told(series)}",
                f"slowest hundredth, ours / SQL: {_slowest(series, DOWNWARD):.2g}",
                f"slowest hundredth, ours / networkx: {_slowest(series, NETWORKX):.2g}",
                "nobody whom the others found was overlooked",
            ),
        )
    )
    outcome.numbers |= {
        "over_sql": times_of(series[FOOTPRINT], series[DOWNWARD]),
        "slowest_over_sql": _slowest(series, DOWNWARD),
        "slowest_over_networkx": _slowest(series, NETWORKX),
    }


def _slowest(series: dict[str, Series], other: str) -> float:
    """Ours over another, where that one is slowest: what a change below the knot costs."""
    return series[FOOTPRINT].p99 / series[other].p99


def _slowest_told(series: dict[str, Series]) -> str:
    return ", ".join(f"{one.p99 * 1000:.3g} ms" for one in series.values())


def _by_footprint(graph: Graph, edge: int) -> set[UUID]:
    ends = (_party(graph.owner[edge]), _party(graph.subject[edge]))
    return set(vendors_with_footprint(ends).values_list("id", flat=True))


def _by_sql(plain: psycopg.Connection, graph: Graph, edge: int) -> set[UUID]:
    asked = {"start": _party(graph.subject[edge])}
    return {vendor for (vendor,) in plain.execute(_DOWNWARD, asked).fetchall()}


def _by_networkx(below: nx.DiGraph, vendors: frozenset[int], subject: int) -> set[UUID]:
    def met() -> Iterator[UUID]:
        for party in nx.descendants(below, subject) | {subject}:
            if party in vendors:
                yield filling.numbered(filling.VENDOR, party)

    return set(met())


def _party(number: int) -> UUID:
    return filling.numbered(filling.PARTY, int(number))
