"""Which missing facts would settle most, over all verdicts that stand? Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from procurement.neutrality.findings import State

MOST_VENDORS = 100
"""Vendors that are named with a question; of more, those for which it closes most."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A vendor for which a question is open.

    :ivar gap: percent points that the answer may close there; None where no percentage is open
    :ivar settles: the rules it may settle alone, of the `rules` for which it is asked
    """

    vendor: UUID
    assessment: UUID
    state: str
    level: str
    gap: Decimal | None
    settles: list[str]
    rules: list[str]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question, for all vendors for which it is open.

    :ivar settles: how many findings the answer may settle alone
    :ivar gap: the percent points it may close, over all vendors
    :ivar vendor_count: how many vendors there are; `vendors` has the first of them
    """

    party: UUID
    dimension: str | None
    ask: str
    about: UUID | None
    sentence: str
    enough_above: Decimal | None
    settles: int
    gap: Decimal
    vendor_count: int
    vendors: list[Concerned]


def list_open_questions(
    *, vendor: UUID | None, state: State | None, start: int, length: int
) -> list[OpenQuestion]:
    """What to ask first: whatever settles most findings, then whatever closes most.

    :param vendor: only for this one
    :param state: only for vendors whose verdict this is
    """
    asked: dict[str, Any] = {
        "vendor": vendor,
        "state": None if state is None else state.value,
        "most": MOST_VENDORS,
        "start": start,
        "length": length,
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUESTIONS, asked)
        return [_question(row) for row in cursor.fetchall()]


def _question(row: tuple[Any, ...]) -> OpenQuestion:
    party, dimension, ask, about, sentence, enough_above, settles, gap, count, vendors = row
    return OpenQuestion(
        party=UUID(party),
        dimension=dimension,
        ask=ask,
        about=UUID(about) if about else None,
        sentence=sentence,
        enough_above=enough_above,
        settles=settles,
        gap=gap,
        vendor_count=count,
        vendors=[_concerned(each) for each in json.loads(vendors)],
    )


def _concerned(told: dict[str, Any]) -> Concerned:
    gap = told["gap"]
    return Concerned(
        vendor=UUID(told["vendor"]),
        assessment=UUID(told["assessment"]),
        state=told["state"],
        level=told["level"],
        gap=None if gap is None else Decimal(str(gap)),
        settles=told["settles"],
        rules=told["rules"],
    )


_QUESTIONS = """
    WITH standing AS (
        SELECT id, vendor_id, state, level, findings FROM procurement_assessment judged
        WHERE state <> 'clear'
            AND (%(vendor)s::uuid IS NULL OR vendor_id = %(vendor)s)
            AND (%(state)s::text IS NULL OR state = %(state)s)
            AND NOT EXISTS (
                SELECT FROM procurement_assessment later WHERE later.supersedes_id = judged.id
            )
    ), asked AS (
        SELECT vendor_id, id, state, level,
            question ->> 'party' AS party,
            question ->> 'dimension' AS dimension,
            question ->> 'ask' AS ask,
            question ->> 'about' AS about,
            min(question ->> 'sentence') AS sentence,
            min((question ->> 'enough_above')::numeric) AS enough_above,
            max((question ->> 'exposure')::numeric) AS gap,
            count(*) FILTER (WHERE (question ->> 'settles')::boolean) AS settled,
            coalesce(array_agg(DISTINCT finding ->> 'rule') FILTER (
                WHERE (question ->> 'settles')::boolean), '{}') AS settles,
            array_agg(DISTINCT finding ->> 'rule') AS rules
        FROM standing,
            LATERAL jsonb_array_elements(findings) AS finding,
            LATERAL jsonb_array_elements(finding -> 'would_settle') AS question
        WHERE question ? 'ask'
        GROUP BY vendor_id, id, state, level, party, dimension, ask, about
    )
    SELECT party, dimension, ask, about, min(sentence), min(enough_above),
        sum(settled)::bigint AS settled, coalesce(sum(gap), 0) AS closes, count(*),
        to_jsonb((array_agg(
            jsonb_build_object('vendor', vendor_id, 'assessment', id, 'state', state,
                'level', level, 'gap', gap, 'settles', settles, 'rules', rules)
            ORDER BY gap DESC NULLS LAST, vendor_id
        ))[:%(most)s])
    FROM asked
    GROUP BY party, dimension, ask, about
    ORDER BY settled DESC, closes DESC, party, dimension, ask, about
    LIMIT %(length)s OFFSET %(start)s
"""
