"""What must a missing link be, when a published total over all paths runs through it?

"30 percent of A, indirectly" and a holding of 60 percent of A leave only 50 percent of the holding
company in between. With several missing links the published total is one equation for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from vendors.ownership.book import Book, Claim
from vendors.ownership.columns import Column, Holding
from vendors.ownership.fill import Aim, best_value
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.walk import Walk

ROUNDS = 64


@dataclass(frozen=True, slots=True)
class Inferred:
    """Bounds on one missing link, in units; `lo` above `hi` means that the sources disagree."""

    owner: str
    subject: str
    lo: Fraction
    hi: Fraction


@dataclass(frozen=True, slots=True)
class Equation:
    """`lo` <= sum over links of a weight between its own ends, times the link <= `hi`."""

    lo: Fraction
    hi: Fraction
    weights: Mapping[str, tuple[Fraction, Fraction]]


def inferred_links(book: Book) -> tuple[Inferred, ...]:
    """Every link somebody asked to infer, as narrow as its owner's published totals make it."""
    asked = [fact for fact in book.in_force if fact.infer and fact.owner is not None]
    found: list[Inferred] = []
    for owner in sorted({fact.owner for fact in asked if fact.owner is not None}):
        links = sorted({fact.subject for fact in asked if fact.owner == owner})
        ends = {subject: _room(book, owner, subject) for subject in links}
        equations = [
            equation for claim in _claims(book, owner) for equation in _equation(book, claim, links)
        ]
        narrowed = _propagated(ends, equations)
        found += [Inferred(owner, subject, *narrowed[subject]) for subject in links]
    return tuple(found)


def _claims(book: Book, owner: str) -> Iterator[Claim]:
    return (
        claim
        for claim in book.claims_of.get(owner, ())
        if claim.dimension is Dimension.ECONOMIC and claim.proving
    )


def _room(book: Book, owner: str, subject: str) -> tuple[Fraction, Fraction]:
    """What the subject's other holders leave for the missing link."""
    column = book.column(subject, Dimension.ECONOMIC)
    others = sum(h.lo for h in column.holdings if h.owner != owner)
    own = column.own.lo if column.own else 0
    stated = next((h for h in column.holdings if h.owner == owner), Holding(owner, 0, 0))
    top = max(0, min(stated.hi, HUNDRED_PERCENT - others - own))
    return Fraction(min(stated.lo, top)), Fraction(top)


def _equation(book: Book, claim: Claim, links: Iterable[str]) -> Iterator[Equation]:
    """How often the walk from the claim's subject meets each link's subject, at least and at most.

    The owner's other holdings, and the link's subjects above one another, are walked through as
    they are; the missing links themselves are taken out.
    """
    subjects = frozenset(links)
    met = {
        subject: (
            _met(book, claim, subjects, subject, Aim.LEAST),
            _met(book, claim, subjects, subject, Aim.MOST),
        )
        for subject in sorted(subjects)
    }
    known_least = _met(book, claim, subjects, claim.owner, Aim.LEAST)
    known_most = _met(book, claim, subjects, claim.owner, Aim.MOST)
    yield Equation(claim.share.lo - known_most, claim.share.hi - known_least, met)


def _met(book: Book, claim: Claim, subjects: frozenset[str], met: str, aim: Aim) -> Fraction:
    """As a fraction of one for a link's subject, in units for the owner itself."""

    def without_links(party: str) -> Column:
        column = book.column(party, Dimension.ECONOMIC)
        if party not in subjects:
            return column
        kept = tuple(h for h in column.holdings if h.owner != claim.owner)
        return replace(column, holdings=kept, complete=False)

    barred = claim.owner if met != claim.owner else None
    walk = Walk(
        aim,
        without_links,
        ones=met.__eq__,
        zeros=lambda party: party == barred or (party != met and book.ends_walks(party)),
    )
    reached = Fraction(HUNDRED_PERCENT if claim.subject == met else walk.bound(claim.subject).value)
    if met == claim.owner:
        return reached
    return reached / HUNDRED_PERCENT / (1 - _returning(walk, met))


def _returning(walk: Walk, start: str) -> Fraction:
    """The chance of coming back to where one starts; in a closed circle, nothing is known."""
    for owner in walk.owners(start):
        walk.solve(owner)
    value = best_value(walk.node(start), walk.known, walk.aim)
    return value if value < 1 else Fraction(0)


def _propagated(
    ends: Mapping[str, tuple[Fraction, Fraction]], equations: Iterable[Equation]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Narrow every link by what the others leave, until nothing moves."""
    narrowed = dict(ends)
    equations = tuple(equations)
    for _ in range(ROUNDS):
        before = dict(narrowed)
        for equation in equations:
            for link in equation.weights:
                narrowed[link] = _narrowed(link, equation, narrowed)
        if narrowed == before:
            break
    return narrowed


def _narrowed(
    link: str, equation: Equation, ends: Mapping[str, tuple[Fraction, Fraction]]
) -> tuple[Fraction, Fraction]:
    least, most = equation.weights[link]
    lo, hi = ends[link]
    others = [other for other in equation.weights if other != link]
    rest_least = sum((equation.weights[o][0] * ends[o][0] for o in others), Fraction(0))
    rest_most = sum((equation.weights[o][1] * ends[o][1] for o in others), Fraction(0))
    if most:
        lo = max(lo, (equation.lo - rest_most) / most)
    if least:
        hi = min(hi, (equation.hi - rest_least) / least)
    return lo, hi
