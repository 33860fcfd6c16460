"""How does each test run get a migrated database in a tenth of the time migrations take?

By copying a template, whose name is a digest of all migrations, apps and versions installed: a
changed migration makes a new template, and the old one goes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import psutil
import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

TEMPLATE_PREFIX = "test_template_"
COPY_PREFIX = "test_copy_"
LOCK = 7_203_114  # any number; PostgreSQL's advisory locks are numbered


def copy_of_template(project: Path) -> str:
    """Make this process its own database, point Django at it, and answer its name."""
    name = copy(project)
    connection.settings_dict["NAME"] = name
    return name


def copy(project: Path, mark: str = "") -> str:
    """Make another database of this process, told apart by a mark, and answer its name."""
    template = TEMPLATE_PREFIX + _digest(project)
    name = f"{COPY_PREFIX}{os.getpid()}{mark}"
    with _administration() as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _drop_leftovers(admin, template)
        if template not in _names(admin, "datistemplate"):
            _make(template)
            admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(_id(template)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                _id(name), _id(template)
            )
        )
    return name


@contextmanager
def pointed_at(**place: str) -> Iterator[None]:
    """Let Django speak to another database for a while, named in the words of its settings."""
    before = {key: connection.settings_dict[key] for key in place}
    connection.close()
    connection.settings_dict |= place
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before


def drop(name: str) -> None:
    connection.close()
    with _administration() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_id(name)))


def _digest(project: Path) -> str:
    digest = hashlib.sha256()
    migrations = [*project.glob("*/migrations/*.py"), *project.glob("*/*/migrations/*.py")]
    for migration in sorted(migrations):
        digest.update(migration.read_bytes())
    for version in sorted(f"{d.metadata['Name']}=={d.version}" for d in metadata.distributions()):
        digest.update(version.encode())
    for app in settings.INSTALLED_APPS:
        digest.update(app.encode())
    return digest.hexdigest()[:16]


def _make(template: str) -> None:
    connection.settings_dict["TEST"]["NAME"] = template
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def _drop_leftovers(admin: psycopg.Connection, template: str) -> None:
    """Remove templates of other migrations, and copies whose process was killed."""
    for old in _names(admin, "true"):
        is_old_template = old.startswith(TEMPLATE_PREFIX) and old != template
        is_orphan = old.startswith(COPY_PREFIX) and not psutil.pid_exists(_maker_of(old))
        if is_old_template:
            admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(_id(old)))
        if is_old_template or is_orphan:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_id(old)))


def _maker_of(copied: str) -> int:
    """The process whose copy this is."""
    return int(copied.removeprefix(COPY_PREFIX).partition("_")[0])


def _names(admin: psycopg.Connection, condition: str) -> set[str]:
    found = admin.execute(f"SELECT datname FROM pg_database WHERE {condition}").fetchall()  # noqa: S608  two constants
    return {name for (name,) in found}


def _id(name: str) -> sql.Identifier:
    return sql.Identifier(name)


@contextmanager
def _administration() -> Iterator[psycopg.Connection]:
    """Connect beside the database under test, as the same user to the same server."""
    asked = connection.get_connection_params()
    wanted = {key: asked[key] for key in ("host", "port", "user", "password") if asked.get(key)}
    with psycopg.connect(**wanted, dbname="postgres", autocommit=True) as admin:
        yield admin
