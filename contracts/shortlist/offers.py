"""What is needed, what has each vendor to offer, and what keeps it out?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from procurement.neutrality.findings import Level, State
from vendors.domains import Match
from vendors.languages import answers

LEVELS = 4
"""From generalist to doctoral; counted from 0."""


class Grounds(StrEnum):
    """Whose word a level is; on file only is the vendor's own."""

    FILE = "file"
    VENDOR = "vendor"
    THIRD_PARTY = "third_party"
    LAB = "lab"


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for.

    :ivar answering: the domains that answer to the one asked for, and how
    :ivar level: 0 generalist to 3 doctoral
    :ivar places: where the work may be done; anywhere if empty
    :ivar hours: a week; None asks for none in particular
    :ivar on: the day on which it has to be there
    :ivar replacing: the vendor whose work is taken over
    :ivar is_cut: there may be more who stand behind that one than were looked at
    """

    domain: str
    answering: Mapping[str, Match]
    level: int
    on: date
    languages: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    hours: int | None = None
    certificates: frozenset[str] = frozenset()
    replacing: str | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A domain a vendor knows, how well, on whose word; `rate` is the price of an hour, if it is
    known in the need's currency.
    """

    domain: str
    level: int
    grounds: Grounds = Grounds.FILE
    rate: Fraction | None = None


_SEVERITY = {
    (state, level): state.rank * len(Level) + level.rank for state in State for level in Level
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a vendor stands, as it is shown: never clear while a recheck is pending.

    :ivar waived: working with it in spite of that was allowed
    """

    state: State
    level: Level
    pending: bool = False
    waived: bool = False

    @property
    def severity(self) -> int:
        return _SEVERITY[self.state, self.level]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of so many pieces that were looked at, so many were accepted."""

    accepted: int
    delivered: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One vendor, on one day.

    :ivar hours: a week; None where it does not say
    :ivar promised: hours a week that awards and running contracts take already
    :ivar holds: types of the holds in force
    :ivar certificates: what is certified on the day, and the first day on which it is not
    :ivar shared: how surely it is bound to the vendor being replaced, 0 disputed to 3 confirmed;
        None if it is not
    """

    vendor: str
    verdict: Verdict
    known: tuple[Known, ...] = ()
    languages: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    hours: int | None = None
    promised: int = 0
    holds: frozenset[str] = frozenset()
    is_leaving: bool = False
    certificates: Mapping[str, date | None] = field(default_factory=lambda: MappingProxyType({}))
    quality: Quality | None = None
    shared: int | None = None

    @property
    def left(self) -> int | None:
        """The hours a week that are left; fewer than none if too many are promised."""
        return None if self.hours is None else self.hours - self.promised


class Why(StrEnum):
    """What keeps a vendor out."""

    BEING_REPLACED = "being_replaced"
    LEAVING = "leaving"
    ON_HOLD = "on_hold"
    CONFLICT = "conflict"
    DOMAIN_UNKNOWN = "domain_unknown"
    LEVEL_TOO_LOW = "level_too_low"
    LANGUAGE_MISSING = "language_missing"
    PLACES_UNKNOWN = "places_unknown"
    PLACE_NOT_ALLOWED = "place_not_allowed"
    CERTIFICATE_MISSING = "certificate_missing"
    NO_CAPACITY = "no_capacity"
    CAPACITY_SHORT = "capacity_short"


@dataclass(frozen=True, slots=True)
class Out:
    """One reason, in words."""

    why: Why
    said: str


AWARDING_HOLDS = frozenset({"new_awards", "all"})


def spoken(offer: Offer, language: str) -> Fraction:
    """How far what a vendor speaks answers to a language: not, half, or wholly."""
    return max((answers(one, language) for one in offer.languages), default=Fraction(0))


def sufficient(offer: Offer, need: Need) -> list[Known]:
    """What a vendor knows of what is asked, well enough."""
    return [one for one in offer.known if one.domain in need.answering and one.level >= need.level]


def outs(offer: Offer, need: Need) -> Iterator[Out]:
    """Everything that keeps a vendor out; nothing if it could serve."""
    if offer.vendor == need.replacing:
        yield Out(Why.BEING_REPLACED, "Its work is what is taken over.")
    if offer.is_leaving:
        yield Out(Why.LEAVING, "It is on its way out, or was rejected.")
    held = sorted(offer.holds & AWARDING_HOLDS)
    if held:
        yield Out(Why.ON_HOLD, f"A hold forbids new awards: {', '.join(held)}.")
    verdict = offer.verdict
    if verdict.state is State.CONFLICT and not verdict.waived:
        yield Out(Why.CONFLICT, f"It is in conflict: {verdict.level.replace('_', ' ')}.")
    yield from _skill_outs(offer, need)
    yield from _place_outs(offer, need)
    missing = sorted(need.certificates - offer.certificates.keys())
    if missing:
        yield Out(Why.CERTIFICATE_MISSING, f"On {need.on} it lacks {', '.join(missing)}.")
    yield from _capacity_outs(offer, need)


def _skill_outs(offer: Offer, need: Need) -> Iterator[Out]:
    near = [one for one in offer.known if one.domain in need.answering]
    if not near:
        yield Out(Why.DOMAIN_UNKNOWN, f"It knows nothing that answers to {need.domain}.")
    elif not sufficient(offer, need):
        best = max(one.level for one in near)
        yield Out(Why.LEVEL_TOO_LOW, f"Its level is {best} of 3, and {need.level} is asked for.")
    silent = [language for language in need.languages if not spoken(offer, language)]
    if silent:
        yield Out(Why.LANGUAGE_MISSING, f"It does not speak {', '.join(silent)}.")


def _place_outs(offer: Offer, need: Need) -> Iterator[Out]:
    if not need.places:
        return
    if not offer.places:
        yield Out(Why.PLACES_UNKNOWN, "It does not say where its people work.")
    elif need.places.isdisjoint(offer.places):
        where = ", ".join(sorted(offer.places))
        yield Out(Why.PLACE_NOT_ALLOWED, f"Its people work in {where} only.")


def _capacity_outs(offer: Offer, need: Need) -> Iterator[Out]:
    left = offer.left
    if left is None:
        return
    if left <= 0:
        told = f"Of {offer.hours} hours a week {offer.promised} are promised."
        yield Out(Why.NO_CAPACITY, told)
    elif need.hours is not None and left < need.hours:
        told = f"It has {left} hours a week left, and {need.hours} are asked for."
        yield Out(Why.CAPACITY_SHORT, told)
