"""How long does it take to judge one vendor in a large graph, and what would other ways take?"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from uuid import UUID

import networkx as nx  # type: ignore[import-untyped]  # it has no types
import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import filling, scratch
from benchmarks.figures import Outcome, Table, in_turns, times_of
from benchmarks.graph import Graph, made
from benchmarks.rivals import PATIENCE_MS, Resident, Sql
from procurement.neutrality.findings import Level
from procurement.neutrality.judgement import Judgement
from procurement.operations.policies import adopt_default_policy
from procurement.queries import grounds
from procurement.queries.judging import judge_vendor
from procurement.queries.standards import Yardstick, yardstick_at
from vendors.models import Vendor
from vendors.ownership.control import Group
from vendors.ownership.groups import with_controllers
from vendors.ownership.integrated import disclosed_ends
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.reading import read
from vendors.queries.facts import facts_on

HEAVY = 100  # parties above a vendor from which on it counts as heavy
SAME = 1e-9
CUT = 1e-5
WHOLE_VERDICT = "ours: facts, and the whole verdict"
FIRST_VERDICT = "ours: the same, the groups read anew"
ONE_NUMBER = "ours: facts, and the one number"
EDGES = "SQL: every link once, then numpy"
PATIENT_ROUNDS = 3
CUT_PATHS = "SQL: every path above 10 ppm (inexact)"
NETWORKX = "networkx, the whole graph in memory"


@dataclass(frozen=True, slots=True)
class World:
    """The graph as it is stored, and what the rivals are told beforehand."""

    graph: Graph
    yardstick: Yardstick
    known_seq: int
    group: Group
    sql: Sql
    resident: Resident


def measure(*, edges: int, rounds: int, seed: int) -> Outcome:
    """Judge light and heavy vendors apart: averages over both would describe neither."""
    outcome = Outcome("recheck")
    with scratch.database(), scratch.raw() as plain:
        world = world_of(plain, made(edges, seed=seed, vendors=max(400, 20 * rounds)))
        for weight, vendors in _chosen(world, rounds).items():
            _compare(outcome, world, weight, vendors)
    numbers = outcome.numbers
    numbers["light_over_heavy"] = numbers["light.verdict_s"] / numbers["heavy.verdict_s"]
    numbers["queries_more_for_heavy"] = numbers["heavy.queries"] - numbers["light.queries"]
    return outcome


def world_of(plain: psycopg.Connection, graph: Graph) -> World:
    """Store the graph, and find out who belongs to the group, which the rivals are told."""
    known_seq = filling.fill(plain, graph)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 30000")  # as the worker has it
    adopt_default_policy()
    yardstick = yardstick_at(filling.TODAY, known_seq)
    facts = facts_on(yardstick.competitors, valid_at=filling.TODAY, known_seq=known_seq)
    rivals = [str(party) for party in yardstick.competitors]
    book = read(facts, yardstick.rules.reading)
    group = with_controllers(book, rivals, yardstick.rules.control_test)
    members = [UUID(party) for party in sorted(group.sure)]
    return World(
        graph,
        yardstick,
        known_seq,
        group,
        Sql(plain, members),
        Resident(graph, [filling.number_of(party) for party in members]),
    )


def _chosen(world: World, rounds: int) -> Mapping[str, list[int]]:
    """Vendors outside the group: fewer heavy ones, because every path is tried for each of them."""
    graph = world.graph
    above = nx.DiGraph(zip(graph.subject.tolist(), graph.owner.tolist(), strict=True))
    members = {filling.number_of(UUID(party)) for party in world.group.possible}
    chosen: dict[str, list[int]] = {"light": [], "heavy": []}
    for vendor in graph.vendors.tolist():
        if vendor in above and vendor not in members:
            many = len(nx.descendants(above, vendor)) >= HEAVY
            chosen["heavy" if many else "light"].append(vendor)
    return {"light": chosen["light"][:rounds], "heavy": chosen["heavy"][: max(2, rounds // 2)]}


def _compare(outcome: Outcome, world: World, weight: str, vendors: Sequence[int]) -> None:
    sql = world.sql
    ways: dict[str, Callable[[int], object]] = {
        WHOLE_VERDICT: lambda vendor: _verdict(world, vendor),
        FIRST_VERDICT: lambda vendor: _first_verdict(world, vendor),
        ONE_NUMBER: lambda vendor: _one_number(world, vendor),
        EDGES: lambda vendor: sql.edges(_party(vendor)),
        CUT_PATHS: lambda vendor: sql.paths(_party(vendor), least=CUT),
        NETWORKX: world.resident,
    }
    _verdict(world, vendors[0])  # plans and caches are warm for everyone
    series, answers = in_turns(ways, vendors)
    _assert_alike(answers, weight)
    paths, notes = _every_path(world, vendors[:PATIENT_ROUNDS], answers[ONE_NUMBER])
    outcome.tables.append(
        Table(
            f"recheck of a {weight} vendor, {len(vendors)} of them, {world.graph.edges:,} edges",
            list(series.values()),
            (*_notes(world, answers, vendors), notes),
        )
    )
    verdict = series[WHOLE_VERDICT]
    outcome.numbers |= {
        f"{weight}.verdict_s": verdict.median,
        f"{weight}.verdict_over_first": times_of(verdict, series[FIRST_VERDICT]),
        f"{weight}.verdict_over_edges": times_of(verdict, series[EDGES]),
        f"{weight}.verdict_over_networkx": times_of(verdict, series[NETWORKX]),
        f"{weight}.one_number_over_edges": times_of(series[ONE_NUMBER], series[EDGES]),
        f"{weight}.one_number_over_networkx": times_of(series[ONE_NUMBER], series[NETWORKX]),
        f"{weight}.paths_over_verdict": median(paths) / verdict.median,
        f"{weight}.queries": _queries(world, vendors),
    }


def _party(vendor: int) -> UUID:
    return filling.numbered(filling.PARTY, vendor)


def _verdict(world: World, vendor: int) -> Judgement:
    """What a worker does for one vendor, but for writing it down."""
    return judge_vendor(
        Vendor.objects.get(id=filling.numbered(filling.VENDOR, vendor)),
        valid_at=filling.TODAY,
        known_seq=world.known_seq,
        known_at=filling.RECORDED_AT,
        yardstick=world.yardstick,
    ).judgement


def _first_verdict(world: World, vendor: int) -> Judgement:
    """The same by a worker that has never judged, and so knows nothing of the competitors."""
    with grounds.known_nothing():
        return _verdict(world, vendor)


def _one_number(world: World, vendor: int) -> float:
    """What the rivals answer, by the same engine: exact rationals, told who the group is."""
    party = _party(vendor)
    facts = facts_on([party], valid_at=filling.TODAY, known_seq=world.known_seq)
    book = read(facts, world.yardstick.rules.reading)
    lo, _ = disclosed_ends(book, world.group, str(party))
    return float(lo.value / Fraction(HUNDRED_PERCENT))


def _queries(world: World, vendors: Sequence[int]) -> int:
    with CaptureQueriesContext(connection) as caught:
        yardstick_at(filling.TODAY, world.known_seq)
        _verdict(world, vendors[0])
    return len(caught)


def _assert_alike(answers: Mapping[str, Sequence[object]], weight: str) -> None:
    """All exact ways agree, and the verdict's own numbers enclose what they say."""
    for way in (EDGES, NETWORKX):
        for ours, theirs in zip(answers[ONE_NUMBER], answers[way], strict=True):
            assert abs(_float(ours) - _float(theirs)) < SAME, (weight, way, ours, theirs)
    assert answers[WHOLE_VERDICT] == answers[FIRST_VERDICT], weight
    for judged, share in zip(answers[WHOLE_VERDICT], answers[ONE_NUMBER], strict=True):
        assert isinstance(judged, Judgement)
        told = next(f for f in judged.findings if f.rule is Level.MATERIAL_INTEREST)
        assert told.min is not None
        assert abs(float(told.min) / 100 - _float(share)) <= 1e-8 + SAME, (told.min, share)
    for ours, theirs in zip(answers[ONE_NUMBER], answers[CUT_PATHS], strict=True):
        assert theirs is None or _float(theirs) <= _float(ours) + SAME, (weight, CUT_PATHS)


