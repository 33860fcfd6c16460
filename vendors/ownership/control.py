"""Which companies does a group control: surely, possibly, and if the undisclosed is the group's?

A company joins when the members' votes (or seats) pass the test, or a member asserts control; what
has joined brings its own holdings along. The operator only ever adds, so there is exactly one
least fixpoint, whatever the order (Knaster-Tarski). Starting from anything but the group itself
could be self-supporting and wrong.

For plain holdings both ends are tight: columns are independent, so one single world lets every
possible member join, and one single world keeps everything outside the sure set out of it. Totals
over all paths and pools bound soundly, and perhaps not tightly.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from vendors.ownership.book import Book, Claim, Place
from vendors.ownership.bounds import (
    EVERYTHING,
    NOTHING,
    Bound,
    Measure,
    Number,
    Threshold,
    highest_ceiling,
    highest_floor,
    lowest_ceiling,
    lowest_floor,
)
from vendors.ownership.columns import Column, Holding, Totals, everyone
from vendors.ownership.fill import Aim
from vendors.ownership.holdings import Strength
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.walk import Walk

Members = Mapping[str, int]
"""Who belongs to a group, and in which round each joined; the group itself in round 0."""


class Mode(StrEnum):
    SURE = "sure"
    POSSIBLE = "possible"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class ControlTest:
    """What makes a member. `joint` also counts vetoes and the votes of a concert as one.

    Without `board_needs_attestation`, seats nobody spoke of belong to no competitor.
    """

    dimensions: tuple[Dimension, ...]
    threshold: Threshold
    by_assertion: bool = True
    joint: bool = False
    board_needs_attestation: bool = False
    cap_per_competitor: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Who acts together: surely, and possibly; `listed` are those named by the question."""

    sure: frozenset[str]
    possible: frozenset[str]
    listed: frozenset[str]

    @classmethod
    def of(cls, parties: Iterable[str]) -> Group:
        everyone = frozenset(parties)
        return cls(everyone, everyone, everyone)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The companies a group controls, itself included, by the holders that are disclosed."""

    sure: Members
    possible: Members


@dataclass(frozen=True, slots=True)
class Reach:
    """The companies a group controls, itself included, under each reading."""

    group: Group
    sure: Members
    possible: Members
    worst: Members

    def members(self, mode: Mode) -> Members:
        match mode:
            case Mode.SURE:
                return self.sure
            case Mode.POSSIBLE:
                return self.possible
            case Mode.WORST:
                return self.worst
            case _:
                assert_never(mode)


@dataclass(frozen=True, slots=True)
class ClaimTally:
    """The members' totals over all paths: the best proves; what exceeds direct holdings adds."""

    floor: Bound = NOTHING
    extra: int = 0
    extra_open: bool = False

    def plus(self, claim: Claim, held_directly: int) -> ClaimTally:
        floor = self.floor
        if claim.proving:
            floor = highest_floor(floor, Bound(claim.share.lo, claim.share.lo_open))
        more = max(0, claim.share.hi - held_directly)
        is_open = self.extra_open or (more > 0 and claim.share.hi_open)
        return ClaimTally(floor, self.extra + more, is_open)


NO_CLAIMS = ClaimTally()


