"""A vendor with more parties around it than can be looked at is judged too, and never clear."""

from __future__ import annotations

from itertools import pairwise

import pytest

from config.events import inbox
from procurement.models import Assessment
from procurement.operations import rechecks
from procurement.queries.judging import reproduce
from procurement.queries.verdicts import current_assessment
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    an_adopted_policy,
    assessed,
    owed,
    settled,
    the_state,
)
from tests.builders.vendors import a_party, a_person, a_vendor, attested, disclosed
from tests.integration.procurement.rechecking import everyday, recheck_of, shown
from vendors.models import Party, Vendor
from vendors.queries import near

pytestmark = [everyday, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _few_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MOST_PARTIES", 4)
    monkeypatch.setattr(near, "MOST_FACTS", 6)
    an_adopted_policy()


def owned_in_a_chain(company: Party, length: int = 12) -> Party:
    """Each wholly by the next; answers the last one."""
    above = [a_party(f"Holding {number}") for number in range(length)]
    for subject, owner in pairwise([company, *above]):
        disclosed(subject, owner, 100)
    return above[-1]


def last(vendor: Vendor) -> Assessment:
    assessment = current_assessment(vendor.id)
    assert assessment is not None
    return assessment


def test_it_ends_in_a_verdict_that_says_why_nothing_is_clear() -> None:
    a_competitor()
    vendor = a_vendor()
    disclosed(owned_in_a_chain(vendor.party), a_person(), 100)
    settled()

    assert not owed("recheck_vendor")
    assert shown(vendor) == (False, "insufficient", False)
    assert last(vendor).overlays["cut_short"] is True
    assert last(vendor).findings[0]["worst"] == 100


def test_what_would_be_clear_is_insufficient_and_says_so() -> None:
    a_competitor()
    vendor, small = a_vendor(), a_party("Small Holding")
    disclosed(vendor, a_person("Founder"), 98)
    disclosed(vendor, small, 2)
    attested(vendor, "complete")
    owned_in_a_chain(small)

    assessed(vendor)

    told = {finding["rule"]: finding for finding in last(vendor).findings}
    assert the_state(vendor) == ("insufficient", "control")
    assert told["control"]["worst"] == 2
    assert "than can be looked at" in told["control"]["sentence"]


def test_what_is_proved_by_the_nearest_is_proved() -> None:
    rival, other = a_party("Rival"), a_party("Other")
    a_competitor(rival)
    vendor = a_vendor()
    disclosed(vendor, rival, 60)
    disclosed(vendor, other, 40)
    owned_in_a_chain(other)

    assessed(vendor)

    assert last(vendor).overlays["cut_short"] is True
    assert the_state(vendor) == ("conflict", "control")


def test_more_owners_than_can_be_read_leave_everything_open() -> None:
    a_competitor()
    vendor = a_vendor()
    for number in range(8):
        disclosed(vendor, a_person(f"Owner {number}"), 10)

    assessed(vendor)

    assert the_state(vendor) == ("insufficient", "control")


def test_nobody_is_clear_of_a_group_too_large_to_be_known() -> None:
    rival = a_party("Rival")
    owned_in_a_chain(rival)
    a_competitor(rival)
    vendor = a_clear_vendor()

    assert the_state(vendor)[0] == "insufficient"
    assert last(vendor).overlays["cut_short"] is True


def test_it_is_reached_again_from_the_same_facts() -> None:
    a_competitor()
    vendor = a_vendor()
    owned_in_a_chain(vendor.party)
    assessed(vendor)

    disclosed(vendor, a_person("Later"), 1, "convertible")

    assert reproduce(last(vendor)).is_identical


def test_it_keeps_nobody_else_of_its_batch_waiting() -> None:
    vendors = [a_clear_vendor(f"Vendor {number}") for number in range(3)]
    a_competitor()
    owned_in_a_chain(vendors[1].party)
    for delivery in owed():
        if delivery.task != rechecks.RECHECK:
            inbox.deliver(delivery.id)

    inbox.deliver(*[recheck_of(vendor).id for vendor in vendors])

    settled()
    assert [shown(vendor)[1] for vendor in vendors] == ["clear", "insufficient", "clear"]
