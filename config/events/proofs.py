"""Does a proof hold? Checked from the proof alone, offline, on the standard library.

`GET /api/v1/audit/events/<id>/proof` answers a JSON object; `refute` says what is wrong with it, or
nothing. What remains to be compared by its reader: `leaf` with what they were told of the event,
and `seal.hash` with a copy of the seal, or of a checkpoint, that was kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from config.events.merkle import is_included

SEALED_FACTS = (
    "number", "first_seq", "last_seq", "count", "records", "root", "previous", "sealed_at",
)  # fmt: skip


class Numeral(str):
    """A number with every digit it was written with."""

    __slots__ = ()


def parse(text: str) -> object:
    """JSON with its numbers as they were written."""
    value: object = json.loads(text, parse_float=Numeral, parse_int=Numeral)
    return value


def canonical(value: object) -> str:
    """JSON with keys in the order of their code points, without blanks, every digit kept."""
    match value:
        case Numeral():
            return str(value)
        case dict():
            members = (f"{_text(name)}:{canonical(value[name])}" for name in sorted(value))
            return "{" + ",".join(members) + "}"
        case list():
            return "[" + ",".join(map(canonical, value)) + "]"
        case _:
            return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def seal_hash(seal: Mapping[str, object]) -> str:
    """The hash of a seal: SHA-256 over its facts, as the API writes them, in canonical JSON."""
    return sha256(canonical({name: seal[name] for name in SEALED_FACTS}).encode()).hexdigest()


def refute(proof: Mapping[str, object]) -> str | None:
    """What is wrong with a proof; None if it holds.

    :param proof: `leaf` (text), `index`, `size`, `path` (hexadecimal), `seal` (an object)
    """
    seal, leaf, steps = proof.get("seal"), proof.get("leaf"), _digests(proof.get("path"))
    index, size = proof.get("index"), proof.get("size")
    if not isinstance(seal, Mapping) or not isinstance(leaf, str) or steps is None:
        return "This is not a proof."
    if not isinstance(index, int) or not isinstance(size, int):
        return "This is not a proof."
    if any(name not in seal for name in SEALED_FACTS) or seal_hash(seal) != seal.get("hash"):
        return "The seal's hash is not that of what it says."
    if size != _total(seal):
        return "The tree has another size than the seal says."
    root = bytes.fromhex(str(seal["root"]))
    if not is_included(leaf.encode(), index=index, size=size, path=steps, root=root):
        return "The leaf is not in the tree of this root."
    return None


def _total(seal: Mapping[str, object]) -> int:
    count, records = seal["count"], seal["records"]
    return count + records if isinstance(count, int) and isinstance(records, int) else -1


def _digests(path: object) -> list[bytes] | None:
    """The hashes of a path, if it is one."""
    if not isinstance(path, list) or not all(_is_digest(step) for step in path):
        return None
    return [bytes.fromhex(step) for step in path]


def _is_digest(step: object) -> bool:
    return isinstance(step, str) and len(step) == 64 and set(step) <= set("0123456789abcdef")
