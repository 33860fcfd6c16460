"""What may the application's own database role do? No more than it needs, by kind of table.

Rights follow triggers: a table that the database keeps append-only gets no right to change or
delete, one whose rows are never deleted none to delete. So the two cannot drift, and whoever takes
over the application has no right to switch a trigger off either: that is the owner's, who runs
migrations and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from config.events.records import FILLED_LATER, is_append_only

# Written by migrations only.
_READ = {
    "django_migrations", "django_content_type", "auth_permission", "auth_group",
    "auth_group_permissions", "rest_user_groups", "rest_user_user_permissions",
}  # fmt: skip
# Without a trigger that says so, but nothing deletes from them.
_KEPT = {"events_ledger", "events_delivery", "rest_user", "rest_token"}
_WRITTEN_ONCE = {"django_admin_log"}


@dataclass(frozen=True, slots=True)
class Right:
    """What a role may do with a table.

    :ivar columns: the only ones it may update, if not all
    """

    table: str
    verbs: tuple[str, ...]
    columns: tuple[str, ...] = ()


def rights_of_application() -> list[Right]:
    """What the web server, the worker and the dispatcher need."""
    found = [_right(model) for model in _models()]
    return sorted([*found, Right("django_migrations", ("SELECT",))], key=lambda right: right.table)


def rights_of_reader() -> list[Right]:
    """What `verify_audit` and whoever looks into the database need."""
    return [Right(right.table, ("SELECT",)) for right in rights_of_application()]


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _right(model: type[models.Model]) -> Right:
    table = model._meta.db_table
    names = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    if table in _READ:
        return Right(table, ("SELECT",))
    if is_append_only(model) or table in _WRITTEN_ONCE:
        return Right(table, ("SELECT", "INSERT"))
    if table in FILLED_LATER:
        return Right(table, ("SELECT", "INSERT"), FILLED_LATER[table])
    if "never_deleted" in names or table in _KEPT:
        return Right(table, ("SELECT", "INSERT", "UPDATE"))
    return Right(table, ("SELECT", "INSERT", "UPDATE", "DELETE"))


def statements(role: str, rights: list[Right], *, writes: bool) -> Iterator[sql.Composed]:
    """The SQL that gives a role these rights and takes away any others."""
    who = sql.Identifier(role)
    schema = sql.Identifier("public")
    for line in (
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {who}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {who}",
        "REVOKE CREATE ON SCHEMA {schema} FROM {who}",
        "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
        "GRANT USAGE ON SCHEMA {schema} TO {who}",
    ):
        yield sql.SQL(line).format(schema=schema, who=who)
    for right in rights:
        verbs: list[sql.Composable] = [sql.SQL(verb) for verb in right.verbs]
        if right.columns:
            columns = sql.SQL(", ").join(map(sql.Identifier, right.columns))
            verbs.append(sql.SQL("UPDATE ({})").format(columns))
        yield sql.SQL("GRANT {} ON {} TO {}").format(
            sql.SQL(", ").join(verbs), sql.Identifier(right.table), who
        )
    if writes:
        grant = "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {who}"
        yield sql.SQL(grant).format(schema=schema, who=who)


def why_unbound(role: str) -> str | None:
    """Why rights would not bind this role, if they would not; None if they do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND pg_has_role(%s::name, relowner, 'MEMBER')"
            if found
            else "SELECT 0",
            [role] if found else [],
        )
        owned = cursor.fetchone()[0]
    if found is None:
        return f"There is no role {role}. Make it first: CREATE ROLE {role} LOGIN PASSWORD '…'"
    if found[0]:
        return f"{role} is a superuser, whom no right binds."
    return f"{role} owns {owned} of the tables, or is a member of their owner." if owned else None