def _every_path(
    world: World, vendors: Sequence[int], shares: Sequence[object]
) -> tuple[list[float], str]:
    """The times of the query over all paths, and how it fared: it may never end."""
    took, unfinished = [], 0
    for vendor, share in zip(vendors, shares, strict=False):
        began = time.perf_counter()
        found = world.sql.paths(_party(vendor))
        took.append(time.perf_counter() - began)
        unfinished += found is None
        assert found is None or found <= _float(share) + SAME, (vendor, found, share)
    gave_up = f"{unfinished} of {len(vendors)} given up after {PATIENCE_MS / 1000:g} s"
    return took, f"SQL over every path: median {median(took) * 1000:.1f} ms, {gave_up}"


def _float(answer: object) -> float:
    assert isinstance(answer, float)
    return answer


def _notes(
    world: World, answers: Mapping[str, Sequence[object]], vendors: Sequence[int]
) -> tuple[str, ...]:
    judged = [answer for answer in answers[WHOLE_VERDICT] if isinstance(answer, Judgement)]
    states = Counter(answer.state.value for answer in judged)
    missed = [
        _float(ours) - _float(theirs)
        for ours, theirs in zip(answers[ONE_NUMBER], answers[CUT_PATHS], strict=True)
        if theirs is not None
    ]
    above = median(len(answer.footprint) - 1 for answer in judged)
    rivals, members = len(world.yardstick.competitors), len(world.group.sure)
    cut = max(missed, default=0.0)
    return (
        f"parties above: median {above:g}; competitors: {rivals}, with controllers {members}",
        f"verdicts: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}",
        f"the exact ways agree within {SAME:g}; cutting paths misses up to {cut:.1e}",
        f"queries for a verdict: {_queries(world, vendors)}",
    )
