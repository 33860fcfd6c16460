"""How are the facts of a judgement written into a dossier, and read back without a loss?"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Final, TypeVar, cast

from contracts.dossier.bundle import Json, Object
from procurement.neutrality.digest import canonical
from vendors.ownership.facts import (
    Attestation,
    AttestationKind,
    Basis,
    Confidence,
    Dimension,
    Fact,
    Facts,
    Interval,
    Kind,
    Party,
    PartyKind,
)

Read = Callable[[Json], object]


class Unreadable(ValueError):
    """Says where a dossier has something else than facts."""


def facts_json(facts: Facts) -> Object:
    """The facts as plain JSON, in an order that does not depend on how they were found."""
    text = canonical(
        {
            "valid_at": facts.valid_at,
            "parties": {key: facts.parties[key] for key in sorted(facts.parties)},
            "facts": sorted(facts.facts, key=lambda fact: fact.id),
            "attestations": sorted(facts.attestations, key=lambda sworn: sworn.id),
        }
    )
    return cast(Object, json.loads(text))


def read_facts(value: Json) -> Facts:
    """The facts that `facts_json` wrote.

    :raises Unreadable: if it wrote something else
    """
    found = as_object(value, "facts")
    parties = as_object(found.get("parties"), "parties")
    return Facts(
        parties={key: _read(Party, raw, _PARTY) for key, raw in parties.items()},
        facts=tuple(_read(Fact, raw, _FACT) for raw in as_list(found.get("facts"), "facts")),
        attestations=tuple(
            _read(Attestation, raw, _SWORN)
            for raw in as_list(found.get("attestations"), "attestations")
        ),
        valid_at=_day(found.get("valid_at")),
    )


def as_object(value: Json, what: str) -> Object:
    """:raises Unreadable: if it is none"""
    if not isinstance(value, dict):
        raise Unreadable(f"{what}: an object is expected")
    return value


def as_list(value: Json, what: str) -> list[Json]:
    """:raises Unreadable: if it is none"""
    if not isinstance(value, list):
        raise Unreadable(f"{what}: a list is expected")
    return value


def as_text(value: Json, what: str = "a field") -> str:
    """:raises Unreadable: if it is none"""
    if not isinstance(value, str):
        raise Unreadable(f"{what}: a text is expected")
    return value


Row = TypeVar("Row", Party, Fact, Attestation)


def _read(kind: type[Row], value: Json, readers: Mapping[str, Read]) -> Row:
    raw = as_object(value, kind.__name__.lower())
    names = {each.name for each in fields(kind)}
    if set(raw) != names:
        wrong = ", ".join(sorted(set(raw) ^ names))
        raise Unreadable(f"{kind.__name__.lower()}: {wrong} missing or unknown")
    try:
        return kind(**{name: readers[name](raw[name]) for name in raw})  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise Unreadable(f"{kind.__name__.lower()}: {error}") from None


def _optional(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _day(value: Json) -> date | None:
    return None if value is None else date.fromisoformat(as_text(value))


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("true or false is expected")
    return value


def _whole(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable("a whole number is expected")
    return value


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(as_text(each) for each in as_list(value, "a list"))


def _share(value: Json) -> Interval:
    raw = as_object(value, "share")
    return Interval(
        _whole(raw.get("lo")),
        _whole(raw.get("hi")),
        _flag(raw.get("lo_open")),
        _flag(raw.get("hi_open")),
    )


def _directness(value: Json) -> str:
    text = as_text(value)
    if text not in ("direct", "indirect", "unknown"):
        raise Unreadable(f"no directness is {text}")
    return text


_PARTY: Final[Mapping[str, Read]] = {
    "id": as_text,
    "kind": lambda value: PartyKind(as_text(value)),
    "publicly_listed": _flag,
    "name": as_text,
}
_FACT: Final[Mapping[str, Read]] = {
    **dict.fromkeys(("id", "record", "subject", "source", "source_type", "share_class"), as_text),
    **dict.fromkeys(("owner", "nominated_by", "same_as"), _optional(as_text)),
    **dict.fromkeys(
        ("valid_from", "valid_to", "asserted_on", "exercisable_from", "tie_ends_on"), _day
    ),
    **dict.fromkeys(("key_person", "infer"), _flag),
    **dict.fromkeys(("seats", "seats_total"), _optional(_whole)),
    "kind": lambda value: Kind(as_text(value)),
    "share": _optional(_share),
    "directness": _directness,
    "confidence": lambda value: Confidence(as_text(value)),
    "members": _texts,
    "basis": _optional(lambda value: Basis(as_text(value))),
}
_SWORN: Final[Mapping[str, Read]] = {
    **dict.fromkeys(("id", "subject", "source"), as_text),
    **dict.fromkeys(("valid_from", "valid_to"), _day),
    "kind": lambda value: AttestationKind(as_text(value)),
    "dimension": _optional(lambda value: Dimension(as_text(value))),
    "value": _optional(_whole),
}
