"""What time is it? The database says, so that every host agrees.

Only entry points (views, tasks, commands, admin actions) and the ledger ask; operations are told.
A demo may play its history on its real dates; the ledger refuses that anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import connection

_played: ContextVar[datetime | None] = ContextVar("played_clock", default=None)


def now() -> datetime:
    """The present instant by the database's clock, in UTC."""
    if (instant := _played.get()) is not None:
        return instant
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row: tuple[datetime] = cursor.fetchone()
    return row[0]


def today() -> date:
    """The present day in UTC."""
    return now().date()


def played() -> datetime | None:
    """The instant a demo is playing, if one is."""
    return _played.get()


@contextmanager
def playing(instant: datetime) -> Iterator[None]:
    """Let a demo tell its history on its own dates (see `ledger.next_entry` for who may)."""
    mark = _played.set(instant)
    try:
        yield
    finally:
        _played.reset(mark)
