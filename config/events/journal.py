"""Did every row that may change get what it says in an act? The database keeps a journal of it.

A trigger notes each insert, change and removal of a row of `JOURNALED` in `events_change`: which
row, the hash of what it says afterwards, and the transaction. Events note their transaction too.
So a row changed with triggers asleep says something else than its last note; one changed by hand,
triggers awake, has a note that belongs to no event. Notes are append-only, and sealed like
everything that is.

A column added to one of these tables with a value for older rows needs a `Baseline` after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection
from django.db.migrations import RunSQL
from psycopg import sql

# Every table whose rows mean something by themselves and have no number of the ledger; of each, the
# columns that change without anything having happened.
JOURNALED: Mapping[str, tuple[str, ...]] = {
    "rest_user": ("last_login",),
    "rest_token": ("last_used_on",),
    "events_webhookendpoint": (),
    "vendors_party": (),
    "vendors_identifier": (),
    "vendors_vendor": (),
    "vendors_expertise": (),
    "vendors_hold": (),
    "vendors_attestationrequest": (),
    "vendors_evidence": (),
    "vendors_domain": (),
    "vendors_expertiseclaim": (),
    "vendors_capacity": (),
    "vendors_workforce": (),
    "vendors_certificate": (),
    "procurement_policy": (),
    "procurement_competitor": (),
    "procurement_assessment": (),
    "procurement_backtest": (),
    "procurement_case": (),
    "procurement_caseverdict": (),
    "procurement_caseclaim": (),
    "procurement_caseproposal": (),
    "procurement_casedecision": (),
    "procurement_requisition": (),
    "procurement_waiver": (),
    "contracts_contract": (),
    "contracts_clause": (),
    "contracts_accessgrant": (),
    "contracts_dataasset": (),
    "contracts_dataholder": (),
    "contracts_planneddelivery": (),
    "contracts_contractdelivery": (),
    "contracts_termination": (),
    "contracts_step": (),
    "contracts_stepevidence": (),
    "contracts_certificate": (),
    "contracts_cureattempt": (),
    "contracts_dispute": (),
    "contracts_exitwaiver": (),
    "contracts_returneditem": (),
    "contracts_settlementline": (),
    "contracts_exitrehearsal": (),
    "contracts_amendment": (),
    "contracts_renewal": (),
    "contracts_letter": (),
    "contracts_survivalduty": (),
    "contracts_substitutabilityassessment": (),
    "contracts_exchangerate": (),
    "contracts_limitpassed": (),
    "contracts_right": (),
}
TRIGGER = "journaled"

CREATE = (
    "CREATE SEQUENCE events_change_place",
    """
    CREATE FUNCTION journal_digest(told jsonb, without text[]) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(convert_to(jsonb_strip_nulls(told - coalesce(without, '{}'))::text, 'UTF8'))
    """,
    """
    CREATE FUNCTION keep_journal() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            INSERT INTO events_change (kind, object_id) VALUES (TG_TABLE_NAME, OLD.id);
        ELSIF TG_OP = 'INSERT' OR journal_digest(to_jsonb(NEW), TG_ARGV)
            IS DISTINCT FROM journal_digest(to_jsonb(OLD), TG_ARGV)
        THEN
            INSERT INTO events_change (kind, object_id, digest)
            VALUES (TG_TABLE_NAME, NEW.id, journal_digest(to_jsonb(NEW), TG_ARGV));
        END IF;
        RETURN NULL;
    END $$
    """,
)
DROP = (
    "DROP FUNCTION keep_journal()",
    "DROP FUNCTION journal_digest(jsonb, text[])",
    "DROP SEQUENCE events_change_place",
)


# What each row of a table was noted to say last; NULL where it was removed.
_LAST_NOTES = (
    "SELECT DISTINCT ON (object_id) object_id, digest FROM events_change"
    " WHERE kind = {kind} ORDER BY object_id, place DESC"
)


class _OfTable(RunSQL):
    """A migration's step that is written down by the name of its table."""

    def __init__(self, table: str, forwards: str, backwards: str) -> None:
        self.table = table
        super().__init__(forwards, backwards)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return type(self).__name__, [self.table], {}


class Watch(_OfTable):
    """A migration's step: from here on the journal is kept of a table."""

    def __init__(self, table: str) -> None:
        without = ", ".join(f"'{column}'" for column in JOURNALED[table])
        super().__init__(
            table,
            f"CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_journal({without})",
            f"DROP TRIGGER {TRIGGER} ON {table}",
        )


class Baseline(_OfTable):
    """A migration's step: note of every row of a table what it says now, where no note says so."""

    def __init__(self, table: str) -> None:
        digest = f"journal_digest(to_jsonb(t), {_array(JOURNALED[table])})"
        last = _LAST_NOTES.format(kind=f"'{table}'")
        super().__init__(
            table,
            "INSERT INTO events_change (kind, object_id, digest, xid)"  # noqa: S608 - our tables
            f" SELECT '{table}', t.id, {digest}, NULL FROM {table} t LEFT JOIN ({last}) last"
            f" ON last.object_id = t.id WHERE last.digest IS DISTINCT FROM {digest}",
            RunSQL.noop,
        )


def _array(columns: tuple[str, ...]) -> str:
    return "ARRAY[{}]::text[]".format(", ".join(f"'{column}'" for column in columns))


def tables_watched() -> set[str]:
    """Tables whose journal is being kept: the trigger is there and awake."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = %s AND tgenabled IN ('O', 'A')",
            [TRIGGER],
        )
        return {table for (table,) in cursor.fetchall()}


def rows_unlike_their_notes(table: str) -> Iterator[tuple[str, bool, bool]]:
    """Rows that do not say what was noted last: id, whether it was there then, and is there now."""
    query = sql.SQL(
        "SELECT coalesce(t.id, last.object_id)::text, last.digest IS NOT NULL, t.id IS NOT NULL"
        " FROM {table} t FULL JOIN ({last}) last"
        " ON last.object_id = t.id WHERE last.digest IS DISTINCT FROM"
        " CASE WHEN t.id IS NOT NULL THEN journal_digest(to_jsonb(t), %s) END ORDER BY 1"
    ).format(table=sql.Identifier(table), last=sql.SQL(_LAST_NOTES.format(kind="%s")))
    with connection.cursor() as cursor:
        cursor.execute(query, [table, list(JOURNALED[table])])
        yield from cursor.fetchall()


def changes_in_no_act() -> Iterator[tuple[str, str, str]]:
    """Notes made in transactions in which nothing happened: table, row, and when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.kind, c.object_id::text, c.created_at::text FROM events_change c"
            " WHERE c.xid IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM events_event e WHERE e.xid = c.xid) ORDER BY c.place"
        )
        yield from cursor.fetchall()
