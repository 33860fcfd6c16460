"""How much do others have of a party, and it of others, directly and through everyone between?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vendors.ownership.holdings import Reading
from vendors.ownership.reading import read
from vendors.queries.facts import facts_on
from vendors.queries.parties import survivors_of
from vendors.queries.walks import below
from vendors.reach import Stake, holdings_below, owners_above, stakes

MOST_BELOW = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """Stakes of a run of parties, nearest first; `following` is where the next run begins."""

    stakes: list[Stake]
    following: int | None


def list_owners(party_id: UUID, *, valid_at: date, known_seq: int, start: int, length: int) -> Page:
    """Who is above a party, and with how much of it.

    :raises TooManyParties: if more stand above it than one answer may look at
    """
    subject = str(survivors_of([party_id], known_seq=known_seq)[party_id])
    book = read(facts_on([UUID(subject)], valid_at=valid_at, known_seq=known_seq), Reading())
    above, following = _run(owners_above(book, subject), start, length)
    return Page([one for owner in above for one in stakes(book, owner, subject)], following)


def list_holdings(
    party_id: UUID, *, valid_at: date, known_seq: int, start: int, length: int
) -> Page:
    """What a party has of those below it.

    :raises TooManyParties: if more are below it than one answer may look at
    """
    owner = str(survivors_of([party_id], known_seq=known_seq)[party_id])
    reached = below([UUID(owner)], known_seq=known_seq, limit=MOST_BELOW)
    book = read(facts_on(reached, valid_at=valid_at, known_seq=known_seq), Reading())
    subjects, following = _run(holdings_below(book, owner), start, length)
    return Page([one for subject in subjects for one in stakes(book, owner, subject)], following)


def _run(parties: Sequence[str], start: int, length: int) -> tuple[Sequence[str], int | None]:
    end = start + length
    return parties[start:end], end if end < len(parties) else None
