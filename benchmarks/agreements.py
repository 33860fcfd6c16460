"""How do many signed contracts get into the tables? All at once, past the rules for single ones."""

from __future__ import annotations

import psycopg

from benchmarks.filling import LONG_AGO, RECORDED_AT

STATES = ("active", "active", "active", "active", "active", "suspended", "draft", "in_review")
VENDORS = 500

_STATEMENTS = (
    """INSERT INTO vendors_party (version, kind, publicly_listed, name, normal_name, skeleton,
        search_text, jurisdiction, aliases, changed_seq)
    SELECT 1, 'company', false, 'Vendor ' || n, 'vendor ' || n, 'vendor ' || n, 'vendor ' || n,
        '', '{}', 0 FROM generate_series(1, %(vendors)s) AS n""",
    """INSERT INTO vendors_vendor (version, party_id, summary, website, languages, lifecycle)
    SELECT 1, id, '', '', '{}', 'qualified' FROM vendors_party""",
    """CREATE TEMP TABLE numbered ON COMMIT DROP AS
    SELECT row_number() OVER () - 1 AS slot, id FROM vendors_vendor""",
    # Of all lengths, of all ways to renew, some of them not written to the end.
    """INSERT INTO contracts_contract (version, reference, title, vendor_id, dataset_domain,
        dataset_modality, dataset_sensitivity, dataset_description, value_amount, value_currency,
        starts_on, ends_on, renewal_type, renewal_months, notice_days_ours, notice_days_theirs,
        notice_day_type, minimum_term_ends_on, jurisdiction, zone, owner, state, final_status,
        end_reason, drafted_by, edited_by, submitted_by, approved_by, approved_version, signed_at,
        signed_on)
    SELECT 1, 'MSA-' || lpad(n::text, 6, '0'), 'Labelling of set ' || n, numbered.id, 'medicine',
        'image', 'high', 'Scans, in ' || n %% 90 || ' batches.', 10000 + n * 7 + 0.25, 'USD',
        %(day)s + (n %% 3000)::int, CASE WHEN n %% 3 = 2 OR n %% 11 = 0 THEN NULL
            ELSE %(day)s + (n %% 3000 + 365 + n %% 2000)::int END,
        (ARRAY['auto_renew', 'fixed', 'evergreen'])[1 + n %% 3],
        CASE WHEN n %% 3 = 0 THEN 12 END, 30 + n %% 60, 30, 'calendar', NULL, 'US', 'UTC',
        'Owner ' || n %% 40, state, '', '', 'token:a', 'token:a',
        CASE WHEN state = 'draft' THEN '' ELSE 'token:a' END,
        CASE WHEN state IN ('active', 'suspended') THEN 'token:b' ELSE '' END,
        CASE WHEN state IN ('active', 'suspended') THEN 1 END,
        CASE WHEN state IN ('active', 'suspended') THEN %(at)s END,
        CASE WHEN state IN ('active', 'suspended') THEN %(day)s + (n %% 3000)::int END
    FROM (SELECT n, (%(states)s::text[])[1 + n %% %(many)s] AS state
          FROM generate_series(1, %(contracts)s) AS n) AS made
    JOIN numbered ON numbered.slot = made.n %% %(vendors)s""",
    """INSERT INTO contracts_clause (contract_id, position, kind, measure, comparator, threshold,
        party_class, remedy, window_days, window_from, cure_days)
    SELECT id, 1, 'change_of_control', 'voting', 'gt', 50, 'competitor', 'terminate', 90, 'notice',
        NULL FROM contracts_contract
    UNION ALL
    SELECT id, 2, 'confidentiality', '', 'gt', NULL, 'any', 'terminate', NULL, 'event', 30
    FROM contracts_contract""",
)


def fill(plain: psycopg.Connection, contracts: int) -> None:
    """Write them down, with two clauses each, as moves one by one would have left them."""
    told = {
        "vendors": VENDORS,
        "contracts": contracts,
        "states": list(STATES),
        "many": len(STATES),
        "day": LONG_AGO,
        "at": RECORDED_AT,
    }
    with plain.transaction():
        # A contract begins as a draft: a trigger sees to that, and has to look away for once.
        plain.execute("SET LOCAL session_replication_role = replica")
        for statement in _STATEMENTS:
            plain.execute(statement, told)
    plain.execute("ANALYZE")
