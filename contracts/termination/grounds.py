"""Why does a contract end, and on which day may it end for that reason?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.calendar import Dated, add_days, notice_effective_day
from contracts.lifecycle import RenewalType, Terms, notice_counts_from, term_end


class Ground(StrEnum):
    CHANGE_OF_CONTROL = "change_of_control"
    NEUTRALITY_CONFLICT = "neutrality_conflict"
    KEY_PERSON_DEPARTURE = "key_person_departure"
    CONFIDENTIALITY_BREACH = "confidentiality_breach"
    SECURITY_INCIDENT = "security_incident"
    PERFORMANCE = "performance"
    INSOLVENCY = "insolvency"
    REGULATORY = "regulatory"
    SANCTIONS = "sanctions"
    CONVENIENCE = "convenience"
    NON_RENEWAL = "non_renewal"
    MUTUAL = "mutual"
    OTHER = "other"


class FinalStatus(StrEnum):
    """How it went, as OCDS 1.2 keeps it once a contract is over."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    CANCELLED = "cancelled"
    UNSUCCESSFUL = "unsuccessful"


ORDINARY: Final = frozenset({Ground.CONVENIENCE, Ground.NON_RENEWAL, Ground.OTHER})
"""Grounds that give no special right: the minimum term binds them."""

COMMENT_REQUIRED: Final = frozenset({Ground.OTHER})

_FAILED: Final = frozenset({Ground.PERFORMANCE, Ground.INSOLVENCY})


class Rule(StrEnum):
    """What can keep a contract from ending earlier, or end it by itself."""

    AGREEMENT = "agreement"
    NOTICE_PERIOD = "notice_period"
    TIME_TO_CURE = "time_to_cure"
    MINIMUM_TERM = "minimum_term"
    RUNNING_TERM = "running_term"
    WRITTEN_END = "written_end"


@dataclass(frozen=True, slots=True)
class Link:
    """One rule, the day it gives by itself, and whether the end moved to it when it was asked."""

    rule: Rule
    on: date
    words: str
    moved: bool


@dataclass(frozen=True, slots=True)
class LawfulEnd:
    """The first lawful last day, and every rule that was asked on the way to it, in order."""

    dated: Dated
    chain: tuple[Link, ...]

    @property
    def on(self) -> date:
        return self.dated.on


def earliest_lawful_end(
    ground: Ground, terms: Terms, notice_on: date, cure_days: int = 0
) -> LawfulEnd:
    """The first day on which a notice served on `notice_on` can end the contract, and why.

    Agreed ends need no notice period. Other ends wait for our notice period and, where a clause
    grants one, the vendor's time to cure; ordinary grounds also for the minimum term, and
    non-renewal for the end of the term. A fixed contract ends no later than by itself.

    :raises DayOutOfRange: when that day cannot be written
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    if ground is Ground.MUTUAL:
        dated = Dated(notice_on, f"both sides agree; no notice period runs from {notice_on}")
        return LawfulEnd(dated, (Link(Rule.AGREEMENT, dated.on, dated.rule, moved=True),))
    counts_from = notice_counts_from(terms, notice_on) if ground in ORDINARY else notice_on
    dated = _after_notice(terms, counts_from)
    end = LawfulEnd(dated, (Link(Rule.NOTICE_PERIOD, dated.on, dated.rule, moved=True),))
    if cure_days:
        cured_on = add_days(notice_on, cure_days)
        end = _not_before(end, Rule.TIME_TO_CURE, cured_on, "when the time to cure is over")
    if ground in ORDINARY and terms.minimum_term_ends_on is not None:
        day = terms.minimum_term_ends_on
        end = _not_before(end, Rule.MINIMUM_TERM, day, "when the minimum term ends")
    if ground is Ground.NON_RENEWAL and (term := term_end(terms, end.on)) is not None:
        end = _not_before(end, Rule.RUNNING_TERM, term, "when the running term ends")
    return _not_after_fixed_end(end, terms, notice_on)


def earliest_effective_day(
    ground: Ground, terms: Terms, notice_on: date, cure_days: int = 0
) -> Dated:
    """The day of `earliest_lawful_end`, with all that led to it in one sentence.

    :raises DayOutOfRange: when that day cannot be written
    :raises UnknownJurisdiction: if business days are counted by an unknown jurisdiction
    """
    return earliest_lawful_end(ground, terms, notice_on, cure_days).dated


def effective_day(earliest: Dated, requested_on: date | None) -> Dated:
    """The requested day if it is lawful, else the earliest that is, saying which and why."""
    if requested_on is None:
        return earliest
    if requested_on >= earliest.on:
        return Dated(requested_on, f"requested; possible from {earliest.on} ({earliest.rule})")
    rule = f"{requested_on} was requested, but it cannot be before: {earliest.rule}"
    return Dated(earliest.on, rule)


def final_status(ground: Ground | None, terms: Terms, ended_on: date) -> FinalStatus:
    """How a signed contract that ended on `ended_on` went; without a ground its term ran out."""
    if ground is None or ground is Ground.NON_RENEWAL:
        return FinalStatus.COMPLETE
    if ground in _FAILED:
        return FinalStatus.UNSUCCESSFUL
    end = _fixed_end(terms)
    ran_its_term = end is not None and ended_on >= end
    return FinalStatus.COMPLETE if ran_its_term else FinalStatus.INCOMPLETE


def _after_notice(terms: Terms, notice_on: date) -> Dated:
    if terms.our_notice is None:
        return Dated(notice_on, f"no notice period is written down; notice on {notice_on}")
    return notice_effective_day(notice_on, terms.our_notice)


def _not_before(end: LawfulEnd, rule: Rule, day: date, when: str) -> LawfulEnd:
    moved = day > end.on
    chain = (*end.chain, Link(rule, day, f"not before {day}, {when}", moved))
    if not moved:
        return LawfulEnd(end.dated, chain)
    words = f"{end.dated.rule} would be {end.on}, but not before {day}, {when}"
    return LawfulEnd(Dated(day, words), chain)


def _not_after_fixed_end(end: LawfulEnd, terms: Terms, notice_on: date) -> LawfulEnd:
    day = _fixed_end(terms)
    # A contract running on past its written end is not ended in the past by a later notice.
    if day is None or day < notice_on:
        return end
    moved = day < end.on
    chain = (*end.chain, Link(Rule.WRITTEN_END, day, f"it ends by itself on {day}", moved))
    if not moved:
        return LawfulEnd(end.dated, chain)
    words = f"{end.dated.rule} would be {end.on}, but the contract ends by itself on {day}"
    return LawfulEnd(Dated(day, words), chain)


def _fixed_end(terms: Terms) -> date | None:
    return terms.ends_on if terms.renewal is RenewalType.FIXED else None