def share_of(
    column: Column, inside: Totals, claims: ClaimTally, mode: Mode, *, undisclosed: Bound
) -> Bound:
    """What a group has of one column, own shares left out because they do not vote.

    `undisclosed` is the most that unnamed holders may hold on the group's behalf.
    """
    own = column.own or Holding(column.subject, 0, 0)
    outside = column.totals.minus(inside)
    match mode:
        case Mode.SURE:
            floor = inside.floor
            if column.complete:
                left = HUNDRED_PERCENT - own.hi - outside.hi
                floor = highest_floor(floor, Bound(left, outside.hi_open > 0 or own.hi_open))
            others = Bound(HUNDRED_PERCENT - own.lo - floor.value, own.lo_open)
            if column.complete:
                others = lowest_ceiling(others, outside.ceiling)
            # more than nothing, beside nobody else: however little votes, it is all that votes
            if_none = EVERYTHING if floor.open else NOTHING
            return highest_floor(_voting(floor, others, column, if_none=if_none), claims.floor)
        case Mode.POSSIBLE | Mode.WORST:
            reach = Bound(inside.hi + undisclosed.value, inside.hi_open > 0 or undisclosed.open)
            limit_open = outside.lo_open > 0 or (own.lo_open and outside.lo > 0)
            limit = Bound(HUNDRED_PERCENT - own.lo - outside.lo, limit_open)
            ceiling = reach if column.accepted_over_100 else lowest_ceiling(reach, limit)
            if claims.extra:
                ceiling = highest_ceiling(ceiling, _by_claims(reach, outside, own.lo, claims))
            rest: Number = HUNDRED_PERCENT - own.hi - ceiling.value
            forced = Bound(rest, own.hi_open or ceiling.open)
            others = highest_floor(forced, outside.floor, NOTHING)
            # if somebody else has more than nothing, however little votes is not the group's
            if_none = EVERYTHING if mode is Mode.WORST and not others.open else NOTHING
            return _voting(ceiling, others, column, if_none=if_none)
        case _:
            assert_never(mode)


def _by_claims(reach: Bound, outside: Totals, own_lo: int, claims: ClaimTally) -> Bound:
    """A total may run through any holder that somebody can stand behind."""
    by_claims = Bound(reach.value + claims.extra, claims.extra_open)
    limit = HUNDRED_PERCENT - own_lo - outside.fixed_lo
    return lowest_ceiling(by_claims, Bound(max(0, limit)))


def _voting(part: Bound, others: Bound, column: Column, *, if_none: Bound) -> Bound:
    """The part of what votes at all: approached only, if its end or that of the others is."""
    if column.own is None:
        return part
    voting = part.value + others.value
    if voting <= 0:
        return if_none
    is_open = others.open if not others.value else part.open or (part.value > 0 and others.open)
    return Bound(Fraction(part.value * HUNDRED_PERCENT, 1) / voting, is_open)


def undisclosed_for(column: Column, listed: frozenset[str], mode: Mode, test: ControlTest) -> Bound:
    """The most that holders nobody named may have on behalf of the listed parties.

    Where everybody above x is disclosed, an unlisted competitor has less than x.
    """
    if mode is not Mode.WORST:
        return NOTHING
    if column.dimension is Dimension.BOARD and not test.board_needs_attestation:
        return NOTHING
    if column.cap is None or not test.cap_per_competitor:
        return Bound(column.remainder)
    unlisted = len(listed - {holding.owner for holding in column.holdings})
    capped = Bound(column.cap.value * unlisted, column.cap.open and unlisted > 0)
    return lowest_ceiling(capped, Bound(column.remainder))


def share_with(
    book: Book,
    column: Column,
    members: Container[str],
    inside: Totals,
    claims: ClaimTally,
    mode: Mode,
    listed: frozenset[str],
    test: ControlTest,
) -> Bound:
    """What the members have of a column, `inside` at face value: in every scenario, or in one."""
    now = column.scenarios[0] if column.scenarios else column
    here = held_by(book, now, members) if column.scenarios else inside
    ends = [
        share_of(now, here, claims, mode, undisclosed=undisclosed_for(now, listed, mode, test)),
        *(
            _share_as_converted(book, each, members, claims, mode, listed, test)
            for each in column.scenarios[1:]
        ),
    ]
    return lowest_floor(*ends) if mode is Mode.SURE else highest_ceiling(*ends)


