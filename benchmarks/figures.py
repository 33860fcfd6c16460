"""How is what was measured summed up, and written down?

Times of several ways to do the same thing are taken in turns, item by item, so that a neighbour on
the machine slows all of them; medians and the median of the ratios item by item are then worth
something where the milliseconds are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Series:
    """The times of one way, in seconds, item by item."""

    name: str
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p90(self) -> float:
        return self._slower_than(10)

    @property
    def p99(self) -> float:
        return self._slower_than(100)

    def _slower_than(self, parts: int) -> float:
        """What all but one of so many equal parts of the items stay below."""
        return quantiles(self.seconds, n=parts)[-1] if len(self.seconds) > 1 else self.seconds[0]


def times_of(slow: Series, fast: Series) -> float:
    """How many times as long the first takes, as the median over the items both did."""
    return median(a / b for a, b in zip(slow.seconds, fast.seconds, strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """Ways to do one thing; the first is ours, and the others are compared with it."""

    title: str
    ways: Sequence[Series]
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Outcome:
    """What a benchmark found: tables to read, and the numbers that goals are about."""

    name: str
    tables: list[Table] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Took:
    """The answer of a way that knows better than its caller when its work began."""

    seconds: float
    answer: object


def in_turns(
    ways: Mapping[str, Callable[[int], object]],
    items: Iterable[int],
    *,
    between: Callable[[], None] = lambda: None,
) -> tuple[dict[str, Series], dict[str, list[object]]]:
    """Do every item in every way, one way after the other; answers times and answers by way.

    :param between: what has to be done before each, and does not count
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    answers: dict[str, list[object]] = {name: [] for name in ways}
    for item in items:
        for name, way in ways.items():
            between()
            began = time.perf_counter()
            answer = way(item)
            took = answer if isinstance(answer, Took) else Took(time.perf_counter() - began, answer)
            seconds[name].append(took.seconds)
            answers[name].append(took.answer)
    return {name: Series(name, tuple(took)) for name, took in seconds.items()}, answers


def show(outcome: Outcome) -> None:
    for table in outcome.tables:
        print(f"\n{table.title}")
        print(f"  {'':<50}{'median':>12}{'p90':>12}{'ours / it':>12}")
        ours = table.ways[0]
        for way in table.ways:
            times = "" if way is ours else f"{times_of(ours, way):.3g} x"
            print(f"  {way.name:<50}{_ms(way.median):>12}{_ms(way.p90):>12}{times:>12}")
        for note in table.notes:
            print(f"  - {note}")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "name": outcome.name,
        "numbers": outcome.numbers,
        "tables": [
            {
                "title": table.title,
                "notes": list(table.notes),
                "ways": [
                    {
                        "name": way.name,
                        "median_s": way.median,
                        "p90_s": way.p90,
                        "seconds": list(way.seconds),
                    }
                    for way in table.ways
                ],
            }
            for table in outcome.tables
        ],
    }
