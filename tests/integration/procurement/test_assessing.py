"""A vendor is judged by the facts of the moment, once for each input, and can be judged again."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from config import clock
from config.actors import Actor
from config.events.ledger import current_seq
from config.problems import NotFound
from procurement.models import Assessment, Policy
from procurement.operations.assessing import assess_vendor
from procurement.operations.policies import adopt_default_policy
from procurement.queries.judging import reproduce
from procurement.queries.verdicts import current_assessment
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    an_adopted_policy,
    assessed,
    conflicted,
    ended,
    settled,
    the_state,
    told,
)
from tests.builders.vendors import a_party, a_person, a_vendor, attested, disclosed, revised
from vendors.models import Standing
from vendors.operations import amend_party
from vendors.queries.standing import is_recheck_pending

pytestmark = pytest.mark.django_db


def test_a_vendor_whose_owners_are_known_is_clear() -> None:
    a_competitor()
    vendor = a_clear_vendor()

    assert the_state(vendor) == ("clear", "none")
    assert not is_recheck_pending(vendor.id)


def test_a_vendor_nothing_is_known_of_is_not_clear() -> None:
    a_competitor()
    vendor = a_vendor()

    assessed(vendor)

    assert the_state(vendor)[0] == "insufficient"


def test_a_competitor_s_majority_is_control() -> None:
    vendor = a_clear_vendor()

    conflicted(vendor, 60)
    assessed(vendor)

    assert the_state(vendor) == ("conflict", "control")


def test_the_assessment_says_what_it_rests_on() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 60)

    assessment = assessed(vendor)

    policy = Policy.objects.get(state="adopted")
    assert assessment.policy_id == policy.id
    assert assessment.competitors == [rival.id]
    assert assessment.known_seq <= current_seq()
    assert {vendor.party_id, rival.id} <= set(assessment.footprint)
    assert assessment.findings[0]["rule"] == "control"
    assert assessment.findings[0]["competitor"] == str(rival.id)
    assert assessment.findings[0]["min"] == 60


def test_the_standing_says_the_same() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)

    assessment = assessed(vendor)

    standing = Standing.objects.get(vendor=vendor)
    assert (standing.state, standing.level) == (assessment.state, assessment.level)
    assert standing.assessment_id == assessment.id
    assert standing.policy_id == assessment.policy_id


def test_the_same_input_is_judged_once() -> None:
    vendor = a_clear_vendor()
    first = current_assessment(vendor.id)
    unrelated = a_party("Unrelated")
    disclosed(unrelated, a_person(), 10)

    again = assessed(vendor)

    assert again == first
    assert Assessment.objects.filter(vendor=vendor).count() == 1
    assert len(told("procurement.vendor_assessed")) == 1


def test_the_same_input_confirms_the_verdict_up_to_now() -> None:
    vendor = a_clear_vendor()
    disclosed(a_party("Unrelated"), a_person(), 10)

    assessed(vendor)

    assert Standing.objects.get(vendor=vendor).assessed_seq == current_seq()


def test_a_later_assessment_supersedes_the_one_before() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    first = current_assessment(vendor.id)

    second = assessed(vendor)

    assert second.supersedes == first
    assert current_assessment(vendor.id) == second


def test_a_first_verdict_is_told_with_nothing_before_it() -> None:
    vendor = a_clear_vendor()

    (changed,) = told("procurement.verdict_changed")

    assert changed.subject_id == vendor.id
    assert changed.data["before"] is None
    assert changed.data["after"]["state"] == "clear"


def test_a_changed_verdict_is_told_with_both() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)

    assessment = assessed(vendor)

    changed = told("procurement.verdict_changed")[-1]
    assert changed.data["before"]["state"] == "clear"
    assert changed.data["after"] == {
        "state": "conflict",
        "level": "control",
        "assessment": str(assessment.id),
    }
    assert changed.data["assessment"] == str(assessment.id)


def test_a_new_input_with_the_same_verdict_is_told_as_no_change() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor, 60)
    assessed(vendor)
    before = len(told("procurement.verdict_changed"))
    first = current_assessment(vendor.id)
    disclosed(vendor, a_person("Somebody Else"), 0)

    assert assessed(vendor).supersedes == first
    assert len(told("procurement.verdict_changed")) == before


def test_the_cause_is_the_event_it_reacted_to() -> None:
    vendor, cause = a_vendor(), uuid4()
    registered = told("vendors.vendor_registered")[-1]

    assessment = assess_vendor(
        vendor_id=vendor.id, at=clock.now(), actor=Actor.system(cause=registered.id)
    )

    assert assessment.cause == registered.id != cause


def test_a_vendor_that_is_none_is_not_judged() -> None:
    with pytest.raises(NotFound):
        assess_vendor(vendor_id=uuid4(), at=clock.now(), actor=Actor.system())


def test_a_day_that_comes_changes_the_verdict_without_a_new_fact() -> None:
    vendor, rival = a_vendor(), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, a_person(), 30)
    disclosed(vendor, rival, 70, valid_from=date(2025, 8, 1))
    attested(vendor)

    before = assessed(vendor, date(2025, 7, 1))
    after = assessed(vendor, date(2025, 8, 1))

    assert before.state != "conflict"
    assert before.next_boundary == date(2025, 8, 1)
    assert (after.state, after.level) == ("conflict", "control")


def test_a_boundary_that_has_passed_leaves_the_vendor_pending() -> None:
    vendor, rival = a_clear_vendor(), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, rival, 70, valid_from=date(2025, 8, 1))
    settled()
    assessed(vendor, date(2025, 7, 1))

    assert not is_recheck_pending(vendor.id, on=date(2025, 7, 31))
    assert is_recheck_pending(vendor.id, on=date(2025, 8, 1))


def test_a_competitor_of_next_year_is_a_boundary() -> None:
    vendor = a_clear_vendor()
    a_competitor(since=date(2026, 1, 1))

    assessment = assessed(vendor, date(2025, 7, 1))

    assert assessment.competitors == []
    assert assessment.next_boundary == date(2026, 1, 1)


def test_a_policy_of_next_year_is_a_boundary_and_serves_from_then() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor, 52)
    default = Policy.objects.get(state="adopted")
    later = an_adopted_policy(control_threshold=75, valid_from=date(2026, 1, 1))

    before = assessed(vendor, date(2025, 7, 1))
    after = assessed(vendor, date(2026, 1, 1))

    assert (before.policy_id, before.level) == (default.id, "control")
    assert before.next_boundary == date(2026, 1, 1)
    assert (after.policy_id, after.level) == (later.id, "joint_or_negative_control")


def test_a_policy_for_other_product_lines_leaves_a_competitor_out() -> None:
    vendor, rival = a_clear_vendor(), a_party("Rival Labs")
    a_competitor(rival, product_lines=["robots"])
    disclosed(vendor, rival, 60)
    an_adopted_policy(product_lines=["language models"])

    assert assessed(vendor).competitors == []


def test_it_comes_out_the_same_after_everything_has_changed() -> None:
    vendor, rival = a_clear_vendor(), a_party("Rival Labs")
    listed = a_competitor(rival)
    record = disclosed(vendor, rival, 60)
    then = assessed(vendor)
    revised(record, "retraction")
    ended(listed, on=date(2025, 1, 1))
    an_adopted_policy(control_threshold=90)
    amend_party(
        party_id=rival.id, seen_version=None, changes={"name": "Renamed"}, actor=Actor.system()
    )
    now = assessed(vendor)

    again = reproduce(then)

    assert now.state != then.state
    assert again.is_identical
    assert again.input_digest == then.input_digest


def test_the_default_policy_is_adopted_once_when_it_is_first_needed() -> None:
    adopt_default_policy()
    adopt_default_policy()
    assessed(a_vendor())

    policy = Policy.objects.get()
    assert (policy.name, policy.edition, policy.state) == ("default", 1, "adopted")
    assert (policy.drafted_by, policy.adopted_by) == ("system", "system")
    assert len(told("procurement.policy_adopted")) == 1


def test_a_new_vendor_is_assessed() -> None:
    vendor = a_vendor()

    settled()

    assert current_assessment(vendor.id) is not None
    assert not is_recheck_pending(vendor.id)