def _share_as_converted(
    book: Book,
    column: Column,
    members: Container[str],
    claims: ClaimTally,
    mode: Mode,
    listed: frozenset[str],
    test: ControlTest,
) -> Bound:
    """A short walk: to one who converted or to all the others, and among them to one who votes.

    Own shares do not vote: they lead back to the company. In the worst case all is the group's that
    does not surely come to somebody else.
    """
    places = {column.subject: column}
    if column.others is not None:
        places[column.others.subject] = column.others

    def is_theirs(party: str) -> bool:
        return party in members and party not in places

    def is_others(party: str) -> bool:
        return party not in members and party not in places

    def undisclosed(each: Column) -> Bound:
        return undisclosed_for(each, listed, mode, test)

    look = places.__getitem__
    match mode:
        case Mode.SURE:
            walk = Walk(Aim.LEAST, look, ones=is_theirs, zeros=is_others)
            return highest_floor(walk.bound(column.subject), claims.floor)
        case Mode.POSSIBLE:
            walk = Walk(Aim.MOST, look, ones=is_theirs, zeros=is_others)
            most = walk.bound(column.subject)
        case Mode.WORST:
            walk = Walk(Aim.LEAST, look, ones=is_others, zeros=is_theirs, hidden=undisclosed)
            safe = walk.bound(column.subject)
            most = Bound(HUNDRED_PERCENT - safe.value, safe.open)
        case _:
            assert_never(mode)
    if not claims.extra:
        return most

    def is_fixed(party: str) -> bool:
        return is_others(party) and party in book.terminal

    def may_be_behind(party: str) -> bool:
        return party not in places and not is_fixed(party)

    sitting = Walk(Aim.LEAST, look, ones=is_fixed, zeros=may_be_behind)
    voting = HUNDRED_PERCENT - _own_at_most(places.values(), column.subject)
    more = Fraction(claims.extra * HUNDRED_PERCENT, voting) if voting > 0 else HUNDRED_PERCENT
    limit = HUNDRED_PERCENT - sitting.bound(column.subject).value
    return highest_ceiling(most, Bound(min(most.value + more, limit)))


def _own_at_most(columns: Iterable[Column], subject: str) -> int:
    """What a company may have of itself, as converted or before it is diluted."""
    own = (h.hi for each in columns for h in everyone(each) if h.owner == subject)
    return max(own, default=0)


def passes(threshold: Threshold, bound: Bound, mode: Mode) -> bool:
    return threshold.proved_by(bound) if mode is Mode.SURE else threshold.allowed_by(bound)


def column_of(book: Book, place: Place, mode: Mode) -> Column:
    return book.possible_column(*place) if mode is Mode.POSSIBLE else book.column(*place)


def held_by(book: Book, column: Column, members: Container[str]) -> Totals:
    return Totals.of((h for h in column.holdings if h.owner in members), book.terminal)


def acting_with(book: Book, subject: str, members: Container[str], mode: Mode) -> frozenset[str]:
    """Those who vote their part of `subject` in concert with a member."""
    pool: set[str] = set()
    for concert in book.concerts_on.get(subject, ()):
        counts = mode is not Mode.SURE or book.reading.strength(concert) is Strength.PROVING
        if counts and any(member in members for member in concert.members):
            pool.update(concert.members)
    return frozenset(pool)


def group_share(book: Book, reached: Reach, place: Place, test: ControlTest) -> Measure:
    """What the group and all it controls have of one column together."""
    floor = _share(book, reached, place, test, Mode.SURE)
    ceiling = _share(book, reached, place, test, Mode.POSSIBLE)
    worst = _share(book, reached, place, test, Mode.WORST)
    return Measure(floor, ceiling, highest_ceiling(ceiling, worst))


def _share(book: Book, reached: Reach, place: Place, test: ControlTest, mode: Mode) -> Bound:
    members = reached.members(mode)
    if place[0] in book.terminal:
        return NOTHING
    column = column_of(book, place, mode)
    pool = acting_with(book, place[0], members, mode) if test.joint else frozenset()
    acting = members.keys() | pool if pool else members
    claims = NO_CLAIMS
    for claim in book.claims.get(place, ()):
        if claim.owner in members:
            direct = sum(h.hi for h in column.holdings if h.owner == claim.owner)
            claims = claims.plus(claim, direct)
    inside = held_by(book, column, acting)
    return share_with(book, column, acting, inside, claims, mode, reached.group.listed, test)
