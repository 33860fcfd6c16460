"""What do all our rows share? An id made by the database, and when they were made."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models.expressions import Func


class UUIDv7(Func):
    """A time-ordered id; built into PostgreSQL 18."""

    function = "uuidv7"
    arity = 0
    output_field = models.UUIDField()


class ClockTimestamp(Func):
    """The database's clock now, not the start of the transaction."""

    function = "clock_timestamp"
    arity = 0
    output_field = models.DateTimeField()


class TransactionId(Func):
    """The number of the transaction, the same in all its savepoints."""

    template = "pg_current_xact_id()::text::bigint"
    arity = 0
    output_field = models.BigIntegerField()


class NextPlace(Func):
    """The next number of a sequence."""

    function = "nextval"
    arity = 1
    output_field = models.BigIntegerField()


def id_array(ids: Iterable[UUID]) -> str:
    """An array for `%s::uuid[]`: the driver would quote tens of thousands of ids one by one."""
    return f"{{{','.join(map(str, ids))}}}"


class Row(models.Model):
    """A row with an id of the database's own making."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        abstract = True


class MutableRow(Row):
    """A row that may change; `version` is its ETag and moves with every change."""

    updated_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
