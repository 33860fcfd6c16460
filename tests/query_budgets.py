"""How many queries may an answer take? As the reviewed file beside this one says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

_FILE = Path(__file__).with_suffix(".toml")


def budget(group: str, name: str) -> int:
    """The number that was agreed upon."""
    number: int = tomllib.loads(_FILE.read_text(encoding="utf-8"))[group][name]
    return number


@contextmanager
def within_budget(group: str, name: str) -> Iterator[None]:
    """Fail where more is asked of the database than was agreed upon."""
    with CaptureQueriesContext(connection) as asked:
        yield
    allowed = budget(group, name)
    told = "\n".join(query["sql"][:200] for query in asked.captured_queries)
    assert len(asked) <= allowed, f"{len(asked)} queries, {allowed} are agreed upon:\n{told}"
