"""Has anybody changed for whoever reasons about them, since a place in the ledger?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

MOST_CHANGES = 10_000
_TABLES = (
    "vendors_party",
    "vendors_partyversion",
    "vendors_merge",
    "vendors_interest",
    "vendors_attestation",
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Who changed after some place in the ledger and up to `seq`, or later; None if too many."""

    seq: int
    parties: frozenset[UUID] | None


def changes_after(seq: int) -> Changes:
    """The parties that were told of, merged or described anew since."""
    with connection.cursor() as cursor:
        # One statement sees one moment: whatever has a number up to the ledger's is visible in it.
        cursor.execute(
            "SELECT (SELECT coalesce(max(seq), 0) FROM events_ledger), ARRAY("
            "SELECT id FROM vendors_party WHERE changed_seq > %(seq)s UNION"
            " SELECT party_id FROM vendors_partyversion WHERE seq > %(seq)s LIMIT %(limit)s)",
            {"seq": seq, "limit": MOST_CHANGES + 1},
        )
        as_of, changed = cursor.fetchone()
    return Changes(as_of, None if len(changed) > MOST_CHANGES else frozenset(changed))


def last_change(parties: Collection[UUID]) -> int:
    """The highest place in the ledger at which any of the parties changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest((SELECT max(changed_seq) FROM vendors_party WHERE id = ANY (%(ids)s)),"
            " (SELECT max(seq) FROM vendors_partyversion WHERE party_id = ANY (%(ids)s)), 0)",
            {"ids": list(parties)},
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]


def is_writing_facts() -> bool:
    """Whether this very transaction has written any: what it sees may never be committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND granted"
            " AND mode = 'RowExclusiveLock' AND relation = ANY (%s::text[]::regclass[]))",
            [list(_TABLES)],
        )
        row: tuple[bool] = cursor.fetchone()
    return row[0]
