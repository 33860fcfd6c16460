"""Who is reached from some parties, as known at a ledger number? Sets by one query, no paths."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from config.models import id_array
from config.problems import Problem
from vendors.ownership.closure import NOT_UPWARD

MOST_PARTIES = 100_000


class TooManyParties(Problem):
    """More parties stand around this one than one answer may look at.

    `limit` is how many that is. Nothing was judged; ask about a smaller part of the graph.
    """

    status = 422
    code = "too-many-parties"
    title = "The neighbourhood of this party is too large."


@dataclass(frozen=True, slots=True)
class Walked:
    """Parties that were walked to before, with everybody above them; as SQL writes them."""

    parties: frozenset[UUID] = frozenset()
    as_array: str = "{}"

    @classmethod
    def of(cls, parties: Collection[UUID]) -> Walked:
        return cls(frozenset(parties), id_array(sorted(parties)))


NOBODY = Walked()


def upward(
    starts: Collection[UUID], known_seq: int, limit: int, beside: Walked = NOBODY
) -> set[UUID]:
    """The parties and everybody above them through any interest that is not a personal role.

    :param beside: these are left out, and with them those above them
    """
    return _walk(set(starts) - beside.parties, known_seq, limit, _UP, beside)


def same_parties(starts: Collection[UUID], known_seq: int, limit: int = MOST_PARTIES) -> set[UUID]:
    """The parties with all that were one with them at `known_seq`."""
    return _walk(starts, known_seq, limit, "")


def below(starts: Collection[UUID], *, known_seq: int, limit: int = MOST_PARTIES) -> set[UUID]:
    """The parties and everything below them through any interest that is not a personal role.

    :raises TooManyParties: if there are more than `limit` parties
    """
    return _walk(starts, known_seq, limit, _DOWN)


_DOWN = """
    SELECT subject_id FROM vendors_interest
    WHERE (nominated_by_id = seen.id OR (NOT type = ANY (%(not_upward)s)
            AND (interested_party_id = seen.id OR members @> ARRAY[seen.id])))
        AND seq <= %(seq)s AND (superseded_seq IS NULL OR superseded_seq > %(seq)s)
    UNION ALL
"""
_UP = """
    SELECT unnest(ARRAY[nominated_by_id] || CASE WHEN type = ANY (%(not_upward)s) THEN '{}'
        ELSE members || interested_party_id END)
    FROM vendors_interest
    WHERE subject_id = seen.id AND seq <= %(seq)s
        AND (superseded_seq IS NULL OR superseded_seq > %(seq)s)
    UNION ALL
"""
_WALK = """
    WITH RECURSIVE seen(id) AS (
        SELECT unnest(%(starts)s::uuid[])
        UNION
        SELECT reached.id FROM seen, LATERAL ({step}
            SELECT into_id FROM vendors_merge WHERE party_id = seen.id AND seq <= %(seq)s
                AND (undone_seq IS NULL OR undone_seq > %(seq)s)
            UNION ALL
            SELECT party_id FROM vendors_merge WHERE into_id = seen.id AND seq <= %(seq)s
                AND (undone_seq IS NULL OR undone_seq > %(seq)s)
        ) AS reached(id) WHERE reached.id IS NOT NULL AND reached.id <> ALL (%(beside)s::uuid[])
    )
    SELECT id FROM seen LIMIT %(limit)s
"""


def _walk(
    starts: Collection[UUID], known_seq: int, limit: int, step: str, beside: Walked = NOBODY
) -> set[UUID]:
    """All parties reached; the set, not the paths, so that circles and diamonds cost nothing."""
    if not starts:
        return set()
    asked: dict[str, Any] = {
        "starts": list(starts),
        "not_upward": sorted(NOT_UPWARD),
        "seq": known_seq,
        "limit": limit + 1,
        "beside": beside.as_array,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WALK.format(step=step), asked)
        reached = {party for (party,) in cursor.fetchall()}
    if len(reached) > limit:
        raise TooManyParties(limit=limit)
    return reached
