"""How much of one company's money belongs, directly and through others, to a group?

Walk from the company to one of its owners, drawn by share, to an owner of that owner, and so on:
the integrated interest is the chance of ever meeting a member of the group. Members absorb, so
neither circles nor members owning each other count anything twice; for one owner this is the
integrated ownership of Baldone, Brioschi and Paleari (1997).

The ends over all worlds are attained by one fixed world each (memoryless policies suffice for
reachability), so they are tight for shares that are fixed but unknown. Totals over all paths bound
soundly, and perhaps not tightly.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from fractions import Fraction
from math import ceil

from vendors.ownership.book import Book, Found, claim_floor
from vendors.ownership.bounds import (
    EVERYTHING,
    NOTHING,
    Bound,
    Measure,
    highest_ceiling,
    highest_floor,
    lowest_ceiling,
)
from vendors.ownership.columns import Column
from vendors.ownership.control import Group, Mode
from vendors.ownership.fill import Aim
from vendors.ownership.holdings import Strength, stood_for
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension, KindClass
from vendors.ownership.walk import Walk

TOTALS_DEEP = 8
"""So many totals one above another are followed; what is further up is taken for granted less."""


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


def least_walk(book: Book, group: Group, deep: int = TOTALS_DEEP) -> Walk:
    """To the members surely of the group, by what is proved."""

    def make() -> Walk:
        nothing = _nothing_of(book, Mode.SURE, group, group.sure)
        value = _of_claimants(nothing, NOTHING, lambda: least_walk(book, group, deep - 1), deep)

        def floor(party: str) -> Bound:
            """The best total; of that of anybody else, as much as belongs to the group."""
            claims = book.claims.get((party, Dimension.ECONOMIC), ())
            others = (c for c in claims if c.proving and c.owner not in group.sure)
            return highest_floor(
                claim_floor(claims, group.sure),
                *(_part(Bound(c.share.lo, c.share.lo_open), value(c.owner)) for c in others),
            )

        return Walk(
            Aim.LEAST,
            lambda party: book.column(party, Dimension.ECONOMIC),
            ones=group.sure.__contains__,
            zeros=nothing,
            floor=floor,
            under=None if book.base is None else least_walk(book.base, group, deep),
            closed=book.settled,
        )

    return _kept(book, group, ("least", group, deep), make)


def most_walk(book: Book, group: Group, deep: int = TOTALS_DEEP) -> Walk:
    """To everybody who may be of the group, by all that is possible."""

    def make() -> Walk:
        nothing = _nothing_of(book, Mode.POSSIBLE, group, group.possible)
        value = _of_claimants(nothing, EVERYTHING, lambda: most_walk(book, group, deep - 1), deep)

        def unplaced(party: str, column: Column) -> tuple[int, int]:
            """What totals say beyond what is held directly, as far as it may be the group's."""
            claims = book.claims.get((party, Dimension.ECONOMIC), ())
            if not claims:
                return 0, HUNDRED_PERCENT
            direct = {holding.owner: holding.hi for holding in column.holdings}
            more = 0
            for claim in claims:
                beyond = Bound(max(0, claim.share.hi - direct.get(claim.owner, 0)))
                is_member = claim.owner in group.possible
                part = beyond if is_member else _part(beyond, value(claim.owner))
                more += ceil(part.value)
            fixed = sum(
                h.lo
                for h in column.holdings
                if h.owner in book.terminal and h.owner not in group.possible
            )
            own = column.own.lo if column.own else 0
            return more, max(0, HUNDRED_PERCENT - own - fixed)

        return Walk(
            Aim.MOST,
            lambda party: book.possible_column(party, Dimension.ECONOMIC),
            ones=group.possible.__contains__,
            zeros=nothing,
            unplaced=unplaced,
            under=None if book.base is None else most_walk(book.base, group, deep),
            closed=book.settled,
        )

    return _kept(book, group, ("most", group, deep), make)


def _of_claimants(
    nothing: Callable[[str], bool], unsaid: Bound, walk: Callable[[], Walk], deep: int
) -> Callable[[str], Bound]:
    """What of those who are no members, and have a total, is the group's.

    Whoever has a total of `a` is met with chance `a`, and from there the group with its own
    chance, so the group is met with at least the product of the two. That chance may rest on the
    totals of others again: each walk asks one that goes a step less `deep`, and the last one takes
    for granted what is `unsaid`, which claims less.
    """
    asked: list[Walk] = []

    def value(owner: str) -> Bound:
        if nothing(owner):
            return NOTHING
        if not deep:
            return unsaid
        if not asked:
            asked.append(walk())
        return asked[0].bound(owner)

    return value


def _part(share: Bound, value: Bound) -> Bound:
    """The product of two ends; nothing of anything is nothing, whether or not it is approached."""
    product = Fraction(share.value) * value.value / HUNDRED_PERCENT
    return Bound(product, (share.open or value.open) and product > 0) if product else NOTHING


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
