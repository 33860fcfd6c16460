"""Cases: opened by a worse verdict, joined by a later one, decided by another person."""

from __future__ import annotations

from uuid import uuid4

import pytest

from config.actors import Actor
from config.events import inbox
from procurement.caseflow import Decision
from procurement.models import Case, CaseVerdict
from procurement.operations import cases
from procurement.operations.cases import open_case
from procurement.queries.verdicts import current_assessment
from tests.builders.procurement import (
    a_case,
    a_clear_vendor,
    a_competitor,
    all_at_once,
    an_adopted_policy,
    assessed,
    conflicted,
    legal,
    owed,
    settled,
    sold,
    the_case,
    the_state,
    told,
)
from tests.builders.vendors import a_party, a_vendor, disclosed, revised
from tests.integration.procurement.casework import Client, at, everyday, with_real_commits
from vendors.models import Interest


@everyday
def test_a_worse_verdict_opens_a_case() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    settled()

    case = the_case(vendor)

    assert case.state == "opened"
    assert case.assessment == current_assessment(vendor.id)
    (opened,) = told("procurement.case_opened")
    assert (opened.subject_id, opened.data["vendor"]) == (case.id, str(vendor.id))


@everyday
def test_a_first_verdict_that_is_a_conflict_opens_one() -> None:
    vendor, rival = a_vendor(), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, rival, 60)

    settled()

    assert the_case(vendor).state == "opened"


@everyday
def test_a_first_verdict_without_enough_disclosure_opens_none() -> None:
    a_competitor()
    a_vendor()

    settled()

    assert not Case.objects.exists()


@everyday
def test_a_better_verdict_opens_none_and_closes_none() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor)
    settled()
    case = the_case(vendor)

    revised(Interest.objects.get(interested_party=rival).record_id, "retraction")
    settled()

    assert the_state(vendor)[0] == "insufficient"
    assert Case.objects.get() == case
    assert Case.objects.get().state == "opened"


@everyday
def test_a_later_worse_verdict_joins_the_open_case() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    settled()
    before = the_case(vendor)
    sold(vendor, rival, 50)

    settled()

    case = the_case(vendor)
    assert case.id == before.id
    assert case.assessment == current_assessment(vendor.id) != before.assessment
    assert case.verdicts.count() == 2
    assert len(told("procurement.case_opened")) == 1
    assert len(told("procurement.case_joined")) == 1


@everyday
@pytest.mark.parametrize("decided", [False, True])
def test_what_was_said_of_less_no_longer_counts(decided: bool) -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    settled()
    case = the_case(vendor)
    cases.propose_case(case_id=case.id, comment="Fine.", actor=legal(), decision="accept")  # type: ignore[arg-type]
    if decided:
        other = legal("another")
        cases.decide_case(case_id=case.id, comment="Fine.", actor=other, decision="accept")  # type: ignore[arg-type]

    sold(vendor, rival, 50)
    settled()

    case.refresh_from_db()
    assert (case.state, case.proposal, case.decision) == ("opened", None, None)
    assert case.proposals.count() == 1
    assert case.decisions.count() == int(decided)


@everyday
def test_told_twice_it_opens_once() -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    assessment = assessed(vendor)

    first = open_case(assessment_id=assessment.id, actor=Actor.system())
    again = open_case(assessment_id=assessment.id, actor=Actor.system())

    assert first == again
    assert len(told("procurement.case_opened")) == 1


@everyday
def test_a_crash_in_the_middle_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor = a_clear_vendor()
    settled()
    conflicted(vendor)
    assessed(vendor)
    (delivery,) = owed("open_case")
    tell = cases._tell

    def dies(*args: object, **kwargs: object) -> None:
        tell(*args, **kwargs)  # type: ignore[arg-type]
        raise RuntimeError

    with monkeypatch.context() as crashing:
        crashing.setattr(cases, "_tell", dies)
        inbox.deliver(delivery.id)

    assert not Case.objects.exists()
    assert not told("procurement.case_opened")
    settled()
    assert the_case(vendor).state == "opened"


