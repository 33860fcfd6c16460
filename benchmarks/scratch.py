"""Where is measured? In a database of its own, cloned from the migrated template and dropped after.

Beside it a numbered database of the Valkey server, so that no other worker takes our hints.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

from tests import databases

PROJECT = Path(__file__).resolve().parent.parent
OWN_NUMBER = 13


@contextmanager
def database() -> Iterator[str]:
    """Point Django at a fresh, migrated database while inside; answers its address."""
    databases.copy_of_template(PROJECT)
    name = connection.settings_dict["NAME"]
    _write_defaults_down()
    try:
        yield _address(str(name))
    finally:
        databases.drop(str(name))


def _write_defaults_down() -> None:
    """Give columns in the database the defaults of their fields.

    Rows are filled in by plain SQL, which need not name what it does not care about.
    """
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = sql.Identifier(model._meta.db_table)
            for field in model._meta.local_concrete_fields:
                if field.null or field.primary_key or field.has_db_default():
                    continue
                default = field.get_default()
                if default is None:
                    continue
                stored = field.get_db_prep_save(default, connection)
                cursor.execute(
                    sql.SQL("ALTER TABLE {} ALTER {} SET DEFAULT {}").format(
                        table, sql.Identifier(str(field.column)), sql.Literal(stored)
                    )
                )


def _address(name: str) -> str:
    """As `DATABASE_URL` has it, for the processes that are started beside this one."""
    used = os.environ.get("DATABASE_URL", settings.LOCAL.database_url)
    return urlsplit(used)._replace(path=f"/{name}").geturl()


@dataclass(frozen=True, slots=True)
class Broker:
    """A numbered database of the broker, as redis-py and as Celery's carrier name it."""

    direct: str
    carrier: str


def own_broker() -> Broker:
    """An empty database of its own on the Redis-compatible server in use."""
    used, _, _ = settings.REDIS_URL.partition("?")
    if used.startswith("unix://"):
        # Kombu reads the number of a socket's database from another parameter than redis-py.
        direct, carrier = f"{used}?db={OWN_NUMBER}", f"{used}?virtual_host={OWN_NUMBER}"
    else:
        direct = carrier = urlsplit(used)._replace(path=f"/{OWN_NUMBER}").geturl()
    with redis.Redis.from_url(direct) as server:
        server.flushdb()
    return Broker(direct, carrier)


@contextmanager
def raw() -> Iterator[psycopg.Connection]:
    """A plain connection to the scratch database, as a program without Django would have it."""
    asked = connection.get_connection_params()
    wanted = {key: asked[key] for key in ("host", "port", "user", "password") if asked.get(key)}
    with psycopg.connect(**wanted, dbname=asked["dbname"], autocommit=True) as plain:
        plain.execute("SET statement_timeout = 0")
        yield plain


def environment(database_url: str, broker: Broker) -> dict[str, str]:
    """What the worker and the dispatcher are started with."""
    own = {"DATABASE_URL": database_url, "REDIS_URL": broker.carrier, "LOG_LEVEL": "WARNING"}
    return {**os.environ, **own, "STATEMENT_TIMEOUT_MS": "30000"}
