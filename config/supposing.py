"""What would every query answer if some rows were there and others were not?

Within `supposing`, each SELECT reads the named tables as they would be: a common table expression
of the table's own name stands before the query and hides the table. The code that asks knows
nothing of it, so what it finds out is what it would find out if the rows were written; and nothing
is written, locked or waited for. `reading_only` has the database refuse any attempt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.expressions import DatabaseDefault

_is_supposing: ContextVar[bool] = ContextVar("is_supposing", default=False)
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Supposed:
    """One table as it would be: without the rows of some ids, and with others, never saved."""

    model: type[models.Model]
    rows: Sequence[models.Model] = ()
    without: Collection[UUID] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def is_as_it_is(self) -> bool:
        return not self.rows and not self.without


@contextmanager
def supposing(*tables: Supposed) -> Iterator[None]:
    """Let every SELECT of this connection read these tables as they would be."""
    changed = {f'"{one.table}"': one for one in tables if not one.is_as_it_is}
    parameters = {quoted: _parameters(one) for quoted, one in changed.items()}

    def ask(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        named = [quoted for quoted in changed if changed[quoted].table in sql]
        if not named or not sql.lstrip().upper().startswith(("SELECT", "WITH")):
            return execute(sql, params, many, context)
        given = [value for quoted in named for value in parameters[quoted]]
        asked, all_params = _with_places(sql, params, given)
        tables = ", ".join(
            _TABLE.format(table=q, **_places(params, n)) for n, q in enumerate(named)
        )
        return execute(f"WITH {tables} {_beneath(asked)}", all_params, many, context)

    with connection.execute_wrapper(ask):
        outer = _is_supposing.set(_is_supposing.get() or bool(changed))
        try:
            yield
        finally:
            _is_supposing.reset(outer)


def is_supposing() -> bool:
    """Whether queries read anything otherwise than as it is: nobody may remember the answers."""
    return _is_supposing.get()


# The inner name is the table: a common table expression that is not recursive does not see itself.
_TABLE = (
    "{table} AS NOT MATERIALIZED (SELECT * FROM {table} WHERE NOT id = ANY ({without}::uuid[])"
    " UNION ALL SELECT * FROM jsonb_populate_recordset(NULL::{table}, {rows}::jsonb))"
)


def _beneath(asked: str) -> str:
    """The query as it stands below our own WITH: one that has a WITH of its own is taken as a set,
    for no query has two. None of ours that has one says an order.
    """
    if asked.lstrip().upper().startswith("WITH"):
        return f"SELECT * FROM ({asked}) AS asked"  # noqa: S608 - a query of ours
    return f"({asked})"


def _places(params: Any, number: int) -> dict[str, str]:
    if isinstance(params, Mapping):
        return {"without": f"%(supposed_{2 * number})s", "rows": f"%(supposed_{2 * number + 1})s"}
    return {"without": "%s", "rows": "%s"}


def _with_places(sql: str, params: Any, given: Sequence[object]) -> tuple[str, Any]:
    if params is None:  # then a percent sign was not an escape
        return sql.replace("%", "%%"), tuple(given)
    if isinstance(params, Mapping):
        return sql, {**params, **{f"supposed_{n}": value for n, value in enumerate(given)}}
    return sql, (*given, *params)


def _parameters(supposed: Supposed) -> tuple[list[UUID], str]:
    rows = json.dumps([_columns(row) for row in supposed.rows], default=str)
    return list(supposed.without), rows


def _columns(row: models.Model) -> dict[str, object]:
    """What is known of a row before the database adds its own defaults."""
    values = {str(one.column): getattr(row, one.attname) for one in row._meta.concrete_fields}
    return {name: v for name, v in values.items() if not isinstance(v, DatabaseDefault)}


@contextmanager
def reading_only() -> Iterator[None]:
    """A (nested) transaction in which the database refuses to write anything."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield
