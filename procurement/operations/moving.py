"""What must hold before any move, in the order in which its absence is told?

Absent (404), seen in another version (412), not possible in this state (409), proposed by the same
person (403); only then the rules of the move itself.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import F, QuerySet

from config.actors import Actor
from config.events.operations import Subject
from config.events.queries import has_done
from config.models import ClockTimestamp, MutableRow
from config.problems import FourEyes, MoveNotAllowed, NotFound, StaleVersion
from procurement.caseflow import A, Life, NoSuchMove, S

Row = TypeVar("Row", bound=MutableRow)


def locked(rows: QuerySet[Row], row_id: UUID, seen_version: int | None = None) -> Row:
    """The row, held until the transaction ends.

    :raises NotFound: if there is none
    :raises StaleVersion: if it has changed since it was seen
    """
    row = rows.select_for_update(no_key=True, of=("self",)).filter(id=row_id).first()
    if row is None:
        raise NotFound()
    if seen_version is not None and row.version != seen_version:
        raise StaleVersion(version=row.version)
    return row


def state_after(life: Life[S, A], state: S, act: A) -> S:
    """Where a move leads.

    :raises MoveNotAllowed: if the table has none
    """
    try:
        return life.after(state, act)
    except NoSuchMove as refused:
        raise MoveNotAllowed(state=refused.state, allowed=list(refused.allowed)) from None


def refuse_own(actor: Actor, subject: Subject, *written: str) -> None:
    """:raises FourEyes: if the actor ever was one of those who wrote it, by these types of events

    Also if others have changed it since: what they left as it was is the actor's own.
    """
    if has_done(actor.person, subject, written):
        raise FourEyes()


def change(row: Row, **fields: object) -> None:
    """Write some columns of a locked row, as a new version of it."""
    type(row)._base_manager.filter(id=row.id).update(
        **fields, version=F("version") + 1, updated_at=ClockTimestamp()
    )
    row.refresh_from_db()
