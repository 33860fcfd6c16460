"""Whoever changes the record behind the application's back is found, and what they did is named.

They are the database's superuser here, with every trigger off.
"""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from config import clock
from config.actors import Actor
from config.events import checkpoints
from config.events.models import Change, Event, Seal
from config.events.operations import Subject, record
from config.events.records import EVENTS
from config.events.sealing import seal_events, seal_next
from config.events.verification import Count, verify
from procurement.models import Assessment
from procurement.operations.waivers import approve_waiver
from tests.builders.procurement import (
    a_clear_vendor,
    a_decided_case,
    a_submitted_waiver,
    approver,
    conflicted,
    settled,
)
from tests.builders.vendors import a_party, a_vendor, disclosed, revised
from vendors.models import Interest, Statement

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def tamper(query: str, *values: object) -> None:
    """As nobody may: past every trigger and right."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(query, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def something_happens(number: int = 0) -> Event:
    return record(
        type="vendors.evidence_stored",
        subject=Subject("thing", uuid4()),
        actor=Actor.system(),
        data={"number": number},
    )


@pytest.fixture
def events() -> list[Event]:
    """Nine events under three seals, and a tenth that is younger."""
    made = [something_happens(number) for number in range(9)]
    while seal_next(limit=3):
        pass
    return [*made, something_happens(9)]


def flaws() -> list[str]:
    return sorted({f"{flaw.what} {flaw.where}" for flaw in verify(Count())})


def test_what_nobody_touched_is_whole(events: list[Event]) -> None:
    count = Count()

    assert list(verify(count)) == []
    rows = 9 + Change.objects.count()  # a new database begins with some notes
    assert (count.seals, count.rows, count.young, count.last_seq) == (3, rows, 1, 9)


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'another'",
        "actor_label = 'Somebody else'",
        "data = jsonb_set(data, '{number}', '4.0')",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "created_at = created_at - interval '1 day'",
        "request_id = 'x'",
        "cause_id = id",
    ],
)
def test_a_changed_event_is_named(events: list[Event], change: str) -> None:
    tamper(f"UPDATE events_event SET {change} WHERE seq = 5")  # noqa: S608  one of the above

    assert flaws() == [f"changed {EVENTS} {events[4].id}"]


def test_a_removed_event_is_named(events: list[Event]) -> None:
    tamper("DELETE FROM events_event WHERE seq = 5")

    assert flaws() == [f"removed {EVENTS} {events[4].id}"]


def test_reordered_events_are_named(events: list[Event]) -> None:
    tamper("UPDATE events_event SET seq = -seq WHERE seq IN (4, 8)")
    tamper("UPDATE events_event SET seq = CASE seq WHEN -4 THEN 8 ELSE 4 END WHERE seq < 0")

    said = flaws()

    assert f"moved {EVENTS} {events[3].id}" in said
    assert f"moved {EVENTS} {events[7].id}" in said


def test_an_inserted_event_is_named(events: list[Event]) -> None:
    """Put at the place of another, which was made to look younger."""
    tamper("UPDATE events_event SET seq = 11 WHERE seq = 5")
    tamper(
        "INSERT INTO events_event SELECT (jsonb_populate_record(e, jsonb_build_object("
        "'id', uuidv7(), 'seq', 5, 'recorded_at', e.recorded_at + interval '1 microsecond'))).*"
        " FROM events_event e WHERE seq = 4"
    )
    inserted = Event.objects.get(seq=5)

    said = flaws()

    assert f"inserted {EVENTS} {inserted.id}" in said
    assert f"moved {EVENTS} {events[4].id}" in said


def test_an_end_that_was_cut_off_shows_in_the_ledger(events: list[Event]) -> None:
    tamper("DELETE FROM events_event WHERE seq = 10")

    assert flaws() == [f"removed {EVENTS}"]


def test_a_seal_made_to_fit_breaks_the_chain(events: list[Event]) -> None:
    """The event is changed, and everything that says so in its own seal too."""
    tamper("UPDATE events_event SET reason = 'another' WHERE seq = 5")
    tamper("DELETE FROM events_leaf WHERE seal_id = %s", Seal.objects.get(number=2).id)
    seal, old = Seal.objects.get(number=2), Seal.objects.get(number=3)
    tamper("DELETE FROM events_seal WHERE number >= 2")
    tamper("DELETE FROM events_leaf WHERE seal_id = %s", old.id)
    while seal_next(limit=3):
        pass
    tamper("UPDATE events_seal SET hash = %s WHERE number = 2", seal.hash)

    assert "broken seal 2" in flaws()
    assert "broken seal 3" in flaws()


def test_a_seal_that_is_gone_is_missed(events: list[Event]) -> None:
    tamper("DELETE FROM events_leaf WHERE seal_id = %s", Seal.objects.get(number=2).id)
    tamper("DELETE FROM events_seal WHERE number = 2")

    assert {"removed seal 3", "broken seal 3"} <= set(flaws())


def test_a_changed_leaf_breaks_its_seal(events: list[Event]) -> None:
    tamper("UPDATE events_leaf SET digest = sha256('other') WHERE object_id = %s", events[4].id)

    assert flaws() == ["broken seal 2", f"changed {EVENTS} {events[4].id}"]


class TestRows:
    """What events only speak of is sealed as well."""

    @pytest.fixture
    def fact(self) -> Interest:
        disclosed(a_vendor(), a_party("Owner (fictional)"), 40)
        seal_events()
        return Interest.objects.get()

    def test_a_changed_share_is_found(self, fact: Interest) -> None:
        tamper("UPDATE vendors_interest SET lo = lo - 1 WHERE id = %s", fact.id)

        assert flaws() == [f"changed vendors_interest {fact.id}"]

    def test_a_changed_statement_is_found(self, fact: Interest) -> None:
        tamper("UPDATE vendors_statement SET said = '[]'")

        assert flaws() == [f"changed vendors_statement {Statement.objects.get().id}"]

    def test_a_fact_quietly_put_out_of_force_is_found(self, fact: Interest) -> None:
        tamper("UPDATE vendors_interest SET superseded_seq = seq WHERE id = %s", fact.id)

        assert flaws() == [f"inserted vendors_interest.superseded_seq {fact.id}"]

    def test_a_removed_fact_is_found(self, fact: Interest) -> None:
        tamper("DELETE FROM vendors_interest")

        assert flaws() == [f"removed vendors_interest {fact.id}"]

    def test_a_fact_slipped_into_the_past_is_found(self, fact: Interest) -> None:
        seal_events()
        slipped = uuid4()
        tamper(
            "INSERT INTO vendors_interest SELECT (jsonb_populate_record(i,"
            " jsonb_build_object('id', %s::text, 'record_id', %s::text))).*"
            " FROM vendors_interest i",
            str(slipped),
            str(slipped),
        )
        something_happens()
        seal_events()

        assert flaws() == [f"inserted vendors_interest {slipped}"]

    def test_a_fact_superseded_by_right_is_whole(self, fact: Interest) -> None:
        revised(fact.record_id, "retraction")
        young = flaws()
        seal_events()

        assert (young, flaws()) == ([], [])
        tamper("UPDATE vendors_interest SET superseded_seq = NULL WHERE id = %s", fact.id)
        assert flaws() == [f"removed vendors_interest.superseded_seq {fact.id}"]

    def test_a_changed_verdict_is_found(self) -> None:
        a_clear_vendor()
        verdict = Assessment.objects.get()
        seal_events()

        tamper("UPDATE procurement_assessment SET findings = '[{}]'")

        assert flaws() == [f"changed procurement_assessment {verdict.id}"]

    def test_a_changed_decision_is_found(self) -> None:
        case = a_decided_case()
        seal_events()

        tamper("UPDATE procurement_casedecision SET decision = 'accept'")

        assert flaws() == [f"changed procurement_casedecision {case.decision_id}"]

    def test_a_changed_waiver_is_found_and_a_moved_one_is_not(self) -> None:
        vendor = a_clear_vendor()
        conflicted(vendor, 10)
        settled()
        waiver = a_submitted_waiver(vendor)
        seal_events()
        approve_waiver(waiver_id=waiver.id, reason="Granted.", actor=approver(), at=clock.now())
        young = flaws()
        seal_events()

        assert (young, flaws()) == ([], [])
        tamper("UPDATE procurement_waiver SET expires_on = %s", date(2998, 1, 1))
        assert flaws() == [f"changed procurement_waiver {waiver.id}"]


class TestCommand:
    """`verify_audit`, and the note that lies outside the database."""

    @pytest.fixture(autouse=True)
    def outside(self, tmp_path: Path, settings: object) -> Path:
        settings.AUDIT_CHECKPOINT_DIR = tmp_path / "audit"  # type: ignore[attr-defined]
        return tmp_path / "audit"

    def run(self, *arguments: str) -> tuple[int, str]:
        out, err = StringIO(), StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("verify_audit", *arguments, stdout=out, stderr=err)
        return int(ended.value.code or 0), out.getvalue() + err.getvalue()

    def test_a_whole_record_is_said_to_be_whole(self, events: list[Event]) -> None:
        checkpoints.write_checkpoint()

        code, said = self.run()

        assert code == 0
        rows = 9 + Change.objects.count()
        found = f"3 seals, events to #9, {rows} rows as sealed, 1 not sealed yet, 1 checkpoints"
        assert found in said

    def test_without_a_checkpoint_it_says_what_it_cannot_see(self, events: list[Event]) -> None:
        assert "No checkpoint" in self.run()[1]
        assert self.run("--require-checkpoint")[0] == 2

    def test_a_changed_row_is_told_with_its_id(self, events: list[Event]) -> None:
        tamper("UPDATE events_event SET reason = 'another' WHERE seq = 5")

        code, said = self.run()

        assert code == 1
        assert f"changed: {EVENTS} {events[4].id} (#5)" in said

    def test_an_end_cut_off_cleanly_is_seen_by_the_checkpoint(self, events: list[Event]) -> None:
        checkpoints.write_checkpoint()
        tamper("DELETE FROM events_leaf WHERE seal_id = %s", Seal.objects.get(number=3).id)
        tamper("DELETE FROM events_seal WHERE number = 3")
        tamper("DELETE FROM events_event WHERE seq > 6")
        tamper("UPDATE events_ledger SET seq = 6")

        assert flaws() == []  # the database alone looks whole
        code, said = self.run()

        assert code == 1
        assert "seal 3 and what follows it are gone" in said
        assert "events went up to #10, now to #6" in said

    def test_a_history_written_anew_is_seen_by_the_checkpoint(self, events: list[Event]) -> None:
        checkpoints.write_checkpoint()
        tamper("DELETE FROM events_leaf")
        tamper("DELETE FROM events_seal")
        tamper("UPDATE events_event SET reason = 'another' WHERE seq = 5")
        while seal_next(limit=3):
            pass

        assert flaws() == []
        code, said = self.run()

        assert code == 1
        assert "was another one then" in said

    def test_a_copy_kept_elsewhere_is_compared_with(
        self, events: list[Event], outside: Path, tmp_path: Path
    ) -> None:
        checkpoints.write_checkpoint()
        copy = (outside / checkpoints.FILE).rename(tmp_path / "copy.jsonl")

        assert self.run("--checkpoints", str(copy))[0] == 0
        assert self.run("--checkpoints", str(tmp_path / "none"))[0] == 2

    def test_what_is_no_checkpoint_is_not_compared_with(
        self, events: list[Event], outside: Path
    ) -> None:
        checkpoints.write_checkpoint()
        file = outside / checkpoints.FILE
        whole = file.read_text()

        file.write_text(whole + '{"broken o')  # the machine died while it wrote
        assert self.run()[0] == 0
        file.write_text("nonsense\n" + whole)
        assert self.run()[0] == 2

    def test_after_a_line_that_broke_off_the_next_is_whole(
        self, events: list[Event], outside: Path
    ) -> None:
        checkpoints.write_checkpoint()
        file = outside / checkpoints.FILE
        with file.open("a") as broken:
            broken.write('{"at": "2026')  # the disk was full
        seal_events()

        checkpoints.write_checkpoint()

        assert [noted.seal for noted in checkpoints.read(file)] == [3, Seal.objects.count()]
        assert self.run()[0] == 0

    def test_one_line_for_each_seal(self, events: list[Event], outside: Path) -> None:
        checkpoints.write_checkpoint()
        checkpoints.write_checkpoint()
        seal_events()
        checkpoints.write_checkpoint()

        lines = [json.loads(line) for line in (outside / checkpoints.FILE).read_text().splitlines()]

        assert [line["seal"] for line in lines] == [3, 4]
        assert [line["count"] for line in lines] == [10, 10]
        assert (outside / checkpoints.FILE).stat().st_mode & 0o777 == 0o600
