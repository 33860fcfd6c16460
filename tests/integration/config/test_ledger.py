"""The ledger numbers commits in the order they happen, and only a demo may choose its dates."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from config import clock
from config.actors import Actor
from config.events import ledger
from config.events.models import Event
from config.events.operations import Subject, record
from config.events.queries import list_events_after
from config.problems import Invalid


def something_happens(kind: str = "vendors.evidence_stored") -> Event:
    return record(type=kind, subject=Subject("thing", uuid4()), actor=Actor.system())


@pytest.mark.django_db
def test_numbers_and_times_increase_strictly() -> None:
    first, second = something_happens(), something_happens()

    assert second.seq == first.seq + 1
    assert second.recorded_at > first.recorded_at


@pytest.mark.django_db
def test_what_was_known_at_an_events_own_time_includes_it() -> None:
    first, second = something_happens(), something_happens()

    assert ledger.seq_at(first.recorded_at) == first.seq
    assert ledger.seq_at(second.recorded_at) == second.seq


@pytest.mark.django_db
def test_nobody_knows_yet_what_will_be_known() -> None:
    with pytest.raises(Invalid):
        ledger.seq_at(clock.now() + timedelta(days=1))


@pytest.mark.django_db
def test_only_a_demo_is_told_on_other_dates() -> None:
    with clock.playing(datetime(2024, 5, 21, tzinfo=UTC)), pytest.raises(ledger.PlayedTimeRefused):
        something_happens()


@pytest.mark.django_db
def test_a_demos_dates_never_go_back() -> None:
    ledger.mark_as_demo()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_ledger SET recorded_at = '2024-01-01Z'")

    with clock.playing(datetime(2024, 5, 21, tzinfo=UTC)):
        later = something_happens()
    with clock.playing(datetime(2024, 5, 20, tzinfo=UTC)):
        earlier = something_happens()

    assert later.recorded_at == datetime(2024, 5, 21, tzinfo=UTC)
    assert earlier.recorded_at == later.recorded_at + timedelta(microseconds=1)


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_feed_misses_no_event_that_commits_late() -> None:
    """The writer that took a lower number keeps every higher number back until it has committed."""
    begin, took_number, may_commit = something_happens(), threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            something_happens("vendors.party_amended")
            took_number.set()
            may_commit.wait(10)
        connection.close()

    def fast_writer() -> None:
        something_happens("vendors.vendor_amended")
        connection.close()

    slow = threading.Thread(target=slow_writer)
    slow.start()
    took_number.wait(10)
    fast = threading.Thread(target=fast_writer)
    fast.start()
    fast.join(0.3)
    seen_meanwhile = [event.type for event in list_events_after(begin.id)]
    may_commit.set()
    slow.join()
    fast.join()

    assert seen_meanwhile == []
    assert [e.type for e in list_events_after(begin.id)] == [
        "vendors.party_amended",
        "vendors.vendor_amended",
    ]


@pytest.mark.django_db
def test_an_event_cannot_be_changed_or_removed() -> None:
    event = something_happens()

    for sql in (
        "UPDATE events_event SET reason = 'other' WHERE id = %s",
        "DELETE FROM events_event WHERE id = %s",
    ):
        with (
            pytest.raises(Exception, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [event.id])
