"""What is written is put under seal: in order, without a gap, and provably."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from config.actors import Actor
from config.events.models import Event, Leaf, Seal
from config.events.operations import Subject, record
from config.events.proofs import refute
from config.events.sealing import seal_events, seal_next
from tests.builders.vendors import a_party, a_vendor, disclosed
from tests.integration.conftest import Api

Client = Callable[..., Api]


def something_happens(**data: object) -> Event:
    return record(
        type="vendors.evidence_stored",
        subject=Subject("thing", uuid4()),
        actor=Actor.system(),
        data=data,
    )


@pytest.mark.django_db
def test_nothing_new_makes_no_seal() -> None:
    something_happens()
    seal_events()

    seal_events()

    assert Seal.objects.count() == 1


@pytest.mark.django_db
def test_seals_follow_each_other_without_a_gap() -> None:
    for _ in range(7):
        something_happens()

    while seal_next(limit=3):
        pass

    seals = list(Seal.objects.all())
    assert [(seal.first_seq, seal.last_seq, seal.count) for seal in seals] == [
        (1, 3, 3),
        (4, 6, 3),
        (7, 7, 1),
    ]
    assert [seal.previous for seal in seals] == ["0" * 64, seals[0].hash, seals[1].hash]


@pytest.mark.django_db
def test_rows_are_sealed_with_the_events_they_came_with() -> None:
    disclosed(a_vendor(), a_party("Owner (fictional)"), 40)

    seal_events()

    assert {"vendors_statement", "vendors_interest", "vendors_disclosure"} <= set(
        Leaf.objects.values_list("kind", flat=True)
    )


@pytest.mark.django_db
def test_rows_that_wait_are_sealed_without_events() -> None:
    disclosed(a_vendor(), a_party("Owner (fictional)"), 40)
    seal_events()
    with connection.cursor() as cursor:  # a row that came to light late
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM events_leaf WHERE kind = 'vendors_statement'")

    late = seal_next()

    assert late is not None
    assert (late.count, late.records, late.last_seq) == (0, 1, late.first_seq - 1)


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_not_overtaken() -> None:
    something_happens()
    took_number, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            something_happens()
            took_number.set()
            may_commit.wait(10)
        connection.close()

    slow = threading.Thread(target=slow_writer)
    slow.start()
    took_number.wait(10)
    seal_events()
    may_commit.set()
    slow.join()
    seal_events()

    assert [(seal.first_seq, seal.last_seq) for seal in Seal.objects.all()] == [(1, 1), (2, 2)]


@pytest.mark.django_db(transaction=True)
def test_only_one_seal_follows_another() -> None:
    """Two dispatchers that seal at once, past the clockwork's own lock."""
    something_happens()
    sealed, may_commit, refused = threading.Event(), threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            seal_next()
            sealed.set()
            may_commit.wait(10)
        connection.close()

    def second() -> None:
        try:
            seal_next()
        except IntegrityError as error:
            refused.append(error)
        connection.close()

    both = [threading.Thread(target=each) for each in (first, second)]
    both[0].start()
    sealed.wait(10)
    both[1].start()
    both[1].join(0.3)
    may_commit.set()
    for each in both:
        each.join()

    assert Seal.objects.count() == 1
    assert len(refused) == 1


@pytest.mark.django_db
def test_seals_are_listed_and_read(api: Client) -> None:
    something_happens()
    seal_events()

    listed = api("auditor").get("/api/v1/audit/seals").json()["results"]
    one = api("auditor").get(f"/api/v1/audit/seals/{listed[0]['id']}")

    assert one.json() == listed[0]
    assert set(one.json()) == {
        "id", "number", "first_seq", "last_seq", "count", "records", "root", "previous", "hash",
        "sealed_at",
    }  # fmt: skip
    assert one["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_a_proof_is_checked_without_us(api: Client, size: int) -> None:
    events = [something_happens(share=33.25, name="Ärger 测试 \u2028") for _ in range(size)]
    auditor = api("auditor")
    seal_events()

    for event in events:
        proof = auditor.get(f"/api/v1/audit/events/{event.id}/proof").json()
        told = json.loads(proof["leaf"])["row"]

        assert refute(proof) is None
        assert told["id"] == str(event.id)
        assert told["data"] == event.data


@pytest.mark.django_db
def test_a_forged_proof_does_not_hold(api: Client) -> None:
    event = something_happens(amount=1)
    something_happens()
    auditor = api("auditor")
    seal_events()
    proof = auditor.get(f"/api/v1/audit/events/{event.id}/proof").json()

    assert refute(proof) is None
    assert refute(proof | {"leaf": proof["leaf"].replace('"amount":1', '"amount":2')})
    assert refute(proof | {"index": proof["index"] + 1})
    assert refute(proof | {"size": proof["size"] + 1})
    assert refute(proof | {"path": [*proof["path"], "00" * 32]})
    assert refute(proof | {"seal": proof["seal"] | {"root": sha256(b"other").hexdigest()}})
    assert refute(proof | {"path": "no path"}) == "This is not a proof."
    assert refute({}) == "This is not a proof."


@pytest.mark.django_db
def test_a_young_event_has_no_proof_yet(api: Client) -> None:
    event = something_happens()

    answer = api("auditor").get(f"/api/v1/audit/events/{event.id}/proof")

    assert answer.status_code == 409
    assert answer.json()["code"] == "not-sealed-yet"


@pytest.mark.django_db
def test_what_is_not_there_is_told(api: Client) -> None:
    assert api("auditor").get(f"/api/v1/audit/seals/{uuid4()}").status_code == 404
    assert api("auditor").get(f"/api/v1/audit/events/{uuid4()}/proof").status_code == 404
    assert api("auditor").get("/api/v1/audit/seals?number=one").status_code == 400
    assert api("auditor").get("/api/v1/audit/seals?colour=red").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["viewer", "legal", "approver", "admin", "intake"])
def test_only_an_auditor_reads_seals_and_proofs(api: Client, role: str) -> None:
    event = something_happens()

    assert api(role).get("/api/v1/audit/seals").status_code == 403
    assert api(role).get(f"/api/v1/audit/events/{event.id}/proof").status_code == 403
    assert api().get("/api/v1/audit/seals").status_code == 401
