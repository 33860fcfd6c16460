"""The house keeps its shape: small rooms, nothing deletable, every refusal with a page."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models.fields.related import ForeignKey

import config.urls  # noqa: F401 - every room is open, every refusal known
from config.problems import Problem
from config.rest.roles import OPERATIONS, Role

PROJECT = Path(__file__).resolve().parents[2]
OURS = ("config", "vendors", "procurement", "contracts")
APPS = ("rest", "events", "vendors", "procurement", "contracts")
LONGEST_FILE, LONGEST_FUNCTION = 400, 50  # lines; a function's without its docstring


def modules() -> Iterator[Path]:
    for room in (*OURS, "tests"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def test_no_file_is_too_long_to_read() -> None:
    long = [str(path) for path in modules() if len(path.read_text().splitlines()) > LONGEST_FILE]

    assert long == []


def test_no_function_is_too_long_to_read() -> None:
    long = [
        f"{path.name}: {node.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and _length(node) > LONGEST_FUNCTION
    ]

    assert long == []


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    words = (ast.get_docstring(node, clean=False) or "").count("\n") + 1
    return (node.end_lineno or 0) - node.lineno + 1 - words


def test_nothing_vanishes_with_what_it_points_at() -> None:
    loose = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.model._meta.app_label in APPS
        and field.remote_field.on_delete is not models.PROTECT
    ]

    assert loose == []


def test_the_domain_asks_no_clock_of_this_machine() -> None:
    looks = re.compile(r"datetime\.now\(|timezone\.now\(|date\.today\(|utcnow\(")
    looking = [
        str(path.relative_to(PROJECT))
        for path in modules()
        if path.parts[len(PROJECT.parts)] in OURS[1:] and looks.search(path.read_text())
    ]

    assert looking == []


@pytest.mark.parametrize("code", sorted(Problem.registry()))
def test_a_problem_says_what_it_means_and_has_a_fitting_status(code: str) -> None:
    problem = Problem.registry()[code]

    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert 400 <= problem.status < 600
    assert problem.title.endswith(".")
    assert len(inspect.cleandoc(problem.__doc__ or "")) > 40, f"{code} explains nothing"


def test_every_operation_is_somebodys_and_administrators_hold_no_business() -> None:
    house = ("tokens", "deliveries", "events", "webhooks")
    business = {name for name in OPERATIONS if not name.startswith(house)}
    writing = {name for name in business if not name.endswith((".read", ".reproduce"))}

    assert all(OPERATIONS.values())
    assert [name for name in sorted(writing) if Role.ADMIN in OPERATIONS[name]] == []
