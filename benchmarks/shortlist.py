"""What does it cost to rank ten thousand vendors for a need, beside SQL written by hand for it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import owned, scratch
from benchmarks.figures import Outcome, Table, in_turns, times_of
from benchmarks.filling import RECORDED_AT, TODAY
from contracts.queries.shortlists import Page, Told, shortlist_for
from procurement.models import Requisition
from procurement.neutrality.buying import USUAL_WEIGHTS, Part
from vendors.models import ExpertiseLevel

OURS = "ours: everybody ranked or out, with every reason"
BY_HAND = "by hand: one query, totals as floats, no reasons"
SAME = 1e-9
PAGE = Page(20)
_TOLD = {"vendor": owned.VENDOR, "vendors": owned.VENDORS, "at": RECORDED_AT, "day": TODAY}
# What each can do, by its number: domains above, at and below the need; some tried by us, at a
# price; some certified for long, for a while or not; some with too few hours, or elsewhere.
_STATEMENTS = (
    """INSERT INTO vendors_expertise (vendor_id, domain, level)
    SELECT v.id, d.code, (ARRAY['generalist', 'specialist', 'expert', 'phd'])[1 + (n / 5 + i) %% 4]
    FROM mine v, unnest(ARRAY['mathematics', 'algebra', 'medicine']) WITH ORDINALITY AS d (code, i)
    WHERE (n + i) %% 3 <> 0""",
    """INSERT INTO vendors_expertiseclaim (vendor_id, domain_id, level, said_by, rate_amount,
        rate_currency, evidence, recorded_by, recorded_label)
    SELECT id, 'mathematics', 'expert', (ARRAY['vendor', 'third_party', 'lab'])[1 + n %% 3],
        20 + n %% 60, 'USD', '{}', 'vera', 'vera' FROM mine WHERE n %% 2 = 0""",
    """INSERT INTO vendors_certificate (vendor_id, standard, scope, issued_on, expires_on, evidence,
        recorded_by, recorded_label)
    SELECT id, 'iso_27001', 'All.', %(day)s::date - 400, %(day)s::date + (n %% 9) * 100, '{}',
        'vera', 'vera' FROM mine WHERE n %% 8 <> 0""",
    """INSERT INTO vendors_capacity (vendor_id, hours_per_week, valid_from, recorded_by,
        recorded_label)
    SELECT id, nullif(n %% 700, 0), %(day)s::date - times, 'vera', 'vera'
    FROM mine, generate_series(1, 2) AS times""",
    """INSERT INTO vendors_workforce (vendor_id, places, shares, recorded_by, recorded_label, seq)
    SELECT id, (ARRAY['SE', 'DE', 'IN', 'KE'])[1 + n %% 3 : 2 + n %% 3],
        array_fill(NULL::numeric, ARRAY[2]), 'vera', 'vera', 1 FROM mine""",
    """INSERT INTO vendors_hold (vendor_id, type, reason, placed_by, placed_at,
        released_by, release_reason)
    SELECT id, (ARRAY['payments', 'new_awards'])[1 + n %% 2], 'R', 'vera', %(at)s, '', ''
    FROM mine WHERE n %% 50 < 2""",
    """INSERT INTO vendors_standing (vendor_id, state, level, assessed_seq, assessed_at, stale,
        owed_seq, engaged)
    SELECT id, (ARRAY['clear', 'clear', 'possible'])[1 + n %% 3],
        (ARRAY['none', 'none', 'material_interest'])[1 + n %% 3], 1, %(at)s, false, 0, true
    FROM mine""",
    "UPDATE vendors_vendor SET languages = '{en,de}'",
    """UPDATE contracts_contractdelivery SET accepted_items = items * 9 / 10
    WHERE extract(day FROM delivered_on)::int %% 2 = 0""",
)
_RANKED = """
    WITH RECURSIVE down AS (
        SELECT code, 0 AS steps FROM vendors_domain WHERE code = %(domain)s
        UNION ALL SELECT d.code, steps + 1 FROM vendors_domain d JOIN down ON parent_id = down.code
    ), up AS (
        SELECT code, parent_id, 0 AS steps FROM vendors_domain WHERE code = %(domain)s
        UNION ALL SELECT d.code, d.parent_id, steps + 1 FROM vendors_domain d
            JOIN up ON d.code = up.parent_id
    ), near AS (SELECT * FROM down UNION SELECT code, steps FROM up),
    said AS (
        SELECT vendor_id, domain, level, 0 AS weight, 1.0 / 3 AS proof, NULL::numeric AS rate
        FROM vendors_expertise
        UNION ALL
        SELECT vendor_id, domain_id, level, voice, voice / 3.0, rate_amount
        FROM vendors_expertiseclaim,
            array_position(ARRAY['vendor', 'third_party', 'lab'], said_by::text) AS voice
        WHERE withdrawn_at IS NULL
            AND (valid_from IS NULL OR valid_from <= %(day)s)
            AND (valid_to IS NULL OR valid_to > %(day)s)
    ), known AS (
        SELECT DISTINCT ON (vendor_id, domain) vendor_id, steps, proof,
            array_position(
                ARRAY['generalist', 'specialist', 'expert', 'phd'], level::text
            ) - 1 AS level,
            max(rate) OVER (PARTITION BY vendor_id, domain) AS rate
        FROM said JOIN near ON near.code = domain ORDER BY vendor_id, domain, weight DESC
    ), certified AS (
        SELECT vendor_id, max(coalesce(expires_on, 'infinity')) AS until FROM vendors_certificate
        WHERE standard = 'iso_27001' AND withdrawn_at IS NULL AND issued_on <= %(day)s
            AND coalesce(expires_on, 'infinity') > %(day)s GROUP BY 1
    ), hours AS (
        SELECT DISTINCT ON (vendor_id) vendor_id, hours_per_week FROM vendors_capacity
        WHERE valid_from <= %(day)s ORDER BY vendor_id, valid_from DESC, id DESC
    ), works AS (
        SELECT DISTINCT ON (vendor_id) vendor_id, places FROM vendors_workforce
        WHERE valid_from IS NULL OR valid_from <= %(day)s
        ORDER BY vendor_id, valid_from DESC NULLS LAST, seq DESC
    ), held AS (
        SELECT vendor_id, bool_or(type IN ('new_awards', 'all')) AS bars FROM vendors_hold
        WHERE released_at IS NULL AND (release_on IS NULL OR release_on > %(day)s) GROUP BY 1
    ), quality AS (
        SELECT c.vendor_id, sum(d.accepted_items)::float8 / nullif(sum(d.items), 0) AS share
        FROM contracts_contractdelivery d JOIN contracts_contract c ON c.id = d.contract_id
        JOIN near ON near.code = c.dataset_domain WHERE d.accepted_items IS NOT NULL GROUP BY 1
    ), serving AS (
        SELECT v.id, steps, known.level, proof, rate, quality.share AS quality, hours_per_week,
            until, held.vendor_id IS NOT NULL AS is_held, s.state,
            (SELECT count(*) FROM unnest(places) p WHERE p = ANY (%(places)s::varchar[]))::float8
                / cardinality(places) AS place
        FROM vendors_vendor v JOIN known ON known.vendor_id = v.id AND known.level >= 2
        JOIN certified ON certified.vendor_id = v.id JOIN works ON works.vendor_id = v.id
        JOIN vendors_standing s ON s.vendor_id = v.id LEFT JOIN hours ON hours.vendor_id = v.id
        LEFT JOIN held ON held.vendor_id = v.id LEFT JOIN quality ON quality.vendor_id = v.id
        WHERE 'en' = ANY (v.languages) AND places && %(places)s::varchar[]
            AND NOT coalesce(bars, false)
            AND (hours_per_week IS NULL OR hours_per_week >= %(hours)s)
            AND v.lifecycle NOT IN ('exiting', 'offboarded', 'rejected')
    )
    SELECT id, max((
        {skill} * 0.5 ^ steps + {level} * (level - 1) / 2.0 + {proof} * proof
        + {quality} * coalesce(quality, 0.5) + {languages} + {places} * place
        + {capacity} * CASE WHEN hours_per_week IS NULL THEN 0.5 ELSE 1 END
        + {neutrality} * CASE state WHEN 'clear' THEN 1 ELSE 10 / 24.0 END
        + {holds} * CASE WHEN is_held THEN 0.5 ELSE 1 END
        + {certificates} * CASE WHEN until >= %(day)s::date + 365 THEN 1 ELSE 0.5 END
        + {price} * coalesce((SELECT min(rate) FROM serving) / rate, 0.5)
        + {independence}
    )::float8 / {whole}) AS total FROM serving GROUP BY id ORDER BY total DESC, id
