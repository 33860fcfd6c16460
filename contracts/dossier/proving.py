"""Is every event of a dossier the one that was sealed in the audit trail? Asked without it.

The seals in a bundle are chained to each other as far as they follow one another. Whether they are
the seals of the trail shows by comparing one `hash` with a copy, or a checkpoint, kept elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from config.events.proofs import refute
from contracts.dossier.bundle import Json, Object
from contracts.dossier.facts import Unreadable, as_list, as_object
from contracts.dossier.trouble import Trouble
from procurement.neutrality.digest import digest

_RECORD = "events_event"
_WHERE = "/proofs"
_SHORTENED = frozenset({"actor", "subject", "cause", "request"})


def check_proofs(proofs: Object, events: Json) -> Iterator[Trouble]:
    """Everything that is wrong with the proofs of these events.

    :raises Unreadable: if they are none
    """
    seals = _seals(proofs)
    yield from _chain(seals)
    told = {_text(event, "id"): event for event in _objects(events, "events")}
    unsealed = {str(one) for one in as_list(proofs.get("unsealed"), "unsealed")}
    proved = set()
    for index, proof in enumerate(_objects(proofs.get("events"), "proofs")):
        where = f"{_WHERE}/events/{index}"
        key = _text(proof, "event")
        if key in proved or key not in told:
            yield Trouble(where, "of no event of the dossier, or of one that has a proof")
            continue
        proved.add(key)
        yield from _proof(proof, told[key], seals, where)
    yield from _rest(told, proved, unsealed, seals)


def count_sealed(proofs: Object) -> tuple[int, int]:
    """How many events are under seal, and how many are younger than the last one."""
    sealed, unsealed = proofs.get("events"), proofs.get("unsealed")
    return (
        len(sealed) if isinstance(sealed, list) else 0,
        len(unsealed) if isinstance(unsealed, list) else 0,
    )


def _seals(proofs: Object) -> Mapping[int, Object]:
    return {_whole(each, "number"): each for each in _objects(proofs.get("seals"), "seals")}


def _chain(seals: Mapping[int, Object]) -> Iterator[Trouble]:
    for number, one in seals.items():
        before = seals.get(number - 1)
        if before is not None and one.get("previous") != before.get("hash"):
            yield Trouble(f"{_WHERE}/seals", f"seal {number} does not follow the one before it")


def _proof(
    proof: Object, event: Object, seals: Mapping[int, Object], where: str
) -> Iterator[Trouble]:
    found = seals.get(_whole(proof, "seal"))
    if found is None:
        yield Trouble(where, f"seal {proof.get('seal')} is not in the dossier")
        return
    wrong = refute({**proof, "seal": found})
    if wrong is not None:
        yield Trouble(where, wrong)
        return
    for name in _differing(event, str(proof["leaf"])):
        yield Trouble(where, f"`{name}` of event {event.get('id')} is not what was sealed")


def _differing(event: Object, leaf: str) -> Iterator[str]:
    """The fields of an event that its leaf has otherwise."""
    try:
        stored = as_object(json.loads(leaf), "a leaf")
    except ValueError:
        yield "id"
        return
    row = as_object(stored.get("row"), "a row")
    if stored.get("record") != _RECORD:
        yield "id"
    for name, value in event.items():
        column = f"{name}_id" if name in _SHORTENED else name
        if _comparable(name, value) != _comparable(name, row.get(column)):
            yield name


def _comparable(name: str, value: Json) -> str | datetime:
    if name == "recorded_at" and isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return digest(value or None) if isinstance(value, str) else digest(value)


def _rest(
    told: Mapping[str, Object],
    proved: set[str],
    unsealed: set[str],
    seals: Mapping[int, Object],
) -> Iterator[Trouble]:
    """An event without a proof must be younger than every seal: seals leave no gap."""
    last = max((_whole(one, "last_seq") for one in seals.values()), default=0)
    for key, event in told.items():
        if key in proved:
            continue
        if key not in unsealed:
            yield Trouble(f"{_WHERE}/events", f"event {key} has no proof")
        elif _whole(event, "seq") <= last:
            yield Trouble(f"{_WHERE}/unsealed", f"event {key} is older than a seal")
    for key in sorted(unsealed - (set(told) - proved)):
        yield Trouble(f"{_WHERE}/unsealed", f"{key} is no event without a proof")


def _objects(value: Json, what: str) -> list[Object]:
    return [as_object(each, f"one of the {what}") for each in as_list(value, what)]


def _text(value: Object, name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise Unreadable(f"{name}: a text is expected")
    return found


def _whole(value: Object, name: str) -> int:
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise Unreadable(f"{name}: a whole number is expected")
    return found
