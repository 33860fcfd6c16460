"""In which order do things become known? One lock, taken last before commit, numbers every commit.

The protocol, and what each step prevents:

1. Whoever changes facts, policies or competitors takes `lock_facts()` first; `sign`, `resume` and
   `renew` take `share_facts()` before they look at a clearance. So no clearance is judged while a
   fact that would change it is being written.
2. Every event takes `next_entry()` as late as it can. The row lock it holds until commit makes
   sequence order commit order: a reader that has seen number n has seen every lower number.
3. Time follows number: `recorded_at` strictly increases, whatever the clock does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from config import clock
from config.problems import Invalid

_FACTS = 7_227_001  # any number of our own: the key of the advisory lock on facts


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the ledger: its number, and the instant that goes with it."""

    seq: int
    recorded_at: datetime


class PlayedTimeRefused(RuntimeError):
    """Someone tried to set the ledger's time in a database that is not a demo."""


def next_entry() -> Entry:
    """Take the next place in the ledger and hold it until the transaction ends.

    :raises PlayedTimeRefused: if a demo's clock is set in a database not marked as a demo
    """
    played = clock.played()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_ledger AS kept (id, seq, recorded_at, is_demo)"
            " VALUES (1, 1, coalesce(%s, clock_timestamp()), false)"
            " ON CONFLICT (id) DO UPDATE SET seq = kept.seq + 1, recorded_at ="
            " greatest(excluded.recorded_at, kept.recorded_at + interval '1 microsecond')"
            " RETURNING seq, recorded_at, is_demo",
            [played],
        )
        seq, recorded_at, is_demo = cursor.fetchone()
    if played is not None and not is_demo:
        raise PlayedTimeRefused("only a demo may be told on other dates than today's")
    return Entry(seq=seq, recorded_at=recorded_at)


def lock_facts() -> None:
    """Hold facts, policies and competitors against other writers and against signers."""
    _advisory("pg_advisory_xact_lock")


def share_facts() -> None:
    """Hold facts, policies and competitors still, together with other readers that decide."""
    _advisory("pg_advisory_xact_lock_shared")


def _advisory(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_FACTS])


_CURRENT = "SELECT coalesce(max(seq), 0) FROM events_ledger"
SEQ_OF_THIS_READING = RawSQL(_CURRENT, [], output_field=BigIntegerField())  # noqa: S611 - a constant
"""To annotate rows with: `current_seq` as of the very statement that reads them."""


def current_seq() -> int:
    """The highest number committed (or taken by this transaction)."""
    return _one(_CURRENT, [])


def seq_at(known_at: datetime) -> int:
    """The highest number recorded at or before `known_at`.

    :raises Invalid: if `known_at` lies in the future: nobody knows that yet
    """
    if known_at > clock.now():
        raise Invalid.at("/known_at", "in_the_future", "Nobody knows yet what will be known then.")
    return _one(
        "SELECT coalesce(max(seq), 0) FROM events_event WHERE recorded_at <= %s", [known_at]
    )


def _one(sql: str, params: list[datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[int] = cursor.fetchone()
    return row[0]


def is_demo() -> bool:
    """Whether this database tells a story."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(bool_or(is_demo), false) FROM events_ledger")
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def mark_as_demo() -> None:
    """Say that this database tells a story: its ledger may be given the story's dates."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_ledger (id, seq, recorded_at, is_demo)"
            " VALUES (1, 0, 'epoch', true) ON CONFLICT (id) DO UPDATE SET is_demo = true"
        )
