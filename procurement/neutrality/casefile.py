"""What does a case file say, as facts the engine can judge on any two days?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from procurement.neutrality.casefields import (
    Json,
    Object,
    day_of,
    flag_of,
    known_party,
    list_of,
    number_of,
    object_of,
    strings_of,
    text_of,
    whole_of,
)
from procurement.neutrality.casewords import (
    BadCase,
    attestation_kind,
    dimensions,
    interest,
    party_kind,
)
from procurement.neutrality.policy import BadPolicy, Policy
from vendors.ownership.facts import (
    Attestation,
    AttestationKind,
    BadInterval,
    Confidence,
    Directness,
    Fact,
    Facts,
    Interval,
    Kind,
    Party,
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day of the world and the day of our knowledge; None asks about no day, or knows all."""

    valid: date | None = None
    known: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact or an attestation with its place in our knowledge."""

    fact: Fact
    recorded_at: date | None
    supersedes: str | None
    retracted: bool | date

    def retracted_by(self, as_of: AsOf) -> bool:
        """Retracted for good, or on a day of our knowledge."""
        if isinstance(self.retracted, bool):
            return self.retracted
        return _by(self.retracted, as_of.known)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    parties: Mapping[str, Party]
    told: tuple[Told, ...]
    sworn: tuple[tuple[Attestation, date | None], ...]
    competitors: tuple[str, ...]
    policy: Policy
    as_of: AsOf
    target: str | None
    expected: Mapping[str, Json]

    def facts(self, as_of: AsOf) -> Facts:
        """What was known by the end of the day of knowledge, ready to be asked about a day."""
        known = [told for told in self.told if _by(told.recorded_at, as_of.known)]
        gone = {told.supersedes for told in known if told.supersedes is not None}
        live = tuple(t.fact for t in known if t.fact.id not in gone and not t.retracted_by(as_of))
        sworn = tuple(a for a, recorded in self.sworn if _by(recorded, as_of.known))
        return Facts(self.parties, live, sworn, as_of.valid)

    def party(self, value: Json) -> str:
        if not isinstance(value, str) or value not in self.parties:
            raise BadCase(f"unknown party {value!r}")
        return value


def read_case(text: str) -> Case:
    """Parse one case.

    :raises BadCase: if the text is no JSON, or no case
    """
    try:
        raw = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadCase(f"not JSON: {error}") from error
    case = object_of(raw, "the case")
    parties = _parties(case)
    told = tuple(
        _told(object_of(raw, f"facts[{index}]"), index, parties)
        for index, raw in enumerate(list_of(case, "facts"))
    )
    _check_ids(told)
    return Case(
        id=text_of(case, "id"),
        parties=parties,
        told=told,
        sworn=tuple(_sworn(case, parties)),
        competitors=tuple(
            known_party(parties, c, "competitors") for c in list_of(case, "competitors")
        ),
        policy=policy_of(case, Policy()),
        as_of=as_of_of(case),
        target=_target(case, parties),
        expected=object_of(case.get("expected", {}), "expected"),
    )


def as_of_of(value: Object, default: AsOf | None = None) -> AsOf:
    if value.get("as_of") is None:
        return default or AsOf()
    asked = object_of(value["as_of"], "as_of")
    return AsOf(day_of(asked, "valid"), day_of(asked, "known"))


def policy_of(value: Object, default: Policy) -> Policy:
    """A policy with the overrides of a case, or of one question in it."""
    if value.get("policy") is None:
        return default
    overrides = dict(object_of(value["policy"], "policy"))
    if "control_dimensions" in overrides:
        words = strings_of(overrides["control_dimensions"], "control_dimensions")
        overrides["control_dimensions"] = [d.value for word in words for d in dimensions(word)]
    try:
        return default.overridden(overrides)
    except BadPolicy as error:
        raise BadCase(f"policy: {error}") from error


def _no_constant(word: str) -> None:
    raise BadCase(f"{word} is no number")


def _by(recorded: date | None, known: date | None) -> bool:
    return recorded is None or known is None or recorded <= known


def _parties(case: Object) -> Mapping[str, Party]:
    parties: dict[str, Party] = {}
    for index, raw in enumerate(list_of(case, "parties")):
        each = object_of(raw, f"parties[{index}]")
        kind, listed = party_kind(text_of(each, "type"))
        identity = text_of(each, "id")
        if identity in parties:
            raise BadCase(f"parties[{index}]: {identity!r} is there twice")
        name = each.get("name")
        parties[identity] = Party(
            identity, kind, listed, name if isinstance(name, str) else identity
        )
    return parties


def _told(raw: Object, index: int, parties: Mapping[str, Party]) -> Told:
    try:
        fact = _fact(raw, f"#{index:06d}", parties)
        _check_order(fact)
    except (BadCase, BadInterval) as error:
        raise BadCase(f"facts[{index}]: {error}") from error
    supersedes = text_of(raw, "supersedes") if raw.get("supersedes") is not None else None
    withdrawn = raw.get("retracted", False)
    retracted = (
        (day_of(raw, "retracted") or False)
        if isinstance(withdrawn, str)
        else (flag_of(raw, "retracted"))
    )
    return Told(fact, day_of(raw, "recorded_at"), supersedes, retracted)


def _fact(raw: Object, fallback: str, parties: Mapping[str, Party]) -> Fact:
    word = text_of(raw, "interest_type")
    kind, basis = interest(word)
    owner = None
    if raw.get("owner") is not None:
        owner = text_of(raw, "owner")
        if kind is not Kind.CONCERT:
            known_party(parties, owner, "owner")
    identity = text_of(raw, "id") if raw.get("id") is not None else fallback
    nominates = word == "boardSeatNominated"
    named = raw.get("nominated_by")
    named = None if named is None else known_party(parties, named, "nominated_by")
    return Fact(
        id=identity,
        record=identity,
        owner=None if nominates else owner,
        subject=known_party(parties, text_of(raw, "subject"), "subject"),
        kind=kind,
        share=_share(raw),
        directness=_directness(raw),
        confidence=_confidence(raw),
        source=str(raw.get("source") or ""),
        valid_from=day_of(raw, "valid_from"),
        valid_to=day_of(raw, "valid_to"),
        asserted_on=day_of(raw, "asserted_on"),
        key_person=flag_of(raw, "key_person"),
        members=tuple(known_party(parties, m, "members") for m in list_of(raw, "members")),
        exercisable_from=day_of(raw, "exercisable_from"),
        basis=basis,
        seats=whole_of(raw, "seats"),
        seats_total=whole_of(raw, "seats_total"),
        share_class=str(raw.get("share_class") or ""),
        nominated_by=owner
        if nominates
        else known_party(parties, named, "nominated_by")
        if named
        else None,
        same_as=text_of(raw, "same_as") if raw.get("same_as") is not None else None,
        tie_ends_on=day_of(raw, "tie_ends_on"),
        infer=flag_of(raw, "infer"),
    )


def _check_order(fact: Fact) -> None:
    if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
        raise BadCase("valid_to lies before valid_from")


def _check_ids(told: Sequence[Told]) -> None:
    corrects: dict[str, str | None] = {}
    for each in told:
        if each.fact.id in corrects:
            raise BadCase(f"facts: the id {each.fact.id!r} is there twice")
        corrects[each.fact.id] = each.supersedes
    for corrected in corrects.values():
        if corrected is not None and corrected not in corrects:
            raise BadCase(f"facts: {corrected!r} is superseded, but absent")
    _check_circles(corrects)


def _check_circles(corrects: Mapping[str, str | None]) -> None:
    """A circle of corrections would leave none of them in force, and so hide what was said."""
    ends: set[str] = set()
    for start in corrects:
        trail: set[str] = set()
        step: str | None = start
        while step is not None and step not in ends:
            if step in trail:
                raise BadCase(f"facts: {step!r} supersedes itself, directly or through others")
            trail.add(step)
            step = corrects[step]
        ends |= trail


def _share(raw: Object) -> Interval | None:
    low, high = number_of(raw, "min"), number_of(raw, "max")
    if low is None and high is None:
        count, of_total = whole_of(raw, "count"), whole_of(raw, "of_total")
        if count is None or of_total is None:
            return None
        return Interval.from_counts(count, of_total)
    return Interval.from_percent(
        Decimal(0) if low is None else low,
        Decimal(100) if high is None else high,
        lo_open=flag_of(raw, "min_open"),
        hi_open=flag_of(raw, "max_open"),
    )


def _directness(raw: Object) -> Directness:
    word = raw.get("direct", "direct")
    if word is True or word is None:
        return "direct"
    if word is False:
        return "indirect"
    for known in DIRECTNESS:
        if word == known:
            return known
    raise BadCase(f"direct is direct, indirect or unknown, not {word!r}")


DIRECTNESS: tuple[Directness, ...] = ("direct", "indirect", "unknown")


def _confidence(raw: Object) -> Confidence:
    word = raw.get("confidence")
    try:
        return Confidence.CONFIRMED if word is None else Confidence(cast(str, word))
    except ValueError as error:
        raise BadCase(f"unknown confidence {word!r}") from error


def _sworn(case: Object, parties: Mapping[str, Party]) -> list[tuple[Attestation, date | None]]:
    found: list[tuple[Attestation, date | None]] = []
    for index, raw in enumerate(list_of(case, "attestations")):
        each = object_of(raw, f"attestations[{index}]")
        kind, value = _oath(each)
        word = each.get("dimension")
        spoken = (None,) if word is None else dimensions(text_of(each, "dimension"))
        for dimension in spoken:
            attestation = Attestation(
                f"attestation {index:06d} {dimension}",
                known_party(parties, each.get("subject"), "subject"),
                kind,
                dimension,
                value,
                day_of(each, "valid_from"),
                day_of(each, "valid_to"),
            )
            found.append((attestation, day_of(each, "recorded_at")))
    return found


def _oath(raw: Object) -> tuple[AttestationKind, int | None]:
    """Either `kind` and `value`, or the kind itself as a key with its value: `"complete": true`."""
    if raw.get("kind") is not None:
        return attestation_kind(text_of(raw, "kind")), _oath_value(raw, "value")
    for kind in AttestationKind:
        said = raw.get(kind.value)
        if said is True:
            return kind, None
        if said is not None and said is not False:
            return kind, _oath_value(raw, kind.value)
    return AttestationKind.OTHER, None


def _oath_value(raw: Object, key: str) -> int | None:
    number = number_of(raw, key)
    try:
        return None if number is None else Interval.from_percent(number, number).hi
    except BadInterval as error:
        raise BadCase(f"attestations: {error}") from error


def _target(case: Object, parties: Mapping[str, Party]) -> str | None:
    query = object_of(case.get("query", {}), "query")
    return None if query.get("target") is None else known_party(parties, query["target"], "target")
