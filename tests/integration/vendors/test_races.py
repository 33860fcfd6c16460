"""Two at the same moment: one wins, the other is told, and nothing is half."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction

from config import clock
from config.events.models import Event
from config.problems import MoveNotAllowed, Problem
from tests.builders.vendors import (
    a_party,
    a_vendor,
    an_interest,
    believed,
    disclosed,
    disclosed_all,
    revised,
    said,
    vendor_manager,
)
from vendors.identifiers import parse
from vendors.models import Evidence, Hold, HoldType, Identifier, Interest, Party, Vendor
from vendors.operations import (
    merge_parties,
    place_hold,
    register_party,
    register_vendor,
    release_hold,
)
from vendors.operations.parties import IdentifierTaken
from vendors.operations.vendors import AlreadyAVendor
from vendors.ownership.facts import PartyKind
from vendors.statements import InlineParty, PartyById

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def together(*acts: Callable[[], object]) -> list[object]:
    """Let everybody begin at the same moment; answers what each got, or how it was refused."""
    start, got = threading.Barrier(len(acts)), [object()] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait(10)
        try:
            got[place] = act()
        except Problem as problem:
            got[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return got


def refusals(got: list[object]) -> list[type]:
    return [type(one) for one in got if isinstance(one, Problem)]


def test_one_identifier_registered_twice_at_once_names_one_party() -> None:
    actor = vendor_manager()
    for number in range(ROUNDS):
        described = InlineParty(PartyKind.COMPANY, "Acme", numbers=(parse(f"X:{number}"),))

        got = together(*[lambda d=described: register_party(party=d, actor=actor)] * 2)

        assert refusals(got) == [IdentifierTaken]
    assert Identifier.objects.count() == Party.objects.count() == ROUNDS


def test_one_party_becomes_a_vendor_once() -> None:
    actor = vendor_manager()
    for number in range(ROUNDS):
        ref = PartyById(a_party(f"Acme {number}").id)

        got = together(*[lambda r=ref: register_vendor(party=r, about={}, actor=actor)] * 2)

        assert refusals(got) == [AlreadyAVendor]
    assert Vendor.objects.count() == ROUNDS


def test_two_disclosures_that_describe_one_party_find_the_same() -> None:
    vendor, actor = a_vendor(), vendor_manager()
    described = InlineParty(PartyKind.COMPANY, "Owner", numbers=(parse("X:1"),))
    told = said("assertion", an_interest(share=10), subject=vendor.party)
    told = type(told)(
        kind=told.kind,
        subject=told.subject,
        interested_party=described,
        interests=told.interests,
    )

    got = together(*[lambda: disclosed_all([told], by=actor)] * 3)

    assert refusals(got) == []
    assert Party.objects.filter(name="Owner").count() == 1
    assert Interest.objects.count() == 3


def test_changes_of_one_record_follow_each_other() -> None:
    vendor, owner, actor = a_vendor(), a_party("Owner"), vendor_manager()
    record = disclosed(vendor, owner, 10, valid_from=date(2020, 1, 1))
    days = [date(2021, month, 1) for month in range(1, 7)]

    def change(day: date) -> Callable[[], object]:
        return lambda: revised(record, "change", an_interest(share=20), on=day, by=actor)

    got = together(*[change(day) for day in days])

    versions = believed(record)
    assert refusals(got) == []
    assert len(got) == Event.objects.filter(type="vendors.ownership_disclosed").count() - 1
    assert versions[0][2:4] == (date(2020, 1, 1), versions[1][2])
    assert [one[3] for one in versions[:-1]] == [other[2] for other in versions[1:]]
    assert versions[-1][3] is None


def test_a_hold_is_released_once() -> None:
    actor = vendor_manager()
    vendor = a_vendor()
    for _ in range(ROUNDS):
        hold = place_hold(
            vendor_id=vendor.id, type=HoldType.ALL, reason="R", actor=actor, at=clock.now()
        )

        def release(hold_id: UUID = hold.id) -> object:
            return release_hold(hold_id=hold_id, reason="Done", actor=actor, at=clock.now())

        got = together(release, release)

        assert len(refusals(got)) == 1
        assert issubclass(refusals(got)[0], MoveNotAllowed)
    assert Event.objects.filter(type="vendors.hold_released").count() == ROUNDS
    assert not Hold.objects.filter(released_at=None).exists()


def test_two_parties_are_not_merged_into_each_other() -> None:
    one, two, actor = a_party("One"), a_party("Two"), vendor_manager()

    def merge(party: Party, into: Party) -> Callable[[], object]:
        return lambda: merge_parties(party_id=party.id, into_id=into.id, reason="Same", actor=actor)

    got = together(merge(one, two), merge(two, one))

    assert len(refusals(got)) == 1
    assert Party.objects.filter(merged_into=None).count() == 1


def test_a_disclosure_that_fails_leaves_nothing_and_holds_nobody_up() -> None:
    vendor, owner, actor = a_vendor(), a_party("Owner"), vendor_manager()

    def failing() -> object:
        with transaction.atomic():
            disclosed(vendor, owner, 10, by=actor)
            raise MoveNotAllowed(state="x", allowed=[])

    got = together(failing, lambda: disclosed(vendor, owner, 20, by=actor))

    assert refusals(got) == [MoveNotAllowed]
    assert [row.lo for row in Interest.objects.all()] == [20_000_000]
    assert not Evidence.objects.exists()
