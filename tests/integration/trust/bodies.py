"""Where in the body of an operation could a value of some kind stand? By the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from drf_spectacular.generators import SchemaGenerator

DOCUMENT: Mapping[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
Schema = Mapping[str, Any]
Path = tuple[str | int, ...]
DEEPEST = 8
NUMBERS, TEXTS, DAYS, ADDRESSES = "numbers", "texts", "days", "addresses"


def places(schema: Schema, kind: str, at: Path = ()) -> Iterator[Path]:
    """The paths in a body at which its schema takes values of a kind."""
    schema = _resolved(schema)
    if len(at) > DEEPEST:
        return
    for way in ("allOf", "oneOf", "anyOf"):
        for other in schema.get(way, ()):
            yield from places(other, kind, at)
    for name, below in schema.get("properties", {}).items():
        yield from places(below, kind, (*at, name))
    if "items" in schema:
        yield from places(schema["items"], kind, (*at, 0))
    if _kind_of(schema) == kind:
        yield at


def body_with(value: object, at: list[Path]) -> Any:
    """A body that has a value at these places and nothing else."""
    body: Any = None
    for path in at:
        body = _set(body, path, value)
    return body


def pointer(path: Path) -> str:
    return "".join(f"/{part}" for part in path)


def _set(body: Any, path: Path, value: object) -> Any:
    if not path:
        return value
    head, *rest = path
    if isinstance(head, int):
        inner = body[0] if isinstance(body, list) and body else None
        return [_set(inner, tuple(rest), value)]
    kept = body if isinstance(body, dict) else {}
    return {**kept, head: _set(kept.get(head), tuple(rest), value)}


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _kind_of(schema: Schema) -> str | None:
    types = schema.get("type", ())
    types = {types} if isinstance(types, str) else set(types)
    match schema.get("format"):
        case "date" | "date-time":
            return DAYS
        case "uri":
            return ADDRESSES
        case "uuid" | "time" | "binary":
            return None
    if "enum" in schema or "pattern" in schema:
        return None
    if types & {"number", "integer"}:
        return NUMBERS
    return TEXTS if "string" in types else None
