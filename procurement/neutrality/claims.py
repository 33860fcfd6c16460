"""What do the facts say against something a vendor swore?

A claim is held against the facts without it, and without any other: nothing sworn may hide what
contradicts it. What is proved contradicts; what is merely possible is told, and leaves it standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from procurement.neutrality.findings import State
from procurement.neutrality.inquiry import Inquiry, open_inquiry
from procurement.neutrality.policy import Policy
from procurement.neutrality.sentences import amount
from procurement.neutrality.ties import key_person_hires, personal_ties
from vendors.ownership.bounds import Bound, Comparator, Measure, Threshold
from vendors.ownership.closure import shelved, upstream
from vendors.ownership.columns import Column, Consistency, Holding
from vendors.ownership.control import group_share
from vendors.ownership.facts import Attestation, AttestationKind, Fact, Facts
from vendors.ownership.holdings import NOBODY, is_unspecified
from vendors.ownership.integrated import integrated
from vendors.ownership.kinds import Dimension, Kind
from vendors.ownership.reading import read


class Weight(StrEnum):
    """Whether something proves the contrary, or only makes it possible."""

    PROVED = "proved"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something that speaks against a claim.

    :ivar party: who has what nobody was to have; empty where it is about the whole
    :ivar sources: the disclosures that say so
    """

    weight: Weight
    sentence: str
    party: str = ""
    sources: tuple[str, ...] = ()


TESTABLE = frozenset(
    {
        AttestationKind.COMPLETE,
        AttestationKind.ALL_HOLDERS_ABOVE,
        AttestationKind.NOBODY_ABOVE,
        AttestationKind.NO_COMPETITOR_ABOVE,
        AttestationKind.NO_CUSTOMER_DATA_ACCESS,
        AttestationKind.NO_SHARING,
    }
)
_SPOKEN_OF = (Dimension.ECONOMIC, Dimension.VOTES)


def contradictions(
    claim: Attestation, facts: Facts, competitors: Sequence[str], policy: Policy
) -> tuple[Contradiction, ...]:
    """What speaks against a claim on the day of the facts; the proved first, each once."""
    if claim.kind not in TESTABLE:
        return ()
    unsworn = replace(facts, attestations=())
    above = upstream(shelved(facts.facts), [claim.subject])
    inquiry = open_inquiry(unsworn, claim.subject, competitors, policy, above)
    found = dict.fromkeys(_against(claim, inquiry, facts))
    return tuple(sorted(found, key=lambda one: (one.weight is not Weight.PROVED, one.sentence)))


def _against(claim: Attestation, inquiry: Inquiry, facts: Facts) -> Iterator[Contradiction]:
    match claim.kind:
        case AttestationKind.NO_CUSTOMER_DATA_ACCESS:
            yield from _access(inquiry)
        case AttestationKind.NO_SHARING:
            yield from _access(inquiry)
            yield from _shared_people(inquiry)
        case AttestationKind.NO_COMPETITOR_ABOVE:
            yield from _rivals_above(claim, inquiry)
        case AttestationKind.NOBODY_ABOVE:
            yield from _holders_above(claim, inquiry)
        case AttestationKind.COMPLETE | AttestationKind.ALL_HOLDERS_ABOVE:
            yield from _unnamed(claim, inquiry)
            yield from _impossible(claim, inquiry, facts)
        case _:
            return


def _access(inquiry: Inquiry) -> Iterator[Contradiction]:
    """Anybody else with access to the data."""
    for fact in inquiry.in_force_on(inquiry.vendor):
        if fact.kind is not Kind.DATA_ACCESS or fact.owner == inquiry.vendor:
            continue
        name = inquiry.name(fact.owner) if fact.owner else "Somebody nobody names"
        states = {rival.state_of(fact.owner) for rival in inquiry.rivals} if fact.owner else set()
        is_rival = ", of a competitor's group," if State.CONFLICT in states else ""
        verb = "has" if inquiry.proves(fact) else "is reported to have"
        words = f"{name}{is_rival} {verb} access to the data of {inquiry.name(inquiry.vendor)}."
        yield _said(inquiry, fact, words)