@everyday
def test_verdicts_told_in_the_wrong_order_make_one_case_about_the_last() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    first = assessed(vendor)
    sold(vendor, rival, 50)
    second = assessed(vendor)

    open_case(assessment_id=second.id, actor=Actor.system())
    open_case(assessment_id=first.id, actor=Actor.system())

    case = the_case(vendor)
    assert case.assessment == second
    assert CaseVerdict.objects.filter(case=case).count() == 2


@with_real_commits
def test_two_at_once_open_one_case() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    first = assessed(vendor)
    sold(vendor, rival, 50)
    second = assessed(vendor)

    all_at_once(
        *[
            lambda one=one: open_case(assessment_id=one.id, actor=Actor.system())  # type: ignore[misc]
            for one in (first, second, first, second)
        ]
    )

    assert the_case(vendor).verdicts.count() == 2


@everyday
def test_after_a_closed_case_a_worse_verdict_opens_a_new_one() -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor, 10)
    settled()
    case = the_case(vendor)
    cases.propose_case(case_id=case.id, comment="Fine.", actor=legal(), decision="accept")  # type: ignore[arg-type]
    other = legal("another")
    cases.decide_case(case_id=case.id, comment="Fine.", actor=other, decision="accept")  # type: ignore[arg-type]
    cases.close_case(case_id=case.id, reason="Done.", actor=legal(), at=case.created_at)

    sold(vendor, rival, 50)
    settled()

    assert [each.state for each in Case.objects.order_by("id")] == ["closed", "opened"]


@everyday
def test_a_case_is_answered_whole(api: Client) -> None:
    case = a_case()

    answer = api("legal").get(at(case))

    body = answer.json()
    assert answer["ETag"] == '"1"'
    assert body["vendor"] == str(case.vendor_id)
    assert (body["state"], body["decision"], body["proposal"]) == ("opened", None, None)
    assert body["assessments"] == [str(case.assessment_id)]
    assert body["allowed_acts"] == ["propose"]
    assert api("viewer").get(at(case)).json()["allowed_acts"] == []
    assert api("intake").get(at(case)).status_code == 403
    assert api("viewer").get(f"/api/v1/cases/{uuid4()}").status_code == 404


WANTS_A_CASE = {"insufficient": {"control": ["open_case"]}}


@everyday
def test_the_policy_may_want_a_case_of_a_first_verdict_that_is_merely_unknown() -> None:
    an_adopted_policy(actions=WANTS_A_CASE)
    vendor, rest = a_vendor(), a_vendor("Unasked")
    a_competitor()
    settled()

    assert the_case(vendor).assessment == current_assessment(vendor.id)
    assert the_case(rest).state == "opened"


@everyday
def test_a_policy_that_comes_to_want_a_case_opens_it_once() -> None:
    an_adopted_policy(actions={})
    vendor = a_vendor()
    a_competitor()
    settled()
    assert not Case.objects.exists()

    an_adopted_policy("with cases", actions=WANTS_A_CASE)
    settled()
    case = the_case(vendor)
    cases.propose_case(case_id=case.id, decision=Decision.ACCEPT, comment="Fine.", actor=legal())
    an_adopted_policy("with cases", actions=WANTS_A_CASE, staleness_days=900)
    settled()

    assert the_case(vendor).state == "under_review"
    assert the_case(vendor).assessment == case.assessment


@everyday
def test_a_case_that_is_open_is_not_begun_again_because_the_policy_wants_one() -> None:
    an_adopted_policy(actions={})
    case = a_case()
    cases.propose_case(case_id=case.id, decision=Decision.EXIT, comment="Go.", actor=legal())

    an_adopted_policy("with cases", actions={"conflict": {"control": ["open_case"]}})
    settled()

    assert the_case(case.vendor).state == "under_review"
