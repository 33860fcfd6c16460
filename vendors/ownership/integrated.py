"""How much of one company's money belongs, directly and through others, to a group?

Walk from the company to one of its owners, drawn by share, to an owner of that owner, and so on:
the integrated interest is the chance of ever meeting a member of the group. Members absorb, so
neither circles nor members owning each other count anything twice; for one owner this is the
integrated ownership of Baldone, Brioschi and Paleari (1997).

The ends over all worlds are attained by one fixed world each (memoryless policies suffice for
reachability), so they are tight for shares that are fixed but unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from vendors.ownership.book import Book, Found, claim_floor
from vendors.ownership.bounds import (
    EVERYTHING,
    NOTHING,
    Bound,
    Measure,
    highest_ceiling,
    lowest_ceiling,
)
from vendors.ownership.columns import Column
from vendors.ownership.control import Group, Mode
from vendors.ownership.fill import Aim
from vendors.ownership.holdings import Strength, stood_for
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension, KindClass
from vendors.ownership.walk import Walk


def integrated(
    book: Book, group: Group, target: str, *, cap_per_competitor: bool = True
) -> Measure:
    """The group's integrated interest in `target`, in units; end flags are exact or cautious."""
    lo, hi = disclosed_ends(book, group, target)
    if target in group.possible:
        return Measure(lo, hi, EVERYTHING)
    worst = _worst(book, group, target, cap_per_competitor=cap_per_competitor)
    return Measure(lo, hi, highest_ceiling(hi, worst))


def disclosed_ends(book: Book, group: Group, target: str) -> tuple[Bound, Bound]:
    """What is proved, and what is possible with the holders that are disclosed."""
    base = book.base
    if base is not None and target in base.closed and _is_in_doubt(base) is _is_in_doubt(book):
        return base.remembered(("ends", group, target), lambda: disclosed_ends(base, group, target))
    lo = EVERYTHING if target in group.sure else _edge(target, least_walk(book, group))
    if target in group.possible:
        return lo, EVERYTHING
    hi = _edge(target, most_walk(book, group))
    total = _published_total(book, group, target)
    if total is None or total.value < lo.value:
        return lo, hi
    return lo, lowest_ceiling(hi, total)


def _published_total(book: Book, group: Group, target: str) -> Bound | None:
    """What the members have at most, if there is a published total for everyone who has any.

    Together they have no more than the sum, because nobody counts what another one absorbs. Where
    anything is only reported, disputed or still to be converted, no total is the last word.
    """
    tops: dict[str, Bound] = {}
    for claim in book.claims.get((target, Dimension.ECONOMIC), ()):
        if claim.proving and claim.owner in group.possible:
            top = Bound(claim.share.hi, claim.share.hi_open)
            tops[claim.owner] = lowest_ceiling(tops.get(claim.owner, EVERYTHING), top)
    others = frozenset(group.possible - tops.keys())
    if not tops or _is_in_doubt(book):
        return None
    if not _nothing_of(book, Mode.POSSIBLE, group, others)(target):
        return None
    return Bound(sum(top.value for top in tops.values()), any(top.open for top in tops.values()))


def _is_in_doubt(book: Book) -> bool:
    """Whether anything, anywhere, is only reported, disputed or still to be converted."""
    base, added = book.base, book.added
    if base is not None and added is not None:
        return _is_in_doubt(base) or _is_in_doubt(added)
    return book.remembered("doubt", lambda: _has_doubts(book))


def _has_doubts(book: Book) -> bool:
    return any(
        fact.spec.kind_class is KindClass.POTENTIAL
        or (
            fact.spec.kind_class is KindClass.EDGE
            and book.reading.strength(fact) is not Strength.PROVING
        )
        for fact in book.in_force
    )


def _edge(target: str, walk: Walk) -> Bound:
    if walk.zeros(target):
        return NOTHING
    return walk.bound(target)


def _nothing_of(
    book: Book, mode: Mode, group: Group, members: frozenset[str]
) -> Callable[[str], bool]:
    """Whether a party is one of which the members can have nothing, however the worlds turn out.

    It belongs to nobody, or is not below any of them through a holding or a total.
    """
    base, added = book.base, book.added
    if base is None or added is None:
        below = _below(book, mode, members)
    else:
        asked = "below", mode, members
        settled = _kept(base, group, asked, lambda: frozenset(_below(base, mode, members)))
        below = _below(added, mode, settled | members)

    def nothing(party: str) -> bool:
        return stood_for(party) not in below or book.ends_walks(stood_for(party))

    return nothing