def _said(inquiry: Inquiry, fact: Fact, words: str) -> Contradiction:
    weight = Weight.PROVED if inquiry.proves(fact) else Weight.POSSIBLE
    return Contradiction(weight, words, fact.owner or "", (fact.source,))


def _shared_people(inquiry: Inquiry) -> Iterator[Contradiction]:
    """People in both houses may carry what they know; that they do is not proved by it."""
    for rival in inquiry.rivals:
        for finding in (*personal_ties(inquiry, rival), *key_person_hires(inquiry, rival)):
            if finding.state in {State.CONFLICT, State.POSSIBLE}:
                party = finding.about or ""
                yield Contradiction(Weight.POSSIBLE, finding.sentence, party, finding.sources)


def _rivals_above(claim: Attestation, inquiry: Inquiry) -> Iterator[Contradiction]:
    """What the competitors and their groups have, through everybody between."""
    limit, test = _limit(claim), inquiry.policy.control_test
    for rival in inquiry.rivals:
        for dimension in _dimensions(claim):
            if dimension is Dimension.ECONOMIC:
                measure = integrated(inquiry.book, rival.group, inquiry.vendor)
            else:
                place = inquiry.vendor, dimension
                measure = group_share(inquiry.book, rival.control, place, test)
            weight = _weight(limit, measure)
            if weight is not None:
                concerned = _concerned(inquiry, rival.listed)
                names = " and ".join(inquiry.name(party) for party in concerned)
                words = f"{names} {_has(weight)} {_range(measure)} of the {_what(dimension)}"
                sources = _sources(inquiry, rival.group.possible)
                party = rival.listed[0] if len(rival.listed) == 1 else ""
                yield Contradiction(weight, f"{words}; {_sworn(claim)}.", party, sources)


def _concerned(inquiry: Inquiry, listed: Sequence[str]) -> Sequence[str]:
    """The competitors that stand above, or all of them where none is named."""
    return [party for party in listed if party in inquiry.upstream] or listed


def _holders_above(claim: Attestation, inquiry: Inquiry) -> Iterator[Contradiction]:
    """Holders with too much, by what they hold or by a published total over all paths."""
    limit = _limit(claim)
    for dimension in _dimensions(claim):
        sure = {h.owner: h for h in inquiry.book.column(inquiry.vendor, dimension).holdings}
        possible = inquiry.book.possible_column(inquiry.vendor, dimension).holdings
        others = (h for h in possible if h.owner not in sure)
        for holding in (*sure.values(), *others, *_totals(inquiry, dimension)):
            if holding.owner == NOBODY:
                continue
            low, high = Bound(holding.lo, holding.lo_open), Bound(holding.hi, holding.hi_open)
            measure = Measure(low, high, high)
            weight = _weight(limit, measure)
            if weight is not None:
                name = inquiry.book.party(holding.owner).label
                words = f"{name} {_has(weight)} {_range(measure)} of the {_what(dimension)}"
                party = "" if is_unspecified(holding.owner) else holding.owner
                sources = _told(holding.facts)
                yield Contradiction(weight, f"{words}; {_sworn(claim)}.", party, sources)


def _totals(inquiry: Inquiry, dimension: Dimension) -> Iterator[Holding]:
    for total in inquiry.book.claims.get((inquiry.vendor, dimension), ()):
        share = total.share
        lo, lo_open = (share.lo, share.lo_open) if total.proving else (0, False)
        yield Holding(total.owner, lo, share.hi, lo_open, share.hi_open, (total.fact,))


