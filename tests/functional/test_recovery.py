"""A backup can be restored, to its end or to an instant, and what docs/operations.md says helps."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from config import clock
from config.actors import Actor
from config.celery import app
from config.embedded import Durability, Paths
from config.embedded.postgres import DATABASE, ROLE, Postgres, program
from config.events import checkpoints, inbox
from config.events.models import Delivery, Event
from config.events.operations import Subject, record
from config.events.sealing import seal_events
from contracts.story.history import seed
from procurement.models import Assessment
from tests import databases
from tests.functional.stack import until
from vendors.models import Vendor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
RESTORED = "restored"


class Archiving(Postgres):
    """A server that keeps its log for point-in-time recovery, as one in production does."""

    def _options(self) -> list[tuple[str, str]]:
        archive = self.place.root / "archive"
        return [
            *super()._options(),
            ("wal_level", "replica"),
            ("max_wal_senders", "3"),
            ("archive_mode", "on"),
            ("archive_command", f"test ! -f {archive}/%f && cp %p {archive}/%f"),
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A server of its own, and where its data, log and backups lie."""

    root: Path
    server: Postgres

    def run(self, tool: str, *arguments: str | Path) -> None:
        """One of PostgreSQL's own tools."""
        command = [program(tool), "-h", self.server.place.run, "-U", ROLE, *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.root)

    def ask(self, query: str) -> Any:
        with psycopg.connect(self.server.place.database_url, autocommit=True) as line:
            return line.execute(query.encode()).fetchone()


@pytest.fixture(scope="module")
def place(django_db_blocker: Any) -> Iterator[Place]:
    """A server with the story's history in it, sealed, and a checkpoint outside."""
    root = Path(tempfile.mkdtemp(prefix="armslength-backup-"))
    (root / "archive").mkdir()
    (root / "archive").chmod(0o777)
    made = Place(root, Archiving(Paths(root, root, Durability.SAFE)))
    _begin(made.server)
    made.server.finish()
    outside = override_settings(EVIDENCE_DIR=root / "evidence", AUDIT_CHECKPOINT_DIR=root / "audit")
    try:
        with outside, django_db_blocker.unblock():
            with looking_at(made.server.place.run, DATABASE):
                call_command("migrate", verbosity=0)
                seed()
                seal_events()
                checkpoints.write_checkpoint()
            yield made
    finally:
        made.server.stop()
        shutil.rmtree(root)


def _begin(server: Postgres) -> None:
    server.prepare()
    server.start()
    until(server.is_ready, "the database answers")


def looking_at(host: Path, name: str) -> Any:
    return databases.pointed_at(NAME=name, USER=ROLE, HOST=str(host))


def something_happens(number: int) -> Event:
    return record(
        type="vendors.evidence_stored",
        subject=Subject("vendor", Vendor.objects.order_by("id").values_list("id", flat=True)[0]),
        actor=Actor.system(),
        data={"number": number},
    )


def verify(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", *arguments, stdout=out, stderr=out)
    return int(ended.value.code or 0), out.getvalue()


def told(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def carry_on() -> None:
    """Do what is owed, as worker and dispatcher do when they are started again."""
    app.loader.import_default_modules()
    while owed := list(Delivery.objects.filter(done_at=None).values_list("id", flat=True)):
        for delivery_id in owed:
            inbox.deliver(delivery_id)


def test_a_dump_is_restored_and_proves_itself(place: Place) -> None:
    with looking_at(place.server.place.run, DATABASE):
        events, owed = Event.objects.count(), Delivery.objects.filter(done_at=None).count()
        verdicts = list(Assessment.objects.order_by("id").values_list("id", "input_digest"))

    place.run("pg_dump", "-Fc", "-f", place.root / "dump", DATABASE)
    place.run("createdb", RESTORED)
    place.run("pg_restore", "--exit-on-error", "-d", RESTORED, place.root / "dump")

    with looking_at(place.server.place.run, RESTORED):
        checked, said = verify("--require-checkpoint")
        swept, reproduced = told("sweep"), told("reproduce", "--all")
        same = list(Assessment.objects.order_by("id").values_list("id", "input_digest"))
        still_owed = Delivery.objects.filter(done_at=None).count()
        carry_on()
        left = Delivery.objects.filter(done_at=None).count()
        call_command("migrate", "--check", verbosity=0)
        assert Event.objects.count() >= events
    assert (checked, same) == (0, verdicts), said
    assert "All evidence is there." in swept
    assert f"{len(verdicts)} of {len(verdicts)} assessments are identical." in reproduced
    assert (still_owed >= owed, left) == (True, 0)


def test_an_instant_is_restored_and_what_came_after_is_missed(place: Place) -> None:
    place.run("pg_basebackup", "-D", place.root / "base", "-X", "none", "-c", "fast")
    with looking_at(place.server.place.run, DATABASE):
        before = something_happens(1)
        instant = clock.now()
        time.sleep(0.1)
        after = something_happens(2)
        seal_events()
        checkpoints.write_checkpoint()
    place.ask("SELECT pg_switch_wal()")
    until(lambda: bool(place.ask("SELECT last_archived_wal FROM pg_stat_archiver")[0]), "archived")

    restored = _restored(place, instant)
    try:
        with looking_at(restored.place.run, DATABASE):
            found = set(Event.objects.filter(id__in=[before.id, after.id]))
            code, said = verify("--checkpoints", str(place.root / "audit" / checkpoints.FILE))
            without, _ = verify_without_checkpoints()
            reproduced = told("reproduce", "--all")
    finally:
        restored.stop()

    assert found == {before}
    assert (code, without) == (1, 0)  # whole in itself, and known to have been longer
    assert "are gone" in said
    assert "assessments are identical" in reproduced


def verify_without_checkpoints() -> tuple[int, str]:
    with (
        tempfile.TemporaryDirectory() as nowhere,
        override_settings(AUDIT_CHECKPOINT_DIR=Path(nowhere)),
    ):
        return verify()


def _restored(place: Place, instant: datetime) -> Postgres:
    """The base backup, run forward to an instant by the archived log."""
    other = place.root / "other"
    other.mkdir()
    place_of_other = Paths(other, other, Durability.SAFE)
    shutil.copytree(place.root / "base", place_of_other.pgdata)
    (place_of_other.pgdata / "recovery.signal").touch()
    with (place_of_other.pgdata / "postgresql.auto.conf").open("a") as settings:
        settings.write(
            f"restore_command = 'cp {place.root}/archive/%f %p'\n"
            f"recovery_target_time = '{instant.isoformat()}'\n"
            "recovery_target_action = 'promote'\n"
        )
    place_of_other.pgdata.chmod(0o700)
    (other / "archive").mkdir()
    restored = Archiving(place_of_other)
    _begin(restored)
    until(lambda: _is_promoted(place_of_other), "the server takes writes")
    connection.close()
    return restored


def _is_promoted(place: Paths) -> bool:
    with psycopg.connect(place.database_url, autocommit=True) as line:
        return line.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
