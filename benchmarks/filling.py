"""How does a made-up graph get into the tables? All at once, as if a register had been read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID

import psycopg

from benchmarks.graph import Graph

TODAY = date(2026, 1, 15)
LONG_AGO = date(2015, 1, 1)
RECORDED_AT = datetime(2026, 1, 1, tzinfo=UTC)
PARTY, DISCLOSURE, RECORD, INTEREST, VENDOR, COMPETITOR = range(1, 7)


def numbered(kind: int, number: int) -> UUID:
    """The id of the `number`th row of a kind: in order, as those that the database makes are."""
    return UUID(int=(kind << 96) + number)


def number_of(row: UUID) -> int:
    """The other way round."""
    return row.int & ((1 << 96) - 1)


def fill(plain: psycopg.Connection, graph: Graph) -> int:
    """Write the graph down, with its vendors and competitors. Answers the ledger's number then."""
    with plain.transaction():
        _stage(plain, graph)
        for statement in _STATEMENTS:
            plain.execute(statement, _TOLD)
        seq = _close(plain, graph)
    plain.execute("ANALYZE")
    return seq


_TOLD = {
    "party": PARTY,
    "disclosure": DISCLOSURE,
    "record": RECORD,
    "interest": INTEREST,
    "vendor": VENDOR,
    "competitor": COMPETITOR,
    "day": LONG_AGO,
    "at": RECORDED_AT,
}
# A disclosure per company, as a register has it; its ledger number is the company's and one more.
_STATEMENTS = (
    """INSERT INTO vendors_party (id, version, kind, publicly_listed, name, normal_name, skeleton,
        search_text, jurisdiction, aliases, changed_seq)
    SELECT pg_temp.id(%(party)s, n), 1, kind, listed, kind || ' ' || n, kind || ' ' || n,
        kind || ' ' || n, kind || ' ' || n, '', '{}', 1 FROM node ORDER BY n""",
    """INSERT INTO vendors_partyversion (party_id, seq, kind, publicly_listed, name)
    SELECT pg_temp.id(%(party)s, n), 1, kind, listed, kind || ' ' || n FROM node ORDER BY n""",
    """INSERT INTO vendors_disclosure (id, seq, recorded_at, recorded_by, recorded_label,
        source_type, source_title, source_url, source_asserted_by, confidence, warnings)
    SELECT pg_temp.id(%(disclosure)s, n), n + 1, %(at)s, 'register', 'register', 'registry',
        'Extract ' || n, '', '', 'confirmed', '[]' FROM node WHERE kind = 'company' ORDER BY n""",
    """INSERT INTO vendors_statement (id, disclosure_id, position, kind, record_id, subject_id,
        interested_party_id, unspecified, valid_from, said)
    SELECT pg_temp.id(%(record)s, n), pg_temp.id(%(disclosure)s, subject),
        row_number() OVER (PARTITION BY subject ORDER BY n), 'assertion', pg_temp.id(%(record)s, n),
        pg_temp.id(%(party)s, subject), pg_temp.id(%(party)s, owner), '', %(day)s, '[]'
    FROM edge ORDER BY n""",
    """INSERT INTO vendors_interest (id, statement_id, record_id, slot, subject_id,
        interested_party_id, type, lo, hi, lo_open, hi_open, directness, confidence, valid_from,
        asserted_on, details, key_person, members, basis, share_class, seq)
    SELECT pg_temp.id(%(interest)s, n), pg_temp.id(%(record)s, n), pg_temp.id(%(record)s, n), 0,
        pg_temp.id(%(party)s, subject), pg_temp.id(%(party)s, owner), 'ordinary_shares', lo, hi,
        lo < hi, false, 'direct', 'confirmed', %(day)s, %(day)s, '', false, '{}', '', '',
        subject + 1 FROM edge ORDER BY n""",
    """INSERT INTO vendors_vendor (id, version, party_id, summary, website, languages, lifecycle)
    SELECT pg_temp.id(%(vendor)s, n), 1, pg_temp.id(%(party)s, n), '', '', '{}', 'prospect'
    FROM chosen WHERE is_vendor ORDER BY n""",
    """INSERT INTO vendors_standing
        (vendor_id, state, level, assessed_seq, stale, owed_seq, engaged)
    SELECT pg_temp.id(%(vendor)s, n), 'insufficient', 'none', 0, false, 0, false
    FROM chosen WHERE is_vendor ORDER BY n""",
    """INSERT INTO procurement_competitor (id, version, party_id, reason, product_lines, valid_from,
        seq, listed_by, listed_label, ended_by, ended_label, end_reason)
    SELECT pg_temp.id(%(competitor)s, n), 1, pg_temp.id(%(party)s, n), 'A rival.', '{}', %(day)s,
        (SELECT count(*) FROM node WHERE kind = 'company') + row_number() OVER (ORDER BY n),
        'legal', 'legal', '', '', ''
    FROM chosen WHERE NOT is_vendor ORDER BY n""",
)


def _stage(plain: psycopg.Connection, graph: Graph) -> None:
    plain.execute(
        "CREATE TEMP TABLE edge (n int, owner int, subject int, lo int, hi int) ON COMMIT DROP;"
        "CREATE TEMP TABLE node (n int, kind text, listed bool) ON COMMIT DROP;"
        "CREATE TEMP TABLE chosen (n int, is_vendor bool) ON COMMIT DROP;"
        "CREATE FUNCTION pg_temp.id(kind int, n int) RETURNS uuid IMMUTABLE LANGUAGE sql AS"
        " $$ SELECT (lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 24, '0'))::uuid $$"
    )
    rivals = set(graph.competitors.tolist())
    columns = (graph.owner, graph.subject, graph.lo, graph.hi)
    _copy(
        plain,
        "edge",
        zip(range(graph.edges), *(c.tolist() for c in columns), strict=True),
    )
    _copy(
        plain,
        "node",
        (
            (n, "company" if n < graph.companies else "person", n in rivals)
            for n in range(graph.nodes)
        ),
    )
    _copy(plain, "chosen", ((n, True) for n in graph.vendors.tolist()))
    _copy(plain, "chosen", ((n, False) for n in sorted(rivals)))


def _copy(plain: psycopg.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    with plain.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _close(plain: psycopg.Connection, graph: Graph) -> int:
    """Let the ledger stand behind everything that was written."""
    seq = graph.companies + len(graph.competitors) + 1
    plain.execute(
        "INSERT INTO events_ledger (id, seq, recorded_at, is_demo) VALUES (1, %s, %s, false)"
        " ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, recorded_at = excluded.recorded_at",
        [seq, RECORDED_AT],
    )
    return seq