def _unnamed(claim: Attestation, inquiry: Inquiry) -> Iterator[Contradiction]:
    """A holder without a name, in a table in which every such holder is said to be named.

    Of a holder of exactly the value the oath speaks; where everybody is named, of any at all.
    """
    limit = Threshold(Comparator.GE, claim.value) if claim.value else _limit(claim)
    for dimension in _dimensions(claim):
        for holding in inquiry.book.column(inquiry.vendor, dimension).holdings:
            if is_unspecified(holding.owner):
                low, high = Bound(holding.lo, holding.lo_open), Bound(holding.hi, holding.hi_open)
                measure = Measure(low, high, high)
                weight = _weight(limit, measure)
                if weight is not None:
                    words = f"A holder nobody names {_has(weight)} {_range(measure)}"
                    words += f" of the {_what(dimension)}; {_sworn(claim)}."
                    yield Contradiction(weight, words, "", _told(holding.facts))


def _impossible(claim: Attestation, inquiry: Inquiry, facts: Facts) -> Iterator[Contradiction]:
    """Holders that cannot all be right if nobody else is one; a dispute settles nothing."""
    book = read(replace(facts, attestations=(claim,)), inquiry.policy.reading)
    for dimension in _dimensions(claim):
        column = book.column(claim.subject, dimension)
        if column.contradictory:
            weight = Weight.POSSIBLE if column.disputed else Weight.PROVED
            words = (
                f"What is on file of the {_what(dimension)} of {inquiry.name(claim.subject)} "
                f"{_AT_ODDS[column.consistency]}; {_sworn(claim)}."
            )
            yield Contradiction(weight, words, "", _all_told(column))


_AT_ODDS: Mapping[Consistency, str] = {
    Consistency.OVER_100: "comes to more than 100 %",
    Consistency.UNDER_100: "comes to less than 100 %",
    Consistency.OK: "is disputed",
}


def _limit(claim: Attestation) -> Threshold:
    return Threshold(Comparator.GT, claim.value or 0)


def _dimensions(claim: Attestation) -> tuple[Dimension, ...]:
    return _SPOKEN_OF if claim.dimension is None else (claim.dimension,)


def _weight(limit: Threshold, measure: Measure) -> Weight | None:
    if limit.proved_by(measure.lo):
        return Weight.PROVED
    return Weight.POSSIBLE if limit.allowed_by(measure.hi) else None


def _has(weight: Weight) -> str:
    return "has" if weight is Weight.PROVED else "may have"


def _range(measure: Measure) -> str:
    return amount(measure.lo, measure.hi)


def _plain(claim: Attestation) -> str:
    value = Bound(claim.value or 0)
    return amount(value, value)


_WHAT: Mapping[Dimension, str] = {
    Dimension.ECONOMIC: "money",
    Dimension.VOTES: "votes",
    Dimension.BOARD: "board",
    Dimension.DISSOLUTION: "proceeds of a dissolution",
}


def _what(dimension: Dimension) -> str:
    return _WHAT[dimension]


def _sworn(claim: Attestation) -> str:
    match claim.kind:
        case AttestationKind.COMPLETE:
            return "it was sworn that everybody is named"
        case AttestationKind.ALL_HOLDERS_ABOVE:
            return f"it was sworn that everybody with {_plain(claim)} or more is named"
        case AttestationKind.NO_COMPETITOR_ABOVE:
            return f"it was sworn that no competitor has more than {_plain(claim)}"
        case _:
            return f"it was sworn that nobody has more than {_plain(claim)}"


def _told(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.source for fact in facts if fact.source))


def _all_told(column: Column) -> tuple[str, ...]:
    return _told(fact for holding in column.holdings for fact in holding.facts)


def _sources(inquiry: Inquiry, members: Iterable[str]) -> tuple[str, ...]:
    """What is on file of the vendor, said of anybody who may be of the group."""
    group = frozenset(members)
    facts = inquiry.in_force_on(inquiry.vendor)
    own = _told(fact for fact in facts if fact.owner in group)
    return own or _told(fact for fact in facts if fact.spec.dimensions)
