"""A verdict stands until anything newer that it rests on is known: computed, never forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from config.events.ledger import current_seq
from config.problems import NotFound
from tests.builders.vendors import a_party, a_vendor, attested, disclosed
from vendors.models import Footprint, Party, Standing, Vendor, Watched
from vendors.operations import (
    note_engagement,
    note_group_checked,
    note_recheck_owed,
    note_standards_changed,
    record_standing,
)
from vendors.queries import (
    get_standards,
    is_recheck_pending,
    vendors_with_footprint,
    with_pending,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)


@pytest.fixture
def vendor() -> Vendor:
    return a_vendor("V")


def assessed(
    vendor: Vendor,
    *footprint: Party,
    state: str = "clear",
    seq: int | None = None,
    next_boundary: date | None = None,
) -> Standing:
    return record_standing(
        vendor_id=vendor.id,
        state=state,
        level="none",
        assessment_id=uuid4(),
        assessed_at=datetime(2025, 6, 30, tzinfo=UTC),
        assessed_seq=current_seq() if seq is None else seq,
        policy_id=uuid4(),
        stale=False,
        next_boundary=next_boundary,
        footprint=[vendor.party_id, *(party.id for party in footprint)],
    )


def pending(vendor: Vendor) -> bool:
    return is_recheck_pending(vendor.id, on=DAY)


def shown(vendor: Vendor) -> str:
    return str(with_pending(Vendor.objects.filter(id=vendor.id), on=DAY).get().shown_state)


def test_a_vendor_never_judged_is_pending(vendor: Vendor) -> None:
    assert pending(vendor)
    assert shown(vendor) == "insufficient"


def test_a_vendor_just_judged_is_not(vendor: Vendor) -> None:
    assessed(vendor)

    assert not pending(vendor)
    assert shown(vendor) == "clear"


def test_a_newer_fact_about_anyone_it_rests_on_makes_it_pending(vendor: Vendor) -> None:
    owner, stranger = a_party("Owner"), a_party("Stranger")
    disclosed(vendor, owner, 60)
    assessed(vendor, owner)

    disclosed(stranger, a_party("Else"), 60)
    untouched = pending(vendor)
    disclosed(owner, stranger, 60)

    assert not untouched
    assert pending(vendor)
    assert shown(vendor) == "insufficient"


def test_a_newer_fact_counts_at_either_end(vendor: Vendor) -> None:
    owner = a_party("Owner")
    assessed(vendor, owner)

    disclosed(a_party("Elsewhere"), owner, 60)

    assert pending(vendor)


def test_a_newer_oath_makes_it_pending(vendor: Vendor) -> None:
    assessed(vendor)

    attested(vendor)

    assert pending(vendor)


def test_a_newer_policy_makes_everything_pending(vendor: Vendor) -> None:
    assessed(vendor)

    note_standards_changed(seq=current_seq() + 1)

    assert pending(vendor)
    assert get_standards().changed_seq == current_seq() + 1


def test_a_newer_fact_about_the_competitors_group_makes_everything_pending(
    vendor: Vendor,
) -> None:
    rival = a_party("Rival")
    assessed(vendor)
    note_group_checked(seq=current_seq(), watched=[rival.id])
    before = pending(vendor)

    disclosed(rival, a_party("Mother"), 60)
    during = pending(vendor)
    note_group_checked(seq=current_seq(), watched=[rival.id])

    assert (before, during, pending(vendor)) == (False, True, False)


def test_a_day_that_has_come_makes_it_pending(vendor: Vendor) -> None:
    assessed(vendor, next_boundary=date(2025, 7, 2))

    assert not is_recheck_pending(vendor.id, on=date(2025, 7, 1))
    assert is_recheck_pending(vendor.id, on=date(2025, 7, 2))


def test_a_recheck_that_is_owed_makes_it_pending_until_it_is_done(vendor: Vendor) -> None:
    assessed(vendor)

    owed = note_recheck_owed(vendor_ids=[vendor.id], seq=current_seq() + 1)
    during = pending(vendor)
    assessed(vendor, seq=current_seq() + 1)

    assert (owed, during, pending(vendor)) == (1, True, False)


@pytest.mark.parametrize("state", ["possible", "conflict"])
def test_a_bad_verdict_is_shown_also_while_pending(vendor: Vendor, state: str) -> None:
    assessed(vendor, state=state)

    attested(vendor)

    assert pending(vendor)
    assert shown(vendor) == state


def test_an_older_assessment_does_not_overwrite_a_newer_one(vendor: Vendor) -> None:
    assessed(vendor, state="conflict", seq=current_seq())

    assessed(vendor, a_party("Late"), state="clear", seq=1)

    assert Standing.objects.get().state == "conflict"
    assert Footprint.objects.count() == 1


def test_a_footprint_is_replaced_by_the_next(vendor: Vendor) -> None:
    old, new = a_party("Old"), a_party("New")
    assessed(vendor, old)

    assessed(vendor, new)

    assert found([old.id]) == []
    assert found([new.id, vendor.party_id]) == [vendor.id]


def found(parties: list[UUID]) -> list[UUID]:
    return list(vendors_with_footprint(parties).values_list("id", flat=True))


def test_an_older_look_at_the_groups_does_not_overwrite_a_newer_one() -> None:
    one, two = a_party("One"), a_party("Two")
    note_group_checked(seq=5, watched=[one.id])

    note_group_checked(seq=4, watched=[two.id])

    assert [row.party_id for row in Watched.objects.all()] == [one.id]
    assert get_standards().group_checked_seq == 5


def test_being_engaged_is_noted(vendor: Vendor) -> None:
    note_engagement(vendor_id=vendor.id, engaged=True)

    assert Standing.objects.get().engaged
    with pytest.raises(NotFound):
        note_engagement(vendor_id=uuid4(), engaged=True)


def test_nothing_is_known_of_a_vendor_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        is_recheck_pending(uuid4(), on=DAY)
    with pytest.raises(NotFound):
        record_standing(
            vendor_id=uuid4(),
            state="clear",
            level="none",
            assessment_id=uuid4(),
            assessed_at=datetime(2025, 6, 30, tzinfo=UTC),
            assessed_seq=1,
            policy_id=None,
            stale=False,
            next_boundary=None,
            footprint=[],
        )
