"""What do statements, one after the other, do to the versions of the records they speak of?

The rows are worked out here and written at once at the end, so that what is said and revised within
one disclosure never becomes a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never
from uuid import UUID

from config.events.ledger import SEQ_OF_THIS_READING
from config.problems import FourEyes, Invalid, Problem
from vendors.models import Interest, Party, Statement
from vendors.ownership.facts import KINDS, Confidence, Kind
from vendors.ownership.revision import (
    Carried,
    Ceased,
    EndsBeforeItBegins,
    Fresh,
    NothingToRevise,
    Opening,
    Outranked,
    Period,
    Renewed,
    Saying,
    StatementKind,
    Told,
    Version,
    revise,
)
from vendors.statements import PartyRef, Said, SaidInterest


class RecordHoldsNothing(Problem):
    """The record has ended or was withdrawn before the day of this statement.

    There is nothing to confirm, end or retract; assert what holds now as a new record.
    """

    status = 422
    code = "record-holds-nothing"
    title = "This record holds nothing on that day."


class RecordRestsOnStrongerSources(Problem):
    """A report or a dispute cannot withdraw what stronger sources have said, nor the news intake
    what a person has reported.

    Assert what the source says instead: it then stands beside the record and weakens it.
    """

    status = 422
    code = "record-rests-on-stronger-sources"
    title = "Stronger sources stand behind this record."


class ConfirmationDiffers(Problem):
    """A confirmation says that the record is still true; what it repeats has to be what is on file.

    Leave `interests` out, or send a `change` or a `correction`.
    """

    status = 422
    code = "confirmation-differs"
    title = "This confirmation says something else than the record."


@dataclass(slots=True)
class Beliefs:
    """The live versions of some records: as stored, and as they become.

    :ivar known_seq: the ledger number at which they were live; None if there were none
    """

    live: dict[UUID, list[Interest]] = field(default_factory=lambda: defaultdict(list))
    closed: list[UUID] = field(default_factory=list)
    known_seq: int | None = None

    @classmethod
    def of(cls, records: Iterable[UUID]) -> Beliefs:
        """What is believed now. Who wants it to stay so while it is revised holds the facts still.

        Versions and number are read by one statement, so that they belong to one moment.
        """
        beliefs = cls()
        rows = Interest.objects.filter(record_id__in=list(records), superseded_seq=None).annotate(
            ledger_seq=SEQ_OF_THIS_READING
        )
        for row in rows.select_related("statement__disclosure").order_by("id"):
            beliefs.live[row.record_id].append(row)
            beliefs.known_seq = row.ledger_seq
        return beliefs

    def opened(self) -> list[Interest]:
        """The versions that are not rows yet."""
        return [row for rows in self.live.values() for row in rows if row._state.adding]


@dataclass(frozen=True, slots=True)
class Turn:
    """A statement whose turn it is, with everyone it names."""

    pointer: str
    row: Statement
    said: Said
    confidence: Confidence
    statement_date: date | None
    today: date
    parties: Mapping[PartyRef, Party]
    person: str
    takes_back_own_only: bool

    @property
    def saying(self) -> Saying:
        return Saying(
            kind=self.said.kind,
            confidence=self.confidence,
            today=self.today,
            valid_from=self.said.valid_from,
            statement_date=self.statement_date,
            interests=tuple(
                Told(interest.valid_from, interest.valid_to, interest.says_end)
                for interest in self.said.interests
            ),
        )


def believe(beliefs: Beliefs, turn: Turn) -> list[Interest]:
    """Let a statement revise its record. Answers every version it closed or opened.

    :raises Invalid: if one of its interests would hold on no day
    :raises RecordHoldsNothing: if there is nothing to confirm, end or retract
    :raises RecordRestsOnStrongerSources: if a weak source retracts what stronger ones said, or
        the news intake would take back what others have reported
    :raises ConfirmationDiffers: if a confirmation repeats what is not on file
    :raises FourEyes: if a confirmation by the person who recorded a fact would strengthen it
    """
    rows = beliefs.live[turn.row.record_id]
    if turn.said.kind is StatementKind.CONFIRMATION:
        _refuse_other_words(rows, turn)
    known = {str(index): row for index, row in enumerate(rows)}
    try:
        revision = revise([_version(name, row) for name, row in known.items()], turn.saying)
    except EndsBeforeItBegins as error:
        raise Invalid.at(
            f"{turn.pointer}/interests/{error.index}/valid_to",
            "ends_before_it_begins",
            "This interest would hold on no day.",
        ) from None
    except NothingToRevise:
        raise RecordHoldsNothing(record_id=str(turn.row.record_id), pointer=turn.pointer) from None
    except Outranked:
        raise RecordRestsOnStrongerSources(
            record_id=str(turn.row.record_id), pointer=turn.pointer
        ) from None
    closed = [known[name] for name in revision.closes]
    if closed and turn.said.kind is not StatementKind.CONFIRMATION:
        _refuse_reports_of_others(turn)
    opened = [_opened(opening, known, turn) for opening in revision.opens]
    kept = [row for name, row in known.items() if name not in revision.closes]
    beliefs.live[turn.row.record_id] = kept + opened
    beliefs.closed += [row.id for row in closed if not row._state.adding]
    return closed + opened


def _refuse_reports_of_others(turn: Turn) -> None:
    """Whoever only passes news on undoes no person's report, by whatever kind of statement."""
    if not turn.takes_back_own_only:
        return
    reports = Statement.objects.filter(
        record_id=turn.row.record_id, disclosure__confidence=Confidence.REPORTED
    )
    if reports.exclude(disclosure__recorded_by=turn.person).exists():
        raise RecordRestsOnStrongerSources(record_id=str(turn.row.record_id), pointer=turn.pointer)


