"""Which holes and doubts are worth a question: in the money of a vendor, and in its votes?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial

from procurement.neutrality.findings import Ask, Settling
from procurement.neutrality.inquiry import Inquiry, Rival
from procurement.neutrality.questions import (
    Open,
    Question,
    about_circle,
    about_holders,
    about_identity,
    about_share,
    confirmations,
    ranked,
)
from vendors.ownership.book import INFLUENCE_KINDS, Book, Claim, Place
from vendors.ownership.bounds import Threshold
from vendors.ownership.columns import Holding
from vendors.ownership.control import ControlTest, Mode, Reach, group_share
from vendors.ownership.derivation import Step
from vendors.ownership.exposure import holes
from vendors.ownership.growth import reach
from vendors.ownership.integrated import disclosed_ends, integrated
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.whatif import (
    is_reported,
    with_claim_at_floor,
    with_holder_named,
    with_rest_named,
    with_share_at_floor,
)

ECONOMIC = Dimension.ECONOMIC


def undisclosed_money(inquiry: Inquiry, rival: Rival, threshold: Threshold) -> tuple[Settling, ...]:
    """What to ask where only undisclosed holders could make the group's part material."""
    vendor, group = inquiry.vendor, rival.group
    cap = inquiry.policy.residual_cap_per_competitor
    if inquiry.book.is_anybody(vendor):
        return (_who_is(inquiry, vendor),)
    found = holes(inquiry.book, group, vendor, cap_per_competitor=cap)
    asked: list[Question] = []
    for party, mass in found.unnamed.items():
        place = party, ECONOMIC
        answer = partial(with_rest_named, place=place)
        asked.append(about_holders(inquiry, place, mass * HUNDRED_PERCENT, answer))
    for holder in dict.fromkeys(holder for _, holder in found.anybody):
        parts = {party: mass for (party, who), mass in found.anybody.items() if who == holder}
        bound = sum(parts.values(), Fraction(0)) * HUNDRED_PERCENT
        answer = partial(with_holder_named, holder=holder)
        place = min(parts), ECONOMIC
        asked.append(about_identity(inquiry, place, holder, bound, answer))
    for circle, mass in found.circles.items():
        asked.append(about_circle(inquiry, circle, mass * HUNDRED_PERCENT))

    def measure(book: Book) -> Open:
        worst = integrated(book, group, vendor, cap_per_competitor=cap).worst
        return Open(worst, threshold.allowed_by(worst))

    return ranked(inquiry, asked, measure, may_cap=cap)


def doubtful_money(inquiry: Inquiry, rival: Rival, threshold: Threshold) -> tuple[Settling, ...]:
    """What to ask where the disclosed facts allow, and do not prove, that it is material."""
    vendor, group = inquiry.vendor, rival.group
    places = [(party, ECONOMIC) for party in _towards(inquiry, group.possible)]

    def through(party: str) -> int:
        return HUNDRED_PERCENT

    def measure(book: Book) -> Open:
        _, most = disclosed_ends(book, group, vendor)
        return Open(most, threshold.allowed_by(most))

    carriers = {party for party, _ in places} | group.possible
    asked = _share_questions(inquiry, places, carriers, through)
    return ranked(inquiry, asked, measure, may_cap=False)


def _who_is(inquiry: Inquiry, party: str) -> Settling:
    name = inquiry.name(party)
    sentence = f"who {name} is: by what is disclosed it may be anybody"
    return Settling(party, None, Decimal(100), sentence, Ask.IDENTITY, settles=True)


def _towards(inquiry: Inquiry, goals: frozenset[str]) -> list[str]:
    """The vendor and those above it through whose possible holders a goal is reached."""
    below: dict[str, set[str]] = defaultdict(set)
    for party in inquiry.upstream | {inquiry.vendor}:
        for holding in inquiry.book.possible_column(party, ECONOMIC).holdings:
            if holding.hi:
                below[holding.owner].add(party)
        for claim in inquiry.book.claims.get((party, ECONOMIC), ()):
            below[claim.owner].add(party)
    found: set[str] = set()
    waiting = list(goals)
    while waiting:
        for party in below.get(waiting.pop(), ()):
            if party not in found and party not in goals:
                found.add(party)
                waiting.append(party)
    return sorted(found)


def _share_questions(
    inquiry: Inquiry,
    places: Iterable[Place],
    carriers: set[str] | frozenset[str],
    through: Callable[[str], int],
) -> Iterator[Question]:
    """About every share of a carrier that is only known between two ends, or by report."""
    for place in places:
        sure = {h.owner: h.lo for h in inquiry.book.column(*place).holdings}
        for holding in inquiry.book.possible_column(*place).holdings:
            slack = holding.hi - sure.get(holding.owner, 0)
            if slack > 0 and holding.owner in carriers:
                bound = slack if place[0] == inquiry.vendor else through(place[0])
                yield _about_holding(inquiry, place, holding, bound)
        for claim in inquiry.book.claims.get(place, ()):
            if claim.owner in carriers and claim.share.hi > claim.share.lo:
                yield _about_claim(inquiry, claim, through(place[0]))


def _about_holding(inquiry: Inquiry, place: Place, holding: Holding, bound: int) -> Question:
    reported = is_reported(inquiry.book, holding)
    ask = Ask.CONFIRMATION if reported else Ask.EXACT_SHARE
    answer = partial(with_share_at_floor, place=place, owner=holding.owner)
    return about_share(inquiry, place, holding, ask, bound, answer)


