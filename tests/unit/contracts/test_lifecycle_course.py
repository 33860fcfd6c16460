"""Where a contract stands on a day, and which days come next for it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import DayType, NoticePeriod, last_notice_day, notice_effective_day
from contracts.lifecycle import (
    TERMINAL,
    DateKind,
    Departure,
    Field,
    RenewalType,
    State,
    Status,
    Terms,
    find_faults,
    missing_fields,
    next_dates,
    stand,
    status_on,
    term_end,
)

TODAY = date(2025, 6, 13)


def fixed(**changes: object) -> Terms:
    return _terms(RenewalType.FIXED, date(2025, 12, 31), None, changes)


def renewing(**changes: object) -> Terms:
    return _terms(RenewalType.AUTO_RENEW, date(2025, 12, 31), 12, changes)


def evergreen(**changes: object) -> Terms:
    return _terms(RenewalType.EVERGREEN, None, None, changes)


def _terms(
    renewal: RenewalType, ends_on: date | None, months: int | None, changes: dict[str, object]
) -> Terms:
    values: dict[str, object] = {
        "starts_on": date(2025, 1, 1),
        "ends_on": ends_on,
        "renewal": renewal,
        "renewal_months": months,
        "notice_days_ours": 60,
        "notice_days_theirs": 90,
    }
    return Terms(**(values | changes))  # type: ignore[arg-type]


def days_of(terms: Terms, on: date, state: State = State.ACTIVE) -> dict[str, date]:
    return {milestone.kind: milestone.on for milestone in next_dates(state, terms, on)}


# Where it stands


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2024, 12, 31), Status.NOT_YET_EFFECTIVE),
        (date(2025, 1, 1), Status.IN_FORCE),
        (date(2025, 10, 1), Status.IN_FORCE),
        (date(2025, 10, 2), Status.EXPIRING),
        (date(2025, 12, 31), Status.EXPIRING),
        (date(2026, 1, 1), Status.ENDED),
    ],
)
def test_a_fixed_contract_expires_on_its_last_day(on: date, status: Status) -> None:
    assert status_on(State.ACTIVE, fixed(), on) is status


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2025, 8, 2), Status.IN_FORCE),
        (date(2025, 8, 3), Status.RENEWAL_WINDOW),
        (date(2025, 11, 1), Status.RENEWAL_WINDOW),
        (date(2025, 11, 2), Status.IN_FORCE),
        (date(2026, 1, 1), Status.IN_FORCE),
        (date(2026, 11, 1), Status.RENEWAL_WINDOW),
    ],
)
def test_the_renewal_window_closes_with_the_last_day_of_notice(on: date, status: Status) -> None:
    assert status_on(State.ACTIVE, renewing(), on) is status


def test_an_evergreen_contract_is_in_force_until_somebody_leaves() -> None:
    assert status_on(State.ACTIVE, evergreen(), date(2099, 1, 1)) is Status.IN_FORCE


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.APPROVED])
def test_what_is_not_signed_is_not_effective(state: State) -> None:
    assert status_on(state, fixed(), TODAY) is Status.NOT_YET_EFFECTIVE


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (fixed(ends_on=None), (Field.ENDS_ON,)),
        (renewing(renewal_months=None), (Field.RENEWAL_MONTHS,)),
        (evergreen(notice_days_ours=None), (Field.NOTICE_DAYS_OURS,)),
        (
            Terms(),
            (Field.STARTS_ON, Field.RENEWAL, Field.NOTICE_DAYS_OURS, Field.NOTICE_DAYS_THEIRS),
        ),
    ],
)
def test_a_contract_that_does_not_say_enough_is_unknown_and_says_what_is_missing(
    terms: Terms, missing: tuple[Field, ...]
) -> None:
    standing = stand(State.ACTIVE, terms, TODAY)

    assert standing.status is Status.UNKNOWN
    assert standing.missing == missing


def test_an_evergreen_contract_misses_no_end() -> None:
    assert missing_fields(evergreen()) == ()


def test_a_suspended_contract_is_suspended_whatever_is_missing() -> None:
    assert status_on(State.SUSPENDED, Terms(), TODAY) is Status.SUSPENDED


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_a_contract_that_is_over_has_ended_and_has_no_next_date(state: State) -> None:
    standing = stand(state, fixed(), TODAY)

    assert standing.status is Status.ENDED
    assert standing.next_dates == ()


@pytest.mark.parametrize(
    ("on", "began", "status"),
    [
        (date(2025, 6, 20), None, Status.NOTICE_GIVEN),
        (date(2025, 6, 20), date(2025, 6, 18), Status.WINDING_DOWN),
        (date(2025, 8, 12), None, Status.NOTICE_GIVEN),
        (date(2025, 8, 13), None, Status.WINDING_DOWN),
    ],
)
def test_after_notice_a_contract_winds_down(on: date, began: date | None, status: Status) -> None:
    departure = Departure(TODAY, date(2025, 8, 12), began)

    assert status_on(State.TERMINATING, fixed(), on, departure) is status


# Which days come next


def test_a_self_renewing_contract_says_until_when_each_side_may_leave() -> None:
    days = days_of(renewing(), TODAY)

    assert days == {
        DateKind.NOTICE_DEADLINE_THEIRS: date(2025, 10, 2),
        DateKind.NOTICE_DEADLINE_OURS: date(2025, 11, 1),
        DateKind.RENEWAL: date(2026, 1, 1),
        DateKind.RENEWAL_WINDOW: date(2025, 8, 3),
    }


def test_a_missed_deadline_gives_way_to_that_of_the_next_term() -> None:
    days = days_of(renewing(), date(2025, 11, 2))

    assert days[DateKind.NOTICE_DEADLINE_OURS] == date(2026, 11, 1)
    assert days[DateKind.RENEWAL] == date(2026, 1, 1)


def test_where_terms_are_shorter_than_the_notice_a_later_renewal_is_the_first_to_prevent() -> None:
    monthly = renewing(ends_on=date(2025, 1, 31), renewal_months=1)

    days = days_of(monthly, date(2025, 2, 10))

    assert days[DateKind.RENEWAL] == date(2025, 3, 1)
    assert days[DateKind.NOTICE_DEADLINE_OURS] == date(2025, 3, 1)
    assert term_end(monthly, date(2025, 4, 11)) == date(2025, 4, 30)


def test_a_contract_renewed_many_times_is_counted_from_its_first_end() -> None:
    monthly = renewing(ends_on=date(2025, 1, 31), renewal_months=1)

    assert term_end(monthly, date(2025, 2, 1)) == date(2025, 2, 28)
    assert term_end(monthly, date(2025, 3, 1)) == date(2025, 3, 31)


def test_every_next_date_carries_the_rule_that_gave_it() -> None:
    rules = {each.kind: each.rule for each in next_dates(State.ACTIVE, renewing(), TODAY)}

    assert rules[DateKind.NOTICE_DEADLINE_OURS] == (
        "60 calendar days before 2025-12-31: to prevent the renewal after 2025-12-31"
    )
    assert rules[DateKind.RENEWAL] == (
        "the term ends on 2025-12-31 and renews for 12 months unless notice was given"
    )


def test_notice_in_business_days_counts_the_holidays_of_the_place() -> None:
    terms = fixed(notice_day_type=DayType.BUSINESS, jurisdiction="US", notice_days_ours=5)

    assert days_of(terms, TODAY)[DateKind.NOTICE_DEADLINE_OURS] == date(2025, 12, 23)


def test_an_evergreen_contract_says_how_soon_it_could_end() -> None:
    terms = evergreen(minimum_term_ends_on=date(2025, 9, 30))

    days = days_of(terms, TODAY)

    assert days[DateKind.MINIMUM_TERM_END] == date(2025, 9, 30)
    assert days[DateKind.NOTICE_DEADLINE_OURS] == date(2025, 8, 1)
    assert days[DateKind.EARLIEST_EXIT_OURS] == date(2025, 9, 30)
    assert days_of(terms, date(2025, 9, 1))[DateKind.EARLIEST_EXIT_OURS] == date(2025, 10, 31)


def test_once_notice_is_served_only_the_end_is_ahead() -> None:
    departure = Departure(TODAY, date(2025, 8, 12))

    (end,) = next_dates(State.TERMINATING, renewing(), TODAY, departure)

    assert end.on == date(2025, 8, 12)
    assert end.rule == "notice served on 2025-06-13 takes effect on 2025-08-12"


# What a contract may not say


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        (fixed(ends_on=date(2024, 12, 31)), Field.ENDS_ON, "before_start"),
        (
            fixed(minimum_term_ends_on=date(2024, 6, 1)),
            Field.MINIMUM_TERM_ENDS_ON,
            "before_start",
        ),
        (fixed(minimum_term_ends_on=date(2026, 6, 1)), Field.MINIMUM_TERM_ENDS_ON, "after_end"),
        (fixed(renewal_months=12), Field.RENEWAL_MONTHS, "not_applicable"),
        (renewing(renewal_months=0), Field.RENEWAL_MONTHS, "too_short"),
        (fixed(notice_days_ours=-1), Field.NOTICE_DAYS_OURS, "out_of_range"),
        (fixed(notice_days_theirs=10**9), Field.NOTICE_DAYS_THEIRS, "out_of_range"),
        (fixed(jurisdiction="ZZ"), Field.JURISDICTION, "unknown_jurisdiction"),
    ],
)
def test_contradictory_terms_are_found(terms: Terms, field: Field, code: str) -> None:
    assert [(fault.field, fault.code) for fault in find_faults(terms)] == [(field, code)]


def test_a_minimum_term_may_outlast_the_first_term_of_a_renewing_contract() -> None:
    assert find_faults(renewing(minimum_term_ends_on=date(2026, 12, 31))) == ()


optional_days = st.none() | st.dates()
optional_notice = st.none() | st.integers(0, 400)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    return Terms(
        starts_on=draw(optional_days),
        ends_on=draw(optional_days),
        renewal=draw(st.none() | st.sampled_from(RenewalType)),
        renewal_months=draw(st.none() | st.integers(1, 2_000)),
        notice_days_ours=draw(optional_notice),
        notice_days_theirs=draw(optional_notice),
        notice_day_type=draw(st.sampled_from(DayType)),
        minimum_term_ends_on=draw(optional_days),
    )


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(1, 24),
    st.integers(0, 200),
    st.integers(0, 3_000),
    st.sampled_from(DayType),
)
def test_notice_on_the_deadline_told_always_prevents_the_renewal_named(
    ends_on: date, months: int, notice: int, days: int, day_type: DayType
) -> None:
    terms = renewing(
        starts_on=date(1999, 1, 1),
        ends_on=ends_on,
        renewal_months=months,
        notice_days_ours=notice,
        notice_day_type=day_type,
    )
    on = ends_on + timedelta(days=days)

    deadline = days_of(terms, on)[DateKind.NOTICE_DEADLINE_OURS]

    effective = notice_effective_day(deadline, NoticePeriod(notice, day_type)).on
    end = term_end(terms, effective)
    assert end is not None
    assert last_notice_day(end, NoticePeriod(notice, day_type)).on == deadline


@given(st.sampled_from(State), any_terms(), st.dates())
def test_every_contract_stands_somewhere_on_every_day(state: State, terms: Terms, on: date) -> None:
    standing = stand(state, terms, on)

    assert all(each.on >= on and each.rule for each in standing.next_dates)
    assert list(standing.next_dates) == sorted(standing.next_dates, key=lambda each: each.on)
    if state is State.ACTIVE:
        assert (standing.status is Status.UNKNOWN) == bool(standing.missing)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 40), st.integers(0, 9_000))
def test_a_renewing_contract_never_runs_out(ends_on: date, months: int, days: int) -> None:
    terms = renewing(starts_on=date(1999, 1, 1), ends_on=ends_on, renewal_months=months)
    on = ends_on + timedelta(days=days)

    end = term_end(terms, on)

    assert end is not None
    assert end >= on
    assert status_on(State.ACTIVE, terms, on) in (Status.IN_FORCE, Status.RENEWAL_WINDOW)
