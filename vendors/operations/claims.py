"""Note where things sworn stand; called by the room that judges, which records what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from config.events.ledger import current_seq
from vendors.claims import ClaimState
from vendors.models import Attestation, ClaimStanding


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of testing one attestation."""

    attestation: Attestation
    state: ClaimState
    contradictions: Sequence[object]
    next_test_on: date | None
    due_on: date


@transaction.atomic
def record_tests(
    *, tests: Sequence[Tested], tested_seq: int, on: date
) -> list[tuple[str, ClaimStanding]]:
    """Write down where claims stand; answers those that stand otherwise, with how they stood.

    Of one that was never tested before, only what a person has to look at is told.
    """
    changed: list[tuple[str, ClaimStanding]] = []
    rows = []
    for test in tests:
        before: ClaimStanding | None = getattr(test.attestation, "standing", None)
        is_same = before is not None and before.state == test.state.value
        row = ClaimStanding(
            attestation=test.attestation,
            state=test.state.value,
            contradictions=list(test.contradictions),
            since_seq=before.since_seq if before and is_same else current_seq(),
            tested_seq=tested_seq,
            tested_on=on,
            next_test_on=test.next_test_on,
            due_on=test.due_on,
        )
        rows.append(row)
        if not is_same and (before is not None or _is_news(test.state)):
            changed.append((before.state if before else "", row))
    ClaimStanding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attestation"],
        update_fields=[
            "state", "contradictions", "since_seq", "tested_seq", "tested_on", "next_test_on",
            "due_on",
        ],
    )  # fmt: skip
    return changed


def _is_news(state: ClaimState) -> bool:
    return state in (ClaimState.CONTRADICTED, ClaimState.EXPIRED)
