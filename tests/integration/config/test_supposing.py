"""Do queries read the tables as they would be, and does nobody write meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import InternalError, connection, transaction
from django.db.models import Count

from config.supposing import Supposed, reading_only, supposing
from tests.builders.vendors import a_party, a_vendor
from vendors.models import Party, Vendor
from vendors.operations.ids import fresh_ids

pytestmark = pytest.mark.django_db


NO_ID = UUID(int=0)
CLIMBING = """
    WITH RECURSIVE it(id) AS (
        SELECT id FROM vendors_party WHERE name LIKE %(like)s
        UNION SELECT above.id FROM it JOIN vendors_party above ON above.merged_into_id = it.id
    ) SELECT name FROM vendors_party JOIN it USING (id)
"""


def a_supposed_party(name: str) -> Party:
    [new_id] = fresh_ids(1)
    return Party(id=new_id, name=name, kind="company", normal_name=name.lower(), aliases=["A", "B"])


@pytest.fixture
def world() -> Iterator[tuple[Party, Party]]:
    """One that is gone, one that is new; beside “Stays”, who is there anyway."""
    a_party("Stays")
    gone, new = a_party("Gone 100%"), a_supposed_party("New 50 %s")
    with supposing(Supposed(Party, rows=[new], without=[gone.id])):
        yield gone, new


def test_rows_come_and_go(world: tuple[Party, Party]) -> None:
    gone, new = world

    names = list(Party.objects.order_by("name").values_list("name", flat=True))

    assert names == ["New 50 %s", "Stays"]
    assert not Party.objects.filter(id=gone.id).exists()
    assert Party.objects.get(id=new.id).aliases == ["A", "B"]
    assert Party.objects.aggregate(n=Count("id"))["n"] == 2


def test_the_order_of_a_query_is_kept(world: tuple[Party, Party]) -> None:
    backwards = list(Party.objects.order_by("-name").values_list("name", flat=True))
    first = list(Party.objects.order_by("-name").values_list("name", flat=True)[:1])

    assert backwards == ["Stays", "New 50 %s"]
    assert first == ["Stays"]


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ("SELECT name FROM vendors_party WHERE name LIKE '%50 %'", None),
        ("SELECT name FROM vendors_party WHERE name LIKE %s", ["%50 %"]),
        ("SELECT name FROM vendors_party WHERE name LIKE %(like)s", {"like": "%50 %"}),
        (" with it AS (SELECT * FROM vendors_party) SELECT name FROM it WHERE id > %s", [NO_ID]),
        (CLIMBING, {"like": "N%"}),
    ],
)
def test_every_way_of_asking_is_answered(
    world: tuple[Party, Party], sql: str, params: object
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)  # type: ignore[arg-type]  # all three kinds are meant
        answer = cursor.fetchall()

    assert ("New 50 %s",) in answer
    assert ("Gone 100%",) not in answer


def test_tables_are_joined_as_they_would_be() -> None:
    vendor = a_vendor("Labelworks")
    party = a_supposed_party("Other Name")
    other = Vendor(id=vendor.id, party=party)

    with supposing(Supposed(Party, [party]), Supposed(Vendor, [other], without=[vendor.id])):
        found = Vendor.objects.select_related("party").get(party__name="Other Name")

    assert (found.id, found.party.id) == (vendor.id, party.id)


def test_afterwards_everything_is_as_it_was() -> None:
    party = a_supposed_party("New")

    with supposing(Supposed(Party, [party])):
        pass

    assert not Party.objects.exists()


def test_supposing_nothing_asks_as_ever() -> None:
    with supposing(Supposed(Party)), connection.execute_wrapper(_no_with):
        assert not Party.objects.exists()


def _no_with(execute: object, sql: str, *rest: object) -> object:
    assert not sql.startswith("WITH")
    return execute(sql, *rest)  # type: ignore[operator]


def test_nobody_writes_while_only_reading() -> None:
    with pytest.raises(InternalError, match="read-only"), reading_only():
        a_party("Never")

    assert not Party.objects.exists()


def test_around_it_writing_goes_on() -> None:
    with transaction.atomic():
        before = a_party("Before")
        with reading_only():
            read = Party.objects.get().id
        after = a_party("After")

    assert read == before.id
    assert _ids() == {before.id, after.id}


def _ids() -> set[UUID]:
    return set(Party.objects.values_list("id", flat=True))
