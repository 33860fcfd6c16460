"""Which clauses fire when a competitor buys in, and until when the right can be used."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses import (
    NEUTRALITY_COVENANT,
    Answer,
    Clause,
    Comparator,
    Cover,
    Holdings,
    Measure,
    Measured,
    PartyClass,
    Reach,
    Remedy,
    Result,
    Window,
    cover,
    evaluate,
    find_clause_faults,
)
from tests.unit.contracts.clause_builders import (
    AWARE,
    COVENANT,
    EQUITY_30_DAYS_OF_AWARENESS,
    EVENT,
    KEY_PERSON,
    NON_VOTING_49,
    STATUTORY_CONTROL_6_MONTHS,
    VOTING_POWER_3_MONTHS,
    VOTING_SECURITIES_90_DAYS,
    WANG,
    change_of_control,
    control,
    holding,
    share,
)

# The story: 49 percent, no votes, and the founder


@pytest.mark.parametrize(
    "clause", [VOTING_SECURITIES_90_DAYS, VOTING_POWER_3_MONTHS, EQUITY_30_DAYS_OF_AWARENESS]
)
def test_the_usual_wordings_do_not_fire_at_49_percent_without_votes(clause: Clause) -> None:
    evaluation = evaluate(clause, NON_VOTING_49)

    assert evaluation.result is Result.NOT_FIRED
    assert evaluation.window is None


def test_the_reason_for_not_firing_is_told_with_its_numbers_and_its_caveat() -> None:
    assert evaluate(EQUITY_30_DAYS_OF_AWARENESS, NON_VOTING_49).why == (
        "Meta holds 49 percent of the economic interest; the clause needs more than 50 percent. "
        "If all that is undisclosed were theirs as well, it would be 100 percent."
    )


def test_where_nobody_has_any_of_it_the_answer_speaks_of_whoever_has_most_of_anything() -> None:
    others = [replace(share(Measure.VOTING, 0), party=p, name=p) for p in ("acme", "xai")]
    holdings = replace(NON_VOTING_49, measured=(*NON_VOTING_49.measured, *others))

    assert evaluate(VOTING_SECURITIES_90_DAYS, holdings).why.startswith("Meta holds 0 percent")


def test_a_complete_register_leaves_no_caveat() -> None:
    complete = holding(share(Measure.ECONOMIC, 49))

    assert evaluate(EQUITY_30_DAYS_OF_AWARENESS, complete, Reach.UNDISCLOSED).why == (
        "Meta holds 49 percent of the economic interest; the clause needs more than 50 percent."
    )


def test_who_wants_the_undisclosed_rest_to_count_gets_undetermined() -> None:
    evaluation = evaluate(EQUITY_30_DAYS_OF_AWARENESS, NON_VOTING_49, Reach.UNDISCLOSED)

    assert evaluation.result is Result.UNDETERMINED


def test_statutory_control_is_undetermined_and_says_what_is_not_known() -> None:
    evaluation = evaluate(STATUTORY_CONTROL_6_MONTHS, NON_VOTING_49)

    assert evaluation.result is Result.UNDETERMINED
    assert evaluation.why == (
        "Whether Meta controls the vendor is not known, "
        "because 51 percent of the capital is not disclosed."
    )


def test_a_covenant_against_competitors_fires_and_opens_its_window() -> None:
    evaluation = evaluate(COVENANT, NON_VOTING_49)

    assert evaluation.result is Result.FIRED
    assert evaluation.party == "meta"
    assert evaluation.window == Window(EVENT, date(2025, 9, 10))
    assert (evaluation.event_on, evaluation.aware_on) == (EVENT, AWARE)
    assert evaluation.why == (
        "Meta holds 49 percent of the economic interest; the clause needs 10 percent or more. "
        "The right can be used from 2025-06-12 to 2025-09-10, 90 days after the event."
    )


def test_the_founder_leaving_for_a_competitor_fires_the_key_person_clause() -> None:
    evaluation = evaluate(KEY_PERSON, NON_VOTING_49)

    assert evaluation.result is Result.FIRED
    assert evaluation.window == Window(AWARE, date(2025, 8, 12))
    assert evaluation.why.startswith(
        "Key person Alexandr Wang has left their post and works for the competitor Meta."
    )


def test_the_usual_wordings_leave_a_gap_that_our_covenant_closes() -> None:
    usual = (VOTING_SECURITIES_90_DAYS, VOTING_POWER_3_MONTHS, EQUITY_30_DAYS_OF_AWARENESS)

    assert cover(usual, NON_VOTING_49) is Cover.GAP
    assert cover((*usual, STATUTORY_CONTROL_6_MONTHS), NON_VOTING_49) is Cover.UNCERTAIN
    assert cover((*usual, *NEUTRALITY_COVENANT), NON_VOTING_49) is Cover.COVERED


def test_a_duty_to_notify_covers_nothing() -> None:
    assert cover([replace(COVENANT, remedy=Remedy.NOTIFY)], NON_VOTING_49) is Cover.GAP


# Thresholds, to the last digit


@pytest.mark.parametrize(
    ("comparator", "measured", "result"),
    [
        (Comparator.GT, share(Measure.VOTING, 50), Result.NOT_FIRED),
        (Comparator.GE, share(Measure.VOTING, 50), Result.FIRED),
        (Comparator.GT, share(Measure.VOTING, "50.000001"), Result.FIRED),
        (Comparator.GT, share(Measure.VOTING, 50, 75, lo_open=True), Result.FIRED),
        (Comparator.GT, share(Measure.VOTING, 50, 75), Result.UNDETERMINED),
        (Comparator.GE, share(Measure.VOTING, 50, 75), Result.FIRED),
        (Comparator.GE, share(Measure.VOTING, 25, 50), Result.UNDETERMINED),
        (Comparator.GE, share(Measure.VOTING, 25, 50, hi_open=True), Result.NOT_FIRED),
        (Comparator.GT, share(Measure.VOTING, 25, 50), Result.NOT_FIRED),
        (Comparator.GT, share(Measure.VOTING, 0, 100), Result.UNDETERMINED),
    ],
)
def test_more_than_and_or_more_differ_exactly_at_the_threshold(
    comparator: Comparator, measured: Measured, result: Result
) -> None:
    clause = change_of_control(Measure.VOTING, comparator=comparator)

    assert evaluate(clause, holding(measured)).result is result


def test_holdings_that_sum_to_fifty_only_in_floats_do_not_fire() -> None:
    exact = sum((Decimal(part) for part in ("11.8", "5.3", "16.3", "16.6")), Decimal(0))

    assert 11.8 + 5.3 + 16.3 + 16.6 > 50
    assert (
        evaluate(VOTING_POWER_3_MONTHS, holding(share(Measure.VOTING, exact))).result
        is Result.NOT_FIRED
    )


def test_a_band_is_told_with_its_open_ends() -> None:
    band = holding(share(Measure.VOTING, 25, 60, lo_open=True, hi_open=True))

    assert evaluate(VOTING_POWER_3_MONTHS, band).why == (
        "Meta holds more than 25 and less than 60 percent of the voting power; "
        "whether that is more than 50 percent is not known."
    )


def test_printed_bounds_are_never_tighter_than_the_facts() -> None:
    thirds = replace(share(Measure.VOTING, 0), lo=Fraction(100, 3), hi=Fraction(200, 3))

    assert "at least 33.333333 and at most 66.666667 percent" in (
        evaluate(VOTING_POWER_3_MONTHS, holding(thirds)).why
    )


def test_a_clause_about_competitors_ignores_everybody_else() -> None:
    friend = share(Measure.ECONOMIC, 80, party="fund", name="A fund", is_competitor=False)

    assert evaluate(COVENANT, holding(friend)).result is Result.NOT_FIRED
    assert evaluate(EQUITY_30_DAYS_OF_AWARENESS, holding(friend)).result is Result.FIRED


def test_with_nobody_known_a_clause_does_not_fire() -> None:
    assert evaluate(COVENANT, Holdings()).why == (
        "No competitor is known to have any of what the clause measures (10 percent or more)."
    )
    assert evaluate(KEY_PERSON, Holdings()).result is Result.NOT_FIRED


@pytest.mark.parametrize(
    "clause",
    [replace(COVENANT, measure=None), replace(COVENANT, threshold=None)],
)
def test_a_clause_that_measures_nothing_is_for_a_person_to_judge(clause: Clause) -> None:
    assert evaluate(clause, NON_VOTING_49).result is Result.UNDETERMINED


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer.YES, Result.FIRED),
        (Answer.NO, Result.NOT_FIRED),
        (Answer.UNKNOWN, Result.UNDETERMINED),
    ],
)
def test_control_is_answered_by_those_who_computed_it(answer: Answer, result: Result) -> None:
    facts = Holdings(controlled=(control(answer),))

    assert evaluate(STATUTORY_CONTROL_6_MONTHS, facts).result is result


@pytest.mark.parametrize(
    ("party_class", "left", "joined", "result"),
    [
        (PartyClass.ANY, Answer.YES, Answer.NO, Result.FIRED),
        (PartyClass.COMPETITOR, Answer.YES, Answer.NO, Result.NOT_FIRED),
        (PartyClass.COMPETITOR, Answer.YES, Answer.UNKNOWN, Result.UNDETERMINED),
        (PartyClass.COMPETITOR, Answer.NO, Answer.YES, Result.FIRED),
        (PartyClass.ANY, Answer.UNKNOWN, Answer.NO, Result.UNDETERMINED),
        (PartyClass.ANY, Answer.NO, Answer.NO, Result.NOT_FIRED),
    ],
)
def test_a_key_person_clause_asks_who_left_and_for_whom(
    party_class: PartyClass, left: Answer, joined: Answer, result: Result
) -> None:
    clause = replace(KEY_PERSON, party_class=party_class)
    facts = Holdings(key_people=(replace(WANG, left=left, joined_competitor=joined),))

    assert evaluate(clause, facts).result is result


# What a clause may not say


@pytest.mark.parametrize(
    ("clause", "field", "code"),
    [
        (replace(COVENANT, threshold=None), "threshold", "required"),
        (replace(COVENANT, threshold=Decimal(101)), "threshold", "out_of_range"),
        (change_of_control(Measure.VOTING, threshold=Decimal(100)), "threshold", "never_met"),
        (replace(COVENANT, window_days=-1), "window_days", "out_of_range"),
        (replace(COVENANT, cure_days=10**6), "cure_days", "out_of_range"),
    ],
)
def test_clauses_that_cannot_be_meant_are_found(clause: Clause, field: str, code: str) -> None:
    assert [(fault.field, fault.code) for fault in find_clause_faults(clause)] == [(field, code)]


def test_our_own_covenant_is_without_fault() -> None:
    assert not [fault for clause in NEUTRALITY_COVENANT for fault in find_clause_faults(clause)]


percents = st.fractions(0, 100, max_denominator=50)


@given(percents, percents, percents, percents, st.sampled_from(Comparator), st.data())
def test_learning_more_never_turns_an_answer_into_its_opposite(
    one: Fraction,
    two: Fraction,
    threshold: Fraction,
    spread: Fraction,
    comparator: Comparator,
    data: st.DataObject,
) -> None:
    lo, hi = sorted((one, two))
    truth = data.draw(st.fractions(lo, hi, max_denominator=1_000))
    clause = change_of_control(Measure.VOTING, comparator=comparator, threshold=threshold)
    vague = replace(share(Measure.VOTING, 0), lo=lo, hi=hi, worst=min(hi + spread, Fraction(100)))
    exact = replace(vague, lo=truth, hi=truth, worst=truth)

    before = evaluate(clause, holding(vague)).result
    after = evaluate(clause, holding(exact)).result

    passes = truth > threshold or (truth == threshold and comparator is Comparator.GE)
    assert after is (Result.FIRED if passes else Result.NOT_FIRED)
    assert before in (after, Result.UNDETERMINED)
