"""Is this the very same question, and the very same answer, down to the byte?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from operator import attrgetter

from procurement.neutrality.policy import Policy
from vendors.ownership.facts import Facts

ENGINE_VERSION = "1.4.0"
"""Raised whenever the same input may be judged otherwise."""


def canonical(value: object) -> str:
    """One text for one value: sorted keys, exact numbers as texts, nothing left to the platform."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(value: object) -> str:
    """SHA-256 of the canonical text, which is not held as a whole: there may be a million facts."""
    seen = sha256()
    for piece in _pieces(value, depth=2):
        seen.update(piece.encode())
    return seen.hexdigest()


def _pieces(value: object, depth: int) -> Iterator[str]:
    """The canonical text, member by member down to a depth."""
    if depth and isinstance(value, dict):
        yield "{"
        for place, key in enumerate(sorted(value)):
            yield f"{',' * bool(place)}{canonical(key)}:"
            yield from _pieces(value[key], depth - 1)
        yield "}"
    elif depth and isinstance(value, list | tuple):
        yield "["
        for place, item in enumerate(value):
            yield "," * bool(place)
            yield from _pieces(item, depth - 1)
        yield "]"
    else:
        yield canonical(value)


def input_digest(
    facts: Facts, vendor: str, competitors: Sequence[str], policy: Policy, *, groups: str = ""
) -> str:
    """Of everything a judgement depends on; the order in which it was given is no part of it.

    :param groups: the `facts_digest` of what is known above the competitors, none of it in `facts`
    """
    return digest(
        {
            "engine": ENGINE_VERSION,
            "vendor": vendor,
            "competitors": sorted(set(competitors)),
            "policy": policy.to_judging_mapping(),
            "valid_at": facts.valid_at,
            "groups": groups,
            "facts": facts_digest(facts),
        }
    )


def facts_digest(facts: Facts) -> str:
    """Of what is known, whatever the day and the order."""
    short = {"cut_short": True} if facts.cut_short else {}
    return digest(
        {
            **short,
            "parties": {key: facts.parties[key] for key in sorted(facts.parties)},
            "facts": sorted(facts.facts, key=attrgetter("id")),
            "attestations": sorted(facts.attestations, key=attrgetter("id")),
        }
    )


@cache
def _names(shape: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(shape))


Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def _plain(value: object) -> Json:
    match value:
        case None | bool() | int() | float():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case Decimal() | Fraction() | date():
            return str(value)
        case Mapping():
            return {str(_plain(key)): _plain(item) for key, item in value.items()}
        case frozenset() | set():
            return sorted((_plain(item) for item in value), key=str)
        case list() | tuple():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {name: _plain(getattr(value, name)) for name in _names(type(value))}
        case _:
            raise TypeError(f"a {type(value).__name__} has no canonical text")
