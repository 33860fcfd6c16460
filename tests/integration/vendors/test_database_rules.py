"""What the database refuses by itself, whoever asks: it is the last to know better."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model

from config import clock
from tests.builders.vendors import a_party, a_vendor, attested, disclosed
from vendors.models import (
    Attestation,
    Disclosure,
    Evidence,
    Hold,
    Identifier,
    Interest,
    Merge,
    Party,
    PartyVersion,
    Standards,
    Statement,
    Vendor,
)

pytestmark = pytest.mark.django_db
JUNE = date(2025, 6, 1)


@pytest.fixture
def fact() -> Interest:
    disclosed(a_vendor(), a_party("Owner"), 49)
    return Interest.objects.get()


def again(fact: Interest, **changes: object) -> Interest:
    """The same row once more, with changes."""
    kept = {
        field.attname: getattr(fact, field.attname)
        for field in Interest._meta.concrete_fields
        if field.name not in ("id", "created_at")
    }
    return Interest.objects.create(**{**kept, "record_id": uuid4(), **changes})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"lo": -1}, "share_lies_between_0_and_100"),
        ({"hi": 100_000_001}, "share_lies_between_0_and_100"),
        ({"lo": 50_000_000, "hi": 49_000_000}, "share_lies_between_0_and_100"),
        ({"lo": None}, "share_lies_between_0_and_100"),
        ({"lo_open": True}, "some_share_lies_between_the_ends"),
        ({"valid_from": JUNE, "valid_to": JUNE}, "interest_ends_after_it_begins"),
        ({"superseded_seq": 0}, "superseded_after_believed"),
        ({"confidence": "sure"}, "interest_confidence_is_known"),
        ({"directness": "sideways"}, "interest_directness_is_known"),
    ],
)
def test_an_impossible_fact_is_no_row(
    fact: Interest, changes: dict[str, object], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule):
        again(fact, **changes)


def test_two_versions_of_a_slot_do_not_hold_on_the_same_day(fact: Interest) -> None:
    record = uuid4()
    again(fact, record_id=record, valid_to=JUNE)
    again(fact, record_id=record, valid_from=JUNE)
    again(fact, record_id=record, slot=1)
    again(fact, record_id=record, confidence="reported")
    again(fact, record_id=record, superseded_seq=fact.seq)

    with pytest.raises(IntegrityError, match="one_live_version_per_day"):
        again(fact, record_id=record, confidence="probable", valid_from=date(2026, 1, 1))


@pytest.mark.parametrize(
    "change",
    [
        {"lo": 1},
        {"superseded_seq": None},
        {"superseded_seq": 10_000, "hi": 100_000_000},
        {"details": "never said"},
    ],
)
def test_of_a_fact_only_its_end_is_written(fact: Interest, change: dict[str, object]) -> None:
    with pytest.raises(ProgrammingError):
        Interest.objects.filter(id=fact.id).update(**change)


def test_the_end_of_a_fact_is_written_once(fact: Interest) -> None:
    Interest.objects.filter(id=fact.id).update(superseded_seq=fact.seq + 1)

    with pytest.raises(ProgrammingError):
        Interest.objects.filter(id=fact.id).update(superseded_seq=fact.seq + 2)


def an_evidence() -> Evidence:
    return Evidence.objects.create(
        sha256="ab" * 32, size=1, media_type="text/plain", title="T", uploaded_by="Ann"
    )


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (Disclosure.objects.get, "source_title"),
        (Statement.objects.get, "unspecified"),
        (lambda: attested(Vendor.objects.get()), "kind"),
        (an_evidence, "title"),
        (PartyVersion.objects.first, "name"),
    ],
)
def test_what_was_said_is_neither_changed_nor_removed(
    fact: Interest, make: Callable[[], Model], column: str
) -> None:
    row = make()
    rows = type(row)._default_manager.filter(pk=row.pk)

    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.update(**{column: "other"})
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows._raw_delete(rows.db)


@pytest.mark.parametrize("model", [Interest, Party, Vendor, Hold, Merge])
def test_nothing_that_others_point_at_is_removed(fact: Interest, model: type[Model]) -> None:
    Hold.objects.create(
        vendor=Vendor.objects.get(), type="all", reason="R", placed_by="A", placed_at=clock.now()
    )
    Merge.objects.create(party=a_party("One"), into=a_party("Two"), reason="Same", seq=1)

    with pytest.raises(ProgrammingError):
        model._default_manager.all()._raw_delete("default")


def test_an_identifier_names_one_party_whoever_inserts_it() -> None:
    one, two = a_party("One"), a_party("Two")
    Identifier.objects.create(party=one, scheme="X", value="1")

    with pytest.raises(IntegrityError, match="identifier_names_one_party"):
        Identifier.objects.create(party=two, scheme="X", value="1")


def test_a_merge_joins_two_and_only_once() -> None:
    one, two = a_party("One"), a_party("Two")
    Merge.objects.create(party=one, into=two, reason="Same", seq=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(party=one, into=two, reason="Same", seq=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(party=two, into=two, reason="Same", seq=3)


def test_a_release_says_who_and_why() -> None:
    hold = Hold.objects.create(
        vendor=a_vendor(), type="all", reason="R", placed_by="A", placed_at=clock.now()
    )

    with pytest.raises(IntegrityError, match="a_release_says_who_and_why"):
        Hold.objects.filter(id=hold.id).update(released_at=clock.now())


@pytest.mark.parametrize(
    ("value", "valid_to"), [(-1, None), (100_000_001, None), (None, date(2020, 1, 1))]
)
def test_an_impossible_oath_is_no_row(value: int | None, valid_to: date | None) -> None:
    vendor = a_vendor()

    with pytest.raises(IntegrityError):
        Attestation.objects.create(
            seq=99,
            recorded_at=clock.now(),
            recorded_by="user:1",
            recorded_label="Ann",
            vendor=vendor,
            subject=vendor.party,
            kind="other",
            value=value,
            valid_from=date(2020, 1, 1),
            valid_to=valid_to,
        )


def test_there_is_one_row_of_standards() -> None:
    with pytest.raises(IntegrityError):
        Standards.objects.create(id=2)


def test_a_whole_table_may_still_be_emptied_by_its_owner(fact: Interest) -> None:
    """Tests empty their tables by TRUNCATE; the application's own role may not."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE vendors_interest, vendors_statement, vendors_disclosure")

    assert not Interest.objects.exists()
