"""Would a running system notice this migration? Judged by its operations, one after the other.

PostgreSQL locks a table for as long as a statement looks at or rewrites its rows, and older code
goes on writing to it meanwhile and afterwards. So what touches a table that is there already may
only add what both releases can live with.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

GONE = (
    operations.RemoveField,
    operations.RenameField,
    operations.DeleteModel,
    operations.RenameModel,
    operations.AlterModelTable,
)
DATA = (operations.RunPython, operations.RunSQL)


def complaints(migration: Migration, before: ProjectState) -> list[str]:
    """What of a migration would be noticed; `before` is moved past it."""
    found, young = [], set()
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            young.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", "") not in young:
            said = _complaints(operation, migration.app_label, before)
            found += [f"{operation.describe()}: {why}" for why in said]
        operation.state_forwards(migration.app_label, before)
    kinds = {isinstance(operation, DATA) for operation in migration.operations}
    if len(kinds) > 1:
        found.append("Data and schema change in one transaction: the lock lasts as long as both.")
    return found


def _complaints(operation: Operation, app: str, before: ProjectState) -> Iterator[str]:
    match operation:
        case AddIndexConcurrently() | RemoveIndexConcurrently():
            return
        case operations.AddIndex() | operations.RemoveIndex():
            yield "an index of a table in use is built and dropped concurrently"
        case operations.AddConstraint(constraint=models.CheckConstraint()):
            if type(operation) is operations.AddConstraint:
                yield "a check is added NOT VALID, and validated by the next migration"
        case operations.AddConstraint():
            yield "what needs an index of its own is built concurrently, and attached"
        case operations.AddField(field=field):
            yield from _of_new(field)
        case operations.AlterField(field=field, model_name_lower=model, name=name):
            yield from _of_changed(before.models[app, model].fields[name], field)
        case _ if isinstance(operation, GONE):
            yield "the release before still uses it: first stop using it, remove it with the next"


def _of_new(field: models.Field[object, object]) -> Iterator[str]:
    if not field.null and field.db_default is NOT_PROVIDED and not field.many_to_many:
        yield "the release before does not know it: it is NULL, or has a default in the database"
    if field.unique or field.db_index:
        yield "an index of a table in use is built concurrently: db_index=False, then the index"


def _of_changed(
    old: models.Field[object, object], new: models.Field[object, object]
) -> Iterator[str]:
    if old.null and not new.null:
        yield "NOT NULL looks at every row: add a check NOT VALID, validate it, then say NOT NULL"
    if type(old) is not type(new):
        yield "another type rewrites the table: add another column instead"
    if (old.max_length or 0) > (new.max_length or 0) > 0:
        yield "a shorter text rewrites the table: add a check instead"
    if (new.unique and not old.unique) or (new.db_index and not old.db_index):
        yield "an index of a table in use is built concurrently"
