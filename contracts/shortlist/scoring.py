"""How good is each part of an offer, as an exact number from 0 to 1?

What is unknown counts half, and says so. Where nothing is asked for, everybody has the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from contracts.shortlist.offers import LEVELS, Grounds, Known, Need, Offer, spoken
from procurement.neutrality.buying import Part
from procurement.neutrality.findings import Level, State

WHOLE: Final = Fraction(1)
NOTHING: Final = Fraction(0)
HALF: Final = Fraction(1, 2)
PROOF: Final[Mapping[Grounds, Fraction]] = MappingProxyType(
    {
        Grounds.FILE: Fraction(1, 3),
        Grounds.VENDOR: Fraction(1, 3),
        Grounds.THIRD_PARTY: Fraction(2, 3),
        Grounds.LAB: WHOLE,
    }
)
APART: Final = {0: Fraction(3, 4), 1: HALF, 2: Fraction(1, 4), 3: NOTHING}
"""What is left of independence by how surely two vendors share somebody."""
SOON_DAYS: Final = 365
WORST: Final = len(State) * len(Level)
LEVEL_NAMES: Final = ("generalist", "specialist", "expert", "phd")


# Reducing fractions is most of the work where ten thousand vendors have the same few scores.
ratio = lru_cache(maxsize=10_000)(Fraction)


@lru_cache(maxsize=10_000)
def _mean(shares: tuple[Fraction, ...]) -> Fraction:
    return sum(shares, NOTHING) / len(shares)


@dataclass(frozen=True, slots=True)
class Score:
    """One part: how good, and why in words and numbers. `is_known`: it is no guess."""

    part: Part
    score: Fraction
    said: str
    is_known: bool = True


def skill(known: Known, need: Need) -> Score:
    """1 for the very domain, half as much for each step of the tree between."""
    match = need.answering[known.domain]
    steps = "" if not match.steps else f" by {match.steps}"
    said = f"Knows {known.domain}, {match.relation}{steps}."
    return Score(Part.SKILL, ratio(1, 2**match.steps), said)


def level(known: Known, need: Need) -> Score:
    """The share of the levels from the one asked for upwards that it reaches."""
    above = known.level - need.level + 1
    said = f"{LEVEL_NAMES[known.level]}, where {LEVEL_NAMES[need.level]} is asked for."
    return Score(Part.LEVEL, ratio(above, LEVELS - need.level), said)


def proof(known: Known) -> Score:
    """The vendor's word a third, somebody else's two, ours the whole."""
    said = {
        Grounds.FILE: "On file, on the vendor's own word.",
        Grounds.VENDOR: "The vendor says so.",
        Grounds.THIRD_PARTY: "A third party says so.",
        Grounds.LAB: "We have tried it.",
    }[known.grounds]
    return Score(Part.PROOF, PROOF[known.grounds], said)


def price(known: Known, cheapest: Fraction | None) -> Score:
    """The lowest price of an hour among those who could serve, as a part of this one."""
    if known.rate is None or cheapest is None:
        return Score(Part.PRICE, HALF, "No price is known.", is_known=False)
    ratio = WHOLE if known.rate == 0 else cheapest / known.rate
    return Score(
        Part.PRICE, ratio, f"An hour is {_decimal(known.rate)}; {_decimal(cheapest)} least."
    )


def of_skill(known: Known, need: Need, cheapest: Fraction | None) -> tuple[Score, ...]:
    """The parts that hang on which of its skills is looked at."""
    return skill(known, need), level(known, need), proof(known), price(known, cheapest)


def quality(offer: Offer, need: Need) -> Score:
    """The share of what was delivered in this field that was accepted."""
    found = offer.quality
    if found is None or not found.delivered:
        return Score(Part.QUALITY, HALF, "Nothing it delivered was counted.", is_known=False)
    said = f"Of {found.delivered} items delivered {found.accepted} were accepted."
    return Score(Part.QUALITY, Fraction(found.accepted, found.delivered), said)


def languages(offer: Offer, need: Need) -> Score:
    """The mean over the languages asked for."""
    if not need.languages:
        return Score(Part.LANGUAGES, WHOLE, "No language is asked for.")
    found = {language: spoken(offer, language) for language in need.languages}
    halves = [language for language, share in found.items() if share < 1]
    said = f"Speaks {', '.join(need.languages)}."
    if halves:
        said = f"{said[:-1]}; {', '.join(halves)} in general only."
    return Score(Part.LANGUAGES, _mean(tuple(found.values())), said)


def places(offer: Offer, need: Need) -> Score:
    """The share of its places where the work may be done."""
    if not need.places:
        return Score(Part.PLACES, WHOLE, "Any place will do.")
    allowed = offer.places & need.places
    said = f"{len(allowed)} of its {len(offer.places)} places are allowed."
    return Score(Part.PLACES, ratio(len(allowed), max(len(offer.places), 1)), said)


def capacity(offer: Offer, need: Need) -> Score:
    """The whole where enough is left; too little keeps it out."""
    left = offer.left
    if left is None:
        return Score(Part.CAPACITY, HALF, "Does not say how many hours it has.", is_known=False)
    asked = "" if need.hours is None else f" {need.hours} are asked for."
    said = f"{left} of {offer.hours} hours a week are left.{asked}"
    return Score(Part.CAPACITY, WHOLE, said)


def neutrality(offer: Offer, _: Need) -> Score:
    """1 for clear; less by each step of state and level, of which there are 24."""
    verdict = offer.verdict
    said = f"{verdict.state.value.capitalize()}"
    if verdict.state is not State.CLEAR:
        said += f", {verdict.level.replace('_', ' ')}"
    said += "; a recheck is pending" if verdict.pending else ""
    said += "; waived" if verdict.waived else ""
    score = ratio(WORST - verdict.severity, WORST)
    return Score(Part.NEUTRALITY, score, f"{said}.", is_known=not verdict.pending)


def holds(offer: Offer, _: Need) -> Score:
    """Half where something is held up that does not forbid an award."""
    if not offer.holds:
        return Score(Part.HOLDS, WHOLE, "Nothing is on hold.")
    return Score(Part.HOLDS, HALF, f"On hold: {', '.join(sorted(offer.holds))}.")


def certificates(offer: Offer, need: Need) -> Score:
    """Half for what it has, the rest for what it will still have a year on."""
    if not need.certificates:
        return Score(Part.CERTIFICATES, WHOLE, "No certificate is asked for.")
    lasting = [one for one in need.certificates if _lasts(offer.certificates.get(one), need.on)]
    said = f"Has all {len(need.certificates)}; {len(lasting)} for a year or more."
    share = Fraction(len(lasting), len(need.certificates))
    return Score(Part.CERTIFICATES, (WHOLE + share) / 2, said)


def _lasts(until: date | None, on: date) -> bool:
    return until is None or (until - on).days >= SOON_DAYS


def independence(offer: Offer, need: Need) -> Score:
    """What is left of it where somebody stands behind both vendors."""
    if need.replacing is None:
        return Score(Part.INDEPENDENCE, WHOLE, "Nobody is being replaced.")
    if offer.shared is None and need.is_cut:
        said = "Shares nobody that was found; not everybody was looked at."
        return Score(Part.INDEPENDENCE, HALF, said, is_known=False)
    if offer.shared is None:
        return Score(Part.INDEPENDENCE, WHOLE, "Shares nobody with the vendor being left.")
    sureness = ("disputed", "reported", "probable", "confirmed")[offer.shared]
    said = f"Shares somebody with the vendor being left ({sureness})."
    return Score(Part.INDEPENDENCE, APART[offer.shared], said)


ALWAYS: Final[tuple[Callable[[Offer, Need], Score], ...]] = (
    quality,
    languages,
    places,
    capacity,
    neutrality,
    holds,
    certificates,
    independence,
)


def _decimal(number: Fraction) -> str:
    return f"{number.numerator / number.denominator:.2f}"
