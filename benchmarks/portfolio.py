"""How long does it take to recheck everybody, and what would other ways take for one number each?

Batch by batch, as after a policy is adopted: what a worker does with one delivery, judged and
written down. The others are asked for the one number they know, for the same vendors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from benchmarks import filling, scratch
from benchmarks.figures import Outcome, Series, Table, in_turns, times_of
from benchmarks.graph import made
from benchmarks.recheck import SAME, World, world_of
from config.actors import Actor
from config.events.dispatcher import MOST_TOGETHER
from procurement.models import Assessment
from procurement.neutrality.findings import Level
from procurement.operations.assessing import assess_vendor, assess_vendors
from vendors.models import Vendor

VENDORS = 10_000
AT = datetime.combine(filling.TODAY, datetime.min.time(), UTC)
TOGETHER = "ours: judged and written down, 50 together"
ALONE = "ours: the same, a vendor at a time"
EDGES = "SQL: every link once, then numpy"
NETWORKX = "networkx, the whole graph in memory"


def measure(*, edges: int, rounds: int, seed: int) -> Outcome:
    """The first `rounds` batches of a portfolio in a shuffled order; every way does all of each."""
    outcome = Outcome("portfolio")
    with scratch.database(), scratch.raw() as plain:
        world = world_of(plain, made(edges, seed=seed, vendors=VENDORS))
        batches = _batches(world, rounds + 1)
        assess_vendor(vendor_id=_id(batches[0][0]), at=AT, actor=Actor.system())  # all are warm
        _compare(outcome, world, batches[1:])
    return outcome


def _batches(world: World, count: int) -> list[list[int]]:
    """Vendors as they come, light and heavy mixed, but for those that are of the group."""
    members = {filling.number_of(UUID(party)) for party in world.group.possible}
    numbers = world.graph.vendors.tolist()
    spread = numbers[:: max(1, len(numbers) // (count * MOST_TOGETHER))]
    others = (vendor for vendor in spread if vendor not in members)
    return [list(islice(others, MOST_TOGETHER)) for _ in range(count)]


def _id(vendor: int) -> UUID:
    return filling.numbered(filling.VENDOR, vendor)


def _compare(outcome: Outcome, world: World, batches: Sequence[Sequence[int]]) -> None:
    ways: dict[str, Callable[[int], object]] = {
        TOGETHER: lambda number: _together(batches[number]),
        ALONE: lambda number: _alone(batches[number]),
        EDGES: lambda number: [world.sql.edges(_party(vendor)) for vendor in batches[number]],
        NETWORKX: lambda number: [world.resident(vendor) for vendor in batches[number]],
    }
    series, answers = in_turns(ways, range(len(batches)))
    for batch, edges, resident in zip(batches, answers[EDGES], answers[NETWORKX], strict=True):
        assert isinstance(edges, list)
        assert isinstance(resident, list)
        _assert_alike(batch, edges, resident)
    each = {name: _per_vendor(one, batches) for name, one in series.items()}
    title = f"recheck of {VENDORS:,} vendors, {len(batches)} batches of {MOST_TOGETHER}"
    outcome.tables.append(
        Table(
            f"{title}, {world.graph.edges:,} edges; for one vendor",
            list(each.values()),
            (
                f"competitors: {len(world.yardstick.competitors)}",
                f"all {VENDORS:,} by one worker: {each[TOGETHER].median * VENDORS:.0f} s",
                f"SQL and networkx agree within {SAME:g}, and with the verdicts' own numbers",
            ),
        )
    )
    outcome.numbers |= {
        "together_s": each[TOGETHER].median,
        "together_over_alone": times_of(series[TOGETHER], series[ALONE]),
        "together_over_edges": times_of(series[TOGETHER], series[EDGES]),
        "together_over_networkx": times_of(series[TOGETHER], series[NETWORKX]),
    }


def _together(batch: Sequence[int]) -> None:
    actors = {_id(vendor): Actor.system() for vendor in batch}
    assess_vendors(actors=actors, at=AT, is_enough=lambda: False)


def _alone(batch: Sequence[int]) -> None:
    """Only confirmed, because nothing has changed since: less is written than together."""
    for vendor in batch:
        assess_vendor(vendor_id=_id(vendor), at=AT, actor=Actor.system())


def _party(vendor: int) -> UUID:
    return filling.numbered(filling.PARTY, vendor)


def _per_vendor(series: Series, batches: Sequence[Sequence[int]]) -> Series:
    spent = zip(series.seconds, batches, strict=True)
    return Series(series.name, tuple(seconds / len(batch) for seconds, batch in spent))


def _assert_alike(batch: Sequence[int], edges: Sequence[float], resident: Sequence[float]) -> None:
    """What is on record for every vendor of a batch is what the others found."""
    vendors = Vendor.objects.in_bulk([_id(vendor) for vendor in batch])
    rows = Assessment.objects.filter(vendor__in=vendors, superseded_by=None)
    stored = {row.vendor_id: row for row in rows}
    for vendor, by_sql, by_networkx in zip(batch, edges, resident, strict=True):
        assert abs(by_sql - by_networkx) < SAME, (vendor, by_sql, by_networkx)
        findings = stored[_id(vendor)].findings
        told = next(f for f in findings if f["rule"] == Level.MATERIAL_INTEREST)
        assert abs(float(told["min"]) / 100 - by_sql) <= 1e-8 + SAME, (vendor, told["min"], by_sql)
