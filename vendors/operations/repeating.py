"""Does an assertion tell of a holding that is on file already?

Assertions begin records of their own, and records are added up unless they say `same_as`. So a
second assertion of what looks like the same paper is accepted, and never silently: a warning names
the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from vendors.models import Interest, Statement
from vendors.ownership.facts import KINDS, Confidence, Kind, KindClass
from vendors.ownership.revision import Period, StatementKind
from vendors.queries.parties import Warned
from vendors.statements import Said, SaidInterest

_PROVING = frozenset({Confidence.CONFIRMED, Confidence.PROBABLE})
OnFile = Mapping[tuple[UUID, UUID], Sequence[Interest]]


def list_repetitions(
    rows: Sequence[Statement],
    statements: Sequence[Said],
    confidence: Confidence,
) -> list[Warned]:
    """Say which assertions may tell of a holding that is on file.

    :param rows: the statements as they will be kept, in the order of `statements`
    """
    on_file = _on_file(rows)
    warnings = []
    for index, (row, said) in enumerate(zip(rows, statements, strict=True)):
        if row.interested_party_id is None:
            continue
        known = on_file.get((row.subject_id, row.interested_party_id), ())
        for number, interest in enumerate(said.interests):
            others = _same_paper(said, interest, known, confidence)
            if others:
                pointer = f"/statements/{index}/interests/{number}"
                warnings.append(_added_up(others[0], pointer))
    return warnings


def _on_file(rows: Iterable[Statement]) -> OnFile:
    """What is believed of the same two parties, oldest first."""
    asserted = [row for row in rows if row.kind == StatementKind.ASSERTION]
    facts = Interest.objects.filter(
        subject_id__in={row.subject_id for row in asserted},
        interested_party_id__in={row.interested_party_id for row in asserted} - {None},
        directness="direct",
        superseded_seq=None,
    )
    found: dict[tuple[UUID, UUID], list[Interest]] = defaultdict(list)
    for fact in facts.order_by("id"):
        if fact.interested_party_id is not None:
            found[fact.subject_id, fact.interested_party_id].append(fact)
    return found


def _same_paper(
    said: Said, interest: SaidInterest, known: Iterable[Interest], confidence: Confidence
) -> list[Interest]:
    if said.kind is not StatementKind.ASSERTION or interest.same_as is not None:
        return []
    if interest.directness != "direct" or not _is_countable(interest.type):
        return []
    span = Period(interest.valid_from or said.valid_from, interest.valid_to)
    return [
        other
        for other in known
        if _is_countable(Kind(other.type))
        and KINDS[interest.type].dimensions & KINDS[Kind(other.type)].dimensions
        and interest.share_class == other.share_class
        and _is_as_strong(confidence, Confidence(other.confidence))
        and span.overlaps(Period(other.valid_from, other.valid_to))
    ]


def _is_countable(kind: Kind) -> bool:
    """Shares without votes are a paper of their own, beside any other of the holder."""
    return KINDS[kind].kind_class is KindClass.EDGE and kind is not Kind.NON_VOTING_SHARES


def _is_as_strong(one: Confidence, other: Confidence) -> bool:
    """What is weaker is read beside the stronger by the engine itself."""
    return one == other or {one, other} <= _PROVING


def _added_up(other: Interest, pointer: str) -> Warned:
    record = other.same_as or other.record_id
    return Warned(
        "possible_double",
        f"Record {record} tells of a holding of the same party, and both are added up. If they are"
        " one, say same_as; if the record has changed, send a change of it instead.",
        other.interested_party_id,
        pointer,
    )
