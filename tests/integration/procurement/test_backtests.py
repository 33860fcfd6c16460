"""What would a policy have said of the past: on which days, and once, however it is interrupted?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from config.events import inbox
from procurement.models import Assessment, Backtest, BacktestMoment, Policy
from procurement.operations import backtests, policies
from procurement.queries import hindsight as asking
from procurement.queries.backtests import count_changes, foresights, get_backtest
from tests.builders.procurement import (
    a_competitor,
    a_policy,
    assessed,
    legal,
    owed,
    sold,
)
from tests.builders.procurement import (
    told as events,
)
from tests.builders.vendors import (
    a_party,
    a_vendor,
    an_interest,
    attested,
    disclosed_all,
    said,
)
from tests.integration.procurement.hindsight import (
    JANUARY,
    MARCH,
    NEW_YEAR,
    a_past,
    asked_for,
    run,
    told,
)
from vendors.models import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def a_vendor_with_dated_evidence() -> None:
    """All that is known of its owners was said at New Year; it was judged once, in January."""
    vendor = a_vendor()
    ann = a_party("Ann", "person")
    statement = said("assertion", an_interest(share=100), subject=vendor.party, owner=ann)
    disclosed_all([statement], statement_date=NEW_YEAR)
    attested(vendor, "complete", valid_from=NEW_YEAR)
    a_competitor()
    assessed(vendor, JANUARY)


def test_a_sterner_policy_notices_earlier() -> None:
    vendor, _ = a_past()

    backtest = run(a_policy(material_equity=3))

    assert told(backtest) == [
        (NEW_YEAR, "clear none", "clear none", "same"),
        (JANUARY, "clear none", "conflict material_interest", "worse"),
        (MARCH, "conflict material_interest", "conflict material_interest", "same"),
    ]
    [found] = foresights(backtest.id, start=0, length=10)
    assert (found.vendor, found.differences) == (vendor.id, 1)
    assert (found.first_worse_on, found.first_better_on) == (JANUARY, None)
    assert [lead.days for lead in found.leads] == [50]


def test_the_difference_says_why() -> None:
    a_past()

    backtest = run(a_policy(material_equity=3))

    [difference] = backtest.moments.exclude(change="same")
    assert difference.sentences[0].startswith("Rival Labs has 4 % of the economic interest in")
    assert difference.assessment.valid_at == JANUARY
    assert difference.known_at == difference.assessment.known_at


def test_a_milder_policy_notices_later_or_never() -> None:
    a_past()

    backtest = run(a_policy(material_equity=20))

    [found] = foresights(backtest.id, start=0, length=10)
    assert found.first_better_on == MARCH
    assert [(lead.recorded_on, lead.tried_on, lead.days) for lead in found.leads] == [
        (MARCH, None, None)
    ]


def test_the_policy_of_the_record_changes_nothing() -> None:
    a_past()

    backtest = run(a_policy("the same again"))

    assert {row[3] for row in told(backtest)} == {"same"}
    assert foresights(backtest.id, start=0, length=10) == []


def test_days_on_which_only_the_new_policy_changes_are_looked_at_too() -> None:
    """Evidence ages under the new policy alone, and nobody looked on the day it did."""
    a_vendor_with_dated_evidence()

    backtest = run(a_policy(staleness_days=100))

    assert told(backtest) == [
        (JANUARY, "clear none", "clear none", "same"),
        (date(2025, 4, 12), "clear none", "insufficient control", "worse"),
    ]


def test_a_verdict_that_stood_when_the_time_began_is_looked_at_on_its_first_day() -> None:
    a_past()
    policy = a_policy(material_equity=3)

    backtest = run(policy, from_day=date(2025, 2, 1), to_day=date(2025, 2, 28))

    assert [(row[0], row[3]) for row in told(backtest)] == [(date(2025, 2, 1), "worse")]
    assert backtest.total == 1


def test_what_lies_outside_the_time_and_the_vendors_is_left_out() -> None:
    rival = a_party("Rival Labs")
    a_competitor(rival)
    one, _ = a_past("One", rival)
    a_past("Other", rival)

    backtest = run(a_policy(material_equity=3), vendors=[one.id], to_day=date(2025, 2, 1))

    assert {row.vendor_id for row in backtest.moments.all()} == {one.id}
    assert [row[0] for row in told(backtest)] == [NEW_YEAR, JANUARY]


def test_two_verdicts_of_one_day_are_two_moments() -> None:
    vendor, _ = a_past()
    sold(vendor, a_party("Second Buyer"), 10)
    assessed(vendor, MARCH)

    backtest = run(a_policy(material_equity=3))

    assert [row[0] for row in told(backtest)] == [NEW_YEAR, JANUARY, MARCH, MARCH]


def test_it_is_done_in_batches_that_can_be_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    a_past()
    whole = told(run(a_policy("in one go", material_equity=3)))
    monkeypatch.setattr(backtests, "BATCH", 1)
    backtest = asked_for(a_policy("in many", material_equity=3))
    [delivery] = owed("try_policy")

    place = backtests.Place()
    seen = []
    while place is not None:
        seen.append(get_backtest(backtest.id).done)
        place = backtests.try_batch(backtest_id=backtest.id, place=place, actor=legal())
    inbox.deliver(delivery.id)

    assert seen == [0, 1, 2, 3]
    assert told(backtest) == whole


def test_a_batch_may_end_within_the_days_of_one_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    a_vendor_with_dated_evidence()
    monkeypatch.setattr(backtests, "BATCH", 1)

    backtest = run(a_policy(staleness_days=100))

    assert [row[0] for row in told(backtest)] == [JANUARY, date(2025, 4, 12)]
    assert get_backtest(backtest.id).done == backtest.total == 1


def test_it_is_finished_once_and_says_so() -> None:
    a_past()
    backtest = run(a_policy())

    again = backtests.try_batch(backtest_id=backtest.id, place=backtests.Place(), actor=legal())

    assert again is None
    assert backtest.finished_at is not None
    assert len(events("procurement.backtest_finished")) == 1
    assert backtest.moments.count() == 3


def test_nothing_of_the_present_changes() -> None:
    a_past()
    before = (
        list(Assessment.objects.order_by("id").values()),
        list(Standing.objects.order_by("vendor").values()),
        list(Policy.objects.exclude(name="tried").order_by("id").values()),
    )

    run(a_policy("tried", material_equity=1))

    after = (
        list(Assessment.objects.order_by("id").values()),
        list(Standing.objects.order_by("vendor").values()),
        list(Policy.objects.exclude(name="tried").order_by("id").values()),
    )
    assert after == before


def test_a_draft_that_changes_meanwhile_is_tried_as_it_was() -> None:
    a_past()
    policy = a_policy(material_equity=3)
    backtest = asked_for(policy)
    policies.amend_policy(
        policy_id=policy.id, values={"material_equity": 50}, seen_version=None, actor=legal()
    )

    [delivery] = owed("try_policy")
    inbox.deliver(delivery.id)

    assert count_changes(backtest.id)["worse"] == 1
    assert backtest.rules["material_equity"] == 3


def test_a_vendor_too_large_to_judge_is_undecided_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_past()
    loading = asking.facts_around

    def few(*seeds: object, **asked: object) -> object:
        return loading(*seeds, **{**asked, "limit": 2})  # type: ignore[arg-type]

    monkeypatch.setattr(asking, "facts_around", few)

    backtest = run(a_policy())

    problems = {(row.change, row.after_state, row.problem) for row in backtest.moments.all()}
    assert ("undecided", "", "too-many-parties") in problems
    assert count_changes(backtest.id)["undecided"] == backtest.moments.count()
    assert backtest.finished_at is not None


def test_facts_are_loaded_once_for_all_the_days_of_a_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_vendor_with_dated_evidence()
    loads = []
    loading = asking.facts_around

    def counted(*seeds: object, **asked: object) -> object:
        loads.append(seeds)
        return loading(*seeds, **asked)  # type: ignore[arg-type]

    monkeypatch.setattr(asking, "facts_around", counted)

    backtest = run(a_policy(staleness_days=100))

    assert (len(loads), backtest.moments.count()) == (1, 2)


def test_what_was_found_is_never_changed() -> None:
    a_past()
    backtest = run(a_policy())

    for change in (
        lambda: BacktestMoment.objects.update(change="worse"),
        lambda: BacktestMoment.objects.all().delete(),
        lambda: Backtest.objects.update(total=9),
        lambda: Backtest.objects.update(finished_at=None),
        lambda: Backtest.objects.filter(id=backtest.id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
