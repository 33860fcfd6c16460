"""A migration is run beside the release before it, and nobody notices."""

from __future__ import annotations

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.migrations import Migration, RunPython
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from tests.architecture.locks import complaints

OURS = ("rest", "events", "vendors", "procurement", "contracts")
# Written before there was a release whose data they could meet. The list does not grow after it.
BEFORE_THE_FIRST_RELEASE = {
    ("contracts", "0002_terms"),
    ("contracts", "0003_leaving_well"),
    ("contracts", "0004_awards"),
    ("contracts", "0005_reliance"),
    ("contracts", "0006_effective_days"),
    ("contracts", "0007_planned_deliveries"),
    ("events", "0002_seals"),
    ("events", "0003_webhooks"),
    ("procurement", "0002_backtests"),
    ("procurement", "0003_requisitions"),
    ("procurement", "0004_limits_and_claims"),
    ("vendors", "0002_one_version_at_a_time"),
    ("vendors", "0003_party_changes"),
    ("vendors", "0004_sourcing"),
    ("vendors", "0005_claims"),
    ("vendors", "0006_workforce"),
}


def test_no_migration_stops_a_running_system() -> None:
    loader, said, state = MigrationLoader(None), {}, ProjectState()
    for key in _in_order(loader):
        found = complaints(loader.graph.nodes[key], state)
        if found and key[0] in OURS and key not in BEFORE_THE_FIRST_RELEASE:
            said[key] = found

    assert said == {}


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    order: list[tuple[str, str]] = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        order += [key for key in loader.graph.forwards_plan(leaf) if key not in order]
    return order


def before() -> ProjectState:
    """A table that is in use."""
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField(null=True))]
    state = ProjectState()
    state.add_model(ModelState("vendors", "Thing", fields))
    return state


def judged(*operations: Operation) -> list[str]:
    migration = Migration("0002", "vendors")
    migration.operations = list(operations)
    return complaints(migration, before())


INDEX = models.Index(fields=["name"], name="by_name")
CHECK = models.CheckConstraint(condition=~models.Q(name=""), name="named")
UNIQUE = models.UniqueConstraint(fields=["name"], name="one_name")


@pytest.mark.parametrize(
    ("operation", "because"),
    [
        (ops.AddIndex("thing", INDEX), "concurrently"),
        (ops.AddConstraint("thing", CHECK), "NOT VALID"),
        (ops.AddConstraint("thing", UNIQUE), "concurrently"),
        (ops.AddField("thing", "more", models.TextField(default="")), "default in the database"),
        (ops.AddField("thing", "more", models.TextField(null=True, unique=True)), "concurrently"),
        (ops.AlterField("thing", "name", models.TextField()), "NOT NULL"),
        (ops.AlterField("thing", "name", models.IntegerField(null=True)), "another type"),
        (ops.RemoveField("thing", "name"), "release before"),
        (ops.RenameField("thing", "name", "title"), "release before"),
        (ops.DeleteModel("Thing"), "release before"),
        (ops.RenameModel("Thing", "Other"), "release before"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Operation) else None,
)
def test_what_would_be_noticed(operation: Operation, because: str) -> None:
    [said] = judged(operation)

    assert because in said


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexConcurrently("thing", INDEX),
        AddConstraintNotValid("thing", CHECK),
        ops.AddField("thing", "more", models.TextField(null=True)),
        ops.AddField("thing", "more", models.TextField(db_default="")),
        ops.AlterField("thing", "name", models.TextField(null=True, help_text="Said.")),
        ops.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        RunPython(RunPython.noop),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_nobody_notices(operation: Operation) -> None:
    assert judged(operation) == []


def test_data_and_schema_change_apart() -> None:
    more = ops.AddField("thing", "more", models.TextField(null=True))

    assert len(judged(more, RunPython(RunPython.noop))) == 1


def test_a_new_table_may_be_whatever_it_is() -> None:
    made = ops.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])

    assert judged(made, ops.AddField("other", "more", models.TextField(default=""))) == []
