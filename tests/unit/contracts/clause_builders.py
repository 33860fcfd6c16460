"""The four usual change-of-control wordings, our covenant, and a competitor that buys in."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.clauses import (
    Answer,
    Clause,
    ClauseKind,
    Comparator,
    Controlled,
    Holdings,
    KeyPersonMove,
    Measure,
    Measured,
    PartyClass,
    Remedy,
    WindowFrom,
)

EVENT = date(2025, 6, 12)
AWARE = date(2025, 6, 13)


def change_of_control(measure: Measure, **changes: object) -> Clause:
    clause = Clause(
        kind=ClauseKind.CHANGE_OF_CONTROL,
        measure=measure,
        remedy=Remedy.TERMINATE,
        comparator=Comparator.GT,
        threshold=None if measure is Measure.CONTROL else Decimal(50),
        window_days=90,
        window_from=WindowFrom.EVENT,
    )
    return replace(clause, **changes)  # type: ignore[arg-type]


VOTING_SECURITIES_90_DAYS = change_of_control(Measure.VOTING)
VOTING_POWER_3_MONTHS = change_of_control(Measure.VOTING, window_days=92)
EQUITY_30_DAYS_OF_AWARENESS = change_of_control(
    Measure.ECONOMIC, window_days=30, window_from=WindowFrom.AWARENESS
)
STATUTORY_CONTROL_6_MONTHS = change_of_control(Measure.CONTROL, window_days=183)
COVENANT = change_of_control(
    Measure.ECONOMIC,
    comparator=Comparator.GE,
    threshold=Decimal(10),
    party_class=PartyClass.COMPETITOR,
)
KEY_PERSON = Clause(
    kind=ClauseKind.KEY_PERSON,
    measure=Measure.KEY_PERSON,
    remedy=Remedy.TERMINATE,
    party_class=PartyClass.COMPETITOR,
    window_days=60,
    window_from=WindowFrom.AWARENESS,
)


def share(measure: Measure, lo: object, hi: object = None, **changes: object) -> Measured:
    low = Fraction(str(lo))
    high = low if hi is None else Fraction(str(hi))
    meta = Measured(
        party="meta",
        name="Meta",
        is_competitor=True,
        measure=measure,
        lo=low,
        hi=high,
        worst=high,
        since=EVENT,
        known_at=AWARE,
    )
    return replace(meta, **changes)  # type: ignore[arg-type]


def control(answer: Answer, because: str = "") -> Controlled:
    return Controlled("meta", "Meta", True, answer, because, EVENT, AWARE)


WANG = KeyPersonMove(
    party="wang",
    name="Alexandr Wang",
    left=Answer.YES,
    joined_competitor=Answer.YES,
    employer="Meta",
    since=EVENT,
    known_at=AWARE,
)
NON_VOTING_49 = Holdings(
    measured=(
        share(Measure.ECONOMIC, 49, worst=Fraction(100)),
        share(Measure.VOTING, 0, worst=Fraction(100)),
    ),
    controlled=(control(Answer.UNKNOWN, "51 percent of the capital is not disclosed"),),
    key_people=(WANG,),
)


def holding(*measured: Measured) -> Holdings:
    return Holdings(measured=measured)
