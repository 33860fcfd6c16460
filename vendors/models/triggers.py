"""What does the database itself refuse to change? Rows that others may have relied on."""

from __future__ import annotations

import pgtrigger


def append_only() -> pgtrigger.Protect:
    """No row is changed or deleted."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def never_deleted() -> pgtrigger.Protect:
    """No row is deleted."""
    return pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)


def set_once(column: str) -> pgtrigger.Trigger:
    """Of a row only `column` may change, from nothing to something, once."""
    return pgtrigger.Trigger(
        name="set_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF OLD.{column} IS NOT NULL OR NEW.{column} IS NULL"
            f" OR (to_jsonb(OLD) - '{column}') IS DISTINCT FROM (to_jsonb(NEW) - '{column}')"
            " THEN RAISE EXCEPTION"
            f" 'only {column} of % may be set, and only once', TG_TABLE_NAME; END IF;"
            " RETURN NEW;"
        ),
    )
