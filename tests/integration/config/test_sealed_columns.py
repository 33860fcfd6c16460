"""What was sealed before a table got another column is as it was sealed afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import AddField, CreateModel, RemoveField, RenameField
from django.db.migrations.loader import MigrationLoader

from config.events import records
from config.events.records import ADDED_LATER, kinds
from config.events.sealing import seal_events
from config.events.verification import Count, verify
from tests.builders.vendors import a_party, a_vendor, disclosed
from vendors.models import Interest

TABLES = {
    model._meta.label_lower: model._meta.db_table
    for model in apps.get_models()
    if model._meta.db_table in {"events_event", *(kind.table for kind in kinds())}
}
OURS = {model._meta.app_label for model in apps.get_models() if model._meta.label_lower in TABLES}


def changes() -> Iterator[tuple[str, object, bool]]:
    """Whatever migrations do to sealed tables: the table, the operation, whether it is young."""
    loader = MigrationLoader(None)
    for (app, _), migration in loader.disk_migrations.items():
        if app not in OURS:
            continue
        made = {o.name_lower for o in migration.operations if isinstance(o, CreateModel)}
        for operation in migration.operations:
            name = getattr(operation, "model_name_lower", "")
            if table := TABLES.get(f"{app}.{name}"):
                yield table, operation, name in made


def what_older_rows_get(field: models.Field[object, object]) -> object:
    return field.get_default() if field.has_default() or not field.null else None


def test_what_older_rows_got_in_a_later_column_is_written_down() -> None:
    found: dict[str, dict[str, object]] = {}
    for table, operation, is_young in changes():
        if isinstance(operation, AddField) and not is_young:
            value = what_older_rows_get(operation.field)
            if value is not None:
                found.setdefault(table, {})[operation.name] = value

    assert found == {table: dict(columns) for table, columns in ADDED_LATER.items()}


def test_no_column_of_a_sealed_table_is_renamed_or_dropped() -> None:
    done = [o for _, o, is_young in changes() if isinstance(o, RenameField | RemoveField)]

    assert done == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "older"),
    [
        ("text NOT NULL DEFAULT ''", ""),
        ("jsonb NOT NULL DEFAULT '{}'", {}),
        ("jsonb NOT NULL DEFAULT '[]'", []),
        ("boolean NOT NULL DEFAULT false", False),
        ("integer NOT NULL DEFAULT 0", 0),
        ("numeric NULL", None),
    ],
)
def test_rows_sealed_before_there_was_a_column(
    monkeypatch: pytest.MonkeyPatch, column: str, older: object
) -> None:
    disclosed(a_vendor(), a_party("Owner (fictional)"), 40)
    seal_events()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE vendors_interest ADD COLUMN later {column}")
    added: Mapping[str, Mapping[str, object]] = (
        {} if older is None else {"vendors_interest": {"later": older}}
    )
    monkeypatch.setattr(records, "ADDED_LATER", {**ADDED_LATER, **added})

    assert list(verify(Count())) == []


@pytest.mark.django_db
def test_what_is_put_into_such_a_column_afterwards_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disclosed(a_vendor(), a_party("Owner (fictional)"), 40)
    seal_events()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE vendors_interest ADD COLUMN later text NOT NULL DEFAULT ''")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE vendors_interest SET later = 'slipped in'")
    later = {**ADDED_LATER, "vendors_interest": {"later": ""}}
    monkeypatch.setattr(records, "ADDED_LATER", later)

    [flaw] = verify(Count())

    assert str(flaw) == f"changed: vendors_interest {Interest.objects.get().id}"
