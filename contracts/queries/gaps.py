"""Which contracts would miss a conflict that the adopted policy calls serious?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from config.events import ledger
from contracts.clauses import (
    Answer,
    Controlled,
    Cover,
    Gap,
    Holdings,
    KeyPersonMove,
    Measure,
    Measured,
    PartyClass,
    Probe,
    Remedy,
    WindowFrom,
    cover,
    find_gaps,
    requirement,
    unread,
)
from contracts.clauses import Clause as Terms
from contracts.clauses import ClauseKind as Kind
from contracts.clauses import Comparator as Than
from contracts.lifecycle import TERMINAL, State
from contracts.models import Clause, Contract
from contracts.queries.holdings import holdings_of, with_letters
from contracts.queries.reading import clause_of
from procurement.neutrality.findings import Level
from procurement.neutrality.findings import State as Verdict
from procurement.neutrality.policy import Action, Policy
from procurement.queries.standards import yardstick_at
from vendors.models import Standing

WINDOW_DAYS: Final = 180
_STEP: Final = Decimal("0.000001")
_NOBODY: Final = "a competitor"
_OVER: Final = sorted(state.value for state in (*TERMINAL, State.TERMINATING))


@dataclass(frozen=True, slots=True)
class Looked:
    """A contract with gaps: what they are, and whether the vendor's present facts fall in.

    :ivar missed_now: the vendor's verdict is serious today, and no clause lets us act on it
    :ivar closed_by: the measures of the proposals that would let us act on today's facts
    """

    contract: Contract
    clauses: Sequence[Clause]
    gaps: Sequence[Gap]
    unread: Sequence[int]
    verdict: Standing | None
    missed_now: bool | None
    closed_by: Sequence[Measure]


def serious_probes(policy: Policy) -> tuple[Probe, ...]:
    """The least of each kind for which the policy does more than open a case, deepest first."""
    return tuple(probe for probe in _probes(policy) if is_serious(policy, Level(probe.level)))


def is_serious(policy: Policy, level: Level, state: Verdict = Verdict.CONFLICT) -> bool:
    """Whether the policy does more about such a verdict than open a case."""
    return bool(set(policy.actions_for(state, level)) - {Action.OPEN_CASE})


def with_gaps(contracts: QuerySet[Contract], on: date) -> QuerySet[Contract]:
    """Those that run or are to be signed and have a gap. Clauses are compared one by one."""
    probes = serious_probes(_policy(on))
    rows = _with_clauses(contracts.exclude(state__in=_OVER)).order_by()
    ids = [
        contract.id
        for contract in rows.iterator(chunk_size=2000)
        if find_gaps(_terms(contract), probes)
    ]
    return _with_clauses(contracts.filter(id__in=ids))


def look(contracts: Iterable[Contract], on: date) -> Iterator[Looked]:
    """What is missing in contracts that came from `with_gaps`; facts are read once per vendor."""
    policy = _policy(on)
    probes = serious_probes(policy)
    rows = list(contracts)
    verdicts = {
        standing.vendor_id: standing
        for standing in Standing.objects.filter(vendor__in={row.vendor_id for row in rows})
    }
    facts: dict[UUID, Holdings] = {}
    for contract in rows:
        verdict = verdicts.get(contract.vendor_id)
        known = _serious_facts(policy, verdict, facts, on)
        yield _looked(contract, probes, verdict, known, on)


def _looked(
    contract: Contract,
    probes: tuple[Probe, ...],
    verdict: Standing | None,
    known: Holdings | None,
    on: date,
) -> Looked:
    terms = _terms(contract)
    gaps = find_gaps(terms, probes)
    missed_now, closed_by = None, []
    if known is not None:
        written = with_letters(known, contract.id, valid_at=on, known_at=None)
        missed_now = cover(terms, written) is not Cover.COVERED
        closed_by = [
            gap.probe.measure
            for gap in gaps
            if missed_now and cover([gap.probe.proposal], written) is Cover.COVERED
        ]
    return Looked(
        contract=contract,
        clauses=contract.present_clauses,  # type: ignore[attr-defined]  # prefetched
        gaps=gaps,
        unread=unread(terms),
        verdict=verdict,
        missed_now=missed_now,
        closed_by=closed_by,
    )


def _serious_facts(
    policy: Policy, verdict: Standing | None, facts: dict[UUID, Holdings], on: date
) -> Holdings | None:
    """What is known of a vendor whose verdict is serious today; none for all others."""
    if verdict is None or not verdict.assessment_id:
        return None
    if not is_serious(policy, Level(verdict.level), Verdict(verdict.state)):
        return None
    if verdict.vendor_id not in facts:
        facts[verdict.vendor_id] = holdings_of(verdict.vendor_id, valid_at=on, known_at=None)
    return facts[verdict.vendor_id]


def _policy(on: date) -> Policy:
    return yardstick_at(on, ledger.current_seq()).rules


def _with_clauses(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    present = Clause.objects.filter(superseded_version=None).order_by("position")
    return contracts.prefetch_related(
        Prefetch("clauses", queryset=present, to_attr="present_clauses")
    )


def _terms(contract: Contract) -> tuple[Terms, ...]:
    rows: list[Clause] = contract.present_clauses  # type: ignore[attr-defined]  # prefetched
    return tuple(clause_of(row, contract.jurisdiction) for row in rows)


def _probes(policy: Policy) -> Iterator[Probe]:
    yield _control_probe()
    than, at = Than[policy.control_cmp.name], policy.control_threshold
    yield _share_probe(Level.CONTROL, Measure.VOTING, than, at)
    joint = policy.negative_control_votes
    yield _share_probe(Level.JOINT_OR_NEGATIVE_CONTROL, Measure.VOTING, Than.GE, joint)
    influence = Level.SIGNIFICANT_INFLUENCE
    than = Than[policy.influence_cmp.name]
    yield _share_probe(influence, Measure.VOTING, than, policy.influence_votes)
    if policy.one_third_equity_rule:
        yield _share_probe(influence, Measure.ECONOMIC, Than.GE, policy.one_third_equity_pct)
    yield _seat_probe()
    than = Than[policy.material_cmp.name]
    yield _share_probe(Level.MATERIAL_INTEREST, Measure.ECONOMIC, than, policy.material_equity)
    yield _share_probe(Level.TIE, Measure.REVENUE_SHARE, Than.GE, policy.revenue_pct)
    yield _key_person_probe()


def _share_probe(level: Level, measure: Measure, than: Than, at: Decimal | Fraction) -> Probe:
    # A clause is written with six decimals: rounded down it still catches what the policy catches.
    line = Decimal(at.numerator) / Decimal(at.denominator) if isinstance(at, Fraction) else at
    line = line.quantize(_STEP, rounding=ROUND_DOWN)
    least: Decimal | Fraction = line + _STEP if than is Than.GT else at
    proposal = _proposal(_KINDS[measure], measure, than, line)
    return Probe(
        level=level.value,
        measure=measure,
        says=f"{_NOBODY} comes to have {requirement(proposal)} of {_OF[measure]}",
        holdings=Holdings(measured=(_share(measure, least),)),
        proposal=proposal,
    )


def _seat_probe() -> Probe:
    return Probe(
        level=Level.SIGNIFICANT_INFLUENCE.value,
        measure=Measure.BOARD,
        says=f"{_NOBODY} comes to fill one seat of the board",
        holdings=Holdings(measured=(_share(Measure.BOARD, Fraction(100, 7)),)),
        proposal=_proposal(Kind.CHANGE_OF_CONTROL, Measure.BOARD, Than.GT, Decimal(0)),
    )


def _control_probe() -> Probe:
    controlled = Controlled(_NOBODY, "A competitor", is_competitor=True, answer=Answer.YES)
    return Probe(
        level=Level.CONTROL.value,
        measure=Measure.CONTROL,
        says=f"{_NOBODY} comes to control the vendor, by whatever right",
        holdings=Holdings(controlled=(controlled,)),
        proposal=_proposal(Kind.CHANGE_OF_CONTROL, Measure.CONTROL, Than.GT, None),
    )


def _key_person_probe() -> Probe:
    move = KeyPersonMove("a key person", "a key person", Answer.YES, Answer.YES)
    return Probe(
        level=Level.TIE.value,
        measure=Measure.KEY_PERSON,
        says=f"a key person leaves for {_NOBODY}",
        holdings=Holdings(key_people=(move,)),
        proposal=_proposal(Kind.KEY_PERSON, Measure.KEY_PERSON, Than.GT, None),
    )


def _share(measure: Measure, percent: Decimal | Fraction) -> Measured:
    return Measured(
        party=_NOBODY,
        name="A competitor",
        is_competitor=True,
        measure=measure,
        lo=percent,
        hi=percent,
        worst=percent,
    )


def _proposal(kind: Kind, measure: Measure, than: Than, threshold: Decimal | None) -> Terms:
    return Terms(
        kind=kind,
        measure=measure,
        remedy=Remedy.TERMINATE,
        comparator=than,
        threshold=threshold,
        party_class=PartyClass.COMPETITOR,
        window_days=WINDOW_DAYS,
        window_from=WindowFrom.AWARENESS,
    )


_KINDS: Final[Mapping[Measure, Kind]] = {
    Measure.ECONOMIC: Kind.CHANGE_OF_CONTROL,
    Measure.VOTING: Kind.CHANGE_OF_CONTROL,
    Measure.REVENUE_SHARE: Kind.EXCLUSIVITY,
}
_OF: Final[Mapping[Measure, str]] = {
    Measure.ECONOMIC: "the economic interest",
    Measure.VOTING: "the voting power",
    Measure.REVENUE_SHARE: "the vendor's revenue",
}
