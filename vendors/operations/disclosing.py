"""Write down what a source says of who holds what, and what that does to what we believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from vendors.operations.believing import Beliefs
from vendors.operations.hearing import Heard, Understood, mentions_of, understand
from vendors.operations.repeating import list_repetitions
from vendors.operations.resolving import find_or_make
from vendors.ownership.facts import Confidence
from vendors.queries.facts import fact_of, facts_told_of
from vendors.queries.parties import Warned
from vendors.shares import percent
from vendors.statements import Said, Source, usual_confidence


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
    :raises RecordRestsOnStrongerSources: if a weak source retracts what stronger ones said, or
        the news intake would take back what others have reported
    :raises FourEyes: if a person strengthens a fact of their own
    """
    lock_facts()
    believed = _confidence(source, confidence, actor)
    heard = Heard(
        source=source,
        statements=statements,
        confidences=[believed] * len(statements),
        statement_date=statement_date,
        vendor=_vendor(vendor_id),
        today=at.date(),
        person=actor.person,
        takes_back_own_only=_only_passes_on(actor),
    )
    cast = find_or_make(mentions_of(statements), actor=actor)
    understood = understand(heard, cast)
    warnings = [
        *cast.warnings,
        *list_repetitions(understood.rows, statements, believed),
        *_odd_days(heard),
        *_over_100(understood.beliefs, understood.rows),
    ]
    entry = next_entry()
    disclosure = _write(
        disclosure_of(heard, believed, actor, entry, warnings), understood, seq=entry.seq
    )
    parties = understood.parties
    Party.objects.filter(id__in=parties).update(changed_seq=entry.seq)
    record(
        type="vendors.ownership_disclosed",
        subject=Subject("disclosure", disclosure.id),
        actor=actor,
        entry=entry,
        data={
            "disclosure": disclosure.id,
            **({"vendor": heard.vendor.id} if heard.vendor else {}),
            "parties": parties,
            "statements": len(understood.rows),
        },
    )
    return disclosure


def _confidence(source: Source, asked: Confidence | None, actor: Actor) -> Confidence:
    if _only_passes_on(actor):
        return Confidence.REPORTED
    return asked or usual_confidence(source.type)


def _only_passes_on(actor: Actor) -> bool:
    """Whether it is the news intake, and nobody who keeps vendors."""
    return Role.INTAKE in actor.roles and Role.VENDOR_MANAGER not in actor.roles


def _vendor(vendor_id: UUID | None) -> Vendor | None:
    if vendor_id is None:
        return None
    vendor = Vendor.objects.select_related("party").filter(id=vendor_id).first()
    if vendor is None:
        raise NotFound()
    return vendor


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


def disclosure_of(
    heard: Heard, confidence: Confidence, actor: Actor, entry: Entry, warnings: Iterable[Warned]
) -> Disclosure:
    """The row of a disclosure; not written."""
    return Disclosure(
        seq=entry.seq,
        recorded_at=entry.recorded_at,
        recorded_by=heard.person,
        recorded_label=actor.label,
        vendor=heard.vendor,
        source_type=heard.source.type,
        source_title=heard.source.title,
        source_url=heard.source.url,
        source_published_on=heard.source.published_on,
        source_asserted_by=heard.source.asserted_by,
        confidence=confidence,
        statement_date=heard.statement_date,
        warnings=[warned.as_json() for warned in warnings],
    )


def _write(disclosure: Disclosure, understood: Understood, *, seq: int) -> Disclosure:
    disclosure.save(force_insert=True)
    for row in understood.rows:
        row.disclosure = disclosure
    Statement.objects.bulk_create(understood.rows)
    beliefs = understood.beliefs
    Interest.objects.filter(id__in=beliefs.closed).update(superseded_seq=seq)
    opened = beliefs.opened()
    for version in opened:
        version.seq = seq
    Interest.objects.bulk_create(opened)
    return disclosure
