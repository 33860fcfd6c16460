"""What is known of some parties and those nearest above them, where all of it is too much?

Whole levels only, so that the same is read again tomorrow. About whoever stands further away
nothing is said here; whoever reasons on this must take them for anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import connection

from vendors.models import Attestation
from vendors.ownership.closure import NOT_UPWARD
from vendors.ownership.facts import Facts, Party, PartyKind
from vendors.queries.facts import Surveyed, facts_around, live_at, survey_above, told
from vendors.queries.parties import survivors_of
from vendors.queries.walks import NOBODY, TooManyParties, Walked, same_parties

MOST_PARTIES = 25_000
"""Parties above some, or around one, that are all looked at: twenty seconds' work."""
MOST_FACTS = 20_000
MOST_LEVELS = 6
_STAY_AS_THEY_ARE = frozenset({PartyKind.PERSON, PartyKind.STATE, PartyKind.STATE_BODY})


def survey(starts: Iterable[UUID], *, known_seq: int) -> Surveyed:
    """Everything about the starts and everybody above them; by the nearest, if that is too much."""
    asked = list(starts)
    try:
        return survey_above(asked, known_seq=known_seq, limit=MOST_PARTIES)
    except TooManyParties:
        return survey_near(asked, known_seq=known_seq)


def facts_of(
    parties: Sequence[UUID], *, valid_at: date | None, known_seq: int, beside: Walked = NOBODY
) -> Facts:
    """Every fact that can matter to the parties; by the nearest, if that is too much for one.

    :param beside: facts about these are at hand already
    :raises TooManyParties: if there are several, and too much stands around them together
    """
    try:
        return facts_around(
            parties, valid_at=valid_at, known_seq=known_seq, limit=MOST_PARTIES, beside=beside
        )
    except TooManyParties:
        if len(parties) > 1:
            raise
    return survey_near(parties, valid_at=valid_at, known_seq=known_seq, beside=beside).facts


def facts_of_both(
    party: UUID, others: Iterable[UUID], *, valid_at: date | None, known_seq: int
) -> Facts:
    """Every fact that can matter to the party held against the others, each as far as it goes."""
    above = survey(others, known_seq=known_seq)
    own = facts_of([party], valid_at=valid_at, known_seq=known_seq, beside=above.walked)
    facts = {fact.id: fact for fact in (*own.facts, *above.facts.facts)}
    sworn = {oath.id: oath for oath in (*own.attestations, *above.facts.attestations)}
    return Facts(
        parties={**own.parties, **above.facts.parties},
        facts=tuple(facts[each] for each in sorted(facts)),
        attestations=tuple(sworn[each] for each in sorted(sworn)),
        valid_at=valid_at,
        cut_short=own.cut_short or above.facts.cut_short,
    )


def survey_near(
    starts: Iterable[UUID],
    *,
    known_seq: int,
    valid_at: date | None = None,
    beside: Walked = NOBODY,
) -> Surveyed:
    """The facts about the starts and the levels above them that are not too many.

    Companies about which nothing is said any more are of unknown kind: they may be anybody's.

    :param beside: facts about these are at hand already
    """
    asked = sorted(set(starts))
    subjects = _levels(asked, known_seq, beside)
    facts, named = told(
        live_at(known_seq).filter(subject__in=subjects),
        Attestation.objects.filter(seq__lte=known_seq, subject__in=subjects),
        asked,
        valid_at=valid_at,
        known_seq=known_seq,
    )
    spoken_of = survivors_of(subjects | beside.parties, known_seq=known_seq)
    known = {str(party) for party in spoken_of.values()}
    parties = {
        party: described if party in known else _unknown(described)
        for party, described in facts.parties.items()
    }
    short = replace(facts, parties=parties, cut_short=True)
    return Surveyed(Walked.of(subjects), short, named | subjects)


def _unknown(party: Party) -> Party:
    if party.kind in _STAY_AS_THEY_ARE:
        return party
    return replace(party, kind=PartyKind.UNKNOWN, publicly_listed=False)


def _levels(starts: Collection[UUID], known_seq: int, beside: Walked) -> set[UUID]:
    level = _same(starts, known_seq) - beside.parties
    reached: set[UUID] = set()
    facts = 0
    for _ in range(MOST_LEVELS):
        facts += _facts_on(level, known_seq)
        if not level or facts > MOST_FACTS:
            break
        reached |= level
        level = _same(_next_above(level, known_seq), known_seq) - reached - beside.parties
    return reached


def _same(parties: Collection[UUID], known_seq: int) -> set[UUID]:
    try:
        return same_parties(parties, known_seq)
    except TooManyParties:
        return set()


def _facts_on(level: Collection[UUID], known_seq: int) -> int:
    return live_at(known_seq).filter(subject__in=level)[: MOST_FACTS + 1].count()


def _next_above(level: Collection[UUID], known_seq: int) -> list[UUID]:
    """The owners of a level; there are no more of them than facts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT above.id FROM vendors_interest, LATERAL unnest(ARRAY[nominated_by_id]"
            " || CASE WHEN type = ANY (%(not_upward)s) THEN '{}'"
            " ELSE members || interested_party_id END) AS above(id)"
            " WHERE subject_id = ANY (%(level)s) AND seq <= %(seq)s"
            " AND (superseded_seq IS NULL OR superseded_seq > %(seq)s) AND above.id IS NOT NULL",
            {"level": list(level), "seq": known_seq, "not_upward": sorted(NOT_UPWARD)},
        )
        return [party for (party,) in cursor.fetchall()]