def _about_claim(inquiry: Inquiry, claim: Claim, bound: int) -> Question:
    share = claim.share
    total = Holding(claim.owner, share.lo, share.hi, share.lo_open, share.hi_open)
    ask = Ask.EXACT_SHARE if claim.proving else Ask.CONFIRMATION
    place = claim.subject, claim.dimension
    answer = partial(with_claim_at_floor, claim=claim)
    return about_share(inquiry, place, total, ask, min(bound, share.hi - share.lo), answer)


@dataclass(frozen=True, slots=True)
class Votes:
    """What is measured about the vendor's votes, seats or equity in the hands of a group.

    Without a `threshold` it is whether the vendor belongs to those the group controls.
    """

    dimensions: tuple[Dimension, ...]
    test: ControlTest
    threshold: Threshold | None = None

    def open_to(self, inquiry: Inquiry, rival: Rival, mode: Mode) -> Callable[[Book], Open]:
        place = inquiry.vendor, self.dimensions[0]

        def measure(book: Book) -> Open:
            reached = reach(book, rival.group, self.test)
            share = group_share(book, reached, place, self.test)
            most = share.worst if mode is Mode.WORST else share.hi
            if self.threshold is not None:
                return Open(most, self.threshold.allowed_by(most))
            return Open(most, inquiry.vendor in reached.members(mode))

        return measure


def undisclosed_votes(
    inquiry: Inquiry, rival: Rival, reached: Reach, votes: Votes
) -> tuple[Settling, ...]:
    """What to ask where only undisclosed holders, of the vendor or behind one of its holders, could
    give the group enough.
    """
    if inquiry.book.is_anybody(inquiry.vendor):
        return (_who_is(inquiry, inquiry.vendor),)
    inside = reached.worst.keys() - reached.possible.keys()
    way = _way_up(inquiry, votes, inside, Mode.WORST)
    measure = votes.open_to(inquiry, rival, Mode.WORST)
    cap = votes.test.cap_per_competitor
    return ranked(inquiry, _hidden_votes(inquiry, votes, way), measure, may_cap=cap)


def _hidden_votes(inquiry: Inquiry, votes: Votes, way: Way) -> Iterator[Question]:
    for place in way.places:
        party, dimension = place
        is_asked = dimension is not Dimension.BOARD or votes.test.board_needs_attestation
        rest = inquiry.book.column(*place).remainder
        if rest and is_asked:
            bound = rest if party == inquiry.vendor else way.through[party]
            yield about_holders(inquiry, place, bound, partial(with_rest_named, place=place))
    for holder, place in way.met.items():
        if holder in inquiry.book.anybody:
            answer = partial(with_holder_named, holder=holder)
            yield about_identity(inquiry, place, holder, way.through[holder], answer)


def doubtful_votes(
    inquiry: Inquiry, rival: Rival, reached: Reach, votes: Votes
) -> tuple[Settling, ...]:
    """What to ask where the disclosed facts allow, and do not prove, that the group has enough."""
    way = _way_up(inquiry, votes, reached.possible.keys(), Mode.POSSIBLE)
    carriers = frozenset(reached.possible)
    asked = _share_questions(inquiry, way.places, carriers, way.through.__getitem__)
    return ranked(inquiry, asked, votes.open_to(inquiry, rival, Mode.POSSIBLE), may_cap=False)


@dataclass(slots=True)
class Way:
    """Columns from the vendor up through a group's members, and how much of it each may move."""

    places: list[Place] = field(default_factory=list)
    met: dict[str, Place] = field(default_factory=dict)
    through: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def _way_up(inquiry: Inquiry, votes: Votes, inside: Iterable[str], mode: Mode) -> Way:
    """Level by level; whoever is met again on the way has been reckoned already."""
    members = frozenset(inside)
    way = Way()
    way.through[inquiry.vendor] = HUNDRED_PERCENT
    seen = {inquiry.vendor}
    frontier = [inquiry.vendor]
    while frontier:
        above: set[str] = set()
        for party in frontier:
            first = party == inquiry.vendor
            for dimension in votes.dimensions if first else votes.test.dimensions:
                place = party, dimension
                way.places.append(place)
                for owner, most in _movers(inquiry.book, place, mode, votes.test):
                    if owner in members and owner not in seen:
                        way.met.setdefault(owner, place)
                        added = most if first else way.through[party]
                        way.through[owner] = min(HUNDRED_PERCENT, way.through[owner] + added)
                        above.add(owner)
        seen |= above
        frontier = sorted(above - inquiry.book.anybody)
    return way


def _movers(book: Book, place: Place, mode: Mode, test: ControlTest) -> Iterator[tuple[str, int]]:
    """Who may move a column, and how much of it; by a right, all of it."""
    column = book.possible_column(*place) if mode is Mode.POSSIBLE else book.column(*place)
    yield from ((holding.owner, holding.hi) for holding in column.holdings)
    yield from ((claim.owner, claim.share.hi) for claim in book.claims.get(place, ()))
    said = [*book.assertions_on.get(place[0], ())] if test.by_assertion else []
    said += book.vetoes_on.get(place[0], ()) if test.joint else ()
    if place[1] is test.dimensions[0]:
        yield from ((each.owner, HUNDRED_PERCENT) for each in said)


def about_rights(inquiry: Inquiry, steps: Sequence[Step]) -> tuple[Settling, ...]:
    """What to ask of rights that make control possible: is it true, and is it control?"""
    facts = [fact for step in steps for fact in step.facts]
    unclear = [fact for fact in facts if inquiry.proves(fact) and fact.kind in INFLUENCE_KINDS]
    asked = tuple(
        Settling(
            fact.subject,
            None,
            None,
            f"whether {inquiry.name(fact.owner or '')} controls {inquiry.name(fact.subject)}, or "
            "only has influence over it",
            Ask.CONFIRMATION,
            fact.owner or "",
        )
        for fact in unclear
    )
    return (*confirmations(inquiry, facts), *asked)
