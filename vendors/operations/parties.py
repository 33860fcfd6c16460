"""Take parties into the file, and mend how they are described."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from config.actors import Actor
from config.events.ledger import lock_facts, next_entry
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import Conflict, MoveNotAllowed, NotFound, Problem, StaleVersion
from vendors.identifiers import Number
from vendors.models import Identifier, Interest, Party, PartyVersion
from vendors.names import normal_name, searchable, skeleton
from vendors.operations.ids import fresh_ids
from vendors.ownership.facts import KINDS, PartyKind
from vendors.queries.parties import find_by_numbers, get_party
from vendors.statements import InlineParty

_LONGEST_NAME = 500


class IdentifierTaken(Conflict):
    """Another party has this identifier already, and it names only one.

    `party` is who has it: use that party, or correct its identifiers first.
    """

    code = "identifier-taken"
    title = "This identifier belongs to another party."


class KindContradictsFacts(Problem):
    """What is on file about this party is possible only for its present kind.

    A person owns, holds office and is owned by nobody; retract or correct those facts first.
    """

    status = 422
    code = "kind-contradicts-facts"
    title = "The facts about this party do not fit that kind."


class PartyChanges(TypedDict, total=False):
    """What may be amended of a party; what is absent stays."""

    kind: PartyKind
    publicly_listed: bool
    name: str
    jurisdiction: str
    aliases: Sequence[str]
    identifiers: Sequence[Number]


@transaction.atomic
def register_party(*, party: InlineParty, actor: Actor) -> Party:
    """Take a new party into the file.

    :raises IdentifierTaken: if one of its identifiers names another party
    """
    _refuse_taken(party.numbers)
    drafted = draft_parties([party])
    insert_parties(drafted, [party])
    announce(drafted, actor=actor)
    return get_party(drafted[0].id)


def draft_parties(described: Sequence[InlineParty]) -> list[Party]:
    """Parties as they would be inserted, with their ids."""
    return [
        Party(
            id=new_id,
            kind=party.kind,
            publicly_listed=party.publicly_listed,
            jurisdiction=party.jurisdiction,
            **_names(party.name, party.aliases),
        )
        for party, new_id in zip(described, fresh_ids(len(described)), strict=True)
    ]


def insert_parties(drafted: Sequence[Party], described: Sequence[InlineParty]) -> None:
    """Insert parties and their identifiers; the caller announces them.

    :raises IdentifierTaken: if another transaction was faster with one of the identifiers
    """
    numbers = [number for party in described for number in party.numbers]
    try:
        with transaction.atomic():
            Party.objects.bulk_create(drafted)
            Identifier.objects.bulk_create(
                sorted(
                    (
                        Identifier(party=row, scheme=number.scheme, value=number.value)
                        for row, party in zip(drafted, described, strict=True)
                        for number in party.numbers
                    ),
                    key=lambda row: (row.scheme, row.value),  # one order, so no two wait in a ring
                )
            )
    except IntegrityError as error:
        _refuse_taken(numbers, cause=error)
        raise


def announce(parties: Sequence[Party], *, actor: Actor) -> None:
    """Record that parties exist now, and what the engine may know of them from now on."""
    versions = []
    for party in parties:
        event = record(
            type="vendors.party_registered",
            subject=Subject("party", party.id),
            actor=actor,
            data={"party": party.id, "name": party.name, "kind": party.kind},
        )
        versions.append(version_of(party, event.seq))
    PartyVersion.objects.bulk_create(versions)


def version_of(party: Party, seq: int) -> PartyVersion:
    """What the engine may know of a party from a ledger number on; not written."""
    return PartyVersion(
        party=party,
        seq=seq,
        kind=party.kind,
        publicly_listed=party.publicly_listed,
        name=party.name,
    )


def _names(name: str, aliases: Collection[str]) -> dict[str, object]:
    normal = normal_name(name)
    return {
        "name": name,
        "aliases": list(aliases),
        "normal_name": normal[:_LONGEST_NAME],
        "skeleton": skeleton(name)[:_LONGEST_NAME],
        "search_text": "\n".join([normal, *(searchable(text) for text in (name, *aliases))]),
    }


def _refuse_taken(
    numbers: Collection[Number], *, cause: Exception | None = None, but: UUID | None = None
) -> None:
    for number, party_id in sorted(find_by_numbers(numbers).items()):
        if party_id != but:
            raise IdentifierTaken(
                f"{number} names another party.", identifier=str(number), party=str(party_id)
            ) from cause


@transaction.atomic
def amend_party(
    *, party_id: UUID, seen_version: int | None, changes: PartyChanges, actor: Actor
) -> Party:
    """Mend the description of a party.

    What the engine reads (its kind, whether it is listed) counts as a fact: verdicts resting on it
    are owed a recheck.

    :raises NotFound: if there is no such party
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it was merged into another
    :raises IdentifierTaken: if a new identifier names another party
    :raises KindContradictsFacts: if the facts about it do not fit a new kind
    """
    lock_facts()
    party = Party.objects.select_for_update(no_key=True).filter(id=party_id).first()
    if party is None:
        raise NotFound()
    if party.merged_into_id is not None:
        raise MoveNotAllowed(state="merged", allowed=["unmerge"])
    if seen_version is not None and party.version != seen_version:
        raise StaleVersion()
    before = _described(party)
    _refuse_contradicting_kind(party, PartyKind(changes.get("kind", party.kind)))
    if "identifiers" in changes:
        _replace_identifiers(party, changes["identifiers"])
    entry = next_entry()
    fields: dict[str, object] = {
        name: changes[name]
        for name in ("kind", "publicly_listed", "jurisdiction")
        if name in changes
    }
    fields |= _names(changes.get("name", party.name), changes.get("aliases", party.aliases))
    Party.objects.filter(id=party.id).update(
        **fields, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    party = get_party(party.id)
    after = _described(party)
    is_fact = any(before[name] != after[name] for name in ("kind", "publicly_listed"))
    if is_fact or before["name"] != after["name"]:
        version_of(party, entry.seq).save(force_insert=True)
    if is_fact:
        Party.objects.filter(id=party.id).update(changed_seq=entry.seq)
    record(
        type="vendors.party_amended",
        subject=Subject("party", party.id),
        actor=actor,
        entry=entry,
        data={
            "parties": [party.id] if is_fact else [],
            "before": {name: value for name, value in before.items() if value != after[name]},
            "after": {name: value for name, value in after.items() if value != before[name]},
        },
    )
    return party


def _described(party: Party) -> dict[str, object]:
    return {
        "kind": str(party.kind),
        "publicly_listed": party.publicly_listed,
        "name": party.name,
        "jurisdiction": party.jurisdiction,
        "aliases": list(party.aliases),
        "identifiers": sorted(str(row) for row in Identifier.objects.filter(party=party)),
    }


def _replace_identifiers(party: Party, numbers: Sequence[Number]) -> None:
    _refuse_taken(numbers, but=party.id)
    known = {Number(row.scheme, row.value): row for row in party.identifiers.all()}
    dropped = [row.id for number, row in known.items() if number not in numbers]
    Identifier.objects.filter(id__in=dropped).delete()
    try:
        with transaction.atomic():
            Identifier.objects.bulk_create(
                Identifier(party=party, scheme=number.scheme, value=number.value)
                for number in sorted(set(numbers) - known.keys())
            )
    except IntegrityError as error:
        _refuse_taken(numbers, cause=error, but=party.id)
        raise


def _refuse_contradicting_kind(party: Party, kind: PartyKind) -> None:
    if kind == party.kind:
        return
    if kind is PartyKind.PERSON:
        people = [code for code, spec in KINDS.items() if spec.subject_is_person]
        wrong = Interest.objects.filter(subject=party).exclude(type__in=people)
        is_vendor = hasattr(party, "vendor")
    else:
        personal = [code for code, spec in KINDS.items() if spec.person_only]
        owned_by_people = [code for code, spec in KINDS.items() if spec.subject_is_person]
        wrong = Interest.objects.filter(interested_party=party, type__in=personal) | (
            Interest.objects.filter(subject=party, type__in=owned_by_people)
        )
        is_vendor = False
    if is_vendor or wrong.filter(superseded_seq=None).exists():
        raise KindContradictsFacts(kind=str(kind), present=str(party.kind))
