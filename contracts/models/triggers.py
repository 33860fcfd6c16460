"""What does the database itself refuse? Moves outside the tables, and rewriting what was signed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import pgtrigger

_REFUSED = "USING ERRCODE = 'check_violation'"


def moves_by_the_table(pairs: Iterable[tuple[StrEnum, StrEnum]]) -> pgtrigger.Trigger:
    """A state changes only along these pairs, whoever writes."""
    allowed = ", ".join(f"('{before}', '{after}')" for before, after in sorted(pairs))
    return pgtrigger.Trigger(
        name="moves_by_the_table",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            "IF OLD.state <> NEW.state"
            f" AND (OLD.state, NEW.state) NOT IN ({allowed}) THEN RAISE EXCEPTION"
            f" '% does not move from % to %', TG_TABLE_NAME, OLD.state, NEW.state {_REFUSED};"
            " END IF; RETURN NEW;"
        ),
    )


def begins_as(state: StrEnum) -> pgtrigger.Trigger:
    """A row begins its life in this state and no other."""
    return pgtrigger.Trigger(
        name="begins_at_the_beginning",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            f"IF NEW.state <> '{state}' THEN RAISE EXCEPTION"
            f" '% begins as {state}', TG_TABLE_NAME {_REFUSED}; END IF; RETURN NEW;"
        ),
    )


def fixed_once(*, outside: Iterable[StrEnum], columns: Iterable[str]) -> pgtrigger.Trigger:
    """In every other state than these the columns keep what they say."""
    states = ", ".join(f"'{state}'" for state in sorted(outside))
    names = tuple(columns)
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="signed_text_is_fixed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF OLD.state NOT IN ({states}) AND ROW({old}) IS DISTINCT FROM ROW({new})"
            f" THEN RAISE EXCEPTION 'what was signed in % is not rewritten', TG_TABLE_NAME"
            f" {_REFUSED}; END IF; RETURN NEW;"
        ),
    )


def changes_by_paper(*, outside: Iterable[StrEnum], columns: Iterable[str]) -> pgtrigger.Trigger:
    """In every other state than these the columns change only as a numbered paper is worked in."""
    states = ", ".join(f"'{state}'" for state in sorted(outside))
    names = tuple(columns)
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    amended = (
        "(NEW.version = OLD.version + 1 AND EXISTS (SELECT 1 FROM contracts_amendment"
        " WHERE contract_id = NEW.id AND worked_in_version = NEW.version))"
    )
    renewed = (
        "(NEW.renewal_number = OLD.renewal_number + 1 AND EXISTS (SELECT 1 FROM contracts_renewal"
        " WHERE contract_id = NEW.id AND number = NEW.renewal_number))"
    )
    return pgtrigger.Trigger(
        name="signed_text_changes_by_paper",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF OLD.state NOT IN ({states}) AND ROW({old}) IS DISTINCT FROM ROW({new})"
            f" AND NOT ({amended} OR {renewed}) THEN RAISE EXCEPTION"
            f" 'what was signed in % is not rewritten without a paper', TG_TABLE_NAME {_REFUSED};"
            " END IF; RETURN NEW;"
        ),
    )
