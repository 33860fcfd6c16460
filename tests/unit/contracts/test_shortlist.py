"""Who could serve a need, in which order, and why are the others out?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.shortlist import (
    Grounds,
    Known,
    Need,
    Offer,
    Quality,
    Ranked,
    Verdict,
    Why,
    shortlist,
)
from procurement.neutrality.buying import USUAL_WEIGHTS, Part, Weights
from procurement.neutrality.findings import Level, State
from vendors.domains import Match, Relation

ON = date(2026, 3, 1)
CLEAR = Verdict(State.CLEAR, Level.NONE)
ANSWERING = {
    "algebra": Match(Relation.SAME, 0),
    "mathematics": Match(Relation.BROADER, 1),
    "group_theory": Match(Relation.NARROWER, 1),
}
NEED = Need("algebra", ANSWERING, level=2, on=ON, hours=100, languages=("en",))
GOOD = Offer(
    vendor="good",
    verdict=CLEAR,
    known=(Known("algebra", 2),),
    languages=("en",),
    hours=400,
    places=frozenset({"SE"}),
)


def one(offer: Offer, need: Need = NEED, weights: Weights = USUAL_WEIGHTS) -> Ranked:
    [ranked] = shortlist([offer], need, weights).ranked
    return ranked


def score(offer: Offer, part: Part, need: Need = NEED) -> Fraction:
    return one(offer, need).scores[part].score


def reasons(offer: Offer, need: Need = NEED) -> list[Why]:
    found = shortlist([offer], need, USUAL_WEIGHTS)
    return [out.why for passed in found.passed for out in passed.reasons]


def test_who_has_everything_is_first_and_alone() -> None:
    ranked = one(GOOD)

    assert (ranked.place, ranked.scores[Part.SKILL].score) == (1, 1)
    assert set(ranked.scores) == set(Part)


@pytest.mark.parametrize(
    ("worse", "why"),
    [
        ({"known": ()}, Why.DOMAIN_UNKNOWN),
        ({"known": (Known("law", 3),)}, Why.DOMAIN_UNKNOWN),
        ({"known": (Known("algebra", 1),)}, Why.LEVEL_TOO_LOW),
        ({"languages": ("de",)}, Why.LANGUAGE_MISSING),
        ({"hours": 0}, Why.NO_CAPACITY),
        ({"promised": 400}, Why.NO_CAPACITY),
        ({"promised": 301}, Why.CAPACITY_SHORT),
        ({"holds": frozenset({"all"})}, Why.ON_HOLD),
        ({"is_leaving": True}, Why.LEAVING),
        ({"verdict": Verdict(State.CONFLICT, Level.TIE)}, Why.CONFLICT),
    ],
)
def test_what_keeps_a_vendor_out_has_a_name(worse: dict[str, object], why: Why) -> None:
    assert reasons(replace(GOOD, **worse)) == [why]  # type: ignore[arg-type]


def test_every_reason_is_told_not_only_the_first() -> None:
    offer = replace(GOOD, known=(), languages=(), is_leaving=True)

    assert reasons(offer) == [Why.LEAVING, Why.DOMAIN_UNKNOWN, Why.LANGUAGE_MISSING]


def test_places_that_are_not_allowed_or_not_known_keep_out() -> None:
    need = replace(NEED, places=frozenset({"DE", "SE"}))

    assert reasons(GOOD, need) == []
    assert reasons(replace(GOOD, places=frozenset({"US"})), need) == [Why.PLACE_NOT_ALLOWED]
    assert reasons(replace(GOOD, places=frozenset()), need) == [Why.PLACES_UNKNOWN]
    assert score(replace(GOOD, places=frozenset({"SE", "US"})), Part.PLACES, need) == Fraction(1, 2)


def test_a_certificate_asked_for_is_needed_and_better_for_longer() -> None:
    need = replace(NEED, certificates=frozenset({"iso_27001"}))
    soon, later = date(2026, 4, 1), date(2027, 3, 1)

    assert reasons(GOOD, need) == [Why.CERTIFICATE_MISSING]
    for until, worth in ((soon, Fraction(1, 2)), (later, 1), (None, 1)):
        offer = replace(GOOD, certificates={"iso_27001": until})
        assert score(offer, Part.CERTIFICATES, need) == worth


def test_a_waived_conflict_stays_in_and_ranks_low() -> None:
    offer = replace(GOOD, verdict=Verdict(State.CONFLICT, Level.CONTROL, waived=True))

    assert score(offer, Part.NEUTRALITY) == Fraction(1, 24)


def test_whose_work_is_taken_over_cannot_take_it_over() -> None:
    assert reasons(GOOD, replace(NEED, replacing="good")) == [Why.BEING_REPLACED]


@pytest.mark.parametrize(
    ("known", "skill", "level", "proof"),
    [
        (Known("algebra", 2), 1, Fraction(1, 2), Fraction(1, 3)),
        (Known("mathematics", 3), Fraction(1, 2), 1, Fraction(1, 3)),
        (
            Known("group_theory", 2, Grounds.THIRD_PARTY),
            Fraction(1, 2),
            Fraction(1, 2),
            Fraction(2, 3),
        ),
        (Known("algebra", 3, Grounds.LAB), 1, 1, 1),
    ],
)
def test_a_skill_is_worth_its_nearness_its_level_and_whose_word_it_is(
    known: Known, skill: Fraction, level: Fraction, proof: Fraction
) -> None:
    scores = one(replace(GOOD, known=(known,))).scores

    found = [scores[part].score for part in (Part.SKILL, Part.LEVEL, Part.PROOF)]
    assert found == [skill, level, proof]


def test_what_is_unknown_counts_half_and_says_so() -> None:
    scores = one(replace(GOOD, hours=None)).scores

    for part in (Part.CAPACITY, Part.PRICE, Part.QUALITY):
        assert (scores[part].score, scores[part].is_known) == (Fraction(1, 2), False)


def test_the_cheapest_who_could_serve_is_the_measure() -> None:
    def at(name: str, rate: int, **more: object) -> Offer:
        known = (Known("algebra", 2, rate=Fraction(rate)),)
        return replace(GOOD, vendor=name, known=known, **more)  # type: ignore[arg-type]

    offers = [at("dear", 80), at("cheap", 40), at("out", 1, is_leaving=True)]

    ranked = shortlist(offers, NEED, USUAL_WEIGHTS).ranked
    assert [(one.offer.vendor, one.scores[Part.PRICE].score) for one in ranked] == [
        ("cheap", 1),
        ("dear", Fraction(1, 2)),
    ]


def test_a_free_hour_is_the_best_price() -> None:
    offer = replace(GOOD, known=(Known("algebra", 2, rate=Fraction(0)),))

    assert score(offer, Part.PRICE) == 1


def test_quality_is_what_was_accepted_of_what_was_counted() -> None:
    assert score(replace(GOOD, quality=Quality(90, 100)), Part.QUALITY) == Fraction(9, 10)


def test_who_shares_somebody_with_the_vendor_being_left_is_less_independent() -> None:
    need = replace(NEED, replacing="left")

    found = [score(replace(GOOD, shared=sure), Part.INDEPENDENCE, need) for sure in (None, 0, 3)]
    assert found == [1, Fraction(3, 4), 0]


def test_where_not_everybody_was_looked_at_independence_is_a_guess() -> None:
    guess = one(GOOD, replace(NEED, replacing="left", is_cut=True)).scores[Part.INDEPENDENCE]

    assert (guess.score, guess.is_known) == (Fraction(1, 2), False)


def test_the_total_is_the_mean_of_the_parts_by_their_weights() -> None:
    ranked = one(GOOD, weights={Part.SKILL: 3, Part.PROOF: 1})

    assert ranked.total == (3 * 1 + 1 * Fraction(1, 3)) / 4


def test_of_equals_the_more_neutral_comes_first_then_more_hours_then_the_lower_id() -> None:
    weights = {Part.HOLDS: 1}
    pending = Verdict(State.INSUFFICIENT, Level.NONE, pending=True)
    offers = [
        replace(GOOD, vendor="a", verdict=pending),
        replace(GOOD, vendor="b"),
        replace(GOOD, vendor="d", hours=900),
        replace(GOOD, vendor="c"),
    ]

    ranked = shortlist(offers, NEED, weights).ranked

    assert [one.offer.vendor for one in ranked] == ["d", "b", "c", "a"]


def test_reasons_are_counted_and_the_nearest_misses_come_first() -> None:
    offers = [
        replace(GOOD, vendor="far", known=(), hours=0),
        replace(GOOD, vendor="near", hours=0),
    ]

    found = shortlist(offers, NEED, USUAL_WEIGHTS)

    assert [passed.offer.vendor for passed in found.passed] == ["near", "far"]
    assert found.count_by_reason() == {Why.DOMAIN_UNKNOWN: 1, Why.NO_CAPACITY: 2}


KNOWN = st.builds(
    Known,
    st.sampled_from([*ANSWERING, "law"]),
    st.integers(0, 3),
    st.sampled_from(Grounds),
    st.none() | st.integers(0, 200).map(Fraction),
)
OFFERS = st.builds(
    Offer,
    vendor=st.uuids().map(str),
    verdict=st.builds(
        Verdict, st.sampled_from(State), st.sampled_from(Level), st.booleans(), st.booleans()
    ),
    known=st.lists(KNOWN, max_size=4).map(tuple),
    languages=st.lists(st.sampled_from(["en", "en-GB", "de"]), max_size=2).map(tuple),
    places=st.frozensets(st.sampled_from(["SE", "US"])),
    hours=st.none() | st.integers(0, 300),
    promised=st.integers(0, 100),
    holds=st.frozensets(st.sampled_from(["payments", "data_transfer"])),
    quality=st.none() | st.builds(Quality, st.integers(0, 10), st.just(10)),
    shared=st.none() | st.integers(0, 3),
)
FIELDS = st.lists(OFFERS, max_size=8, unique_by=lambda offer: offer.vendor)
WEIGHTS = st.dictionaries(st.sampled_from(Part), st.integers(0, 5)).filter(
    lambda weights: any(weights.values())
)


@given(FIELDS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_same_vendors_come_in_the_same_order(
    offers: list[Offer], weights: Weights, chance: object
) -> None:
    shuffled = list(offers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert shortlist(shuffled, NEED, weights) == shortlist(offers, NEED, weights)


def _clear(offer: Offer) -> Offer:
    return replace(offer, verdict=CLEAR)


def _free(offer: Offer) -> Offer:
    return replace(offer, promised=0, hours=(offer.hours or 0) + 1000)


def _apart(offer: Offer) -> Offer:
    return replace(offer, shared=None, holds=frozenset())


def _learned(offer: Offer) -> Offer:
    return replace(offer, known=(*offer.known, Known("algebra", 3, Grounds.LAB, Fraction(0))))


def _polyglot(offer: Offer) -> Offer:
    return replace(offer, languages=(*offer.languages, "en"))


def _one_skill_more(offer: Offer) -> Offer:
    return replace(offer, known=(*offer.known, Known("group_theory", 2)))


@given(
    FIELDS.filter(bool),
    WEIGHTS,
    st.sampled_from([_clear, _free, _apart, _learned, _polyglot, _one_skill_more]),
)
def test_a_better_part_never_makes_anybody_come_later(
    offers: list[Offer], weights: Weights, better: Callable[[Offer], Offer]
) -> None:
    need = replace(NEED, replacing="left")
    first, *others = offers

    before = _place(first.vendor, shortlist(offers, need, weights).ranked)
    after = _place(first.vendor, shortlist([better(first), *others], need, weights).ranked)

    assert before is None or (after is not None and after <= before)


def _place(vendor: str, ranked: object) -> int | None:
    found = (one.place for one in ranked if one.offer.vendor == vendor)  # type: ignore[attr-defined]
    return next(found, None)
