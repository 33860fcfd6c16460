"""On which day may a verdict change although nobody says anything new?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from procurement.neutrality.calendar import months_after
from procurement.neutrality.findings import Level, State
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import cap_table, holds, relates, sworn_complete
from vendors.ownership.facts import Fact, Kind

TODAY = date(2026, 7, 1)
SPRING = date(2027, 3, 1)
DAY = timedelta(1)


def judged(*facts: Fact, on: date | None = TODAY, policy: Policy | None = None) -> Judgement:
    table = cap_table(*facts, people=["Founder", "Ann"], sworn=[sworn_complete("Vendor")], on=on)
    return judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=policy or Policy())


def test_a_sale_agreed_for_spring_is_a_boundary_and_no_conflict_yet() -> None:
    selling = replace(holds("Founder", "Vendor", 100), valid_to=SPRING)
    buying = replace(holds("Rival", "Vendor", 100), valid_from=SPRING)

    before, eve, after = (judged(selling, buying, on=on) for on in (TODAY, SPRING - DAY, SPRING))

    assert (before.state, before.next_boundary) == (State.CLEAR, SPRING)
    assert (eve.state, eve.next_boundary) == (State.CLEAR, SPRING)
    assert (after.state, after.next_boundary) == (State.CONFLICT, None)


def test_on_the_day_of_transfer_only_the_buyer_holds() -> None:
    selling = replace(holds("Rival", "Vendor", 100), valid_to=SPRING)
    buying = replace(holds("Founder", "Vendor", 100), valid_from=SPRING)

    found = judged(selling, buying, on=SPRING)

    assert found.state is State.CLEAR
    assert found.overlays.contradictory == ()


def test_an_option_is_a_boundary_from_the_day_it_may_be_exercised() -> None:
    option = replace(holds("Rival", "Vendor", 60, Kind.OPTION), exercisable_from=SPRING)

    before, after = (
        judged(holds("Founder", "Vendor", 100), option, on=on) for on in (TODAY, SPRING)
    )

    assert (before.state, before.next_boundary) == (State.CLEAR, SPRING)
    assert (after.state, after.level) == (State.POSSIBLE, Level.CONTROL)


def test_without_a_day_an_option_stays_unexercised_and_nothing_is_due() -> None:
    option = replace(holds("Rival", "Vendor", 60, Kind.OPTION), exercisable_from=SPRING)

    found = judged(holds("Founder", "Vendor", 100), option, on=None)

    assert (found.state, found.next_boundary) == (State.CLEAR, None)


def test_a_key_person_hired_away_is_a_tie_until_the_period_is_over() -> None:
    left = replace(
        relates("Ann", "Vendor", Kind.SENIOR_OFFICIAL), key_person=True, valid_to=TODAY - DAY
    )
    hired = replace(relates("Ann", "Rival", Kind.EMPLOYMENT), valid_from=TODAY - DAY)
    facts = holds("Founder", "Vendor", 100), left, hired
    over = date(2028, 6, 30)

    before, eve, after = (judged(*facts, on=on) for on in (TODAY, over - DAY, over))

    assert (before.state, before.next_boundary) == (State.CONFLICT, over)
    assert eve.state is State.CONFLICT
    assert after.state is State.CLEAR


def test_a_key_person_hired_after_the_period_is_no_tie() -> None:
    left = replace(
        relates("Ann", "Vendor", Kind.SENIOR_OFFICIAL), key_person=True, valid_to=date(2023, 1, 1)
    )
    hired = replace(relates("Ann", "Rival", Kind.EMPLOYMENT), valid_from=date(2025, 2, 1))

    assert judged(holds("Founder", "Vendor", 100), left, hired).state is State.CLEAR


def test_a_tie_ends_on_its_day() -> None:
    licence = replace(relates("Rival", "Vendor", Kind.DATA_ACCESS), tie_ends_on=SPRING)
    facts = holds("Founder", "Vendor", 100), licence

    before, after = (judged(*facts, on=on) for on in (TODAY, SPRING))

    assert (before.state, before.next_boundary) == (State.CONFLICT, SPRING)
    assert after.state is State.CLEAR


def test_evidence_grows_stale_on_the_day_after_the_last_it_may_have() -> None:
    evidence = replace(holds("Founder", "Vendor", 100), asserted_on=TODAY)
    table = cap_table(evidence, people=["Founder"], on=TODAY)
    policy = replace(Policy(), staleness_days=90)

    def on(day: date) -> Judgement:
        facts = replace(table, valid_at=day)
        return judge(facts=facts, vendor="Vendor", competitors=["Rival"], policy=policy)

    due = on(TODAY).next_boundary

    assert due == TODAY + timedelta(91)
    assert on(due - DAY).state is State.CLEAR
    assert on(due).state is State.INSUFFICIENT


def test_the_policys_own_days_are_boundaries() -> None:
    policy = replace(Policy(), valid_from=date(2026, 1, 1), valid_to=SPRING)

    assert judged(holds("Founder", "Vendor", 100), policy=policy).next_boundary == SPRING


def test_a_change_far_from_the_vendor_is_no_boundary() -> None:
    elsewhere = replace(holds("Ann", "Bakery", 100), valid_to=SPRING)

    assert judged(holds("Founder", "Vendor", 100), elsewhere).next_boundary is None


def test_a_change_above_the_rival_is_a_boundary() -> None:
    parent = replace(holds("Parent", "Rival", 100), valid_to=SPRING)

    assert judged(holds("Founder", "Vendor", 100), parent).next_boundary == SPRING


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 24, date(2028, 6, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(
    day: date, months: int, later: date
) -> None:
    assert months_after(day, months) == later
