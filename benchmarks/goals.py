"""Which ratios are promised, and why these?

Ratios of one run only: milliseconds depend on the machine. Each goal leaves room for a neighbour on
the machine above what was measured (see docs/reference/benchmarks.md), and none for another order
of magnitude.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A number of a benchmark that may be at most (or has to be at least) so much."""

    number: str
    why: str
    most: float | None = None
    least: float | None = None

    def is_met_by(self, found: float) -> bool:
        return (self.most is None or found <= self.most) and (
            self.least is None or found >= self.least
        )

    @property
    def limit(self) -> str:
        return f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"


GOALS: Mapping[str, tuple[Goal, ...]] = {
    "chain": (
        Goal(
            "chain_over_floor",
            most=4,
            why="a fact goes two ways over the broker, first to find whom it concerns, then to "
            "judge; owing, leases and receipts may cost no more than as much again, and a busy "
            "machine twice that",
        ),
        Goal(
            "chain_over_nothing",
            most=40,
            why="the verdict is the work of tens of queries and of the engine; a lost wake-up "
            "(a poll is a second) or a waited-for lease (15 s) would be hundreds of times",
        ),
    ),
    "recheck": (
        Goal(
            "light.queries",
            most=16,
            why="facts come by a fixed number of queries, whatever stands around a vendor",
        ),
        Goal(
            "queries_more_for_heavy",
            most=0,
            why="thousands of parties above are read by the same queries as one",
        ),
        Goal(
            "heavy.paths_over_verdict",
            least=1,
            why="the whole exact verdict is there before a query over all paths gives up: the "
            "usual way to write this in SQL does not end in a core of circles",
        ),
        Goal(
            "light.one_number_over_edges",
            most=25,
            why="one share of a light vendor, from dated facts in exact rationals, is a handful of "
            "queries where plain SQL is one",
        ),
        Goal(
            "heavy.one_number_over_edges",
            most=150,
            why="exact rationals between two ends in Python, where numpy adds floats: paid for "
            "being right next to a threshold, and bounded here",
        ),
        Goal(
            "heavy.verdict_over_networkx",
            most=8,
            why="a verdict has four rules, eight kinds of ties, both ends and the worst, its "
            "sources and its questions; networkx gives one number of them from memory",
        ),
        Goal(
            "heavy.verdict_over_edges",
            most=30,
            why="the same beside one recursive query and numpy; what is above the competitors is "
            "known, so that few of the thousands of parties above are reckoned again",
        ),
        Goal(
            "light.verdict_over_first",
            most=0.2,
            why="what is above the competitors is read and reckoned once for all vendors",
        ),
        Goal(
            "light_over_heavy",
            most=1.5,
            why="a light vendor has less to be looked at; it must never cost more than a heavy one",
        ),
    ),
    "portfolio": (
        Goal(
            "together_over_networkx",
            most=8,
            why="a whole verdict judged and written down, where networkx finds a number in memory",
        ),
        Goal(
            "together_over_edges",
            most=30,
            why="the same beside a query for each vendor's one number",
        ),
        Goal(
            "together_over_alone",
            most=1.5,
            why="fifty new verdicts together, with their events, cost no more than fifty that are "
            "only confirmed one by one",
        ),
    ),
    "affected": (
        Goal(
            "over_sql",
            most=15,
            why="most changes concern nobody, and whoever asks finds that at once: what is "
            "compared there is Django with a bare driver",
        ),
        Goal(
            "slowest_over_sql",
            most=0.5,
            why="near the knot a change concerns hundreds; a look-up of who consulted a party must "
            "beat walking to all of them",
        ),
        Goal(
            "slowest_over_networkx",
            most=1,
            why="the same beside a walk in memory that asks no database",
        ),
    ),
    "contracts": (
        Goal(
            "cpu_over_by_hand",
            most=7,
            why="sign-in, strict parameters, filters, cursors, models and one more look at the "
            "clock; plain nested serializers take 16 times raw SQL",
        ),
        Goal("over_by_hand", most=7, why="the same, in time as a client sees it"),
        Goal(
            "queries",
            most=6,
            why="token and clock, contracts, their papers (twice), clauses, duties",
        ),
        Goal("queries_more_for_large", most=0, why="a page of 500 asks as often as a page of one"),
    ),
    "exposure": (
        Goal(
            "over_by_hand",
            most=20,
            why="every contract comes to Python once, so that papers of later days can be taken "
            "back, shares are exact and nothing depends on what the sums are grouped by; plain SQL "
            "adds up and says no more",
        ),
        Goal(
            "owner_over_by_hand",
            most=160,
            why="facts become dated columns between two ends, with control and the undisclosed "
            "rest, where a recursive query multiplies one numeric along paths and would not end in "
            "a circle",
        ),
        Goal("queries", most=5, why="place in the ledger, contracts, deliveries, policy (twice)"),
        Goal("owner_queries", most=12, why="facts of all vendors are read at once"),
    ),
    "shortlist": (
        Goal(
            "over_by_hand",
            most=12,
            why="every vendor comes to Python once and is told with twelve exact parts in words or "
            "with every reason, its verdict never staler than the facts; plain SQL adds up floats "
            "and forgets whom it left out",
        ),
        Goal("queries", most=26, why="what everybody offers is read at once, whoever they are"),
    ),
}


def judged(name: str, numbers: Mapping[str, float]) -> Iterator[tuple[Goal, float, bool]]:
    """Each goal of a benchmark, what was found, and whether that is good enough."""
    for goal in GOALS.get(name, ()):
        found = numbers[goal.number]
        yield goal, found, goal.is_met_by(found)
