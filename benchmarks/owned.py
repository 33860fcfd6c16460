"""How do ten thousand vendors with owners and fifty thousand contracts get into the tables?

Every vendor has a founder of its own and a holding above it; holdings belong to funds, and funds to
a few people, each by exact shares. All at once, past the rules for single rows.
"""

from __future__ import annotations

import psycopg

from benchmarks.filling import LONG_AGO, RECORDED_AT

VENDORS = 10_000
CONTRACTS = 50_000
HOLDINGS, FUNDS, PEOPLE = 500, 50, 12
PARTY, DISCLOSURE, RECORD, INTEREST, VENDOR = range(1, 6)

# Who has what of whom, by numbers: vendors first, then holdings, funds, people and founders.
_EDGES = """
    SELECT row_number() OVER (ORDER BY subject, owner) AS n, * FROM (
        SELECT v AS subject, %(vendors)s + v %% %(holdings)s AS owner, 20 + v %% 45 AS share
        FROM generate_series(0, %(vendors)s - 1) AS v
        UNION ALL
        SELECT v, %(vendors)s + %(holdings)s + %(funds)s + %(people)s + v, 10 + v %% 25
        FROM generate_series(0, %(vendors)s - 1) AS v
        UNION ALL
        SELECT %(vendors)s + h, %(vendors)s + %(holdings)s + h %% %(funds)s, 30 + h %% 60
        FROM generate_series(0, %(holdings)s - 1) AS h
        UNION ALL
        SELECT %(vendors)s + %(holdings)s + f,
            %(vendors)s + %(holdings)s + %(funds)s + f %% %(people)s, 40 + f %% 50
        FROM generate_series(0, %(funds)s - 1) AS f
    ) AS made
"""
_STATEMENTS = (
    """CREATE FUNCTION pg_temp.id(kind int, n bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS
    $$ SELECT (lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 24, '0'))::uuid $$""",
    f"CREATE TEMP TABLE edge ON COMMIT DROP AS {_EDGES}",
    """CREATE TEMP TABLE node ON COMMIT DROP AS SELECT n, CASE WHEN n < %(companies)s
        THEN 'company' ELSE 'person' END AS kind FROM generate_series(0, %(nodes)s - 1) AS n""",
    """INSERT INTO vendors_party (id, version, kind, publicly_listed, name, normal_name, skeleton,
        search_text, jurisdiction, aliases, changed_seq)
    SELECT pg_temp.id(%(party)s, n), 1, kind, false, kind || ' ' || n, kind || ' ' || n,
        kind || ' ' || n, kind || ' ' || n, (ARRAY['US', 'SE', 'IN', 'KE'])[1 + n %% 4], '{}', 1
    FROM node ORDER BY n""",
    """INSERT INTO vendors_partyversion (party_id, seq, kind, publicly_listed, name)
    SELECT pg_temp.id(%(party)s, n), 1, kind, false, kind || ' ' || n FROM node ORDER BY n""",
    """INSERT INTO vendors_disclosure (id, seq, recorded_at, recorded_by, recorded_label,
        source_type, source_title, source_url, source_asserted_by, confidence, warnings)
    SELECT pg_temp.id(%(disclosure)s, 1), 1, %(at)s, 'register', 'register', 'registry', 'Extract',
        '', '', 'confirmed', '[]'""",
    """INSERT INTO vendors_statement (id, disclosure_id, position, kind, record_id, subject_id,
        interested_party_id, unspecified, valid_from, said)
    SELECT pg_temp.id(%(record)s, n), pg_temp.id(%(disclosure)s, 1), n %% 30000, 'assertion',
        pg_temp.id(%(record)s, n), pg_temp.id(%(party)s, subject), pg_temp.id(%(party)s, owner), '',
        %(day)s, '[]' FROM edge ORDER BY n""",
    """INSERT INTO vendors_interest (id, statement_id, record_id, slot, subject_id,
        interested_party_id, type, lo, hi, lo_open, hi_open, directness, confidence, valid_from,
        asserted_on, details, key_person, members, basis, share_class, seq)
    SELECT pg_temp.id(%(interest)s, n), pg_temp.id(%(record)s, n), pg_temp.id(%(record)s, n), 0,
        pg_temp.id(%(party)s, subject), pg_temp.id(%(party)s, owner), 'ordinary_shares',
        share * 1000000, share * 1000000, false, false, 'direct', 'confirmed', %(day)s, %(day)s, '',
        false, '{}', '', '', 1 FROM edge ORDER BY n""",
    """INSERT INTO vendors_vendor (id, version, party_id, summary, website, languages, lifecycle)
    SELECT pg_temp.id(%(vendor)s, n), 1, pg_temp.id(%(party)s, n), '', '', '{}', 'qualified'
    FROM generate_series(0, %(vendors)s - 1) AS n""",
    """INSERT INTO contracts_contract (version, reference, title, vendor_id, dataset_domain,
        dataset_modality, dataset_sensitivity, dataset_description, value_amount, value_currency,
        starts_on, renewal_type, notice_day_type, notice_counting, notice_receipt, notice_form,
        notice_address, minimum_term_bars, jurisdiction, zone, owner, state, final_status,
        end_reason, drafted_by, edited_by, submitted_by, approved_by, approved_version, signed_at,
        signed_on, amendment_number, renewal_number)
    SELECT 1, 'MSA-' || lpad(n::text, 6, '0'), 'Labelling ' || n,
        pg_temp.id(%(vendor)s, n %% %(vendors)s),
        (ARRAY['medicine', 'code', 'mathematics', 'law', 'languages'])[1 + n %% 5], 'text', 'high',
        '', 10000 + n * 7 + 0.25, (ARRAY['USD', 'EUR'])[1 + n %% 2], %(day)s, 'evergreen',
        'calendar', 'exclusive', 'any_day', '', '', 'effect', 'US', 'UTC', '',
        CASE WHEN n %% 7 = 0 THEN 'suspended' ELSE 'active' END, '', '', 'token:a', 'token:a',
        'token:a', 'token:b', 1, %(at)s, %(day)s, 0, 0
    FROM generate_series(0, %(contracts)s - 1) AS n""",
    """INSERT INTO contracts_contractdelivery (contract_id, delivered_on, items, accepted_amount,
        accepted_currency, recorded_by)
    SELECT id, %(day)s + 30 + times, 100 + times, round(value_amount / 5, 2), value_currency, 'vera'
    FROM contracts_contract, generate_series(1, 2) AS times""",
    """INSERT INTO events_ledger (id, seq, recorded_at, is_demo) VALUES (1, 1, %(at)s, false)
    ON CONFLICT (id) DO UPDATE SET seq = 1, recorded_at = excluded.recorded_at""",
)  # fmt: skip


def fill(plain: psycopg.Connection) -> None:
    """Write them down as they would have been left by one act after the other."""
    companies = VENDORS + HOLDINGS + FUNDS
    told = {
        "vendors": VENDORS,
        "contracts": CONTRACTS,
        "holdings": HOLDINGS,
        "funds": FUNDS,
        "people": PEOPLE,
        "companies": companies,
        "nodes": companies + PEOPLE + VENDORS,
        "party": PARTY,
        "disclosure": DISCLOSURE,
        "record": RECORD,
        "interest": INTEREST,
        "vendor": VENDOR,
        "day": LONG_AGO,
        "at": RECORDED_AT,
    }
    with plain.transaction():
        plain.execute("SET LOCAL session_replication_role = replica")
        for statement in _STATEMENTS:
            plain.execute(statement, told if "%(" in statement else None)
    plain.execute("ANALYZE")
