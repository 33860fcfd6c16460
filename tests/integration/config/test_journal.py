"""A row that may change says what an act made it say, or `verify_audit` names it.

Whoever changes it here is the database's superuser: with every trigger off, or by hand with all on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations import AddField, RenameField
from django.db.migrations.loader import MigrationLoader

from config import clock
from config.actors import Actor
from config.events import journal
from config.events.models import Change, Delivery
from config.events.sealing import seal_events
from config.events.verification import Count, verify
from config.rest.models import Token, User
from config.rest.operations import issue_token, revoke_token
from config.rest.roles import Role
from procurement.models import Assessment, Waiver
from tests.builders import contracts as builders
from tests.builders.procurement import a_clear_vendor, a_submitted_waiver, conflicted, settled
from vendors.models import Evidence, Standing
from vendors.shelf import evidence_folder

pytestmark = pytest.mark.slow

# Tables no journal is kept of, and why a change of them is found, or means nothing by itself.
NOT_JOURNALED = {
    # sealed with the ledger's number they belong to
    "vendors_partyversion", "vendors_merge", "vendors_disclosure", "vendors_statement",
    "vendors_interest", "vendors_attestation",
    # what seals, journal and ledger are made of
    "events_event", "events_seal", "events_leaf", "events_change", "events_ledger",
    # looked after until done: what they are about is sealed, how far they came is not
    "events_delivery", "events_webhookattempt", "rest_idempotencykey",
    # worked out from the facts, and worked out again: the standing is held against its verdict
    "vendors_claimstanding", "vendors_standing", "vendors_footprint", "vendors_watched",
    "vendors_standards", "procurement_backtestmoment", "contracts_exposurewatch",
    "contracts_deadline", "contracts_reminder", "vendors_expiryreminder",
    # unused: roles are columns of the person
    "rest_user_groups", "rest_user_user_permissions",
}  # fmt: skip
OURS = ("rest", "events", "vendors", "procurement", "contracts")


def by_hand(query: str, *values: object, asleep: bool = False) -> None:
    """A transaction of its own, where there is none yet, in which nothing else happens."""
    with transaction.atomic(), connection.cursor() as cursor:
        if asleep:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(query, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@contextmanager
def tried(query: str, *values: object) -> Iterator[None]:
    """Within, this was done with triggers off; afterwards it was not."""
    with transaction.atomic():
        by_hand(query, *values, asleep=True)
        yield
        transaction.set_rollback(True)


def flaws() -> set[str]:
    return {f"{flaw.what} {flaw.where}" for flaw in verify(Count())}


def test_of_every_table_it_is_said_how_a_change_of_it_is_found() -> None:
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }

    assert ours == NOT_JOURNALED | set(journal.JOURNALED)
    assert not NOT_JOURNALED & set(journal.JOURNALED)


@pytest.mark.django_db
def test_the_journal_is_kept_of_every_table_it_should_be_kept_of() -> None:
    assert journal.tables_watched() == set(journal.JOURNALED)


def operations_since_the_journal() -> Iterator[tuple[tuple[str, str], object]]:
    loader = MigrationLoader(None)
    order: list[tuple[str, str]] = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        order += [key for key in loader.graph.forwards_plan(leaf) if key not in order]
    for key in order[order.index(("contracts", "0009_noted")) + 1 :]:
        for operation in loader.graph.nodes[key].operations:
            yield key, operation


def test_a_column_with_a_value_for_older_rows_comes_with_a_baseline() -> None:
    owing: set[str] = set()
    for (app, _), operation in operations_since_the_journal():
        if isinstance(operation, AddField | RenameField):
            table = apps.get_model(app, operation.model_name)._meta.db_table
            is_empty = isinstance(operation, AddField) and operation.field.null
            if table in journal.JOURNALED and not is_empty:
                owing.add(table)
        elif isinstance(operation, journal.Baseline):
            owing.discard(operation.table)

    assert owing == set()


def a_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vendor in conflict, a contract being left, a waiver asked for, people and a token."""
    monkeypatch.setattr(builders, "Nowhere", evidence_folder)
    with transaction.atomic():
        found = builders.agreed(builders.signed(a_clear_vendor()))
        builders.a_grant(found.contract)
        builders.evidence()
        vendor = a_clear_vendor("Other (fictional)")
        conflicted(vendor, 10)
        settled()
        a_submitted_waiver(vendor)
    User.objects.create_superuser("root", password="a long one, for once")
    issue_token(name="desk", roles=[Role.VIEWER], actor=Actor.system(), user=None)


CHANGES = [
    ("contracts_contract", "value_amount = value_amount + 1"),
    ("contracts_contract", "state = 'suspended'"),
    ("contracts_termination", "effective_on = effective_on - 1"),
    ("contracts_step", "role = 'vendor'"),
    ("contracts_accessgrant", "scope = 'everything'"),
    ("vendors_party", "name = 'Another (fictional)'"),
    ("vendors_vendor", "summary = 'trusted'"),
    ("procurement_waiver", "reason = 'another'"),
    ("procurement_competitor", "reason = 'another'"),
    ("procurement_policy", "rules = rules - 'aggregate'"),
    ("rest_user", "roles = '{approver,legal}'"),
    ("rest_user", "password = 'another'"),
    ("rest_user", "is_active = NOT is_active"),
    ("rest_token", "roles = '{admin}'"),
    ("rest_token", "digest = md5(digest)"),
]


