"""What does a disclosure come to? Its statements as rows, and what they do to what we believed.

Nothing is written here: `disclose` writes it, `suppose` only looks at what it would change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vendors.models import Statement, Vendor
from vendors.operations.believing import Beliefs, Turn, believe, everyone_in
from vendors.operations.fitting import Ends, Records, ends_of, mentions_in, refuse_misfits
from vendors.operations.ids import fresh_ids
from vendors.operations.resolving import Cast, Mention
from vendors.ownership.facts import Confidence
from vendors.ownership.revision import StatementKind
from vendors.queries.parties import survivors_of
from vendors.statements import Said, Source
from vendors.wording import in_words


@dataclass(frozen=True, slots=True)
class Heard:
    """What a disclosure says, before it has a place in the ledger.

    :ivar confidences: how far each of the statements is believed
    :ivar person: who says so, for the four-eyes rule
    :ivar takes_back_own_only: whether what others have reported is out of their reach
    """

    source: Source
    statements: Sequence[Said]
    confidences: Sequence[Confidence]
    statement_date: date | None
    vendor: Vendor | None
    today: date
    person: str
    takes_back_own_only: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """The rows of the statements, what is believed then, and everyone whom any of it touches."""

    rows: list[Statement]
    beliefs: Beliefs
    touched: set[UUID]

    @property
    def parties(self) -> list[UUID]:
        """Whoever speaks for a touched party has changed too: footprints hold survivors."""
        return sorted(self.touched | set(survivors_of(self.touched).values()))


def mentions_of(statements: Sequence[Said]) -> list[Mention]:
    """Everyone the statements refer to, and where in the request."""
    return [
        Mention(pointer, ref)
        for index, said in enumerate(statements)
        for pointer, ref in mentions_in(said, f"/statements/{index}")
    ]


def understand(heard: Heard, cast: Cast) -> Understood:
    """Give each statement its record, and let it revise that record, in order.

    :raises Invalid: if a party does not fit, with a pointer
    :raises UnknownRecord: if a statement is about a record that is not on file
    :raises RecordHoldsNothing: if a statement confirms, ends or retracts nothing
    :raises RecordRestsOnStrongerSources: if a weak source retracts what stronger ones said
    :raises FourEyes: if a person strengthens a fact of their own
    """
    rows = _statements(heard, cast)
    return _believe_all(heard, rows, cast)


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


def _believe_all(heard: Heard, rows: list[Statement], cast: Cast) -> Understood:
    """Let each statement revise its record, in order."""
    beliefs = Beliefs.of({row.record_id for row in rows if row.kind != StatementKind.ASSERTION})
    touched: set[UUID] = set()
    for row, said, confidence in zip(rows, heard.statements, heard.confidences, strict=True):
        turn = Turn(
            pointer=f"/statements/{row.position}",
            row=row,
            said=said,
            confidence=confidence,
            statement_date=heard.statement_date,
            today=heard.today,
            parties=cast.parties,
            person=heard.person,
            takes_back_own_only=heard.takes_back_own_only,
        )
        touched |= everyone_in(believe(beliefs, turn))
        touched |= {row.subject_id}
        touched |= {row.interested_party_id} if row.interested_party_id else set()
    return Understood(rows, beliefs, touched)
