"""Small cap tables for tests, in the words of the trade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count

from vendors.ownership.facts import (
    Attestation,
    AttestationKind,
    Confidence,
    Dimension,
    Fact,
    Facts,
    Interval,
    Kind,
    Party,
    PartyKind,
)

_numbers = count(1)

Share = str | int | Interval


def share(percent: Share) -> Interval:
    """ "30" is exactly that, "25..50" both ends included, "(25..50]" one of them not."""
    if isinstance(percent, Interval):
        return percent
    text = str(percent)
    if ".." not in text:
        return Interval.from_percent(Decimal(text), Decimal(text))
    low, high = text.strip("()[]").split("..")
    return Interval.from_percent(
        low, high, lo_open=text.startswith("("), hi_open=text.endswith(")")
    )


def holds(
    owner: str | None, subject: str, percent: Share | None, kind: Kind = Kind.ORDINARY_SHARES
) -> Fact:
    number = f"f{next(_numbers):05d}"
    known = None if percent is None else share(percent)
    return Fact(number, f"record {number}", owner, subject, kind, known, source=f"d{number}")


def relates(owner: str | None, subject: str, kind: Kind) -> Fact:
    return holds(owner, subject, None, kind)


def totals(owner: str, subject: str, percent: Share, kind: Kind = Kind.ORDINARY_SHARES) -> Fact:
    return replace(holds(owner, subject, percent, kind), directness="unknown")


def reported(fact: Fact) -> Fact:
    return replace(fact, confidence=Confidence.REPORTED)


def disputed(fact: Fact) -> Fact:
    return replace(fact, confidence=Confidence.DISPUTED)


def sworn_complete(subject: str, dimension: Dimension | None = None) -> Attestation:
    return Attestation(
        f"a{next(_numbers):05d}", subject, AttestationKind.COMPLETE, dimension, source="oath"
    )


def sworn(subject: str, kind: AttestationKind, percent: int) -> Attestation:
    number = f"a{next(_numbers):05d}"
    return Attestation(number, subject, kind, value=percent * 10**6, source="oath")


def cap_table(
    *facts: Fact,
    people: Iterable[str] = (),
    listed: Iterable[str] = (),
    unknown: Iterable[str] = (),
    arrangements: Iterable[str] = (),
    sworn: Iterable[Attestation] = (),
    on: date | None = None,
) -> Facts:
    """Whoever is not said to be something else is a company."""
    named = {p for fact in facts for p in (fact.owner, fact.subject, *fact.members) if p}
    kinds = dict.fromkeys(people, PartyKind.PERSON)
    kinds |= dict.fromkeys(unknown, PartyKind.UNKNOWN)
    kinds |= dict.fromkeys(arrangements, PartyKind.ARRANGEMENT)
    floats = frozenset(listed)
    parties = {
        party: Party(party, kinds.get(party, PartyKind.COMPANY), party in floats, party)
        for party in sorted(named | kinds.keys() | floats)
    }
    return Facts(parties, facts, tuple(sworn), on)
