"""How much of a vendor does each party have, taken alone and with all it reaches?

The same three bounds as in a finding, exactly and in percent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import islice

from procurement.neutrality.evidence import facts_of
from procurement.neutrality.findings import State
from procurement.neutrality.inquiry import Inquiry, open_inquiry
from procurement.neutrality.policy import Policy
from procurement.neutrality.sentences import chain
from procurement.positions.parties import BY_GROUP, MOST_PARTIES, parties_of
from procurement.positions.values import (
    Answer,
    ControlPosition,
    KeyPersonPosition,
    Measure,
    Position,
    Positions,
)
from vendors.ownership.bounds import Bound
from vendors.ownership.bounds import Measure as Share
from vendors.ownership.closure import shelved, upstream
from vendors.ownership.control import Group, Mode, Reach, group_share
from vendors.ownership.derivation import derivation
from vendors.ownership.facts import Fact, Facts
from vendors.ownership.growth import reach
from vendors.ownership.integrated import integrated
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.kinds import PERSONAL_ROLES, Dimension, Kind
from vendors.ownership.paths import best_paths


@dataclass(frozen=True, slots=True)
class _View:
    """A vendor's surroundings, and on which day we heard from each source."""

    inquiry: Inquiry
    heard_on: Mapping[str, date]

    @property
    def vendor(self) -> str:
        return self.inquiry.vendor

    def is_competitor(self, party: str) -> bool:
        """Only who surely is one: no right arises from a group somebody may belong to."""
        return any(
            party in rival.group.sure or rival.state_of(party) is State.CONFLICT
            for rival in self.inquiry.rivals
        )

    def known_at(self, facts: Iterable[Fact]) -> date | None:
        days = (self.heard_on.get(fact.source) for fact in facts)
        return max((day for day in days if day is not None), default=None)


def survey(
    facts: Facts,
    *,
    vendor: str,
    competitors: Sequence[str],
    policy: Policy,
    heard_on: Mapping[str, date],
) -> Positions:
    """Everybody who stands above the vendor, and the competitors, measure by measure.

    :param heard_on: the day on which each source was recorded, by the source's id
    """
    above = upstream(shelved(facts.facts), [vendor])
    view = _View(open_inquiry(facts, vendor, competitors, policy, above), heard_on)
    book, test = view.inquiry.book, policy.control_test
    parties = list(islice(parties_of(view.inquiry), MOST_PARTIES))
    reaches = {party: reach(book, Group.of([party]), test) for party in parties}
    holders = _holders(view)
    shares = (_shares(view, party, reached) for party, reached in reaches.items())
    return Positions(
        measured=(*(one for each in shares for one in each), *_revenues(view)),
        controlled=tuple(
            _control(view, party, reached, holders) for party, reached in reaches.items()
        ),
        key_people=tuple(_key_people(view)),
    )


def _shares(view: _View, party: str, reached: Reach) -> Iterator[Position]:
    """What a party has of the money, the votes and the seats; nothing where it can have nothing."""
    inquiry = view.inquiry
    cap = inquiry.policy.residual_cap_per_competitor
    money = integrated(inquiry.book, reached.group, view.vendor, cap_per_competitor=cap)
    on_paths = _facts_on_paths(inquiry, party)
    yield from _position(view, party, Measure.ECONOMIC, money, on_paths)
    for measure, dimension in BY_GROUP.items():
        place = view.vendor, dimension
        share = group_share(inquiry.book, reached, place, inquiry.policy.control_test)
        held = [
            fact
            for holding in inquiry.book.possible_column(*place).holdings
            if holding.owner in reached.possible
            for fact in holding.facts
        ]
        yield from _position(view, party, measure, share, held)


def _facts_on_paths(inquiry: Inquiry, party: str) -> list[Fact]:
    paths = best_paths(inquiry.book, [party], inquiry.vendor, mode=Mode.POSSIBLE)
    return [fact for path in paths for link in path.links for fact in link.holding.facts]


def _position(
    view: _View, party: str, measure: Measure, share: Share, facts: Sequence[Fact]
) -> Iterator[Position]:
    if share.worst.value == 0:
        return
    yield Position(
        party=party,
        name=view.inquiry.name(party),
        is_competitor=view.is_competitor(party),
        measure=measure,
        lo=_percent(share.lo),
        hi=_percent(share.hi),
        worst=_percent(share.worst),
        lo_open=share.lo.open,
        hi_open=share.hi.open,
        since=_since(facts),
        known_at=view.known_at(facts),
    )


def _revenues(view: _View) -> Iterator[Position]:
    """Who accounts for a part of the vendor's revenue; several statements are one relationship."""
    inquiry = view.inquiry
    told = [
        fact
        for fact in inquiry.in_force_on(view.vendor)
        if fact.kind is Kind.REVENUE_SHARE and fact.owner is not None
    ]
    for owner in sorted({fact.owner for fact in told if fact.owner is not None}):
        facts = [fact for fact in told if fact.owner == owner]
        lo, hi = _most_told(facts, inquiry)
        yield from _position(view, owner, Measure.REVENUE_SHARE, Share(lo, hi, hi), facts)


