"""Does one fact meet what a clause asks for, and how is that said with its numbers?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final, assert_never

from contracts.clauses.facts import Answer, Controlled, Holdings, KeyPersonMove, Measured
from contracts.clauses.terms import (
    PERCENT_MEASURES,
    Clause,
    Comparator,
    Measure,
    PartyClass,
    Percent,
)


class Reach(StrEnum):
    """How far "possible" goes when a clause is held against a share.

    A clause is about what a party is known to hold: by default an undisclosed rest is mentioned
    but leaves the answer as it is, or no clause of a vendor with an incomplete register would
    ever be answered. UNDISCLOSED lets that rest make the answer undetermined.
    """

    DISCLOSED = "disclosed"
    UNDISCLOSED = "undisclosed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One party held against one clause; `weight` orders findings that give the same answer."""

    party: str
    answer: Answer
    sentence: str
    weight: Fraction
    since: date | None
    known_at: date | None


_DECIMALS: Final = 10**6
_OF: Final = {
    Measure.ECONOMIC: "holds {} of the economic interest",
    Measure.VOTING: "holds {} of the voting power",
    Measure.BOARD: "appoints {} of the board",
    Measure.REVENUE_SHARE: "accounts for {} of the vendor's revenue",
}


def find(clause: Clause, holdings: Holdings, reach: Reach) -> Iterator[Finding]:
    """One finding for each party the clause is about; none for one that measures nothing."""
    match clause.measure:
        case Measure.CONTROL:
            yield from (_control(fact) for fact in holdings.controlled if _meant(clause, fact))
        case Measure.KEY_PERSON:
            yield from (_key_person(clause, move) for move in holdings.key_people)
        case Measure.ECONOMIC | Measure.VOTING | Measure.BOARD | Measure.REVENUE_SHARE:
            if clause.threshold is None:
                return
            for measured in holdings.of(clause.measure):
                if _meant(clause, measured):
                    yield _share(clause, clause.threshold, measured, reach)
        case None:
            return
        case _:
            assert_never(clause.measure)


def requirement(clause: Clause) -> str:
    """What the clause asks for: `more than 50 percent`, or just the name of its measure."""
    if clause.measure not in PERCENT_MEASURES or clause.threshold is None:
        return str(clause.measure)
    amount = _plain(Fraction(clause.threshold), floor)
    match clause.comparator:
        case Comparator.GT:
            return f"more than {amount} percent"
        case Comparator.GE:
            return f"{amount} percent or more"
        case _:
            assert_never(clause.comparator)


def _meant(clause: Clause, fact: Measured | Controlled) -> bool:
    return fact.is_competitor or clause.party_class is PartyClass.ANY


def _share(clause: Clause, threshold: Percent, measured: Measured, reach: Reach) -> Finding:
    holds = f"{measured.name} {_OF[measured.measure].format(_span(measured))}"
    needs = requirement(clause)
    rest = _plain(Fraction(measured.worst), ceil)
    answer = Answer.NO
    sentence = f"{holds}; the clause needs {needs}."
    if _proved(clause.comparator, threshold, measured):
        answer = Answer.YES
    elif _possible(clause.comparator, threshold, measured.hi, measured.hi_open):
        answer = Answer.UNKNOWN
        sentence = f"{holds}; whether that is {needs} is not known."
    elif _possible(clause.comparator, threshold, measured.worst, False):
        if reach is Reach.UNDISCLOSED:
            answer = Answer.UNKNOWN
        sentence += f" If all that is undisclosed were theirs as well, it would be {rest} percent."
    return Finding(
        party=measured.party,
        answer=answer,
        sentence=sentence,
        weight=Fraction(measured.hi if answer is not Answer.YES else measured.lo),
        since=measured.since,
        known_at=measured.known_at,
    )


def _proved(comparator: Comparator, threshold: Percent, measured: Measured) -> bool:
    lo, line = Fraction(measured.lo), Fraction(threshold)
    match comparator:
        case Comparator.GT:
            return lo > line or (lo == line and measured.lo_open)
        case Comparator.GE:
            return lo >= line
        case _:
            assert_never(comparator)


def _possible(comparator: Comparator, threshold: Percent, upper: Percent, is_open: bool) -> bool:
    top, line = Fraction(upper), Fraction(threshold)
    match comparator:
        case Comparator.GT:
            return top > line
        case Comparator.GE:
            return top > line or (top == line and not is_open)
        case _:
            assert_never(comparator)


def _control(fact: Controlled) -> Finding:
    because = f", because {fact.because}" if fact.because else ""
    match fact.answer:
        case Answer.YES:
            sentence = f"{fact.name} controls the vendor{because}."
        case Answer.NO:
            sentence = f"{fact.name} does not control the vendor{because}."
        case Answer.UNKNOWN:
            sentence = f"Whether {fact.name} controls the vendor is not known{because}."
        case _:
            assert_never(fact.answer)
    return Finding(
        fact.party, fact.answer, sentence, Fraction(0), since=fact.since, known_at=fact.known_at
    )


def _key_person(clause: Clause, move: KeyPersonMove) -> Finding:
    answer = move.joined_competitor
    if clause.party_class is PartyClass.ANY and answer is not Answer.YES:
        answer = Answer.YES if move.left is Answer.YES else _either(move.left, answer)
    return Finding(
        move.party,
        answer,
        _key_person_sentence(move),
        Fraction(0),
        since=move.since,
        known_at=move.known_at,
    )


def _either(one: Answer, other: Answer) -> Answer:
    return Answer.UNKNOWN if Answer.UNKNOWN in (one, other) else Answer.NO


def _key_person_sentence(move: KeyPersonMove) -> str:
    employer = f" {move.employer}" if move.employer else ""
    joined = {
        Answer.YES: f"works for the competitor{employer}",
        Answer.NO: "does not work for a competitor",
        Answer.UNKNOWN: "may work for a competitor",
    }[move.joined_competitor]
    left = {
        Answer.YES: "has left their post",
        Answer.NO: "has not left their post",
        Answer.UNKNOWN: "may have left their post",
    }[move.left]
    return f"Key person {move.name} {left} and {joined}."


def _span(measured: Measured) -> str:
    lo, hi = Fraction(measured.lo), Fraction(measured.hi)
    low, high = _plain(lo, floor), _plain(hi, ceil)
    if lo == hi:
        return f"{low} percent"
    lower = f"more than {low}" if measured.lo_open else f"at least {low}"
    upper = f"less than {high}" if measured.hi_open else f"at most {high}"
    return f"{lower} and {upper} percent"


def _plain(percent: Fraction, outward: Callable[[Fraction], int]) -> str:
    """At most six decimals, rounded outward: a bound as printed is never tighter than the fact."""
    whole, millionths = divmod(outward(percent * _DECIMALS), _DECIMALS)
    return f"{whole}.{millionths:06}".rstrip("0").rstrip(".")
