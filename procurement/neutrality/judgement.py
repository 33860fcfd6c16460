"""Is this vendor at arm's length from the competitors, and why?

`judge` is a pure function of what it is given: the facts known at one moment (the caller has
dropped superseded ones, and keeps past and future validity), the vendor's party, the competitors
in force on the day, and the policy. Which facts must be loaded is said by
`vendors.ownership.closure.needed_next`; more does not matter, less may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from procurement.neutrality import common_holders, dependence, ties
from procurement.neutrality.boundary import is_stale, next_boundary
from procurement.neutrality.digest import ENGINE_VERSION, input_digest
from procurement.neutrality.evidence import without_stand_ins
from procurement.neutrality.findings import Finding, Level, Settling, State
from procurement.neutrality.groups import Groups, groups_of
from procurement.neutrality.inquiry import Inquiry, inquire
from procurement.neutrality.policy import Policy
from procurement.neutrality.questions import about_age, about_contradictions
from procurement.neutrality.rules import RULES
from vendors.ownership.closure import Stock, consulted, joined, shelved, stocked
from vendors.ownership.consistency import closed_circles, contradictory_above
from vendors.ownership.continuing import continued
from vendors.ownership.facts import Facts, in_force

__all__ = ["ENGINE_VERSION", "Finding", "Judgement", "Level", "Overlays", "State", "judge"]

TIES: tuple[ties.Tie, ...] = (
    ties.personal_ties,
    ties.key_person_hires,
    ties.kinship,
    dependence.debts,
    dependence.revenues,
    dependence.contracts,
    dependence.reverse_holdings,
    common_holders.close_links,
)


@dataclass(frozen=True, slots=True)
class Overlays:
    """What makes the facts themselves doubtful; never turns a verdict for the better.

    `contradictory` names the columns, as (subject, dimension), that cannot all be true;
    `closed_cycle` the companies that own each other with nobody outside. `cut_short`: more parties
    stand around the vendor or the competitors than can be looked at.
    """

    contradictory: tuple[tuple[str, str], ...] = ()
    stale: bool = False
    closed_cycle: tuple[str, ...] = ()
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`rules` has the worst state of each rule; `findings` come worst first.

    `footprint`: a new fact about a party outside it, and outside the competitors' groups, cannot
    change the judgement. `next_boundary`: the first day on which it may change by itself.
    """

    vendor: str
    state: State
    level: Level
    findings: tuple[Finding, ...]
    rules: dict[Level, State]
    overlays: Overlays
    footprint: frozenset[str]
    group_footprint: frozenset[str]
    next_boundary: date | None
    input_digest: str
    engine_version: str = ENGINE_VERSION


def judge(
    *,
    facts: Facts,
    vendor: str,
    competitors: Sequence[str],
    policy: Policy,
    groups: Groups | None = None,
) -> Judgement:
    """The verdict on one vendor: its state is the worst of all rules, its level the highest there.

    The same input gives a byte-identical judgement, in whatever order the facts come.

    :param groups: what was found out before about the same competitors, policy and day; `facts`
        need then not have what it has
    """
    groups = groups or groups_of(facts, competitors, policy)
    return judge_from(stocked(facts, groups.ground), vendor=vendor, policy=policy, groups=groups)


def judge_from(stock: Stock, *, vendor: str, policy: Policy, groups: Groups) -> Judgement:
    """The same, where facts for many vendors are at hand beside the ground of the groups."""
    competitors = groups.ground.starts
    own, near = consulted(stock, vendor)
    book = continued(groups.book, own)
    shelf = joined(groups.shelf, shelved(in_force(own.facts, own.valid_at)))
    inquiry = inquire(book, shelf, vendor, competitors, policy, near.upstream)
    overlays = _overlays(inquiry)
    findings = tuple(sorted(_findings(inquiry, overlays), key=_order))
    rules: dict[Level, State] = {
        rule: max((f.state for f in findings if f.rule is rule), key=_rank, default=State.CLEAR)
        for rule in (*RULES, Level.TIE)
    }
    state = max(rules.values(), key=_rank)
    level = next((rule for rule, found in rules.items() if found is state), Level.NONE)
    return Judgement(
        vendor=vendor,
        state=state,
        level=Level.NONE if state is State.CLEAR else level,
        findings=findings,
        rules=rules,
        overlays=overlays,
        footprint=near.footprint,
        group_footprint=near.group,
        next_boundary=next_boundary(inquiry),
        input_digest=input_digest(own, vendor, competitors, policy, groups=groups.digest),
    )


def _rank(state: State) -> int:
    return state.rank


def _order(finding: Finding) -> tuple[int, int, tuple[str, ...], str, str]:
    return (
        -finding.state.rank,
        -finding.level.rank,
        finding.competitors,
        finding.tie_code or "",
        finding.about or "",
    )


def _findings(inquiry: Inquiry, overlays: Overlays) -> Iterator[Finding]:
    for rival in inquiry.rivals:
        found = [_doubted(rule(inquiry, rival), inquiry, overlays) for rule in RULES.values()]
        found += [tie for look in TIES for tie in look(inquiry, rival)]
        for finding in found:
            yield replace(finding, paths=without_stand_ins(finding.paths))


def _overlays(inquiry: Inquiry) -> Overlays:
    stop = frozenset(inquiry.competitors)
    contradictory = contradictory_above(inquiry.book, inquiry.vendor, stop)
    circles = closed_circles(inquiry.book, inquiry.vendor)
    return Overlays(
        tuple((column.subject, column.dimension.value) for column in contradictory),
        is_stale(inquiry),
        tuple(sorted(party for circle in circles for party in circle)),
        inquiry.facts.cut_short,
    )


def _doubted(finding: Finding, inquiry: Inquiry, overlays: Overlays) -> Finding:
    """Facts that contradict each other, are too old or too many, clear nobody."""
    if finding.state is State.INSUFFICIENT and overlays.contradictory:
        first = about_contradictions(inquiry, overlays.contradictory)
        return replace(finding, would_settle=(*first, *finding.would_settle))
    if finding.state is not State.CLEAR:
        return finding
    asked: tuple[Settling, ...] = ()
    if overlays.cut_short:
        doubt = "But more parties stand around it than can be looked at, and those further away "
        doubt += "were left out."
    elif overlays.contradictory:
        subjects = dict.fromkeys(inquiry.name(subject) for subject, _ in overlays.contradictory)
        doubt = f"But what is disclosed about {', '.join(subjects)} contradicts itself."
        asked = about_contradictions(inquiry, overlays.contradictory)
    elif overlays.stale:
        doubt = f"But the evidence is older than {inquiry.policy.staleness_days} days."
        asked = (about_age(inquiry),)
    else:
        return finding
    sentence = f"{finding.sentence} {doubt}"
    return replace(finding, state=State.INSUFFICIENT, sentence=sentence, would_settle=asked)