"""


def measure(*, rounds: int) -> Outcome:
    """The same need in turns, and the totals of everybody who could serve held side by side."""
    outcome = Outcome("shortlist")
    with scratch.database() as _, scratch.raw() as plain:
        owned.fill(plain)
        _fill(plain)
        need = _need()
        query = _RANKED.format(
            **{part.value: weight for part, weight in USUAL_WEIGHTS.items()},
            whole=sum(USUAL_WEIGHTS.values()),
        )
        asked = {
            "domain": need.domain_id,
            "day": TODAY,
            "places": need.places_allowed,
            "hours": need.hours_per_week,
        }
        ways = {
            OURS: lambda _: _ask(need),
            BY_HAND: lambda _: plain.execute(query, asked).fetchall(),
        }
        in_turns(ways, range(1))
        series, answers = in_turns(ways, range(rounds))
        for ours, rows in zip(answers[OURS], answers[BY_HAND], strict=True):
            _assert_alike(ours, rows)
        ranked = len(_ask(need).whole.ranked)
        title = f"shortlist, {owned.VENDORS:,} vendors, {owned.CONTRACTS:,} contracts"
        note = f"the same {ranked:,} vendors, the same totals within {SAME:g}, in the same order"
        outcome.tables.append(Table(title, list(series.values()), (note,)))
        outcome.numbers |= {
            "over_by_hand": times_of(series[OURS], series[BY_HAND]),
            "queries": _queries(need),
        }
    return outcome


def _fill(plain: psycopg.Connection) -> None:
    with plain.transaction():
        plain.execute("SET LOCAL session_replication_role = replica")
        plain.execute(
            "CREATE TEMP TABLE mine ON COMMIT DROP AS SELECT id, (row_number() OVER (ORDER"
            " BY id))::int AS n FROM vendors_vendor"
        )
        for statement in _STATEMENTS:
            plain.execute(statement, _TOLD)
    plain.execute("ANALYZE")


def _need() -> Requisition:
    """What is asked for; it need not be on file to be ranked for."""
    return Requisition(
        id=UUID(int=1),
        title="Graded proofs",
        domain_id="mathematics",
        level=ExpertiseLevel.EXPERT,
        languages=["en"],
        hours_per_week=100,
        places_allowed=["SE", "IN"],
        certificates_required=["iso_27001"],
        needed_by=TODAY - timedelta(days=1),
        budget_currency="USD",
    )


def _ask(need: Requisition) -> Told:
    return shortlist_for(need, replacing=None, today=TODAY, page=PAGE)


def _assert_alike(ours: object, rows: object) -> None:
    assert isinstance(ours, Told)
    assert isinstance(rows, list)
    by_hand: Mapping[str, float] = {str(vendor): total for vendor, total in rows}
    told = {one.offer.vendor: one.total for one in ours.whole.ranked}
    assert told.keys() == by_hand.keys()
    assert len(told) + len(ours.whole.passed) == owned.VENDORS
    for vendor, total in told.items():
        assert abs(float(total) - by_hand[vendor]) <= SAME, (vendor, float(total), by_hand[vendor])
    totals = [by_hand[one.offer.vendor] for one in ours.whole.ranked]
    assert all(a >= b - SAME for a, b in pairwise(totals))
    assert {part for one in ours.ranked for part in one.scores} == set(Part)


def _queries(need: Requisition) -> int:
    with CaptureQueriesContext(connection) as caught:
        _ask(need)
    return len(caught)
