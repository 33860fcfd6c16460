"""Why does a company belong to a group? The proof, from the company back to the group itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vendors.ownership.book import Book, Claim
from vendors.ownership.bounds import NOTHING, Bound
from vendors.ownership.columns import Column, Holding, Totals
from vendors.ownership.control import (
    NO_CLAIMS,
    ControlTest,
    Members,
    Mode,
    Reach,
    acting_with,
    column_of,
    passes,
    share_of,
    share_with,
)
from vendors.ownership.facts import Fact
from vendors.ownership.holdings import Strength
from vendors.ownership.kinds import Dimension


class Ground(StrEnum):
    VOTES = "votes"
    BOARD = "board"
    ECONOMIC = "economic"
    DISSOLUTION = "dissolution"
    ASSERTION = "assertion"
    VETO = "veto"
    CLAIM = "claim"
    CONCERT = "concert"
    UNDISCLOSED = "undisclosed"


@dataclass(frozen=True, slots=True)
class Step:
    """One company of the proof; every premise belongs to the group by an earlier round.

    `share` is what the holdings come to: more than their sum where the company's own shares do not
    vote, or where a complete list leaves the rest to them. A proof has the lower end, else the
    upper one. `dimension` is that of a total over all paths, which may be of votes or of seats.
    """

    party: str
    round: int
    ground: Ground
    premises: tuple[str, ...]
    holdings: tuple[Holding, ...] = ()
    facts: tuple[Fact, ...] = ()
    share: Bound | None = None
    own: Holding | None = None
    mode: Mode = Mode.SURE
    dimension: Dimension | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The members that had joined before a round."""

    members: Members
    before: int

    def __contains__(self, party: object) -> bool:
        return isinstance(party, str) and self.members.get(party, self.before) < self.before


def derivation(
    book: Book, reached: Reach, test: ControlTest, mode: Mode, target: str
) -> tuple[Step, ...]:
    """The steps that put `target` into the group, in the order of their rounds; none if it is not.

    Each step rests on the smallest set of members, the largest holdings first, that passes.
    """
    members = reached.members(mode)
    if target not in members:
        return ()
    steps: dict[str, Step] = {}
    waiting = [target]
    while waiting:
        party = waiting.pop()
        if party in steps or members[party] == 0:
            continue
        steps[party] = step = _step(book, reached, test, mode, party)
        waiting.extend(premise for premise in step.premises if premise in members)
    return tuple(sorted(steps.values(), key=lambda step: (step.round, step.party)))


def _step(book: Book, reached: Reach, test: ControlTest, mode: Mode, party: str) -> Step:
    members = reached.members(mode)
    earlier = Earlier(members, members[party])
    found = _said(book, test, mode, party, earlier)
    for dimension in test.dimensions:
        if found is None:
            found = _held(book, reached, test, mode, (party, dimension), earlier)
    if found is None:
        found = Step(party, 0, Ground.UNDISCLOSED, ())
    return replace(found, round=members[party], mode=mode)


def _said(book: Book, test: ControlTest, mode: Mode, party: str, earlier: Earlier) -> Step | None:
    if test.by_assertion:
        for said in book.assertions_on.get(party, ()):
            if said.owner in earlier and (said.proving or mode is not Mode.SURE):
                return Step(party, 0, Ground.ASSERTION, (said.owner,), facts=(said.fact,))
    if test.joint:
        for veto in book.vetoes_on.get(party, ()):
            if veto.owner in earlier and (veto.proving or mode is not Mode.SURE):
                return Step(party, 0, Ground.VETO, (veto.owner,), facts=(veto.fact,))
    return None