def _below(book: Book, mode: Mode, members: Iterable[str]) -> set[str]:
    side = book.possible if mode is Mode.POSSIBLE else book.sure
    below = set(members)
    frontier = [owner for owner in below if owner in side.holdings_of or owner in book.claims_of]
    while frontier:
        owner = frontier.pop()
        held = [
            subject
            for (subject, dimension), _ in side.holdings_of.get(owner, ())
            if dimension is Dimension.ECONOMIC
        ]
        held += [claim.subject for claim in book.claims_of.get(owner, ())]
        for subject in held:
            if subject not in below:
                below.add(subject)
                frontier.append(subject)
    return below


def _kept(book: Book, group: Group, asked: Hashable, find_out: Callable[[], Found]) -> Found:
    """Remembered for the groups that a base is about; of others there are too many."""
    if book.starts and book.starts.issuperset(group.listed):
        return book.remembered(asked, find_out)
    return find_out()


def least_walk(book: Book, group: Group) -> Walk:
    """To the members surely of the group, by what is proved."""

    def floor(party: str) -> Bound:
        return claim_floor(book.claims.get((party, Dimension.ECONOMIC), ()), group.sure)

    def make() -> Walk:
        return Walk(
            Aim.LEAST,
            lambda party: book.column(party, Dimension.ECONOMIC),
            ones=group.sure.__contains__,
            zeros=_nothing_of(book, Mode.SURE, group, group.sure),
            floor=floor,
            under=None if book.base is None else least_walk(book.base, group),
            closed=book.settled,
        )

    return _kept(book, group, ("least", group), make)


def most_walk(book: Book, group: Group) -> Walk:
    """To everybody who may be of the group, by all that is possible."""

    def unplaced(party: str, column: Column) -> tuple[int, int]:
        claims = [
            claim
            for claim in book.claims.get((party, Dimension.ECONOMIC), ())
            if claim.owner in group.possible
        ]
        if not claims:
            return 0, HUNDRED_PERCENT
        direct = {holding.owner: holding.hi for holding in column.holdings}
        more = sum(max(0, claim.share.hi - direct.get(claim.owner, 0)) for claim in claims)
        fixed = sum(
            h.lo
            for h in column.holdings
            if h.owner in book.terminal and h.owner not in group.possible
        )
        own = column.own.lo if column.own else 0
        return more, max(0, HUNDRED_PERCENT - own - fixed)

    def make() -> Walk:
        return Walk(
            Aim.MOST,
            lambda party: book.possible_column(party, Dimension.ECONOMIC),
            ones=group.possible.__contains__,
            zeros=_nothing_of(book, Mode.POSSIBLE, group, group.possible),
            unplaced=unplaced,
            under=None if book.base is None else most_walk(book.base, group),
            closed=book.settled,
        )

    return _kept(book, group, ("most", group), make)


def safe_walk(book: Book, group: Group, *, cap_per_competitor: bool = True) -> Walk:
    """The least that must end with people and states outside the group: all else may be its own.

    A circle that nobody outside owns keeps its mass, and so never counts as safe.
    """

    def hidden(column: Column) -> Bound | None:
        if column.cap is None or not cap_per_competitor:
            return None
        unlisted = len(group.listed - {holding.owner for holding in column.holdings})
        return Bound(column.cap.value * unlisted, column.cap.open and unlisted > 0)

    def make() -> Walk:
        under = None
        if book.base is not None:
            under = safe_walk(book.base, group, cap_per_competitor=cap_per_competitor)
        return Walk(
            Aim.LEAST,
            lambda party: book.column(party, Dimension.ECONOMIC),
            ones=lambda party: party in book.terminal and party not in group.possible,
            zeros=lambda party: party in group.possible or party in book.anybody,
            hidden=hidden,
            under=under,
            closed=book.settled,
        )

    return _kept(book, group, ("safe", group, cap_per_competitor), make)


def _worst(book: Book, group: Group, target: str, *, cap_per_competitor: bool) -> Bound:
    if book.is_terminal(target):
        return NOTHING
    if book.is_anybody(target):
        return EVERYTHING
    safe = safe_walk(book, group, cap_per_competitor=cap_per_competitor).bound(target)
    return Bound(HUNDRED_PERCENT - safe.value, safe.open)
