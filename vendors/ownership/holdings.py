"""Which share in which dimension does each fact speak of, and which facts speak of one holding?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from vendors.ownership.columns import Holding
from vendors.ownership.facts import Confidence, Fact
from vendors.ownership.interval import HUNDRED_PERCENT, Interval
from vendors.ownership.kinds import DIRECTORSHIPS, Dimension, Kind, KindClass

EVERYTHING_OR_NOTHING = Interval.unknown()
NO_SHARE = Interval.exact(0)


class Strength(IntEnum):
    """What a fact may do: prove, make possible, or put the column in doubt."""

    WEAK = 0
    DISPUTED = 1
    PROVING = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """How the policy reads facts; everything else about a fact is not a matter of opinion."""

    one_share_one_vote: bool = True
    accept_over_100: bool = False
    proving: frozenset[Confidence] = frozenset({Confidence.CONFIRMED, Confidence.PROBABLE})

    def strength(self, fact: Fact) -> Strength:
        if fact.confidence is Confidence.DISPUTED:
            return Strength.DISPUTED
        return Strength.PROVING if fact.confidence in self.proving else Strength.WEAK


@dataclass(frozen=True, slots=True)
class Part:
    """What one fact says of one dimension."""

    owner: str
    subject: str
    dimension: Dimension
    share: Interval
    fact: Fact

    @property
    def holding_key(self) -> tuple[str, str, str]:
        """Facts with one key are one holding: the same record, or the same thing told twice.

        Shares without votes are a paper of their own beside the others of their record.
        """
        if self.fact.same_as is not None:
            return self.fact.same_as, self.fact.share_class, ""
        silent = self.fact.kind is Kind.NON_VOTING_SHARES
        return self.fact.record, self.fact.share_class, self.fact.kind if silent else ""


def unspecified_owner(fact: Fact) -> str:
    """A stand-in for the holder a source does not name; no party can have this id."""
    return f"\x00{fact.record}"


def holder_of(fact: Fact) -> str:
    """The interested party, or the stand-in for it where no source names it."""
    return unspecified_owner(fact) if fact.owner is None else fact.owner


NOBODY = "\x01nobody"
"""Takes up what belongs to no holder at all: seats that only the general meeting fills."""


def others_of(subject: str) -> str:
    """A stand-in for all who do not convert, where others do; no party can have this id."""
    return f"\x02{subject}"


def stood_for(party: str) -> str:
    """The company that a stand-in for its other holders belongs to; of anybody else, the party."""
    return party.removeprefix("\x02")


def is_unspecified(owner: str) -> bool:
    return owner.startswith("\x00")


StatedVotes = Mapping[tuple[str | None, str], Strength]
"""Of holder and company: how strongly the votes are stated, so that shares need not speak."""


def stated_votes(facts: Iterable[Fact], reading: Reading) -> StatedVotes:
    stated: dict[tuple[str | None, str], Strength] = {}
    for fact in facts:
        if fact.kind is Kind.VOTING_RIGHTS:
            pair = fact.owner, fact.subject
            stated[pair] = max(stated.get(pair, Strength.WEAK), reading.strength(fact))
    return stated


def parts_of(fact: Fact, reading: Reading, voting: StatedVotes) -> Iterator[Part]:
    """What a fact about an edge says, dimension by dimension; nothing for other facts."""
    owner = holder_of(fact)
    for dimension, share in _shares(fact, reading, voting):
        holder = fact.nominated_by if fact.kind in DIRECTORSHIPS else owner
        if holder is not None:
            yield Part(holder, fact.subject, dimension, share, fact)


def _shares(
    fact: Fact, reading: Reading, voting: StatedVotes
) -> Iterator[tuple[Dimension, Interval]]:
    share = fact.share or EVERYTHING_OR_NOTHING
    match fact.kind:
        case Kind.ORDINARY_SHARES:
            yield Dimension.ECONOMIC, share
            yield Dimension.VOTES, share
        case Kind.SHAREHOLDING:
            yield Dimension.ECONOMIC, share
            if reading.one_share_one_vote and not _has_stated_votes(fact, reading, voting):
                yield Dimension.VOTES, share
        case Kind.NON_VOTING_SHARES:
            yield Dimension.ECONOMIC, share
            yield Dimension.VOTES, NO_SHARE
        case Kind.UNKNOWN:
            possible = Interval(0, share.hi, hi_open=share.hi_open)
            yield Dimension.ECONOMIC, possible
            yield Dimension.VOTES, possible
        case Kind.BOARD_APPOINTMENT:
            yield Dimension.BOARD, fact.share or _seats(fact) or EVERYTHING_OR_NOTHING
        case Kind.BOARD_SEAT | Kind.BOARD_CHAIR:
            seats = _seats(fact) if fact.nominated_by else None
            if seats is not None:
                yield Dimension.BOARD, seats
        case _ if fact.spec.kind_class is KindClass.EDGE:
            for dimension in sorted(fact.spec.dimensions):
                yield dimension, share
        case _:
            return


def _has_stated_votes(fact: Fact, reading: Reading, voting: StatedVotes) -> bool:
    """A mere report of votes does not silence shares that are more than reported."""
    stated = voting.get((fact.owner, fact.subject))
    return stated is not None and stated >= min(reading.strength(fact), Strength.DISPUTED)


def _seats(fact: Fact) -> Interval | None:
    """A share of the seats; a seat is one, unless it says otherwise."""
    if not fact.seats_total:
        return None
    return Interval.from_counts(min(fact.seats or 1, fact.seats_total), fact.seats_total)


def potential_parts(fact: Fact) -> Iterator[Part]:
    """What an option or a convertible would come to, as converted, in money and in votes."""
    if fact.spec.kind_class is KindClass.POTENTIAL:
        owner = holder_of(fact)
        share = fact.share or EVERYTHING_OR_NOTHING
        yield Part(owner, fact.subject, Dimension.ECONOMIC, share, fact)
        yield Part(owner, fact.subject, Dimension.VOTES, share, fact)


@dataclass(frozen=True, slots=True)
class Pooled:
    """One owner's holdings of one column; `clash` when two sources cannot both be right."""

    holding: Holding
    clash: bool = False


