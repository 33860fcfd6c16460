"""What was found out once about the competitors' groups is never out of date."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from config.events.ledger import current_seq
from config.problems import Problem
from procurement.neutrality.digest import canonical
from procurement.queries import grounds
from procurement.queries.judging import instant_of, judge_vendor
from procurement.queries.standards import yardstick_at
from tests.builders.procurement import NEVER, a_competitor, an_adopted_policy, noon
from tests.builders.vendors import (
    a_party,
    a_person,
    a_vendor,
    attested,
    disclosed,
    vendor_manager,
)
from tests.integration.procurement.rechecking import with_real_commits
from vendors import operations
from vendors.models import Party, Vendor

pytestmark = pytest.mark.slow

DAY = NEVER.replace(year=2030)


@pytest.fixture(autouse=True)
def _a_fresh_process() -> Iterator[None]:
    with grounds.known_nothing():
        yield


def judged(vendor: Vendor, seq: int | None = None) -> str:
    """Everything there is to a judgement, as one text."""
    known_seq = current_seq() if seq is None else seq
    found = judge_vendor(
        vendor,
        valid_at=DAY,
        known_seq=known_seq,
        known_at=instant_of(known_seq, otherwise=noon(DAY)),
        yardstick=yardstick_at(DAY, known_seq),
    )
    return canonical([found.judgement, [str(one) for one in found.footprint], found.next_boundary])


def afresh(vendor: Vendor, seq: int | None = None) -> str:
    with grounds.known_nothing():
        return judged(vendor, seq)


def queries(vendor: Vendor) -> int:
    with CaptureQueriesContext(connection) as caught:
        judged(vendor)
    return len(caught)


class Town:
    """A vendor, two competitors, who stands around them, and whatever may happen to them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - dice, not secrets
        self.vendor = a_vendor("V")
        self.rivals = [a_party("Rival"), a_party("Other Rival")]
        self.companies = [self.vendor.party, *self.rivals, *(a_party(f"C{n}") for n in range(5))]
        self.people = [a_person(f"P{n}") for n in range(3)]
        a_competitor(self.rivals[0])

    def something_happens(self) -> None:
        told = [self._is_told] * 3
        others = [self._swears, self._is_renamed, self._is_listed, self._are_one, self._are_two]
        happening = self.dice.choice([*told, *others])
        try:
            with transaction.atomic():
                happening()
        except Problem:  # it cannot happen to these two
            pass

    def _is_told(self) -> None:
        kind = self.dice.choice(["ordinary_shares", "ordinary_shares", "debt", "board_seat"])
        subject = self.dice.choice(self.companies)
        holders = self.people if kind == "board_seat" else [*self.companies, *self.people]
        owner = self.dice.choice([party for party in holders if party != subject])
        share = None if kind == "board_seat" else self.dice.choice([5, 20, 30, 51])
        disclosed(subject, owner, share, kind)

    def _swears(self) -> None:
        attested(self.vendor, "complete", subject=self.dice.choice(self.companies))

    def _is_renamed(self) -> None:
        operations.amend_party(
            party_id=self.dice.choice(self.companies).id,
            seen_version=None,
            changes={"name": f"Renamed {self.dice.randrange(1000)}"},
            actor=vendor_manager(),
        )

    def _is_listed(self) -> None:
        a_competitor(self.dice.choice(self.rivals))

    def _are_one(self) -> None:
        party, into = self.dice.sample(self.companies[1:], 2)
        operations.merge_parties(
            party_id=party.id, into_id=into.id, reason="The same.", actor=vendor_manager()
        )

    def _are_two(self) -> None:
        merged = Party.objects.exclude(merged_into=None).order_by("id").first()
        if merged is not None:
            operations.unmerge_party(
                party_id=merged.id, reason="Not the same.", actor=vendor_manager()
            )


@with_real_commits
@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_would_be_read_now_whatever_happened(seed: int) -> None:
    an_adopted_policy()
    town = Town(seed)
    places = [current_seq()]

    for _ in range(16):
        town.something_happens()
        places.append(current_seq())
        earlier = town.dice.choice(places)

        shared = judged(town.vendor), judged(town.vendor, earlier)

        assert shared == (afresh(town.vendor), afresh(town.vendor, earlier))
        judged(town.vendor)


@with_real_commits
def test_the_groups_are_read_once_until_something_about_them_changes() -> None:
    an_adopted_policy()
    vendor, rival, owner = a_vendor(), a_party("Rival"), a_party("Owner")
    a_competitor(rival)
    disclosed(rival, owner, 60)
    first = queries(vendor)

    again = queries(vendor)
    disclosed(vendor, a_person("Founder"), 100)
    beside = queries(vendor)
    disclosed(owner, a_person("Behind It"), 100)
    anew = queries(vendor)

    assert again < first
    assert beside <= again + 1  # the people of the vendor are looked for
    assert anew > beside


@with_real_commits
def test_what_is_never_committed_is_not_kept() -> None:
    an_adopted_policy()
    vendor, rival = a_vendor(), a_party("Rival")
    a_competitor(rival)
    disclosed(vendor, rival, 10)
    before = judged(vendor)

    with transaction.atomic():
        disclosed(rival, vendor.party, 60)
        supposed = judged(vendor)
        transaction.set_rollback(True)
    a_party("Somebody who takes the same place in the ledger")

    assert supposed != before
    assert judged(vendor) == afresh(vendor)


@with_real_commits
def test_a_competitor_that_is_renamed_is_called_by_its_new_name() -> None:
    an_adopted_policy()
    vendor, rival = a_vendor(), a_party("Rival")
    a_competitor(rival)
    disclosed(vendor, rival, 60)
    judged(vendor)

    operations.amend_party(
        party_id=rival.id,
        seen_version=None,
        changes={"name": "Rebranded"},
        actor=vendor_manager(),
    )

    assert "Rebranded" in judged(vendor)
