"""Which debts, revenues, contracts and shareholdings in common bind the vendor to a competitor?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    lowest_ceiling,
)
from vendors.ownership.ceilings import ceilings
from vendors.ownership.control import Group, Mode, Reach, group_share
from vendors.ownership.facts import Basis, Fact, Interval, Kind
from vendors.ownership.groups import above
from vendors.ownership.integrated import disclosed_ends, integrated
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
        if threshold.allowed_by(Bound(most.of(holder, company))):
            return True
        return threshold.allowed_by(_votes(inquiry, holder, company).hi)

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
    """Money through all chains, or the holder's own votes, whichever is more."""
    lo, hi = disclosed_ends(inquiry.book, Group.of([holder]), company)
    votes = _votes(inquiry, holder, company)
    top = highest_ceiling(hi, votes.hi)
    return Measure(highest_floor(lo, votes.lo), top, top)


def _votes(inquiry: Inquiry, holder: str, company: str) -> Measure:
    """The votes of the holder alone, directly or as a published total; own shares do not vote."""
    alone = {holder: 0}
    reached = Reach(Group.of([holder]), alone, alone, alone)
    place = company, Dimension.VOTES
    return group_share(inquiry.book, reached, place, inquiry.policy.control_test)


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


def _sum(inquiry: Inquiry, rival: Rival, facts: Sequence[Fact]) -> Measure:
    """One record counts once; what is only reported, or possibly a member's, proves nothing."""
    told: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        told[fact.same_as or fact.record].append(fact)
    lows, highs = [NOTHING], [NOTHING]
    for same in told.values():
        proved = [f for f in same if _fact_state(inquiry, rival, f) is State.CONFLICT]
        lows.append(highest_floor(NOTHING, *(_lower_end(fact) for fact in proved)))
        highs.append(highest_ceiling(*(_upper_end(fact) for fact in same)))
    hi = lowest_ceiling(_total(highs), EVERYTHING)
    return Measure(lowest_ceiling(_total(lows), EVERYTHING), hi, hi)


def _lower_end(fact: Fact) -> Bound:
    share = fact.share or Interval.unknown()
    return Bound(share.lo, share.lo_open)


def _upper_end(fact: Fact) -> Bound:
    share = fact.share or Interval.unknown()
    return Bound(share.hi, share.hi_open)


def _total(bounds: Iterable[Bound]) -> Bound:
    bounds = tuple(bounds)
    return Bound(sum(bound.value for bound in bounds), any(bound.open for bound in bounds))


def _fact_state(inquiry: Inquiry, rival: Rival, fact: Fact) -> State:
    state = State.CLEAR if fact.owner is None else rival.state_of(fact.owner)
    return State.POSSIBLE if state.rank and not inquiry.proves(fact) else state


def _proved_or_possible(threshold: Threshold, share: Measure) -> State:
    """A tie that nobody spoke of is none: what is undisclosed does not count here."""
    if threshold.proved_by(share.lo):
        return State.CONFLICT
    return State.POSSIBLE if threshold.allowed_by(share.hi) else State.CLEAR
