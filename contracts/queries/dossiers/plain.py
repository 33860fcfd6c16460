"""How does a stored row stand in a dossier? As plain JSON, exact, by the names of its columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import models

from config.rest.fields import instant
from contracts.dossier import Json, Object
from contracts.money import Money


def row_json(row: models.Model, *names: str) -> Object:
    """These columns of a row; references by the name of their column without `_id`."""
    return {name.removesuffix("_id"): plain(getattr(row, name)) for name in names}


def rows_json(rows: Iterable[models.Model], *names: str) -> list[Json]:
    """`row_json` of each."""
    return [row_json(row, *names) for row in rows]


def plain(value: object) -> Json:
    """A stored value as JSON; an empty text, as an absent code is stored, becomes null.

    :raises TypeError: for anything that has no exact text
    """
    match value:
        case "":
            return None
        case None | bool() | int() | str():
            return value
        case datetime():
            return instant(value)
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case Money():
            return {"amount": f"{value.amount:f}", "currency": value.currency}
        case list() | tuple():
            return [plain(item) for item in value]
        case float():
            return value
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _:
            raise TypeError(f"a {type(value).__name__} has no place in a dossier")
