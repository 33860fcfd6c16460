"""What does the database itself refuse, whoever asks? Moves and changes that no table allows."""

from __future__ import annotations

import pgtrigger

from procurement.caseflow import A, Life, S


def begins(life: Life[S, A]) -> pgtrigger.Trigger:
    """No row is born in the middle of its life."""
    return pgtrigger.Trigger(
        name="begins",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            f"IF NEW.state <> '{life.begins.value}' THEN"
            f" RAISE EXCEPTION '% begins as {life.begins.value}', TG_TABLE_NAME; END IF;"
            " RETURN NEW;"
        ),
    )


def moves(life: Life[S, A]) -> pgtrigger.FSM:
    """No row changes its state otherwise than the table says."""
    return pgtrigger.FSM(name="moves", field="state", transitions=life.pairs())


def sealed_after_draft(*columns: str) -> pgtrigger.Trigger:
    """What was drafted does not change once it has left the drawing board."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name="sealed_after_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF OLD.state <> 'draft' AND ({changed}) THEN"
            " RAISE EXCEPTION '% may change only as a draft', TG_TABLE_NAME; END IF;"
            " RETURN NEW;"
        ),
    )


def never_changed(*columns: str) -> pgtrigger.Trigger:
    """These columns keep what they were first given."""
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return pgtrigger.Trigger(
        name="never_changed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF {changed} THEN RAISE EXCEPTION"
            " 'what % says may not be changed', TG_TABLE_NAME; END IF; RETURN NEW;"
        ),
    )


def set_once(*columns: str) -> pgtrigger.Trigger:
    """These columns are filled once, and then stay."""
    changed = " OR ".join(
        f"(coalesce(OLD.{column}::text, '') <> '' AND OLD.{column} IS DISTINCT FROM NEW.{column})"
        for column in columns
    )
    return pgtrigger.Trigger(
        name="set_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF {changed} THEN RAISE EXCEPTION"
            " 'what % says of itself is written once', TG_TABLE_NAME; END IF; RETURN NEW;"
        ),
    )
