"""Parties, vendors and what is said of them, made through the real operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from config import clock
from config.actors import Actor
from config.rest.roles import Role
from tests.builders.people import acting
from vendors import operations
from vendors.identifiers import parse
from vendors.models import Attestation, Disclosure, Interest, Party, Vendor
from vendors.ownership.facts import (
    AttestationKind,
    Confidence,
    Dimension,
    Interval,
    Kind,
    PartyKind,
)
from vendors.ownership.revision import StatementKind
from vendors.statements import InlineParty, PartyById, Said, SaidInterest, Source, Unspecified


def vendor_manager(name: str = "vera") -> Actor:
    """Who keeps the vendor file."""
    return acting(name, Role.VENDOR_MANAGER)


def a_party(
    name: str = "Acme Holdings",
    kind: str = "company",
    *identifiers: str,
    publicly_listed: bool = False,
    jurisdiction: str = "",
) -> Party:
    """A party on file."""
    described = InlineParty(
        kind=PartyKind(kind),
        name=name,
        publicly_listed=publicly_listed,
        jurisdiction=jurisdiction,
        numbers=tuple(parse(text) for text in identifiers),
    )
    return operations.register_party(party=described, actor=vendor_manager())


def a_person(name: str = "Ann Owner") -> Party:
    """A person on file."""
    return a_party(name, "person")


def a_vendor(name: str = "Labelworks", *, party: Party | None = None) -> Vendor:
    """A vendor on file, never assessed."""
    owner = party or a_party(name)
    registered = operations.register_vendor(
        party=PartyById(owner.id), about={}, actor=vendor_manager()
    )
    return registered.vendor


def percent(value: float | str) -> Interval:
    """An exact share."""
    return Interval.from_percent(str(value), str(value))


def an_interest(
    type_: str = "ordinary_shares", share: object = None, **fields: object
) -> SaidInterest:
    """One interest of a statement; `share` is a percentage or an `Interval`."""
    told = share if share is None or isinstance(share, Interval) else percent(str(share))
    return SaidInterest(type=Kind(type_), share=told, **fields)  # type: ignore[arg-type]


def said(
    kind: str = "assertion",
    *interests: SaidInterest,
    subject: Party | None = None,
    owner: Party | None = None,
    record: UUID | None = None,
    valid_from: date | None = None,
) -> Said:
    """One statement. An assertion without an owner has a holder nobody names."""
    holder = PartyById(owner.id) if owner else None
    nameless = kind == "assertion" and owner is None
    return Said(
        kind=StatementKind(kind),
        record_id=record,
        subject=PartyById(subject.id) if subject else None,
        interested_party=Unspecified("unknown") if nameless else holder,
        valid_from=valid_from,
        interests=interests,
    )


def disclosed_all(
    statements: Sequence[Said],
    *,
    source: str = "registry",
    by: Actor | None = None,
    vendor: Vendor | None = None,
    statement_date: date | None = None,
    confidence: Confidence | None = None,
) -> Disclosure:
    """A disclosure of several statements."""
    return operations.disclose(
        source=Source(type=source, title="Extract"),
        statements=statements,
        actor=by or vendor_manager(),
        at=clock.now(),
        vendor_id=vendor.id if vendor else None,
        statement_date=statement_date,
        confidence=confidence,
    )


def disclosed(
    subject: Vendor | Party,
    owner: Party | None,
    share: object = None,
    type_: str = "ordinary_shares",
    *,
    source: str = "registry",
    by: Actor | None = None,
    **fields: object,
) -> UUID:
    """Say that an owner has an interest in a subject; answers the record's id."""
    party = subject.party if isinstance(subject, Vendor) else subject
    disclosure = disclosed_all(
        [said("assertion", an_interest(type_, share, **fields), subject=party, owner=owner)],
        source=source,
        by=by,
    )
    record_id: UUID = disclosure.statements.get().record_id
    return record_id


def revised(
    record: UUID,
    kind: str,
    *interests: SaidInterest,
    on: date | None = None,
    source: str = "registry",
    by: Actor | None = None,
) -> Disclosure:
    """Say more of a record: a change, correction, confirmation or retraction."""
    return disclosed_all(
        [said(kind, *interests, record=record, valid_from=on)], source=source, by=by
    )


def attested(
    vendor: Vendor,
    kind: str = "complete",
    *,
    dimension: str | None = None,
    value: int | None = None,
    valid_from: date = date(2020, 1, 1),
    subject: Party | None = None,
) -> Attestation:
    """Something the vendor swears."""
    return operations.attest(
        vendor_id=vendor.id,
        kind=AttestationKind(kind),
        dimension=Dimension(dimension) if dimension else None,
        value=value,
        valid_from=valid_from,
        subject_id=subject.id if subject else None,
        actor=vendor_manager(),
    )


def believed(record: UUID) -> list[tuple[str, int | None, date | None, date | None, str]]:
    """The live versions of a record: type, least share in percent, from, to, confidence."""
    rows = Interest.objects.filter(record_id=record, superseded_seq=None)
    return [
        (
            row.type,
            None if row.lo is None else row.lo // 10**6,
            row.valid_from,
            row.valid_to,
            row.confidence,
        )
        for row in rows.order_by("valid_from", "slot", "confidence")
    ]
