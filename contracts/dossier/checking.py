"""Does a bundle still say what it said when it was made? Asked without a database.

Four things are asked: are the hashes those of the content, does the engine reach each verdict
again from the facts in the bundle, is every event the one that was sealed in the audit trail, and
does everything that is named in the bundle exist in it.
"""

import json
from collections.abc import Iterator
from itertools import pairwise

from contracts.dossier.bundle import FORMAT, HEAD, VERSION, Json, Kind, Object, hashes_of
from contracts.dossier.facts import Unreadable, as_list, as_object, as_text, read_facts
from contracts.dossier.proving import check_proofs
from contracts.dossier.trouble import Trouble
from procurement.minutes import findings_of, overlays_of
from procurement.neutrality.digest import ENGINE_VERSION
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import BadPolicy, Policy

REQUIRED = {
    Kind.TERMINATION: frozenset(
        {"termination", "contract", "steps", "assessments", "evidence", "events", "parties"}
    ),
    Kind.ASSESSMENT: frozenset({"assessments", "sources", "events", "parties"}),
}


def read_bundle(data: bytes) -> Object:
    """:raises Unreadable: if the bytes are no JSON object, or one that says a name twice"""
    try:
        value: Json = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise Unreadable("this is nested too deeply") from None
    except (UnicodeDecodeError, ValueError) as error:
        raise Unreadable(f"this is no JSON: {error}") from None
    return as_object(value, "the bundle")


def check(bundle: Object) -> tuple[Trouble, ...]:
    """Everything that is wrong with a bundle; nothing when it is intact."""
    head = tuple(_head(bundle))
    if head:
        return head
    sections = as_object(bundle["sections"], "sections")
    return (
        *_hashes(bundle, sections),
        *_verdicts(sections),
        *_proofs(bundle, sections),
        *_names(bundle, sections),
    )


def _head(bundle: Object) -> Iterator[Trouble]:
    if bundle.get("format") != FORMAT:
        yield Trouble("/format", "this is no dossier of Armslength")
        return
    if bundle.get("version") != VERSION:
        yield Trouble("/version", f"this can check version {VERSION} only")
        return
    if bundle.get("kind") not in list(Kind):
        yield Trouble("/kind", "no such kind of dossier")
        return
    for name in ("sections", "hashes", "proofs"):
        if not isinstance(bundle.get(name), dict):
            yield Trouble(f"/{name}", "missing")
            return
    sections = as_object(bundle["sections"], "sections")
    for name in sorted(REQUIRED[Kind(str(bundle["kind"]))] - set(sections)):
        yield Trouble(f"/sections/{name}", "missing")


def _hashes(bundle: Object, sections: Object) -> Iterator[Trouble]:
    head = {name: bundle.get(name) for name in HEAD}
    expected = hashes_of(head, sections, as_object(bundle["proofs"], "proofs"))
    said = as_object(bundle["hashes"], "hashes")
    counted, told = expected["sections"], said.get("sections")
    if isinstance(counted, dict) and isinstance(told, dict):
        for name in sorted(set(counted) | set(told)):
            if counted.get(name) != told.get(name):
                yield Trouble(f"/sections/{name}", "its hash is another one")
    else:
        yield Trouble("/hashes/sections", "missing")
    if expected["whole"] != said.get("whole"):
        yield Trouble("/hashes/whole", "the hash of the whole is another one")
    if expected["algorithm"] != said.get("algorithm"):
        yield Trouble("/hashes/algorithm", "not the one that is used here")


def _verdicts(sections: Object) -> Iterator[Trouble]:
    assessments = sections.get("assessments")
    if not isinstance(assessments, list):
        yield Trouble("/sections/assessments", "a list is expected")
        return
    for index, raw in enumerate(assessments):
        where = f"/sections/assessments/{index}"
        try:
            yield from _verdict(as_object(raw, "an assessment"), where)
        except (Unreadable, BadPolicy) as error:
            yield Trouble(f"{where}/inputs", str(error))


def _verdict(raw: Object, where: str) -> Iterator[Trouble]:
    """Judge again, and compare with what the dossier says was judged."""
    if raw.get("engine_version") != ENGINE_VERSION:
        what = f"judged by engine {raw.get('engine_version')}; here is {ENGINE_VERSION}"
        yield Trouble(f"{where}/engine_version", what)
        return
    again = _judged(as_object(raw.get("inputs"), "inputs"))
    reached: dict[str, object] = {
        "input_digest": again.input_digest,
        "state": again.state.value,
        "level": again.level.value,
        "findings": findings_of(again),
        "overlays": overlays_of(again.overlays),
    }
    for name, value in reached.items():
        if raw.get(name) != value:
            shown = f": {value} instead of {raw.get(name)}" if isinstance(value, str) else ""
            yield Trouble(f"{where}/{name}", f"not what the facts come to{shown}")


def _judged(inputs: Object) -> Judgement:
    return judge(
        facts=read_facts(inputs.get("facts")),
        vendor=as_text(inputs.get("vendor"), "vendor"),
        competitors=[
            as_text(each, "a competitor")
            for each in as_list(inputs.get("competitors"), "competitors")
        ],
        policy=Policy.from_mapping(as_object(inputs.get("policy"), "policy")),
    )


def _proofs(bundle: Object, sections: Object) -> Iterator[Trouble]:
    try:
        yield from check_proofs(as_object(bundle["proofs"], "proofs"), sections.get("events"))
    except Unreadable as error:
        yield Trouble("/proofs", str(error))


def _names(bundle: Object, sections: Object) -> Iterator[Trouble]:
    """Evidence, sources and parties that are named must be in the bundle; events are in order."""
    known = {name: set(_ids(sections.get(name))) for name in ("evidence", "sources", "parties")}
    for where, kind, name in named(sections):
        if name not in known[kind]:
            yield Trouble(f"/sections{where}", f"{name} is not among the {kind} of the dossier")
    numbers = [event.get("seq") for event in _objects(sections.get("events"))]
    whole = [number for number in numbers if isinstance(number, int)]
    if len(whole) != len(numbers) or any(a >= b for a, b in pairwise(whole)):
        yield Trouble("/sections/events", "not in the order of the ledger")
    known_seq = bundle.get("known_seq")
    if whole and isinstance(known_seq, int) and whole[-1] > known_seq:
        yield Trouble("/known_seq", "an event is younger than the dossier")


_KINDS = {"evidence": "evidence", "sources": "sources", "source": "sources"}


def named(value: Json, where: str = "") -> Iterator[tuple[str, str, str]]:
    """Every id that sections name: where, of what kind, and which.

    Evidence and sources by the name of the field, parties as they stand on paths.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from named(item, f"{where}/{index}")
        return
    if not isinstance(value, dict):
        return
    for name, item in value.items():
        at = f"{where}/{name}"
        if not where and name == "events":
            continue  # what was said at the time, in the words of then
        if name in _KINDS:
            yield from ((at, _KINDS[name], one) for one in _texts(item))
        if name == "party" and where.count("/paths/"):
            yield from ((at, "parties", one) for one in _texts(item))
        yield from named(item, at)


def _texts(value: Json) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item:
            yield item


def _objects(value: Json) -> Iterator[Object]:
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield item


def _ids(value: Json) -> Iterator[str]:
    for item in _objects(value):
        if isinstance(one := item.get("id"), str):
            yield one


def _once(pairs: list[tuple[str, Json]]) -> Object:
    """A name that stands twice could be shown one way and hashed another."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(word: str) -> Json:
    raise ValueError(f"{word} is no number of JSON")
