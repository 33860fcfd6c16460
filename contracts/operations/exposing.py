"""Notice when more hangs on one than the policy allows, and when it does no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.events import ledger
from config.events.models import Event
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from contracts.exposure import Finding, Passed
from contracts.models import ExposureWatch, LimitPassed
from contracts.queries.exposure import Asked, By, exposure_of
from procurement.limits import Limits
from procurement.models import Policy
from procurement.queries.standards import adopted_policy

_MOVES_SUMS: Final = (
    "contracts.signed", "contracts.ended", "contracts.amended", "contracts.renewed",
    "procurement.policy_adopted",
)  # fmt: skip
_MOVES_OWNERS: Final = (
    "vendors.ownership_disclosed", "vendors.attestation_given", "vendors.party_merged",
    "vendors.party_unmerged", "vendors.party_amended",
)  # fmt: skip
_MOVES_PLACES: Final = (
    "vendors.vendor_registered", "vendors.vendor_amended", "vendors.workforce_placed",
)  # fmt: skip
_Key = tuple[UUID, str, str, str]


@transaction.atomic
def watch_limits(*, on: date, actor: Actor) -> int:
    """Look at the limits of the policy when anything has changed that moves them, or a day has.

    However much has happened since the last look, it is one look. Answers how many limits were
    passed or kept again.
    """
    watch = _watch(on)
    if watch is None:
        return 0
    seq = ledger.current_seq()
    policy = adopted_policy(on, seq)
    limits = Limits.from_mapping(policy.limits) if policy else Limits()
    if watch.on == on and watch.seq and not _has_moved(watch.seq, limits):
        return 0
    ExposureWatch.objects.filter(id=watch.id).update(
        on=on, seq=seq, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    return _compare(policy, limits, on, actor)


def _watch(on: date) -> ExposureWatch | None:
    """The one row, ours until we are done; None while somebody else looks."""
    ExposureWatch.objects.bulk_create([ExposureWatch(on=on)], ignore_conflicts=True)
    return ExposureWatch.objects.select_for_update(no_key=True, skip_locked=True).first()


def _has_moved(since: int, limits: Limits) -> bool:
    types = [
        *_MOVES_SUMS,
        *(_MOVES_OWNERS if _is_limited(limits, By.ULTIMATE_OWNER) else ()),
        *(_MOVES_PLACES if _is_limited(limits, By.PLACE) else ()),
    ]
    return Event.objects.filter(type__in=types, seq__gt=since).exists()


def _is_limited(limits: Limits, by: By) -> bool:
    return limits.share_of(by) is not None or limits.hhi_of(by) is not None


def _compare(policy: Policy | None, limits: Limits, on: date, actor: Actor) -> int:
    known: dict[_Key, LimitPassed] = {
        (row.policy, row.limit, row.key, row.currency): row
        for row in LimitPassed.objects.filter(ceased_on=None)
    }
    passed: dict[_Key, tuple[Finding, str]] = {}
    if policy is not None:
        for finding, words in _passed(limits, on):
            key = (policy.id, finding.limit, finding.key, finding.currency)
            passed.setdefault(key, (finding, words))
    for key in passed.keys() - known.keys():
        _note_passed(key, *passed[key], on=on, actor=actor)
    for key in known.keys() - passed.keys():
        row = known[key]
        LimitPassed.objects.filter(id=row.id).update(ceased_on=on)
        _tell("contracts.exposure_limit_kept", row, actor)
    return len(passed.keys() ^ known.keys())


def _passed(limits: Limits, on: date) -> Iterator[tuple[Finding, str]]:
    for by in By:
        if _is_limited(limits, by):
            found = exposure_of(Asked(by, on), today=on)
            for finding in found.findings:
                if finding.state is Passed.PASSED:
                    yield finding, finding.sentence(found.names)


def _note_passed(key: _Key, finding: Finding, words: str, *, on: date, actor: Actor) -> None:
    policy, limit, about, currency = key
    row = LimitPassed.objects.create(
        policy=policy,
        limit=limit,
        key=about,
        currency=currency,
        found={
            "min": round(float(finding.found.least), 6),
            "max": round(float(finding.found.most), 6),
            "threshold": float(finding.threshold),
            "sentence": words,
        },
        found_on=on,
    )
    _tell("contracts.exposure_limit_passed", row, actor)


def _tell(type_: str, row: LimitPassed, actor: Actor) -> None:
    record(
        type=type_,
        subject=Subject("limit_passed", row.id),
        actor=actor,
        data={
            "limit_passed": row.id,
            "policy": row.policy,
            "limit": row.limit,
            "key": row.key,
            "currency": row.currency,
            "found": row.found,
        },
    )