@pytest.mark.django_db(transaction=True)
def test_what_is_changed_by_hand_without_an_act_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every trigger awake: what they do not refuse, they note."""
    a_lab(monkeypatch)
    by_hand(
        "UPDATE events_change c SET xid = NULL"  # builders are no acts
        " WHERE NOT EXISTS (SELECT FROM events_event e WHERE e.xid = c.xid)",
        asleep=True,
    )
    seal_events()
    assert flaws() == set()
    refused, done = set(), set()

    for table, change in CHANGES:
        try:
            by_hand(f"UPDATE {table} SET {change}")  # noqa: S608 - one of the above
            done.add(table)
        except DatabaseError:
            refused.add((table, change))
    by_hand(
        "INSERT INTO procurement_assessment SELECT (jsonb_populate_record(a,"
        " jsonb_build_object('id', uuidv7(), 'supersedes_id', a.id, 'known_seq', 1))).*"
        " FROM procurement_assessment a LEFT JOIN procurement_assessment n"
        " ON n.supersedes_id = a.id WHERE n.id IS NULL LIMIT 1"
    )
    copy = Assessment.objects.latest("id")
    seal_events()  # sealed like everything written; but nothing happened when it was

    found = flaws()
    assert {flaw.split()[1] for flaw in found} == done | {
        "procurement_assessment",
        "vendors_standing",
    }
    assert f"changed procurement_assessment {copy.id}" in found
    assert {table for table, _ in refused} == {
        "contracts_contract", "procurement_waiver", "procurement_competitor", "procurement_policy",
    }  # fmt: skip


@pytest.mark.django_db
class TestAsleep:
    """With every trigger off; all in one transaction, so that no note belongs to no event."""

    @pytest.fixture(autouse=True)
    def record(self, monkeypatch: pytest.MonkeyPatch) -> None:
        a_lab(monkeypatch)
        seal_events()
        assert flaws() == set()

    def test_a_changed_row_is_named(self) -> None:
        for table, change in CHANGES:
            with tried(f"UPDATE {table} SET {change}"):  # noqa: S608 - one of the above
                found = {flaw.rpartition(" ")[0] for flaw in flaws()}

            assert (change, found) == (change, {f"changed {table}"})

    def test_a_copied_waiver_is_inserted(self) -> None:
        by_hand(
            "INSERT INTO procurement_waiver SELECT (jsonb_populate_record(w,"
            " jsonb_build_object('id', uuidv7()))).* FROM procurement_waiver w",
            asleep=True,
        )
        copy = Waiver.objects.latest("id")

        assert flaws() == {f"inserted procurement_waiver {copy.id}"}

    def test_a_removed_row_is_missed(self) -> None:
        token = Token.objects.get()
        by_hand("DELETE FROM rest_token", asleep=True)

        assert flaws() == {f"removed rest_token {token.id}"}

    def test_a_note_made_to_fit_is_missed_under_the_seal(self) -> None:
        by_hand("UPDATE rest_token SET roles = '{admin}'", asleep=True)
        by_hand(
            "UPDATE events_change SET digest = journal_digest(to_jsonb(t), '{last_used_on}')"
            " FROM rest_token t WHERE object_id = t.id",
            asleep=True,
        )
        note = Change.objects.get(kind="rest_token")

        assert flaws() == {f"changed events_change {note.id}"}

    def test_a_delivery_that_is_gone_is_missed(self) -> None:
        gone = Delivery.objects.order_by("id").values_list("id", flat=True)[0]
        by_hand("DELETE FROM events_delivery WHERE id = %s", gone, asleep=True)

        assert flaws() == {f"removed events_delivery {gone}"}

    def test_a_standing_that_no_verdict_gave_is_named(self) -> None:
        vendor = Standing.objects.exclude(state="clear").get().vendor_id
        for change in (
            "state = 'clear', level = 'none'",
            "assessed_seq = 999999999",
            "owed_seq = 999999999",
            "assessed_seq = 0",
            "assessment_id = uuidv7()",
            "assessment_id = NULL",
            "next_boundary = '2999-01-01'",
        ):
            with tried(f"UPDATE vendors_standing SET {change} WHERE vendor_id = %s", vendor):  # noqa: S608
                assert (change, flaws()) == (change, {f"changed vendors_standing {vendor}"})

    def test_a_vendor_that_would_not_be_looked_at_again_is_named(self) -> None:
        vendor = Standing.objects.exclude(state="clear").get().vendor_id
        by_hand("DELETE FROM vendors_footprint WHERE vendor_id = %s", vendor)

        assert flaws() == {f"changed vendors_footprint of {vendor}"}

    def test_a_fact_from_the_future_is_inserted(self) -> None:
        by_hand(
            "INSERT INTO vendors_interest SELECT (jsonb_populate_record(i,"
            " jsonb_build_object('id', uuidv7(), 'record_id', uuidv7(), 'seq', 999999999))).*"
            " FROM vendors_interest i LIMIT 1",
            asleep=True,
        )

        assert {flaw.rpartition(" ")[0] for flaw in flaws()} == {"inserted vendors_interest"}

    def test_evidence_is_held_against_its_bytes(self) -> None:
        first, second = list(Evidence.objects.order_by("id"))[:2]
        shelf = evidence_folder()
        shelf.path(first.sha256).write_bytes(b"something else")
        shelf.path(second.sha256).unlink()

        assert flaws() == {f"changed evidence {first.id}", f"removed evidence {second.id}"}

    def test_a_journal_that_is_no_longer_kept_is_missed(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE rest_user DISABLE TRIGGER journaled")

        assert flaws() == {"removed trigger journaled of rest_user"}

    def test_what_is_done_by_right_is_whole(self) -> None:
        call_command(
            "change_user", "root", "--new-password", "--reason=Forgotten.", stdout=StringIO()
        )
        User.objects.update(last_login=clock.now())
        revoke_token(token_id=Token.objects.get().id, reason="Done.", actor=Actor.system())

        assert flaws() == set()
        seal_events()
        assert flaws() == set()
