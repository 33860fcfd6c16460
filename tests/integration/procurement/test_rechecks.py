"""Each reaction once, twice, half, late, and two at once; never green while one is owed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from config.events import inbox
from config.events.models import Event
from procurement.models import Assessment
from procurement.operations import assessing, rechecks
from procurement.queries.verdicts import current_assessment
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    an_adopted_policy,
    assessed,
    conflicted,
    ended,
    owed,
    settled,
    the_state,
)
from tests.builders.vendors import (
    a_party,
    a_person,
    a_vendor,
    attested,
    disclosed,
    vendor_manager,
)
from tests.integration.procurement.rechecking import dies, everyday, recheck_of, shown
from vendors.models import Standing
from vendors.operations import merge_parties
from vendors.queries.standing import is_recheck_pending


@everyday
def test_a_clear_vendor_is_cleared() -> None:
    a_competitor()
    vendor = a_clear_vendor()
    settled()

    assert shown(vendor) == (False, "clear", True)


@everyday
def test_nothing_is_green_between_a_disclosure_and_its_recheck() -> None:
    vendor = a_clear_vendor()

    conflicted(vendor)

    assert shown(vendor) == (True, "insufficient", False)
    assert Standing.objects.get(vendor=vendor).state == "clear"


@everyday
def test_the_recheck_of_a_disclosure_changes_the_verdict() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)

    settled()

    assert shown(vendor) == (False, "conflict", False)


@everyday
def test_nothing_is_green_between_an_attestation_and_its_recheck() -> None:
    vendor = a_clear_vendor()

    attested(vendor, "refused")

    assert shown(vendor)[0]
    settled()
    assert not shown(vendor)[0]


@everyday
@pytest.mark.parametrize("change", ["policy", "competitor", "end"])
def test_nothing_is_green_between_new_standards_and_their_rechecks(change: str) -> None:
    listed = a_competitor("An Old Rival")
    vendors = [a_clear_vendor("One"), a_clear_vendor("Two")]

    match change:
        case "policy":
            an_adopted_policy()
        case "competitor":
            a_competitor("A New Rival")
        case _:
            ended(listed, on=date(2025, 1, 1))

    assert [shown(vendor) for vendor in vendors] == [(True, "insufficient", False)] * 2
    settled()
    assert [shown(vendor) for vendor in vendors] == [(False, "clear", True)] * 2


@everyday
def test_a_vendor_that_leans_on_nothing_touched_stays_green() -> None:
    a_competitor()
    one, other = a_clear_vendor("One"), a_clear_vendor("Other")
    settled()

    disclosed(one, a_person("Somebody"), 0)

    assert shown(other) == (False, "clear", True)
    assert shown(one)[0]


@everyday
def test_a_fact_about_an_owner_s_owner_is_one_about_the_vendor() -> None:
    vendor, holding, rival = a_vendor(), a_party("Holding"), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, holding, 100)
    settled()

    disclosed(holding, rival, 60)
    settled()

    assert the_state(vendor) == ("conflict", "control")


@everyday
def test_who_stands_above_a_director_s_other_company_is_looked_at() -> None:
    vendor, director = a_clear_vendor(), a_person("Di Rector")
    elsewhere, holding, rival = a_party("Elsewhere"), a_party("Holding"), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, director, None, "board_seat")
    disclosed(elsewhere, director, None, "board_seat")
    disclosed(elsewhere, holding, 100)
    settled()
    before = the_state(vendor)  # whose the holding is, nobody has said

    disclosed(holding, rival, 100)
    pending = shown(vendor)[0]
    settled()

    assert before == ("insufficient", "tie")
    assert pending
    assert the_state(vendor) == ("conflict", "tie")


@everyday
def test_a_merge_is_looked_at() -> None:
    vendor, owner, rival = a_vendor(), a_party("Rival Lab Inc"), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, owner, 100)
    settled()

    merge_parties(party_id=owner.id, into_id=rival.id, reason="One.", actor=vendor_manager())
    pending = shown(vendor)[0]
    settled()

    assert pending
    assert the_state(vendor) == ("conflict", "control")


@everyday
def test_one_disclosure_owes_each_vendor_one_recheck() -> None:
    vendor = a_clear_vendor()
    settled()
    disclosed(vendor, a_person("One"), 0)
    disclosed(vendor, a_person("Two"), 0)

    for affected in owed("recheck_affected"):
        inbox.deliver(affected.id)

    assert [each.subject_id for each in owed("recheck_vendor")] == [vendor.id]


@everyday
def test_whoever_owes_many_waits_for_a_slow_recheck_longer_than_a_request_would() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    (event,) = Event.objects.filter(type="vendors.ownership_disclosed").order_by("-seq")[:1]

    rechecks.owe_affected(event_id=event.id, touched=[vendor.party_id], after=None)

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (rechecks.LONGEST_WAIT,)


@everyday
def test_delivered_twice_it_is_judged_once() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    for affected in owed("recheck_affected"):
        inbox.deliver(affected.id)
    delivery = recheck_of(vendor)
    before = Assessment.objects.filter(vendor=vendor).count()

    inbox.deliver(delivery.id)
    inbox.deliver(delivery.id)

    assert Assessment.objects.filter(vendor=vendor).count() == before + 1


@everyday
@pytest.mark.parametrize("step", ["record_standings", "_tell"])
def test_a_crash_in_the_middle_leaves_nothing_half_done(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    for affected in owed("recheck_affected"):
        inbox.deliver(affected.id)
    delivery, seq = recheck_of(vendor), Event.objects.latest("seq").seq
    before = Assessment.objects.count(), Standing.objects.get(vendor=vendor).assessed_seq
    with monkeypatch.context() as crashing:
        crashing.setattr(assessing, step, dies(after=getattr(assessing, step)))
        inbox.deliver(delivery.id)

    after = Assessment.objects.count(), Standing.objects.get(vendor=vendor).assessed_seq
    delivery.refresh_from_db()

    assert after == before
    assert Event.objects.latest("seq").seq == seq
    assert (delivery.done_at, delivery.attempts) == (None, 1)
    assert shown(vendor) == (True, "insufficient", False)

    inbox.deliver(delivery.id)

    assert shown(vendor) == (False, "conflict", False)


@everyday
def test_a_late_delivery_reads_the_facts_of_its_own_time() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    for affected in owed("recheck_affected"):
        inbox.deliver(affected.id)
    delivery = recheck_of(vendor)
    newest = assessed(vendor)

    inbox.deliver(delivery.id)

    assert current_assessment(vendor.id) == newest
    assert not is_recheck_pending(vendor.id)
