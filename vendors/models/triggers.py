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


def fixed(*columns: str) -> pgtrigger.Trigger:
    """These columns keep what they were first given."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name="fixed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF {changed} THEN RAISE EXCEPTION"
            f" '{', '.join(columns)} of % never changes', TG_TABLE_NAME; END IF; RETURN NEW;"
        ),
    )


def born_under(parent: str, key: str) -> pgtrigger.Trigger:
    """A row's parent was there before it. Foreign keys are looked at last, and would let two new
    rows stand above each other.
    """
    return pgtrigger.Trigger(
        name="born_under",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("is_there", "boolean")],
        func=(
            f"IF NEW.{parent} IS NOT NULL THEN"  # noqa: S608 - columns of our own
            " EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I = $1)',"
            f" TG_TABLE_NAME, '{key}')"
            f" INTO is_there USING NEW.{parent};"
            " IF NOT is_there THEN"
            " RAISE EXCEPTION 'what a row of % is a part of must be there before', TG_TABLE_NAME;"
            " END IF; END IF; RETURN NEW;"
        ),
    )


def set_together(first: str, *columns: str) -> pgtrigger.Trigger:
    """Of a row only these columns may change, together, once: while `first` is still empty."""
    rest = "".join(f" - '{column}'" for column in columns)
    return pgtrigger.Trigger(
        name="set_together",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF OLD.{first} IS NOT NULL OR NEW.{first} IS NULL"
            f" OR (to_jsonb(OLD){rest}) IS DISTINCT FROM (to_jsonb(NEW){rest})"
            " THEN RAISE EXCEPTION"
            f" 'only {first} and what belongs to it may be set in %, and only once', TG_TABLE_NAME;"
            " END IF; RETURN NEW;"
        ),
    )