def pool(owner: str, parts: Sequence[Part]) -> Pooled:
    """Add up an owner's holdings, each counted once however many sources tell of it."""
    lo = hi = 0
    lo_open = hi_open = clash = False
    for same in _grouped(parts):
        share, agreed = _one_holding([part.share for part in same])
        lo, hi = lo + share.lo, hi + share.hi
        lo_open, hi_open = lo_open or share.lo_open, hi_open or share.hi_open
        clash = clash or not agreed
    facts = tuple(part.fact for part in parts)
    if hi > HUNDRED_PERCENT:
        hi, hi_open = max(lo, HUNDRED_PERCENT), False
    return Pooled(Holding(owner, lo, hi, lo_open, hi_open, facts), clash)


def _grouped(parts: Sequence[Part]) -> Iterable[list[Part]]:
    if len(parts) == 1:
        return (list(parts),)
    grouped: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    for part in parts:
        grouped[part.holding_key].append(part)
    return grouped.values()


def _one_holding(shares: Sequence[Interval]) -> tuple[Interval, bool]:
    """Where all sources agree; where they cannot, everything any of them says."""
    lo, lo_open = max((s.lo, s.lo_open) for s in shares)
    hi, hi_closed = min((s.hi, not s.hi_open) for s in shares)
    if lo < hi or (lo == hi and hi_closed and not lo_open):
        return Interval(lo, hi, lo_open, not hi_closed), True
    low, low_open = min((s.lo, s.lo_open) for s in shares)
    high, high_closed = max((s.hi, not s.hi_open) for s in shares)
    return Interval(low, high, low_open, not high_closed), False
