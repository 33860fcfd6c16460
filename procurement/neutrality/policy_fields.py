"""How is one field of a policy read from JSON, and written back to it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from vendors.ownership.interval import ONE_PERCENT

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
"""What JSON can say."""


class Unreadable(ValueError):
    """Says in words what a value should have been."""


def boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("true or false is expected")
    return value


def percent(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Unreadable("a percentage is expected")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise Unreadable("a percentage is expected") from error
    if not number.is_finite() or not 0 <= number <= 100:
        raise Unreadable("a percentage lies between 0 and 100")
    if number * ONE_PERCENT % 1:
        raise Unreadable("a percentage has at most six decimals")
    return number


def count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unreadable("a whole number, 0 or more, is expected")
    return value


def count_or_none(value: object) -> int | None:
    return None if value is None else count(value)


def text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unreadable("a text is expected")
    return value


def day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(text(value))
    except ValueError as error:
        raise Unreadable("a day (YYYY-MM-DD) or null is expected") from error


def texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Unreadable("a list is expected")
    return tuple(text(item) for item in value)


Code = TypeVar("Code", bound=StrEnum)


def code(enum: type[Code], value: object) -> Code:
    try:
        return enum(text(value))
    except ValueError as error:
        raise Unreadable(f"one of {', '.join(enum)} is expected") from error


def codes(enum: type[Code]) -> Callable[[object], tuple[Code, ...]]:
    def read(value: object) -> tuple[Code, ...]:
        return tuple(dict.fromkeys(code(enum, item) for item in texts(value)))

    return read


def some(enum: type[Code]) -> Callable[[object], tuple[Code, ...]]:
    def read(value: object) -> tuple[Code, ...]:
        found = codes(enum)(value)
        if not found:
            raise Unreadable("at least one is expected")
        return found

    return read


def in_order(start: object, end: object) -> bool:
    return not (isinstance(start, date) and isinstance(end, date)) or start < end


def plain(value: object) -> Plain:
    """Percentages become numbers: six decimals survive the way through a binary float."""
    match value:
        case None | bool() | int():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case str():
            return value
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            raise TypeError(f"no field of a policy is a {type(value).__name__}")
