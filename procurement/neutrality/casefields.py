"""How is one field of a case file read, and what is said when it is not what it should be?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from procurement.neutrality.casewords import BadCase
from vendors.ownership.facts import Party

Json = str | int | Decimal | bool | None | list["Json"] | dict[str, "Json"]
Object = dict[str, Json]


def known_party(parties: Mapping[str, Party], value: Json, where: str) -> str:
    if not isinstance(value, str) or value not in parties:
        raise BadCase(f"{where}: unknown party {value!r}")
    return value


def object_of(value: Json, where: str) -> Object:
    if not isinstance(value, dict):
        raise BadCase(f"{where}: an object is expected")
    return value


def list_of(raw: Object, key: str) -> list[Json]:
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadCase(f"{key}: a list is expected")
    return value


def strings_of(value: Json, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadCase(f"{where}: a list of texts is expected")
    return cast(list[str], value)


def text_of(raw: Object, key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise BadCase(f"{key}: a text is expected")
    return value


def flag_of(raw: Object, key: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise BadCase(f"{key}: true or false is expected")
    return value


def number_of(raw: Object, key: str) -> Decimal | None:
    value = raw.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadCase(f"{key}: a number is expected")
    return Decimal(value)


def whole_of(raw: Object, key: str) -> int | None:
    value = raw.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadCase(f"{key}: a whole number is expected")
    return value


def day_of(raw: Object, key: str) -> date | None:
    """A day, or the day of an instant: case files compare by day.

    Of a month or a year that is all that is known, the first day: what ends in it and what begins
    in it then meet, and no day has both.
    """
    value = raw.get(key)
    if value is None:
        return None
    text = text_of(raw, key)
    try:
        return date.fromisoformat(text[:10] + FIRST_DAY.get(len(text), ""))
    except ValueError as error:
        raise BadCase(f"{key}: a day (YYYY-MM-DD) is expected, not {value!r}") from error


FIRST_DAY: Mapping[int, str] = {len("YYYY"): "-01-01", len("YYYY-MM"): "-01"}
