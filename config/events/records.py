"""Which rows are sealed, and as which bytes? Append-only tables, and what never changes of others.

The bytes of a row are one JSON object, `{"record": kind, "row": {column: value}}`: keys in order of
their code points, no blanks, UTF-8 as it is, numbers as PostgreSQL writes them, columns without a
value left out. So is a column that was added later, while it holds what every older row got in it
(`ADDED_LATER`): it changes no bytes of rows that were sealed before there was such a column. A
column of these tables is never renamed, dropped or filled for older rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from config.events.proofs import canonical, parse

EVENTS = "events_event"
Value = int | str | UUID | list[UUID]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: rows of a table, or some columns of them.

    :ivar seq: the column with the ledger's number the record belongs to, if it has one
    :ivar is_later: whether that column is filled some time after the row was made
    """

    name: str
    table: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    seq: str = ""
    is_later: bool = False


# Of these rows a column is filled later, once: they are sealed without it. Where it is a number of
# the ledger, it is sealed with that number.
FILLED_LATER: Mapping[str, tuple[str, ...]] = {
    "vendors_interest": ("superseded_seq",),
    "vendors_merge": ("undone_seq",),
    "contracts_clause": ("superseded_version",),
    "contracts_amendment": ("worked_in_version",),
}
# Columns that came to a sealed table after its first migration, and what older rows got in them. A
# test holds this against the migrations; a column that may be empty (NULL) needs no entry.
ADDED_LATER: Mapping[str, Mapping[str, object]] = {
    "contracts_amendment": {"changes": {}},
    "contracts_certificate": {"media_owner": "", "signed_by": "", "storage": ""},
    "contracts_clause": {"window_counting": "exclusive", "window_day_type": "calendar"},
    "contracts_dataasset": {"sha256": ""},
    "contracts_dataholder": {"location": ""},
    "vendors_attestation": {"sworn_by": "", "sworn_role": "", "words": ""},
}
# Of these rows only what never changes is sealed; they are looked after until they are done.
_NEVER_CHANGES: Mapping[str, tuple[str, ...]] = {
    "events_delivery": ("id", "created_at", "event_id", "task", "subject_id"),
}


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of record beside the events themselves, by name."""
    found = [
        Kind(table, table, seq="seq" if _has_seq(model) else "")
        for model in apps.get_models()
        if is_append_only(model) and (table := model._meta.db_table) not in _OWN
    ]
    for table, columns in FILLED_LATER.items():
        numbers = [column for column in columns if column.endswith("_seq")]
        found.append(Kind(table, table, without=columns, seq="seq" if numbers else ""))
        found += [
            Kind(f"{table}.{n}", table, only=("id", n), seq=n, is_later=True) for n in numbers
        ]
    found += [Kind(table, table, only=columns) for table, columns in _NEVER_CHANGES.items()]
    return tuple(sorted(found, key=lambda kind: kind.name))


EVENT = Kind(EVENTS, EVENTS, seq="seq")
# Sealed as themselves, or what seals are made of.
_OWN = {EVENTS, "events_seal", "events_leaf"}


def is_append_only(model: type[models.Model]) -> bool:
    """Whether the database refuses to change or delete this model's rows."""
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))


def _has_seq(model: type[models.Model]) -> bool:
    return any(field.column == "seq" for field in model._meta.concrete_fields)


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it is stored: its bytes are what a leaf is the hash of."""

    kind: str
    id: UUID
    seq: int | None
    text: str

    @property
    def data(self) -> bytes:
        return self.text.encode()


def read(
    kind: Kind, condition: sql.Composable, values: Sequence[Value], order: str = "id"
) -> list[Record]:
    """The records of a kind that meet a condition on its row `t`."""
    return list(stream(kind, condition, values, order))


def stream(
    kind: Kind, condition: sql.Composable, values: Sequence[Value], order: str = "id"
) -> Iterator[Record]:
    """The same, one after the other."""
    query = sql.SQL(
        "SELECT t.id, {seq}, to_jsonb(t)::text FROM {table} t WHERE {condition} ORDER BY t.{order}"
    ).format(
        seq=sql.SQL("t.{}").format(sql.Identifier(kind.seq)) if kind.seq else sql.SQL("NULL"),
        table=sql.Identifier(kind.table),
        condition=condition,
        order=sql.SQL(order),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        for key, seq, row in cursor.fetchall():
            yield Record(kind.name, key, seq, as_text(kind, row))


def as_text(kind: Kind, row: str) -> str:
    """The canonical text of a row, given as PostgreSQL's own JSON of it."""
    columns, added = parse(row), _added_to(kind.table)
    assert isinstance(columns, dict)  # noqa: S101 - a row
    kept = {
        name: value
        for name, value in columns.items()
        if value is not None
        and name not in kind.without
        and (not kind.only or name in kind.only)
        and not (name in added and canonical(value) == added[name])
    }
    return canonical({"record": kind.name, "row": kept})


def _added_to(table: str) -> Mapping[str, str]:
    """What is left out, column by column, as canonical text."""
    return {
        name: canonical(parse(json.dumps(value)))
        for name, value in ADDED_LATER.get(table, {}).items()
    }