def _refuse_other_words(rows: Sequence[Interest], turn: Turn) -> None:
    on_file = {(row.type, row.lo, row.hi, row.lo_open, row.hi_open) for row in rows}
    for index, said in enumerate(turn.said.interests):
        share = said.share
        ends = (share.lo, share.hi, share.lo_open, share.hi_open) if share else _NO_SHARE
        if (said.type, *ends) not in on_file:
            raise ConfirmationDiffers(pointer=f"{turn.pointer}/interests/{index}")


_NO_SHARE = (None, None, False, False)


def _version(name: str, row: Interest) -> Version:
    return Version(
        name,
        row.slot,
        Period(row.valid_from, row.valid_to),
        Confidence(row.confidence),
        measured=KINDS[Kind(row.type)].share_expected,
    )


def _opened(opening: Opening, known: Mapping[str, Interest], turn: Turn) -> Interest:
    match opening:
        case Fresh():
            row = _new(turn, turn.said.interests[opening.index])
        case Carried():
            row = _copy(known[opening.of])
        case Renewed():
            row = _renewed(known[opening.of], opening.confidence, turn)
        case Ceased():
            row = _copy(known[opening.of])
            row.statement, row.confidence = turn.row, turn.confidence
            row.asserted_on = turn.statement_date
            row.lo, row.hi, row.lo_open, row.hi_open = 0, 0, False, False
        case _:
            assert_never(opening)
    row.slot = opening.slot
    row.valid_from, row.valid_to = opening.period.start, opening.period.end
    return row


def _renewed(row: Interest, confidence: Confidence, turn: Turn) -> Interest:
    if confidence != row.confidence and row.statement.disclosure.recorded_by == turn.person:
        raise FourEyes("Whoever recorded a fact cannot be the one who confirms it.")
    new = _copy(row)
    new.statement, new.confidence = turn.row, confidence
    new.asserted_on = turn.statement_date or turn.saying.day
    return new


_OF_THE_ROW = frozenset({"id", "created_at", "seq", "superseded_seq"})


def _copy(row: Interest) -> Interest:
    copy = Interest(
        **{
            one.attname: getattr(row, one.attname)
            for one in Interest._meta.concrete_fields
            if one.name not in _OF_THE_ROW
        }
    )
    copy.statement = row.statement
    return copy


def _new(turn: Turn, said: SaidInterest) -> Interest:
    share, statement = said.share, turn.row
    return Interest(
        statement=statement,
        record_id=statement.record_id,
        subject_id=statement.subject_id,
        interested_party_id=statement.interested_party_id,
        type=said.type,
        lo=share.lo if share else None,
        hi=share.hi if share else None,
        lo_open=share.lo_open if share else False,
        hi_open=share.hi_open if share else False,
        directness=said.directness,
        confidence=turn.confidence,
        asserted_on=turn.statement_date,
        details=said.details,
        key_person=said.key_person,
        members=[turn.parties[member].id for member in said.members],
        exercisable_from=said.exercisable_from,
        basis=said.basis or "",
        seats=said.seats,
        seats_total=said.seats_total,
        share_class=said.share_class,
        nominated_by=turn.parties[said.nominated_by] if said.nominated_by else None,
        same_as=said.same_as,
        tie_ends_on=said.tie_ends_on,
    )


def everyone_in(rows: Sequence[Interest]) -> set[UUID]:
    """Every party that some versions name, at either end."""
    found: set[UUID] = set()
    for row in rows:
        ends = (row.subject_id, row.interested_party_id, row.nominated_by_id, *row.members)
        found.update(party for party in ends if party is not None)
    return found
