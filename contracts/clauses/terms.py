"""What does a clause ask for, as data: which measure, how much, whose, and until when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from contracts.calendar import LONGEST_PERIOD_DAYS, Counting, DayType, NoticePeriod

Percent = Decimal | Fraction
"""Exact, 0 to 100; a float is never one."""

HUNDRED: Final = 100


class ClauseKind(StrEnum):
    CHANGE_OF_CONTROL = "change_of_control"
    KEY_PERSON = "key_person"
    ASSIGNMENT = "assignment"
    EXCLUSIVITY = "exclusivity"
    CONFIDENTIALITY = "confidentiality"
    AUDIT = "audit"


class Measure(StrEnum):
    ECONOMIC = "economic"
    VOTING = "voting"
    BOARD = "board"
    KEY_PERSON = "key_person"
    REVENUE_SHARE = "revenue_share"
    CONTROL = "control"


class Comparator(StrEnum):
    GT = "gt"
    GE = "ge"


class PartyClass(StrEnum):
    ANY = "any"
    COMPETITOR = "competitor"


class Remedy(StrEnum):
    TERMINATE = "terminate"
    SUSPEND = "suspend"
    CONSENT = "consent"
    NOTIFY = "notify"


class WindowFrom(StrEnum):
    EVENT = "event"
    NOTICE = "notice"
    AWARENESS = "awareness"


PERCENT_MEASURES: Final = frozenset(
    {Measure.ECONOMIC, Measure.VOTING, Measure.BOARD, Measure.REVENUE_SHARE}
)
ACTING_REMEDIES: Final = frozenset({Remedy.TERMINATE, Remedy.SUSPEND, Remedy.CONSENT})
"""Remedies that let us do something; a duty to notify alone protects nobody."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One trigger and the right it gives.

    `threshold` is in percent and matters for PERCENT_MEASURES only. Without `window_days` the
    right, once begun, does not lapse. Without `measure` only a person can say whether it applies.
    How the window is counted is said by `window_day_type` and `window_counting`, with the holidays
    of `jurisdiction`; the time to cure is always counted in calendar days after the notice.
    """

    kind: ClauseKind
    measure: Measure | None
    remedy: Remedy
    comparator: Comparator = Comparator.GT
    threshold: Percent | None = None
    party_class: PartyClass = PartyClass.ANY
    window_days: int | None = None
    window_from: WindowFrom = WindowFrom.EVENT
    cure_days: int | None = None
    window_day_type: DayType = DayType.CALENDAR
    window_counting: Counting = Counting.EXCLUSIVE
    jurisdiction: str = ""

    @property
    def window(self) -> NoticePeriod | None:
        """How long a right can be used; none if it does not lapse."""
        if self.window_days is None:
            return None
        return NoticePeriod(
            self.window_days, self.window_day_type, self.jurisdiction, self.window_counting
        )

    @property
    def measurable(self) -> bool:
        """Whether facts alone can answer it."""
        if self.measure in PERCENT_MEASURES:
            return self.threshold is not None
        return self.measure is not None


@dataclass(frozen=True, slots=True)
class ClauseFault:
    """One field of a clause that cannot be meant."""

    field: str
    code: str
    detail: str


def find_clause_faults(clause: Clause) -> tuple[ClauseFault, ...]:
    """Contradictions a clause may not be written down with; empty when there are none."""
    faults = list(_threshold_faults(clause))
    for field, days in (("window_days", clause.window_days), ("cure_days", clause.cure_days)):
        if days is not None and not 0 <= days <= LONGEST_PERIOD_DAYS:
            detail = f"A period lasts 0 to {LONGEST_PERIOD_DAYS} days."
            faults.append(ClauseFault(field, "out_of_range", detail))
    return tuple(faults)


def _threshold_faults(clause: Clause) -> Sequence[ClauseFault]:
    if clause.measure not in PERCENT_MEASURES:
        return ()
    if clause.threshold is None:
        detail = f"A clause on {clause.measure} needs a threshold in percent."
        return (ClauseFault("threshold", "required", detail),)
    if not 0 <= clause.threshold <= HUNDRED:
        return (ClauseFault("threshold", "out_of_range", "A threshold lies between 0 and 100."),)
    if clause.threshold == HUNDRED and clause.comparator is Comparator.GT:
        return (ClauseFault("threshold", "never_met", "Nothing is more than 100 percent."),)
    return ()


def _covenant(kind: ClauseKind, measure: Measure, threshold: int | None = None) -> Clause:
    return Clause(
        kind=kind,
        measure=measure,
        remedy=Remedy.TERMINATE,
        comparator=Comparator.GE,
        threshold=None if threshold is None else Fraction(threshold),
        party_class=PartyClass.COMPETITOR,
        window_days=180,
        window_from=WindowFrom.AWARENESS,
    )


NEUTRALITY_COVENANT: Final[tuple[Clause, ...]] = (
    _covenant(ClauseKind.CHANGE_OF_CONTROL, Measure.ECONOMIC, 10),
    _covenant(ClauseKind.CHANGE_OF_CONTROL, Measure.VOTING, 10),
    _covenant(ClauseKind.CHANGE_OF_CONTROL, Measure.CONTROL),
    _covenant(ClauseKind.KEY_PERSON, Measure.KEY_PERSON),
    _covenant(ClauseKind.EXCLUSIVITY, Measure.REVENUE_SHARE, 30),
)
"""What we suggest to legal where a contract would miss a conflict: ours, not market practice."""