def _most_told(facts: Sequence[Fact], inquiry: Inquiry) -> tuple[Bound, Bound]:
    """A share that nobody told may be anything."""
    lo, hi = Bound(0), Bound(0)
    for fact in facts:
        share = fact.share
        if share is not None and inquiry.proves(fact):
            lo = max(lo, Bound(share.lo, share.lo_open), key=lambda bound: bound.value)
        most = Bound(share.hi, share.hi_open) if share else Bound(HUNDRED_PERCENT)
        hi = max(hi, most, key=lambda bound: bound.value)
    return lo, hi


def _control(view: _View, party: str, reached: Reach, holders: Collection[str]) -> ControlPosition:
    answer, mode = Answer.NO, None
    if view.vendor in reached.sure:
        answer, mode = Answer.YES, Mode.SURE
    elif view.vendor in reached.possible:
        answer, mode = Answer.UNKNOWN, Mode.POSSIBLE
    inquiry = view.inquiry
    if mode is None and view.vendor in reached.worst and party in holders:
        return _undisclosed_control(view, party)
    test = inquiry.policy.control_test
    steps = derivation(inquiry.book, reached, test, mode, view.vendor) if mode else ()
    facts = facts_of(steps)
    return ControlPosition(
        party=party,
        name=inquiry.name(party),
        is_competitor=view.is_competitor(party),
        answer=answer,
        because=chain(inquiry.book, steps),
        since=_since(facts),
        known_at=view.known_at(facts),
    )


def _holders(view: _View) -> set[str]:
    """Whoever is known to hold something of the vendor itself, votes or none."""
    dimensions = (Dimension.ECONOMIC, Dimension.VOTES)
    columns = (view.inquiry.book.possible_column(view.vendor, each) for each in dimensions)
    return {holding.owner for column in columns for holding in column.holdings if holding.owner}


def _undisclosed_control(view: _View, party: str) -> ControlPosition:
    """A known holder to whom the votes that nobody disclosed could give control as well."""
    facts = [fact for fact in view.inquiry.in_force_on(view.vendor) if fact.owner == party]
    return ControlPosition(
        party=party,
        name=view.inquiry.name(party),
        is_competitor=view.is_competitor(party),
        answer=Answer.UNKNOWN,
        because="it holds a stake, and who has the other votes is not disclosed",
        since=_since(facts),
        known_at=view.known_at(facts),
    )


def _key_people(view: _View) -> Iterator[KeyPersonPosition]:
    posts: dict[str, list[Fact]] = {}
    for fact in view.inquiry.facts.facts:
        if fact.key_person and fact.subject == view.vendor and fact.owner is not None:
            posts.setdefault(fact.owner, []).append(fact)
    for person in sorted(posts):
        left = _left(view.inquiry, posts[person])
        joined, there = _joined(view.inquiry, person)
        ended = [fact for fact in posts[person] if fact.valid_to is not None]
        days = [fact.valid_from for fact in there] or [fact.valid_to for fact in ended]
        yield KeyPersonPosition(
            party=person,
            name=view.inquiry.name(person),
            left=left,
            joined_competitor=joined,
            employer=view.inquiry.name(there[0].subject) if there else "",
            since=max((day for day in days if day is not None), default=None),
            known_at=view.known_at(there or ended or posts[person]),
        )


def _left(inquiry: Inquiry, posts: Sequence[Fact]) -> Answer:
    """Whoever still holds one of their posts has not left."""
    day = inquiry.valid_at
    if any(fact.holds_on(day) and inquiry.proves(fact) for fact in posts):
        return Answer.NO
    over = [f for f in posts if f.valid_to is not None and (day is None or f.valid_to <= day)]
    if any(inquiry.proves(fact) for fact in over):
        return Answer.YES
    return Answer.UNKNOWN if posts else Answer.NO


def _joined(inquiry: Inquiry, person: str) -> tuple[Answer, list[Fact]]:
    """Whether the person has a place with a competitor today, and the facts that say so."""
    grave: list[Fact] = []
    slight: list[Fact] = []
    for fact in inquiry.roles_of(person):
        if fact.kind not in PERSONAL_ROLES or fact.subject == inquiry.vendor:
            continue
        states = {rival.state_of(fact.subject) for rival in inquiry.rivals}
        if State.CONFLICT in states and inquiry.proves(fact):
            grave.append(fact)
        elif states & {State.CONFLICT, State.POSSIBLE}:
            slight.append(fact)
    if grave:
        return Answer.YES, grave
    return (Answer.UNKNOWN, slight) if slight else (Answer.NO, [])


def _since(facts: Iterable[Fact]) -> date | None:
    """The day from which all of it has been so; None where nobody said when."""
    return max((fact.valid_from for fact in facts if fact.valid_from is not None), default=None)


def _percent(bound: Bound) -> Fraction:
    return Fraction(bound.value) / ONE_PERCENT
