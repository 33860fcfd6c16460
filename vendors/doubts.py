"""What of a disclosure is accepted, and should still be looked at? Odd days, odd totals.

Warnings are said aloud and stored with the disclosure; they never block it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from vendors.ownership.columns import Consistency, check_sums
from vendors.ownership.facts import Confidence, Fact, in_force
from vendors.ownership.holdings import Part, Reading, parts_of, pool, stated_votes
from vendors.ownership.kinds import Dimension

LONG_AGO = date(1800, 1, 1)
YEARS_AHEAD = 30
MOST_DAYS = 50
_FACE_VALUE = Reading(proving=frozenset(Confidence), one_share_one_vote=False)


@dataclass(frozen=True, slots=True)
class OddDay:
    """A day that is possible, and hardly meant."""

    pointer: str
    code: str
    day: date


def odd_days(days: Iterable[tuple[str, date | None]], *, today: date) -> Iterator[OddDay]:
    """Days before there were companies, or further ahead than anybody plans."""
    for pointer, day in days:
        if day is None:
            continue
        if day < LONG_AGO:
            yield OddDay(pointer, "long_ago", day)
        elif day.year > today.year + YEARS_AHEAD:
            yield OddDay(pointer, "far_future", day)


@dataclass(frozen=True, slots=True)
class Excess:
    """More than all of a subject, in one dimension, on a day."""

    subject: str
    dimension: Dimension
    day: date | None
    units: int


def excesses(facts: Sequence[Fact], changed: Sequence[Fact]) -> list[Excess]:
    """Where direct holdings come to more than 100 percent while a changed fact holds.

    Every source counts here at face value, rumours too: a total above 100 is worth a look whoever
    says it. At most one per subject and dimension, the first by day.
    """
    by_subject: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.directness == "direct":
            by_subject[fact.subject].append(fact)
    touched = sorted({fact.subject for fact in changed})
    found = []
    for subject in touched:
        mine = by_subject[subject]
        seen: set[Dimension] = set()
        for day in _days([fact for fact in changed if fact.subject == subject], mine):
            for excess in _on_day(subject, mine, day):
                if excess.dimension not in seen:
                    seen.add(excess.dimension)
                    found.append(excess)
    return found


def _days(changed: Sequence[Fact], facts: Sequence[Fact]) -> list[date]:
    """The days on which a total may first be too high while something changed holds."""
    starts = {fact.valid_from or date.min for fact in (*changed, *facts)}
    meant = [day for day in sorted(starts) if any(fact.holds_on(day) for fact in changed)]
    return list(islice(meant, MOST_DAYS))


def _on_day(subject: str, facts: Sequence[Fact], day: date) -> Iterator[Excess]:
    current = in_force(facts, day)
    voting = stated_votes(current, _FACE_VALUE)
    columns: dict[Dimension, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for fact in current:
        for part in parts_of(fact, _FACE_VALUE, voting):
            columns[part.dimension][part.owner].append(part)
    for dimension in sorted(columns):
        holdings = [pool(owner, parts).holding for owner, parts in columns[dimension].items()]
        if check_sums(holdings, complete=False) is Consistency.OVER_100:
            total = sum(holding.lo for holding in holdings)
            yield Excess(subject, dimension, None if day == date.min else day, total)
