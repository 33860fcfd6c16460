"""How is a bundle read for printing, where what is absent prints as nothing?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracts.dossier import Json, Object


def section(bundle: Object, name: str) -> Object:
    """A section that is an object; empty if there is none."""
    return inner(bundle.get("sections"), name)


def rows(bundle: Object, name: str) -> list[Object]:
    """A section that is a list of objects."""
    sections = bundle.get("sections")
    return listed(sections, name) if isinstance(sections, dict) else []


def inner(value: Json, name: str) -> Object:
    """An object inside another."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def listed(value: Json, name: str) -> list[Object]:
    """A list of objects inside another."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def said(value: Json, name: str, names: Mapping[str, str] | None = None) -> str:
    """A field as text; an id is printed as the name it has, if it has one."""
    return text(value.get(name) if isinstance(value, dict) else None, names)


def text(value: Json, names: Mapping[str, str] | None = None) -> str:
    """A value as text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return (names or {}).get(value, value)
        case int() | float():
            return str(value)
        case list():
            return ", ".join(text(one, names) for one in value)
        case dict():
            if set(value) == {"amount", "currency"}:
                return f"{value['currency']} {value['amount']}"
            return "; ".join(f"{key}: {text(one, names)}" for key, one in value.items())


def moment(value: Json, name: str) -> str:
    """An instant to the second, as people read it."""
    date, _, time = said(value, name).partition("T")
    return f"{date} {time[:8]} UTC" if time else date


def words(code: str) -> str:
    """A code as people read it."""
    return code.replace("_", " ")


def letters(value: Json) -> Iterator[str]:
    """Every text in it, to know which scripts it is written in."""
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from letters(one)
        case dict():
            for one in value.values():
                yield from letters(one)
        case _:
            return
