"""Who has what of whom, one step up or down from some parties? A bounded number of links each.

Whoever holds a million things is not followed into all of them: from such a hub only the links to
parties that are looked for are read, from their side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from vendors.links import Link
from vendors.ownership.facts import Confidence, Interval, Kind
from vendors.ownership.kinds import PERSONAL_ROLES
from vendors.queries.parties import survivors_of
from vendors.queries.walks import same_parties

MOST_LINKS = 4_000
"""Read in one step."""

MOST_OF_ONE = 200
"""Read of one party in one step; who has more is a hub."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Which links are seen: of some kinds, on a day, as known at a ledger number.

    :ivar left_since: places that ended on this day or later are seen, too
    """

    kinds: frozenset[Kind]
    valid_at: date
    known_seq: int
    left_since: date


@dataclass(frozen=True, slots=True)
class Step:
    """The links found; `truncated`: there are more."""

    links: list[Link]
    truncated: bool


def links_up(sight: Sight, parties: Collection[UUID]) -> Step:
    """What others have of these parties, the largest parts and what has no size first."""
    return _step(sight, parties, _UP, {})


def links_down(sight: Sight, parties: Collection[UUID], *, wanted: Collection[UUID]) -> Step:
    """What these parties have of others; of a hub, only what it has of those wanted.

    :param wanted: parties under any of their ids
    """
    same = same_parties(parties, sight.known_seq)
    hubs = _hubs(same)
    rest = _step(sight, same - hubs, _DOWN, {})
    if not hubs:
        return rest
    found = _step(sight, hubs, _TO_WANTED, {"wanted": sorted(wanted)})
    return Step([*rest.links, *found.links], truncated=True)


def _hubs(parties: Collection[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_HUBS, {"parties": sorted(parties), "each": MOST_OF_ONE})
        return {party for (party,) in cursor.fetchall()}


def _step(sight: Sight, parties: Collection[UUID], query: str, more: Mapping[str, object]) -> Step:
    if not parties:
        return Step([], truncated=False)
    asked: dict[str, Any] = {
        "parties": sorted(same_parties(parties, sight.known_seq)),
        "kinds": sorted(sight.kinds),
        "places": sorted(PERSONAL_ROLES),
        "day": sight.valid_at,
        "left_since": sight.left_since,
        "seq": sight.known_seq,
        "each": MOST_OF_ONE,
        "most": MOST_LINKS + 1,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    cut = len(rows) > MOST_LINKS or any(row[-1] > MOST_OF_ONE for row in rows)
    return Step(_links(rows[:MOST_LINKS], sight), truncated=cut)


def _links(rows: Iterable[tuple[Any, ...]], sight: Sight) -> list[Link]:
    told = list(rows)
    named = {end for row in told for end in (row[1], row[2], row[3], *row[4]) if end is not None}
    who = survivors_of(named, known_seq=sight.known_seq)
    return [link for row in told for link in _of_row(row, who, sight.valid_at)]


def _of_row(row: tuple[Any, ...], who: Mapping[UUID, UUID], day: date) -> Iterable[Link]:
    """One for everybody on the interested side; a party is not linked to itself."""
    id_, subject, owner, nominator, members, kind, *share, confidence, source, until, _ = row
    lo, hi, lo_open, hi_open = share
    owners = {who[party] for party in (owner, nominator, *members) if party is not None}
    for each in sorted(owners - {who[subject]}):
        yield Link(
            interest=id_,
            owner=each,
            subject=who[subject],
            kind=Kind(kind),
            share=None if lo is None else Interval(lo, hi, lo_open, hi_open),
            confidence=Confidence(confidence),
            source=source,
            until=until if until is not None and until <= day else None,
        )


_SEEN = """
    seq <= %(seq)s AND (superseded_seq IS NULL OR superseded_seq > %(seq)s)
    AND type = ANY (%(kinds)s)
    AND (valid_from IS NULL OR valid_from <= %(day)s)
    AND (tie_ends_on IS NULL OR tie_ends_on > %(day)s)
    AND (valid_to IS NULL OR valid_to > %(day)s
        OR type = ANY (%(places)s) AND valid_to >= %(left_since)s)
"""
_TOLD = """
    SELECT found.id, found.subject_id, found.interested_party_id, found.nominated_by_id,
        found.members, found.type, found.lo, found.hi, found.lo_open, found.hi_open,
        found.confidence, said.disclosure_id, found.valid_to, found.place
    FROM found JOIN vendors_statement said ON said.id = found.statement_id
    ORDER BY found.id
"""
_UP = f"""
    WITH found AS (
        SELECT held.* FROM unnest(%(parties)s::uuid[]) AS party,
            LATERAL (
                SELECT *, row_number() OVER (ORDER BY lo DESC NULLS FIRST, id) AS place
                FROM vendors_interest WHERE subject_id = party AND {_SEEN}
                ORDER BY place LIMIT %(each)s + 1
            ) AS held
        LIMIT %(most)s
    ) {_TOLD}
"""  # noqa: S608 - pieces of our own
_DOWN = f"""
    WITH found AS (
        SELECT DISTINCT ON (holds.id) holds.*, 0 AS place FROM (
            SELECT owned.* FROM unnest(%(parties)s::uuid[]) AS party,
                LATERAL (
                    SELECT * FROM vendors_interest WHERE interested_party_id = party
                    ORDER BY seq DESC LIMIT %(each)s
                ) AS owned
            UNION ALL
            (SELECT * FROM vendors_interest
                WHERE nominated_by_id = ANY (%(parties)s::uuid[]) LIMIT %(most)s)
            UNION ALL
            (SELECT * FROM vendors_interest
                WHERE members && %(parties)s::uuid[] LIMIT %(most)s)
        ) AS holds
        WHERE {_SEEN} ORDER BY holds.id LIMIT %(most)s
    ) {_TOLD}
"""  # noqa: S608
_TO_WANTED = f"""
    WITH found AS (
        SELECT held.*, 0 AS place FROM unnest(%(wanted)s::uuid[]) AS party,
            LATERAL (
                SELECT * FROM vendors_interest WHERE subject_id = party
                    AND interested_party_id = ANY (%(parties)s::uuid[]) AND {_SEEN}
                ORDER BY id OFFSET 0
            ) AS held
        LIMIT %(most)s
    ) {_TOLD}
"""  # noqa: S608
# Ordered as the index is: without that the whole table would be read for whoever holds nothing,
# because the average holder, hubs included, holds much.
_HUBS = """
    SELECT party FROM unnest(%(parties)s::uuid[]) AS party
    WHERE (SELECT count(*) FROM (
        SELECT FROM vendors_interest WHERE interested_party_id = party
        ORDER BY seq LIMIT %(each)s + 1
    ) AS counted) > %(each)s
"""
