"""A fact about a competitor's own owners reaches every vendor it may matter to, and nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from config import clock
from config.events import inbox
from procurement.operations import groups
from procurement.operations.groups import look_at_groups
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    all_at_once,
    assessed,
    ended,
    owed,
    settled,
    the_state,
)
from tests.builders.vendors import a_party, a_person, a_vendor, attested, disclosed, revised
from vendors.models import Party, Standards, Standing, Vendor, Watched
from vendors.queries.standing import is_recheck_pending

everyday = pytest.mark.django_db
with_real_commits = pytest.mark.django_db(transaction=True)


def watched() -> set[str]:
    return set(Watched.objects.values_list("party__name", flat=True))


def owned_by(owner: Party, name: str = "Labelworks") -> Vendor:
    vendor = a_vendor(name)
    disclosed(vendor, owner, 100)
    attested(vendor)
    return vendor


@everyday
def test_a_competitor_and_everyone_above_it_is_watched_at_once() -> None:
    rival, parent, top = a_party("Rival Labs"), a_party("Parent"), a_person("Top")
    disclosed(rival, parent, 30)
    disclosed(parent, top, 10)

    a_competitor(rival)

    assert watched() == {"Rival Labs", "Parent", "Top"}


@everyday
def test_who_came_to_control_a_competitor_is_one() -> None:
    rival, tycoon = a_party("Rival Labs"), a_person("Tycoon")
    a_competitor(rival)
    vendor = owned_by(tycoon)
    settled()
    before = the_state(vendor)

    disclosed(rival, tycoon, 60)
    pending = is_recheck_pending(vendor.id)
    settled()

    assert before == ("clear", "none")
    assert pending
    assert the_state(vendor) == ("conflict", "control")
    assert not is_recheck_pending(vendor.id)


@everyday
def test_who_lets_a_competitor_go_is_none() -> None:
    rival, tycoon = a_party("Rival Labs"), a_person("Tycoon")
    record = disclosed(rival, tycoon, 60)
    a_competitor(rival)
    vendor = owned_by(tycoon)
    settled()
    before = the_state(vendor)

    revised(record, "retraction")
    settled()

    assert before == ("conflict", "control")
    assert the_state(vendor) == ("clear", "none")
    assert watched() == {"Rival Labs"}


@everyday
def test_until_the_group_was_looked_at_everybody_is_pending() -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    vendor = a_clear_vendor()
    settled()

    disclosed(rival, a_person("Somebody"), 5)

    assert is_recheck_pending(vendor.id)


@everyday
def test_after_the_look_only_those_it_may_matter_to_are_pending() -> None:
    rival, tycoon = a_party("Rival Labs"), a_person("Tycoon")
    a_competitor(rival)
    unrelated, theirs = a_clear_vendor("Unrelated"), owned_by(tycoon)
    settled()
    disclosed(rival, tycoon, 60)

    noted = look_at_groups(touched=[rival.id], on=clock.today())

    assert noted == 1
    assert is_recheck_pending(theirs.id)
    assert not is_recheck_pending(unrelated.id)


@everyday
def test_a_look_twice_notes_the_same() -> None:
    rival, tycoon = a_party("Rival Labs"), a_person("Tycoon")
    a_competitor(rival)
    vendor = owned_by(tycoon)
    settled()
    disclosed(rival, tycoon, 60)

    look_at_groups(touched=[rival.id], on=clock.today())
    once = Standing.objects.get(vendor=vendor).owed_seq
    look_at_groups(touched=[rival.id], on=clock.today())

    assert Standing.objects.get(vendor=vendor).owed_seq == once
    assert watched() == {"Rival Labs", "Tycoon"}


@everyday
def test_a_look_that_dies_half_way_leaves_everybody_pending(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rival, tycoon = a_party("Rival Labs"), a_person("Tycoon")
    a_competitor(rival)
    vendor = owned_by(tycoon)
    settled()
    disclosed(rival, tycoon, 60)
    checked = Standards.objects.get().group_checked_seq

    def dies(**_: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as crashing:
        crashing.setattr(groups, "note_recheck_owed", dies)
        for affected in owed("recheck_affected"):
            inbox.deliver(affected.id)

    assert Standards.objects.get().group_checked_seq == checked
    assert watched() == {"Rival Labs"}
    assert is_recheck_pending(vendor.id)

    settled()

    assert the_state(vendor) == ("conflict", "control")


@everyday
def test_a_fact_that_touches_nobody_watched_needs_no_look() -> None:
    a_competitor()
    stranger = a_party("Stranger")

    assert look_at_groups(touched=[stranger.id], on=clock.today()) == 0


@everyday
def test_a_competitor_whose_time_is_over_is_watched_no_longer() -> None:
    rival = a_party("Rival Labs")
    former = a_competitor("Former Rival")
    a_competitor(rival)
    ended(former, on=date(2025, 1, 1))
    settled()

    disclosed(rival, a_person("Somebody"), 5)
    settled()

    assert watched() == {"Rival Labs", "Somebody"}


@everyday
def test_a_vendor_that_holds_a_competitor_is_judged_when_it_does() -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    vendor = a_clear_vendor()
    settled()

    disclosed(rival, vendor.party, 60)
    settled()

    assert the_state(vendor)[0] == "conflict"


@with_real_commits
def test_two_facts_at_once_leave_nobody_pending_for_ever() -> None:
    rival, parent, top = a_party("Rival Labs"), a_party("Parent"), a_person("Top")
    a_competitor(rival)
    vendor = owned_by(top)
    settled()
    disclosed(rival, parent, 60)
    disclosed(parent, top, 60)
    works = [each.id for each in owed("recheck_affected")]

    all_at_once(*[lambda one=one: inbox.deliver(one) for one in works])  # type: ignore[misc]
    settled()

    assert not is_recheck_pending(vendor.id)
    assert the_state(vendor) == ("conflict", "control")
    assert assessed(vendor).supersedes is not None
