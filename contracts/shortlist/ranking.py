"""In which order could vendors serve a need? The same inputs give the same order.

A vendor's total is the mean of its parts by their weights. Of equal totals the more neutral comes
first, then the one whose skill is nearer, then the one with more hours left (unknown is none), and
last the one whose id is lower. A better part never makes anybody come later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from contracts.shortlist.offers import Known, Need, Offer, Out, Why, outs, sufficient
from contracts.shortlist.scoring import ALWAYS, Score, of_skill
from procurement.neutrality.buying import Part, Weights

Order: TypeAlias = tuple[Fraction, Fraction, Fraction, int, str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A vendor that could serve: its place from 1 on, its total from 0 to 1, and the parts."""

    place: int
    offer: Offer
    total: Fraction
    known: Known
    scores: Mapping[Part, Score]


@dataclass(frozen=True, slots=True)
class Passed:
    """A vendor that could not serve, with every reason."""

    offer: Offer
    reasons: tuple[Out, ...]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Everybody, in order; `passed` with those first whom the least keeps out."""

    ranked: Sequence[Ranked]
    passed: Sequence[Passed]

    def count_by_reason(self) -> Mapping[Why, int]:
        """How many vendors each reason keeps out; one may have several."""
        found = Counter(out.why for one in self.passed for out in one.reasons)
        return {why: found[why] for why in Why if found[why]}


def shortlist(offers: Iterable[Offer], need: Need, weights: Weights) -> Shortlist:
    """Every vendor, ranked or out with its reasons; the order of `offers` is no part of it."""
    serving: list[Offer] = []
    passed: list[Passed] = []
    for offer in offers:
        reasons = tuple(outs(offer, need))
        if reasons:
            passed.append(Passed(offer, reasons))
        else:
            serving.append(offer)
    cheapest = min(_rates(serving, need), default=None)
    scored = [_scored(offer, need, weights, cheapest) for offer in serving]
    scored.sort(key=_order)
    return Shortlist(
        [
            Ranked(place, one.offer, one.total, one.known, one.scores)
            for place, one in enumerate(scored, start=1)
        ],
        sorted(passed, key=lambda one: (len(one.reasons), one.offer.vendor)),
    )


@dataclass(frozen=True, slots=True)
class _Scored:
    offer: Offer
    total: Fraction
    known: Known
    scores: Mapping[Part, Score]


def _rates(serving: Iterable[Offer], need: Need) -> Iterable[Fraction]:
    for offer in serving:
        for known in sufficient(offer, need):
            if known.rate is not None:
                yield known.rate


def _scored(offer: Offer, need: Need, weights: Weights, cheapest: Fraction | None) -> _Scored:
    """By the skill that makes most of the offer: one more skill never makes it less."""
    skills = {one: of_skill(one, need, cheapest) for one in sufficient(offer, need)}
    best = min(skills, key=lambda one: (*_worth(skills[one], weights), one.domain, one.grounds))
    parts = (*skills[best], *(part(offer, need) for part in ALWAYS))
    whole = sum(weights.values())
    scores = {score.part: score for score in parts}
    return _Scored(offer, _sum(parts, weights) / whole, best, scores)


def _worth(scores: Sequence[Score], weights: Weights) -> tuple[Fraction, Fraction]:
    """What comes first is worth most; of equals, what is nearer, as in the order of vendors."""
    [nearness] = (score.score for score in scores if score.part is Part.SKILL)
    return -_sum(scores, weights), -nearness


def _sum(scores: Iterable[Score], weights: Weights) -> Fraction:
    """Exact, and reduced once at the end: for ten thousand vendors that is most of the work."""
    top, bottom = 0, 1
    for score in scores:
        weight = weights.get(score.part, 0)
        if weight:
            numerator, denominator = score.score.as_integer_ratio()
            top = top * denominator + weight * numerator * bottom
            bottom *= denominator
    return Fraction(top, bottom)


def _order(one: _Scored) -> Order:
    return (
        -one.total,
        -one.scores[Part.NEUTRALITY].score,
        -one.scores[Part.SKILL].score,
        -(one.offer.left or 0),
        one.offer.vendor,
    )
