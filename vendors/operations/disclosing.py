"""Write down what a source says of who holds what, and what that does to what we believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import Entry, lock_facts, next_entry
from config.events.operations import Subject, record
from config.problems import NotFound
from config.rest.roles import Role
from vendors.doubts import excesses, odd_days
from vendors.models import Disclosure, Interest, Party, Statement, Vendor
from vendors.operations.believing import Beliefs, Turn, believe, everyone_in
from vendors.operations.fitting import Ends, Records, ends_of, mentions_in, refuse_misfits
from vendors.operations.ids import fresh_ids
from vendors.operations.repeating import list_repetitions
from vendors.operations.resolving import Cast, Mention, find_or_make
from vendors.ownership.facts import Confidence
from vendors.ownership.revision import StatementKind
from vendors.queries.facts import fact_of, facts_told_of
from vendors.queries.parties import Warned, survivors_of
from vendors.shares import percent
from vendors.statements import Said, Source, usual_confidence
from vendors.wording import in_words


@dataclass(frozen=True, slots=True)
class Heard:
    """What a disclosure says, before it has a place in the ledger."""

    source: Source
    statements: Sequence[Said]
    confidence: Confidence
    statement_date: date | None
    vendor: Vendor | None
    today: date
    actor: Actor


@transaction.atomic
def disclose(
    *,
    source: Source,
    statements: Sequence[Said],
    actor: Actor,
    at: datetime,
    confidence: Confidence | None = None,
    statement_date: date | None = None,
    vendor_id: UUID | None = None,
) -> Disclosure:
    """Record a disclosure: all of it or nothing.

    :param confidence: by the type of source if not said; an intake's is `reported` whatever it says
    :param vendor_id: whom it is about where a statement names no subject
    :raises NotFound: if there is no such vendor
    :raises Invalid: if a party is unknown or does not fit, with a pointer
    :raises UnknownRecord: if a statement is about a record that is not on file
    :raises RecordHoldsNothing: if a statement confirms, ends or retracts nothing
    :raises RecordRestsOnStrongerSources: if a weak source retracts what stronger ones said
    :raises FourEyes: if a person strengthens a fact of their own
    """
    lock_facts()
    heard = Heard(
        source,
        statements,
        _confidence(source, confidence, actor),
        statement_date,
        _vendor(vendor_id),
        at.date(),
        actor,
    )
    cast = find_or_make(
        [
            Mention(pointer, ref)
            for index, said in enumerate(statements)
            for pointer, ref in mentions_in(said, f"/statements/{index}")
        ],
        actor=actor,
    )
    rows = _statements(heard, cast)
    doubles = list_repetitions(rows, statements, heard.confidence)
    beliefs, touched = _believe_all(heard, rows, cast)
    warnings = [*cast.warnings, *doubles, *_odd_days(heard), *_over_100(beliefs, rows)]
    entry = next_entry()
    disclosure = _write(heard, entry, rows, beliefs, warnings)
    parties = _touch(touched, entry)
    record(
        type="vendors.ownership_disclosed",
        subject=Subject("disclosure", disclosure.id),
        actor=actor,
        entry=entry,
        data={
            "disclosure": disclosure.id,
            **({"vendor": heard.vendor.id} if heard.vendor else {}),
            "parties": parties,
            "statements": len(rows),
        },
    )
    return disclosure


def _confidence(source: Source, asked: Confidence | None, actor: Actor) -> Confidence:
    if Role.INTAKE in actor.roles and Role.VENDOR_MANAGER not in actor.roles:
        return Confidence.REPORTED
    return asked or usual_confidence(source.type)


def _vendor(vendor_id: UUID | None) -> Vendor | None:
    if vendor_id is None:
        return None
    vendor = Vendor.objects.select_related("party").filter(id=vendor_id).first()
    if vendor is None:
        raise NotFound()
    return vendor


def _statements(heard: Heard, cast: Cast) -> list[Statement]:
    """The rows of the statements, each with its record; checked, not yet written."""
    records = Records.of(heard.statements, cast, heard.vendor)
    rows = []
    default = heard.vendor.party if heard.vendor else None
    for index, (said, new_id) in enumerate(
        zip(heard.statements, fresh_ids(len(heard.statements)), strict=True)
    ):
        pointer = f"/statements/{index}"
        ends = ends_of(said, pointer, cast, records, default)
        refuse_misfits(said, pointer, ends, cast, records)
        rows.append(_statement(index, said, ends, new_id, cast))
    return rows


def _statement(index: int, said: Said, ends: Ends, new_id: UUID, cast: Cast) -> Statement:
    return Statement(
        id=new_id,
        position=index,
        kind=said.kind,
        record_id=said.record_id or new_id,
        subject=ends.subject,
        interested_party=ends.interested_party,
        unspecified=ends.unspecified,
        valid_from=said.valid_from,
        said=[in_words(interest, cast.ids) for interest in said.interests],
    )


def _believe_all(heard: Heard, rows: Sequence[Statement], cast: Cast) -> tuple[Beliefs, set[UUID]]:
    """Let each statement revise its record, in order. Answers whom any of it touches."""
    beliefs = Beliefs.of({row.record_id for row in rows if row.kind != StatementKind.ASSERTION})
    touched: set[UUID] = set()
    for row, said in zip(rows, heard.statements, strict=True):
        turn = Turn(
            pointer=f"/statements/{row.position}",
            row=row,
            said=said,
            confidence=heard.confidence,
            statement_date=heard.statement_date,
            today=heard.today,
            parties=cast.parties,
            person=heard.actor.person,
        )
        touched |= everyone_in(believe(beliefs, turn))
        touched |= {row.subject_id}
        touched |= {row.interested_party_id} if row.interested_party_id else set()
    return beliefs, touched


def _odd_days(heard: Heard) -> Iterable[Warned]:
    days: list[tuple[str, date | None]] = [
        ("/statement_date", heard.statement_date),
        ("/source/published_on", heard.source.published_on),
    ]
    for index, said in enumerate(heard.statements):
        days.append((f"/statements/{index}/valid_from", said.valid_from))
        for number, interest in enumerate(said.interests):
            at = f"/statements/{index}/interests/{number}"
            days += [
                (f"{at}/{name}", getattr(interest, name))
                for name in ("valid_from", "valid_to", "exercisable_from", "tie_ends_on")
            ]
    for odd in odd_days(days, today=heard.today):
        yield Warned(odd.code, f"{odd.day} is an unlikely day.", pointer=odd.pointer)
    for pointer, day in days[:2]:
        if day is not None and day > heard.today:
            yield Warned("in_the_future", f"{day} has not come yet.", pointer=pointer)


def _over_100(beliefs: Beliefs, rows: Sequence[Statement]) -> list[Warned]:
    """Where the direct holdings of a subject come to more than all of it."""
    opened = beliefs.opened()
    subjects = {row.subject_id for row in rows}
    known = facts_told_of(subjects, without=beliefs.closed)
    changed = [fact_of(row, name=str(number)) for number, row in enumerate(opened)]
    return [
        Warned(
            "over_100",
            f"Direct holdings ({excess.dimension}) come to {percent(excess.units)} percent"
            + (f" on {excess.day}." if excess.day else "."),
            UUID(excess.subject),
        )
        for excess in excesses([*known, *changed], changed)
    ]


def _write(
    heard: Heard,
    entry: Entry,
    rows: Sequence[Statement],
    beliefs: Beliefs,
    warnings: Sequence[Warned],
) -> Disclosure:
    disclosure = Disclosure.objects.create(
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        recorded_by=heard.actor.person,
        recorded_label=heard.actor.label,
        vendor=heard.vendor,
        source_type=heard.source.type,
        source_title=heard.source.title,
        source_url=heard.source.url,
        source_published_on=heard.source.published_on,
        source_asserted_by=heard.source.asserted_by,
        confidence=heard.confidence,
        statement_date=heard.statement_date,
        warnings=[warned.as_json() for warned in warnings],
    )
    for row in rows:
        row.disclosure = disclosure
    Statement.objects.bulk_create(rows)
    Interest.objects.filter(id__in=beliefs.closed).update(superseded_seq=entry.seq)
    opened = beliefs.opened()
    for version in opened:
        version.seq = entry.seq
    Interest.objects.bulk_create(opened)
    return disclosure


def _touch(touched: set[UUID], entry: Entry) -> list[UUID]:
    """Whoever speaks for a touched party has changed too: footprints hold survivors."""
    parties = sorted(touched | set(survivors_of(touched).values()))
    Party.objects.filter(id__in=parties).update(changed_seq=entry.seq)
    return parties
