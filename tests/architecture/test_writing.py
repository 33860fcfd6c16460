"""Is everything that is written, written by an operation that says what it does?"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

from django.apps import apps

from tests.architecture.tree import OWN_APPS, calls, modules, relative, sources

# Where rows are written: operations, the plumbing they stand on, and commands that seed.
WRITERS = {"operations", "ledger", "inbox", "commands", "idempotency", "dispatcher"}
VAGUE = ("update_", "process_", "handle_", "do_", "manage_", "set_")


def own_operations() -> Iterator[tuple[str, Callable[..., object]]]:
    """Public functions of the apps' operations that run in a transaction."""
    for module in modules("operations"):
        for name, found in inspect.getmembers(module, inspect.isfunction):
            is_own = found.__module__ == module.__name__ and not name.startswith("_")
            if is_own and hasattr(found, "__wrapped__"):
                yield f"{module.__name__}.{name}", found


def test_there_are_operations_to_speak_of() -> None:
    assert len(list(own_operations())) > 5


def test_operations_are_called_by_keyword_only() -> None:
    by_position = {
        name
        for name, operation in own_operations()
        for parameter in inspect.signature(operation).parameters.values()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    }

    assert by_position == set()


def test_operations_have_verbs_of_the_trade() -> None:
    assert [n for n, _ in own_operations() if n.rpartition(".")[2].startswith(VAGUE)] == []


def test_no_model_does_business_when_it_is_saved() -> None:
    own = [model for label in OWN_APPS for model in apps.get_app_config(label).get_models()]

    assert [model.__name__ for model in own if {"save", "delete"} & set(vars(model))] == []


def test_rows_are_saved_by_operations_alone() -> None:
    elsewhere = [
        f"{relative(path)}:{line}"
        for path in sources()
        if not WRITERS & set(path.with_suffix("").parts)
        for name, line in calls(path)
        if name.endswith(".save") and not name.startswith("super(")
    ]

    assert elsewhere == []


def test_no_signal_does_what_nobody_called() -> None:
    listening = [
        f"{relative(path)}:{line}"
        for path in sources()
        if "django.db.models.signals" in path.read_text(encoding="utf-8")
        for name, line in calls(path)
        if name == "receiver" or name.endswith(".connect")
    ]

    assert listening == []
