"""The application does its work with a role that can rewrite nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from config.events import checkpoints, dispatcher, inbox
from config.events.models import Delivery, Event
from config.events.records import is_append_only
from config.events.rights import rights_of_application
from config.events.sealing import seal_events
from config.events.verification import Count, verify
from config.rest.models import User
from config.rest.operations import prune_idempotency_keys
from contracts.models import Contract
from contracts.story.history import seed
from tests.builders.people import a_token
from tests.integration.conftest import Api
from vendors.models import Interest

pytestmark = pytest.mark.django_db
ROLE = f"armslength_app_{os.getpid()}"  # roles are the whole cluster's, and tests run side by side


def run(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query)


@contextmanager
def as_application(*flags: str) -> Iterator[None]:
    """Do what follows with the rights of the application's role."""
    run(f"CREATE ROLE {ROLE}")
    call_command("grant_rights", "--role", ROLE, *flags, stdout=StringIO())
    run(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            run("RESET ROLE")


def is_refused(query: str) -> bool:
    try:
        with transaction.atomic():
            run(query)
    except ProgrammingError as error:
        return isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege)
    return False


APPEND_ONLY = sorted(model._meta.db_table for model in apps.get_models() if is_append_only(model))


def test_what_must_never_change_is_append_only() -> None:
    kept = {
        "events_event", "events_seal", "events_leaf", "vendors_disclosure", "vendors_statement",
        "vendors_attestation", "vendors_evidence", "vendors_partyversion",
        "procurement_assessment", "procurement_caseproposal", "procurement_casedecision",
        "contracts_certificate", "contracts_stepevidence",
        "contracts_contractdelivery",
    }  # fmt: skip

    assert kept <= set(APPEND_ONLY)


def test_every_trigger_is_there_and_awake() -> None:
    assert [str(flaw) for flaw in verify(Count())] == []

    run("ALTER TABLE vendors_statement DISABLE TRIGGER ALL")
    run("DROP TRIGGER IF EXISTS pgtrigger_append_only_affb7 ON events_event")

    assert [str(flaw) for flaw in verify(Count())] == [
        "removed: trigger append_only of events_event",
        "removed: trigger append_only of vendors_statement",
    ]


@pytest.mark.parametrize(
    "table", [*APPEND_ONLY, "vendors_interest", "vendors_merge", "contracts_amendment"]
)
def test_the_application_can_neither_change_nor_remove_nor_empty(table: str) -> None:
    with as_application():
        assert is_refused(f"UPDATE {table} SET id = id")  # noqa: S608  a table of ours
        assert is_refused(f"DELETE FROM {table}")  # noqa: S608
        assert is_refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE vendors_interest SET lo = 0",
        "DELETE FROM contracts_contract",
        "DELETE FROM procurement_waiver",
        "DELETE FROM rest_user",
        "TRUNCATE rest_idempotencykey",
        "ALTER TABLE events_event DISABLE TRIGGER ALL",
        "DROP TABLE events_event CASCADE",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET session_replication_role = replica",
        "COPY events_event TO PROGRAM 'cat'",
        "COPY events_event TO '/tmp/events'",
        "SELECT pg_read_file('PG_VERSION')",
        "UPDATE django_migrations SET name = 'x'",
        "INSERT INTO rest_user_user_permissions (user_id, permission_id) VALUES (uuidv7(), 1)",
        "GRANT UPDATE ON events_event TO PUBLIC",
    ],
)
def test_the_application_has_no_way_round(attack: str) -> None:
    with as_application():
        if attack.startswith("GRANT"):  # only a warning, and nothing granted
            with transaction.atomic(), connection.cursor() as cursor:
                try:
                    cursor.execute(attack)
                except ProgrammingError:
                    transaction.set_rollback(True)
            assert is_refused("UPDATE events_event SET id = id")
        else:
            assert is_refused(attack)


def test_the_application_does_its_work(settings: object, tmp_path: object) -> None:
    """The story's whole history, from the first vendor to a signed contract, and the clockwork."""
    settings.AUDIT_CHECKPOINT_DIR = tmp_path  # type: ignore[attr-defined]
    with as_application():
        seed()
        for _ in range(20):
            for claimed in dispatcher.claim(100):
                inbox.deliver(claimed.id)
        dispatcher.park_hopeless()
        prune_idempotency_keys()
        seal_events()
        checkpoints.write_checkpoint()

        assert not Delivery.objects.exclude(last_error="").exists()
        assert Interest.objects.exists()
        assert Contract.objects.exists()
        assert [str(flaw) for flaw in verify(Count())] == []


def test_the_api_answers_with_the_applications_role(settings: object) -> None:
    with as_application():
        keeper = Api(a_token("vendor_manager"))
        made = keeper.post(
            "/api/v1/vendors",
            {"party": {"kind": "company", "name": "Labels (fictional)"}},
            headers={"Idempotency-Key": str(uuid4())},
        )
        person = User.objects.create_user("ann", password="pass-phrase", is_staff=True)
        Api().force_login(person)

        assert made.status_code == 201, made.json()
        assert keeper.get("/api/v1/vendors").status_code == 200


def test_a_reader_verifies_and_writes_nothing() -> None:
    seed()
    seal_events()

    with as_application("--only-read"):
        assert [str(flaw) for flaw in verify(Count())] == []
        assert is_refused("UPDATE events_ledger SET seq = seq")
        assert is_refused("DELETE FROM django_session")
        assert is_refused("INSERT INTO events_ledger (id, seq) VALUES (1, 1)")


def test_rights_cover_every_table_there_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        stored = {name for (name,) in cursor.fetchall()}

    assert {right.table for right in rights_of_application()} == stored


def test_a_role_that_rights_do_not_bind_is_refused() -> None:
    with pytest.raises(CommandError, match="no role"):
        call_command("grant_rights", "--role", "nobody_of_this_name")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match=r"superuser|owns"):
        call_command("grant_rights", "--role", owner)


def test_rights_can_be_read_before_they_are_given() -> None:
    out = StringIO()

    call_command("grant_rights", "--role", 'o"dd', "--print", stdout=out)

    assert 'GRANT SELECT, INSERT ON "events_event" TO "o""dd";' in out.getvalue()
    assert 'GRANT SELECT, INSERT, UPDATE ("superseded_seq") ON "vendors_interest"' in out.getvalue()
    assert Event.objects.count() == 0
