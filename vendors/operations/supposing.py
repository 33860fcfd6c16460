"""What would be believed if a source said this? Understood as a real disclosure, never written.

The promise is that the same said for real has the same effect. It is kept by `understand`, which
works out both, and by `config.supposing`, under which every query reads what would have been
written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from config.actors import Actor
from config.events.ledger import Entry, current_seq
from config.supposing import Supposed
from vendors.models import Disclosure, Interest, Party, PartyVersion, Statement
from vendors.operations.disclosing import disclosure_of
from vendors.operations.hearing import Heard, Understood, mentions_of, understand
from vendors.operations.ids import fresh_ids
from vendors.operations.parties import version_of
from vendors.operations.resolving import Cast, Mention, find
from vendors.ownership.facts import Confidence
from vendors.statements import Said, Source

NOBODY = Actor.system()
"""Nobody has said it yet, so nobody is kept from confirming it."""


@dataclass(frozen=True, slots=True)
class Supposition:
    """What would be different.

    :ivar known_seq: the ledger number as of which it is worked out, and put into the tables
    :ivar disclosure: the id that findings name as the source; None if nothing is said
    :ivar newcomers: parties that are described and that nobody knows
    :ivar touched: everyone whose verdict could change: the parties named, and who speaks for them
    """

    known_seq: int
    cast: Cast
    disclosure: UUID | None
    newcomers: tuple[Party, ...]
    touched: frozenset[UUID]
    tables: tuple[Supposed, ...]


def suppose(
    *,
    source: Source,
    statements: Sequence[Said],
    confidences: Sequence[Confidence],
    statement_date: date | None,
    at: datetime,
    also: Sequence[Mention] = (),
) -> Supposition:
    """Work out what a disclosure would change. Reads only, and takes no lock.

    :param confidences: how far each statement is believed
    :param also: others the request refers to, found or made alongside
    :raises Invalid: if a party is unknown or does not fit, with a pointer
    :raises UnknownRecord: if a statement is about a record that is not on file
    :raises RecordHoldsNothing: if a statement confirms, ends or retracts nothing
    :raises RecordRestsOnStrongerSources: if a weak source retracts what stronger ones said
    """
    cast = find([*mentions_of(statements), *also])
    heard = Heard(source, statements, confidences, statement_date, None, at.date(), person="")
    understood = understand(heard, cast)
    seq = understood.beliefs.known_seq
    entry = Entry(current_seq() if seq is None else seq, at)
    disclosure = _disclosure(heard, entry) if statements else None
    return Supposition(
        known_seq=entry.seq,
        cast=cast,
        disclosure=disclosure.id if disclosure else None,
        newcomers=tuple(cast.newcomers),
        touched=frozenset(understood.parties),
        tables=(
            *_parties(cast, entry.seq),
            *(_facts(understood, disclosure, entry.seq) if disclosure else ()),
        ),
    )


def _disclosure(heard: Heard, entry: Entry) -> Disclosure:
    row = disclosure_of(heard, heard.confidences[0], NOBODY, entry, warnings=())
    [row.id] = fresh_ids(1)
    return row


def _parties(cast: Cast, seq: int) -> tuple[Supposed, ...]:
    versions = [version_of(party, seq) for party in cast.newcomers]
    for version, new_id in zip(versions, fresh_ids(len(versions)), strict=True):
        version.id = new_id
    return Supposed(Party, cast.newcomers), Supposed(PartyVersion, versions)


def _facts(understood: Understood, disclosure: Disclosure, seq: int) -> tuple[Supposed, ...]:
    for row in understood.rows:
        row.disclosure = disclosure
    opened = understood.beliefs.opened()
    # Ids in the order in which the rows would be inserted, as the database would give them.
    for version, new_id in zip(opened, fresh_ids(len(opened)), strict=True):
        version.id, version.seq = new_id, seq
    return (
        Supposed(Disclosure, [disclosure]),
        Supposed(Statement, understood.rows),
        Supposed(Interest, opened, without=understood.beliefs.closed),
    )
