"""On which day may a verdict change although nobody says anything new?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from procurement.neutrality.calendar import months_after
from procurement.neutrality.inquiry import Inquiry
from vendors.ownership.facts import AttestationKind, Facts
from vendors.ownership.kinds import KindClass

ABOUT_OWNERS = frozenset(
    {
        AttestationKind.COMPLETE,
        AttestationKind.ALL_HOLDERS_ABOVE,
        AttestationKind.NOBODY_ABOVE,
    }
)
EVIDENCE = frozenset({KindClass.EDGE, KindClass.CLAIM})


def next_boundary(inquiry: Inquiry) -> date | None:
    """The first day after the day asked about on which anything consulted begins, ends or ages."""
    today = inquiry.valid_at
    if today is None:
        return None
    days = [day for day in _days(inquiry) if day > today]
    book = inquiry.book
    if book.base is not None:
        base = book.base.facts
        at_groups = book.base.remembered("next day", lambda: _first_after(today, base))
        days += [] if at_groups is None else [at_groups]
    return min(days, default=None)


def _first_after(today: date, facts: Facts) -> date | None:
    return min((day for day in _days_of(facts) if day > today), default=None)


def is_stale(inquiry: Inquiry) -> bool:
    """Whether the newest evidence about the vendor's owners is older than the policy allows."""
    newest, days = _newest(inquiry), inquiry.policy.staleness_days
    if newest is None or days is None or inquiry.valid_at is None:
        return False
    return inquiry.valid_at - newest > timedelta(days=days)


def _days(inquiry: Inquiry) -> Iterator[date]:
    months = inquiry.policy.cooling_off_months
    yield from _days_of((inquiry.book.added or inquiry.book).facts)
    for fact in inquiry.ever_on(inquiry.vendor):
        if fact.key_person and fact.valid_to is not None:
            yield months_after(fact.valid_to, months)
    policy = inquiry.policy
    yield from (day for day in (policy.valid_from, policy.valid_to) if day is not None)
    newest = _newest(inquiry)
    if newest is not None and policy.staleness_days is not None:
        yield newest + timedelta(days=policy.staleness_days + 1)


def _days_of(facts: Facts) -> Iterator[date]:
    """When anything begins, ends or may be exercised."""
    for fact in facts.facts:
        for day in (fact.valid_from, fact.valid_to, fact.exercisable_from, fact.tie_ends_on):
            if day is not None:
                yield day
    for sworn in facts.attestations:
        yield from (day for day in (sworn.valid_from, sworn.valid_to) if day is not None)


def _newest(inquiry: Inquiry) -> date | None:
    """When somebody last said who owns the vendor; undated evidence does not age."""
    said = [
        fact.asserted_on
        for fact in inquiry.in_force_on(inquiry.vendor)
        if fact.spec.kind_class in EVIDENCE and inquiry.proves(fact)
    ]
    sworn = [
        attestation.valid_from
        for attestation in inquiry.facts.attestations
        if attestation.subject == inquiry.vendor
        and attestation.kind in ABOUT_OWNERS
        and attestation.holds_on(inquiry.valid_at)
    ]
    if None in said or None in sworn:
        return None
    return max((day for day in (*said, *sworn) if day is not None), default=None)