def _held(
    book: Book,
    reached: Reach,
    test: ControlTest,
    mode: Mode,
    place: tuple[str, Dimension],
    earlier: Earlier,
) -> Step | None:
    column = column_of(book, place, mode)
    listed = reached.group.listed

    def share_in_hands_of(some: Sequence[Holding]) -> Bound:
        owners = {holding.owner for holding in some}
        inside = Totals.of(some, book.terminal)
        return share_with(book, column, owners, inside, NO_CLAIMS, mode, listed, test)

    best_claim = _best_claim(book, test, mode, place, earlier)
    if best_claim is not None:
        return Step(
            place[0],
            0,
            Ground.CLAIM,
            (best_claim.owner,),
            facts=(best_claim.fact,),
            dimension=place[1],
        )
    pool: frozenset[str] = frozenset()
    if test.joint:
        pool = acting_with(book, place[0], earlier, mode)
    chosen: list[Holding] = []
    for holding in _largest_first(column, earlier, pool, mode):
        if passes(test.threshold, share_in_hands_of(chosen), mode):
            break
        chosen.append(holding)
    share = share_in_hands_of(chosen)
    if not passes(test.threshold, share, mode):
        return _together(book, test, mode, place, earlier, Totals.of(chosen, book.terminal))
    premises = tuple(h.owner for h in chosen if h.owner in earlier)
    if len(premises) == len(chosen):
        ground = Ground(place[1].value) if chosen else Ground.UNDISCLOSED
        return Step(place[0], 0, ground, premises, tuple(chosen), (), share, column.own)
    facts = tuple(_concerts(book, place[0], pool, mode))
    # Those of the group may hold nothing of it themselves: they act with those who do.
    members = dict.fromkeys(m for fact in facts for m in sorted(fact.members) if m in earlier)
    premises = premises or tuple(members)
    return Step(place[0], 0, Ground.CONCERT, premises, tuple(chosen), facts, share, column.own)


def _together(
    book: Book,
    test: ControlTest,
    mode: Mode,
    place: tuple[str, Dimension],
    earlier: Earlier,
    inside: Totals,
) -> Step | None:
    """Totals over all paths that pass only when each is another's beside the other: possible."""
    column = column_of(book, place, mode)
    said = [claim for claim in book.claims.get(place, ()) if claim.owner in earlier]
    claims = NO_CLAIMS
    for claim in said:
        direct = sum(h.hi for h in column.holdings if h.owner == claim.owner)
        claims = claims.plus(claim, direct)
    share = share_of(column, inside, claims, mode, undisclosed=NOTHING)
    if mode is Mode.SURE or not claims.extra or not passes(test.threshold, share, mode):
        return None
    owners = tuple(dict.fromkeys(claim.owner for claim in said))
    facts = tuple(claim.fact for claim in said)
    return Step(place[0], 0, Ground.CLAIM, owners, facts=facts, share=share, dimension=place[1])


def _largest_first(
    column: Column, earlier: Earlier, pool: frozenset[str], mode: Mode
) -> list[Holding]:
    held = [h for h in column.holdings if h.owner in earlier or h.owner in pool]
    if mode is Mode.SURE:
        return sorted(held, key=lambda h: (-h.lo, h.owner))
    return sorted(held, key=lambda h: (-h.hi, h.owner))


def _best_claim(
    book: Book, test: ControlTest, mode: Mode, place: tuple[str, Dimension], earlier: Earlier
) -> Claim | None:
    for claim in book.claims.get(place, ()):
        if claim.owner not in earlier or (mode is Mode.SURE and not claim.proving):
            continue
        share = claim.share
        end = (
            Bound(share.lo, share.lo_open) if mode is Mode.SURE else Bound(share.hi, share.hi_open)
        )
        if passes(test.threshold, end, mode):
            return claim
    return None


def _concerts(book: Book, subject: str, pool: frozenset[str], mode: Mode) -> Iterator[Fact]:
    for fact in book.concerts_on.get(subject, ()):
        counts = mode is not Mode.SURE or book.reading.strength(fact) is Strength.PROVING
        if counts and not pool.isdisjoint(fact.members):
            yield fact
