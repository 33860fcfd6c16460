"""Which debts, revenues, contracts and shareholdings in common bind the vendor to a competitor?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from procurement.neutrality.evidence import fact_path
from procurement.neutrality.findings import Finding, PathStep, State, TieCode
from procurement.neutrality.inquiry import Inquiry, Rival
from procurement.neutrality.involved import named, with_its_group
from procurement.neutrality.measures import measured
from procurement.neutrality.policy import units
from procurement.neutrality.sentences import amount, limit, short
from procurement.neutrality.ties import tie
from vendors.ownership.bounds import (
    EVERYTHING,
    NOTHING,
    Bound,
    Comparator,
    Measure,
    Threshold,
    highest_ceiling,
    highest_floor,
)
from vendors.ownership.ceilings import ceilings
from vendors.ownership.columns import Column, Holding
from vendors.ownership.control import Group, Mode
from vendors.ownership.facts import Basis, Fact, Kind
from vendors.ownership.groups import above
from vendors.ownership.integrated import disclosed_ends, integrated
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.kinds import Dimension

PLAIN = {
    Kind.EXCLUSIVE_SUPPLY: (TieCode.EXCLUSIVE_SUPPLY, "{vendor} supplies {rival} exclusively."),
    Kind.SOLE_SOURCE: (TieCode.SOLE_SOURCE, "{rival} is the sole source of {vendor}."),
    Kind.DATA_ACCESS: (TieCode.DATA_ACCESS, "{rival} has access to data of {vendor}."),
    Kind.LICENCE: (TieCode.LICENCE, "{rival} and {vendor} are bound by a licence."),
    Kind.GUARANTEE: (TieCode.GUARANTEE, "{rival} guarantees obligations of {vendor}."),
}
MANAGED = (TieCode.MANAGEMENT_CONTRACT, "{rival} manages {vendor} under a contract.")
MOST_COMMON_HOLDERS = 50


def debts(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    threshold = Threshold(Comparator.GE, units(inquiry.policy.debt_pct))
    sentence = "{vendor} owes {rival} {share} of its debt, where {limit} is a tie."
    yield from _added_up(inquiry, rival, Kind.DEBT, TieCode.DEBT, threshold, sentence)


def revenues(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    threshold = Threshold(Comparator.GE, units(inquiry.policy.revenue_pct))
    sentence = "{vendor} earns {share} of its revenue from {rival}, where {limit} is a tie."
    code = TieCode.REVENUE_DEPENDENCY
    yield from _added_up(inquiry, rival, Kind.REVENUE_SHARE, code, threshold, sentence)


def contracts(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """Exclusive or sole supply, licences, guarantees, data access and management contracts."""
    for fact in inquiry.in_force_on(inquiry.vendor):
        described = PLAIN.get(fact.kind)
        if fact.kind is Kind.CONTROL_ASSERTION and fact.basis is Basis.MANAGEMENT_CONTRACT:
            described = MANAGED
        if described is not None and fact.owner is not None:
            state = _fact_state(inquiry, rival, fact)
            if state is not State.CLEAR:
                code, sentence = described
                said = sentence.format(
                    vendor=inquiry.name(inquiry.vendor),
                    rival=with_its_group(inquiry, rival, fact.owner),
                )
                yield tie(inquiry, rival, state, code, said, [fact])


def reverse_holdings(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """What the vendor has of a competitor."""
    threshold = Threshold(Comparator.GE, units(inquiry.policy.reverse_equity))
    has_none = inquiry.is_apart and not threshold.allowed_by(NOTHING)
    if has_none:
        return
    most = ceilings(inquiry.book, [inquiry.vendor])
    for competitor in rival.listed:
        if competitor == inquiry.vendor:
            continue
        if not threshold.allowed_by(Bound(most.of(inquiry.vendor, competitor))):
            continue
        share = integrated(inquiry.book, Group.of([inquiry.vendor]), competitor)
        state = _proved_or_possible(threshold, share)
        if state is not State.CLEAR:
            sentence = (
                f"{inquiry.name(inquiry.vendor)} has {short(share)} of the economic interest in "
                f"{inquiry.name(competitor)}, where {limit(threshold)} is a tie."
            )
            path = (
                PathStep(inquiry.vendor, Dimension.ECONOMIC.value, short(share)),
                PathStep(competitor),
            )
            code = TieCode.VENDOR_OWNS_COMPETITOR
            facts = _holding_facts(inquiry, inquiry.vendor, competitor)
            found = tie(inquiry, rival, state, code, sentence, facts, paths=(path,))
            found = replace(found, involved=(competitor,))
            yield replace(found, **measured(Dimension.ECONOMIC.value, share, threshold))


def close_links(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """Somebody with a large part of both, of money or of votes; the nearest holders first."""
    if not inquiry.policy.close_link:
        return
    threshold = Threshold(Comparator.GE, units(inquiry.policy.close_link_pct))
    of_vendor: dict[str, Measure] = {}
    for holder, competitor in _large_in_both(inquiry, rival, threshold):
        if holder not in of_vendor:
            of_vendor[holder] = _stake(inquiry, holder, inquiry.vendor)
        here = of_vendor[holder]
        if _proved_or_possible(threshold, here) is State.CLEAR:
            continue
        there = _stake(inquiry, holder, competitor)
        state = min(
            _proved_or_possible(threshold, here),
            _proved_or_possible(threshold, there),
            key=lambda state: state.rank,
        )
        if state is not State.CLEAR:
            yield _close_link(inquiry, rival, state, (holder, competitor), (here, there), threshold)


def _large_in_both(
    inquiry: Inquiry, rival: Rival, threshold: Threshold
) -> Iterator[tuple[str, str]]:
    """Those of whom it is worth reckoning exactly what they have: in large graphs that is slow."""
    pairs = list(_in_common(inquiry, rival))
    if not pairs:
        return
    most = ceilings(inquiry.book, [holder for holder, _ in pairs])

    def may_be_large(holder: str, company: str) -> bool:
        votes = _votes(inquiry.book.possible_column(company, Dimension.VOTES), holder)
        money = Bound(most.of(holder, company))
        return threshold.allowed_by(highest_ceiling(money, _upper_end(votes)))

    holders = dict.fromkeys(holder for holder, _ in pairs)
    large = {holder for holder in holders if may_be_large(holder, inquiry.vendor)}
    for holder, competitor in pairs:
        if holder in large and may_be_large(holder, competitor):
            yield holder, competitor


def _in_common(inquiry: Inquiry, rival: Rival) -> Iterator[tuple[str, str]]:
    competitors = [competitor for competitor in rival.listed if competitor != inquiry.vendor]
    above_any = _above(inquiry, competitors)
    candidates = [
        party
        for party in _above(inquiry, [inquiry.vendor])
        if party in above_any
        and party not in inquiry.competitors
        and party not in inquiry.book.anybody
    ]
    if not candidates:  # as most vendors: the walks above each competitor are not worth it
        return
    for competitor in competitors:
        theirs = _above(inquiry, [competitor])
        named = (party for party in candidates if party in theirs)
        for holder, _ in zip(named, range(MOST_COMMON_HOLDERS), strict=False):
            yield holder, competitor


def _above(inquiry: Inquiry, companies: Sequence[str]) -> Mapping[str, None]:
    both = (Dimension.ECONOMIC, Dimension.VOTES)
    return above(inquiry.book, companies, both, Mode.POSSIBLE)


def _stake(inquiry: Inquiry, holder: str, company: str) -> Measure:
    """Money through all chains, or votes held directly, whichever is more."""
    lo, hi = disclosed_ends(inquiry.book, Group.of([holder]), company)
    sure = _votes(inquiry.book.column(company, Dimension.VOTES), holder)
    possible = _votes(inquiry.book.possible_column(company, Dimension.VOTES), holder)
    top = highest_ceiling(hi, _upper_end(possible))
    floor = NOTHING if sure is None else Bound(sure.lo, sure.lo_open)
    return Measure(highest_floor(lo, floor), top, top)


def _votes(column: Column, holder: str) -> Holding | None:
    return next((holding for holding in column.holdings if holding.owner == holder), None)


def _upper_end(holding: Holding | None) -> Bound:
    return NOTHING if holding is None else Bound(holding.hi, holding.hi_open)


def _close_link(
    inquiry: Inquiry,
    rival: Rival,
    state: State,
    ends: tuple[str, str],
    shares: tuple[Measure, Measure],
    threshold: Threshold,
) -> Finding:
    holder, competitor = ends
    sentence = (
        f"{inquiry.name(holder)} has {short(shares[0])} of {inquiry.name(inquiry.vendor)} and "
        f"{short(shares[1])} of {inquiry.name(competitor)}, in money or votes, where "
        f"{limit(threshold)} of both is a close link."
    )
    paths = (
        (PathStep(holder, "shares", short(shares[0])), PathStep(inquiry.vendor)),
        (PathStep(holder, "shares", short(shares[1])), PathStep(competitor)),
    )
    facts = [
        *_holding_facts(inquiry, holder, inquiry.vendor),
        *_holding_facts(inquiry, holder, competitor),
    ]
    code = TieCode.COMMON_HOLDER
    found = tie(inquiry, rival, state, code, sentence, facts, about=holder, paths=paths)
    found = replace(found, involved=(competitor,))
    return replace(found, **measured(Dimension.ECONOMIC.value, shares[0], threshold))


def _holding_facts(inquiry: Inquiry, owner: str, subject: str) -> list[Fact]:
    return [
        fact
        for dimension in (Dimension.ECONOMIC, Dimension.VOTES)
        for holding in inquiry.book.possible_column(subject, dimension).holdings
        if holding.owner == owner
        for fact in holding.facts
    ]


def _added_up(
    inquiry: Inquiry,
    rival: Rival,
    kind: Kind,
    code: TieCode,
    threshold: Threshold,
    sentence: str,
) -> Iterator[Finding]:
    """What all members together have of something that has one whole."""
    facts = [
        fact
        for fact in inquiry.in_force_on(inquiry.vendor)
        if fact.kind is kind and fact.owner is not None and rival.state_of(fact.owner).rank
    ]
    share = _sum(inquiry, rival, facts)
    state = _proved_or_possible(threshold, share)
    if state is not State.CLEAR:
        mode = Mode.SURE if state is State.CONFLICT else Mode.POSSIBLE
        owners = [fact.owner for fact in facts if fact.owner is not None]
        said = sentence.format(
            vendor=inquiry.name(inquiry.vendor),
            rival=named(inquiry, rival, list(dict.fromkeys(owners)), mode),
            share=amount(share.lo, share.hi),
            limit=limit(threshold),
        )
        paths = tuple(fact_path(inquiry, fact) for fact in facts)
        found = tie(inquiry, rival, state, code, said, facts, paths=paths)
        yield replace(found, **measured(kind.value, share, threshold))


def _sum(inquiry: Inquiry, rival: Rival, facts: list[Fact]) -> Measure:
    """One record counts once; what is only reported, or possibly a member's, proves nothing."""
    lo = hi = 0
    lo_open = hi_open = False
    for fact in {fact.same_as or fact.record: fact for fact in facts}.values():
        if fact.share is None:
            hi = HUNDRED_PERCENT
            continue
        if _fact_state(inquiry, rival, fact) is State.CONFLICT:
            lo, lo_open = lo + fact.share.lo, lo_open or fact.share.lo_open
        hi, hi_open = hi + fact.share.hi, hi_open or fact.share.hi_open
    ceiling = Bound(hi, hi_open) if hi < HUNDRED_PERCENT else EVERYTHING
    return Measure(Bound(min(lo, HUNDRED_PERCENT), lo_open), ceiling, ceiling)


def _fact_state(inquiry: Inquiry, rival: Rival, fact: Fact) -> State:
    state = State.CLEAR if fact.owner is None else rival.state_of(fact.owner)
    return State.POSSIBLE if state.rank and not inquiry.proves(fact) else state


def _proved_or_possible(threshold: Threshold, share: Measure) -> State:
    """A tie that nobody spoke of is none: what is undisclosed does not count here."""
    if threshold.proved_by(share.lo):
        return State.CONFLICT
    return State.POSSIBLE if threshold.allowed_by(share.hi) else State.CLEAR
