"""What does each kind of statement do to the live versions of its record?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from vendors.ownership.facts import Confidence
from vendors.ownership.revision.periods import EVER, Period
from vendors.ownership.revision.saying import (
    Carried,
    Ceased,
    Fresh,
    Layer,
    Renewed,
    Revision,
    Saying,
    StatementKind,
    Version,
)


class EndsBeforeItBegins(ValueError):
    """An interest of the statement would hold on no day. `index` says which."""

    def __init__(self, index: int) -> None:
        super().__init__(f"interest {index} would end before it begins")
        self.index = index


class NothingToRevise(ValueError):
    """The record holds nothing on or after the day the statement speaks of."""


class Outranked(ValueError):
    """Everything the statement would take back rests on stronger sources than its own."""


def revise(live: Sequence[Version], saying: Saying) -> Revision:
    """What a statement does to the live versions of its record.

    :raises EndsBeforeItBegins: if an interest would hold on no day
    :raises NothingToRevise: if there is nothing to confirm, end or retract
    :raises Outranked: if a retraction meets only stronger sources
    """
    match saying.kind:
        case StatementKind.ASSERTION:
            whole = Period(saying.valid_from, None)
            return Revision(opens=_fresh(saying, whole))
        case StatementKind.CHANGE:
            return _change(live, saying)
        case StatementKind.CORRECTION:
            return _correct(live, saying)
        case StatementKind.CONFIRMATION:
            return _confirm(live, saying)
        case StatementKind.RETRACTION:
            return _retract(live, saying)
        case _:
            assert_never(saying.kind)


def _within_reach(live: Sequence[Version], saying: Saying) -> list[Version]:
    if saying.layer is Layer.PROVING:
        return list(live)
    return [version for version in live if version.layer is saying.layer]


def _change(live: Sequence[Version], saying: Saying) -> Revision:
    """From its day on it is this; what was believed of the days before stays."""
    onward = Period(saying.day, None)
    closed = [v for v in _within_reach(live, saying) if v.period.overlaps(onward)]
    carried = _carved(closed, onward)
    if saying.interests:
        opened = _fresh(saying, onward, not_before=saying.day)
        return Revision(_ids(closed), carried + opened)
    stronger = [
        version
        for version in live
        if version.layer < saying.layer and version.period.overlaps(onward)
    ]
    if not closed and not stronger:
        raise NothingToRevise
    ceased = tuple(
        Ceased(version.id, version.slot, version.period.common(onward))
        for version in stronger
        if version.measured and version.layer is Layer.PROVING
    )
    return Revision(_ids(closed), carried + ceased)


def _correct(live: Sequence[Version], saying: Saying) -> Revision:
    """It never was what we wrote: the version it speaks of goes, with all its days."""
    reach = _within_reach(live, saying)
    replaced = _spoken_of(reach, saying.said_day)
    others = [version for version in reach if version not in replaced]
    validity = Period.around(v.period for v in replaced or live or [_UNDATED])
    opened = _fresh(saying, validity, others=[version.period for version in others])
    span = Period.around(opening.period for opening in opened)
    cut = [version for version in others if version.period.overlaps(span)]
    return Revision(_ids(replaced + cut), _carved(cut, span) + opened)


_UNDATED = Version("", 0, Period(), Confidence.CONFIRMED)


def _spoken_of(versions: Sequence[Version], day: date | None) -> list[Version]:
    """The versions valid on a day, else those that begin next after it, else the last ones."""
    if day is None or not versions:
        return list(versions)
    if valid := [version for version in versions if version.period.holds_on(day)]:
        return valid
    later = [version for version in versions if version.period.first > day.toordinal()]
    if later:
        next_first = min(version.period.first for version in later)
        return [version for version in later if version.period.first == next_first]
    last = max(version.period.after for version in versions)
    return [version for version in versions if version.period.after == last]


def _confirm(live: Sequence[Version], saying: Saying) -> Revision:
    """Still true: the same again, fresher, and at least as well founded as the source."""
    current = [version for version in live if version.period.after > saying.day.toordinal()]
    if not current:
        raise NothingToRevise
    layers = [layer for layer in Layer if any(version.layer is layer for version in current)]
    if saying.layer is not Layer.PROVING:
        layers = [layer for layer in layers if layer is saying.layer is Layer.REPORTED]
    if not layers:
        return Revision()
    renewed = [version for version in current if version.layer is layers[0]]
    confidence = {v.id: _stronger(v.confidence, saying.confidence) for v in renewed}
    proved = [v.period for v in live if v.layer is Layer.PROVING and v not in renewed]
    opened = tuple(
        Renewed(version.id, version.slot, part, confidence[version.id])
        for version in renewed
        for part in _outside(version.period, proved if version.layer is not Layer.PROVING else [])
    )
    return Revision(_ids(renewed), opened)


_STRENGTH = (
    Confidence.CONFIRMED,
    Confidence.PROBABLE,
    Confidence.REPORTED,
    Confidence.DISPUTED,
)


def _stronger(one: Confidence, other: Confidence) -> Confidence:
    return min(one, other, key=_STRENGTH.index)


def _retract(live: Sequence[Version], saying: Saying) -> Revision:
    """Withdrawn: as if it had never been said."""
    if not live:
        raise NothingToRevise
    closed = _within_reach(live, saying)
    if not closed:
        raise Outranked
    return Revision(_ids(closed))


def _fresh(
    saying: Saying,
    validity: Period,
    *,
    not_before: date | None = None,
    others: Sequence[Period] = (),
) -> tuple[Fresh, ...]:
    """The statement's interests, with the days they do not say themselves filled in."""
    opened = []
    for index, told in enumerate(saying.interests):
        start = told.starts_on or validity.start
        if not_before is not None and (start is None or start < not_before):
            start = not_before
        end = told.ends_on if told.says_end else validity.end
        if told.says_end and end is None:
            end = _next_start(others, start)
        period = Period(start, end)
        if period.is_empty and not told.says_end:
            period = Period(start, None)
        if period.is_empty:
            raise EndsBeforeItBegins(index)
        opened.append(Fresh(index, index, period))
    return tuple(opened)


def _next_start(others: Sequence[Period], start: date | None) -> date | None:
    """Where the next version begins: saying "no end" does not swallow what came after."""
    begun = EVER if start is None else start.toordinal()
    later = [period.start for period in others if period.start is not None and period.first > begun]
    return min(later, default=None)


def _carved(versions: Sequence[Version], taken: Period) -> tuple[Carried, ...]:
    return tuple(
        Carried(version.id, version.slot, part)
        for version in versions
        for part in version.period.without(taken)
    )


def _outside(period: Period, taken: Sequence[Period]) -> list[Period]:
    parts = [period]
    for other in taken:
        parts = [left for part in parts for left in part.without(other)]
    return parts


def _ids(versions: Sequence[Version]) -> tuple[str, ...]:
    return tuple(version.id for version in versions)
