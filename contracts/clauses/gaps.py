"""Which serious conflicts would a contract's clauses miss, and which clause would catch them?

Each conflict is a probe: the least that the policy calls serious, as facts about a competitor that
does not exist. A clause is proposed only where it is proved to catch the probe.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from contracts.clauses.evaluation import Cover, Evaluation, Result, cover, evaluate
from contracts.clauses.facts import Holdings
from contracts.clauses.terms import ACTING_REMEDIES, Clause, Measure


@dataclass(frozen=True, slots=True)
class Probe:
    """The least of one kind that is serious: `level` of the policy, in words, and as facts."""

    level: str
    measure: Measure
    says: str
    holdings: Holdings
    proposal: Clause


@dataclass(frozen=True, slots=True)
class Nearest:
    """The clause of ours that measures the same, and why it does not help; none if there is none.

    `position` is its place among the contract's clauses.
    """

    position: int
    why: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A serious conflict that would give us no right to act, and the clause that would."""

    probe: Probe
    nearest: Nearest | None
    proof: Evaluation


class UnprovedProposal(AssertionError):
    """A proposed clause does not catch its own probe: whoever wrote the probe was wrong."""


@lru_cache(maxsize=4096)
def find_gaps(clauses: tuple[Clause, ...], probes: tuple[Probe, ...]) -> tuple[Gap, ...]:
    """The probes that no clause lets us act on, each with a proved proposal.

    :raises UnprovedProposal: if a proposal does not catch its own probe
    """
    return tuple(
        Gap(probe, _nearest(clauses, probe), prove(probe.proposal, probe.holdings))
        for probe in probes
        if cover(clauses, probe.holdings) is not Cover.COVERED
    )


def prove(proposal: Clause, holdings: Holdings) -> Evaluation:
    """:raises UnprovedProposal: if the clause does not fire on the facts"""
    proof = evaluate(proposal, holdings)
    if proof.result is not Result.FIRED or proposal.remedy not in ACTING_REMEDIES:
        raise UnprovedProposal(f"the proposal on {proposal.measure} does not fire")
    return proof


def unread(clauses: Iterable[Clause]) -> Sequence[int]:
    """The places of clauses that measure nothing: only a person can say whether they would help."""
    return [
        position
        for position, clause in enumerate(clauses)
        if not clause.measurable and clause.remedy in ACTING_REMEDIES
    ]


def _nearest(clauses: Sequence[Clause], probe: Probe) -> Nearest | None:
    """Of the clauses on the same measure the one that lets us act, with the lowest threshold."""
    alike = [
        (clause.remedy not in ACTING_REMEDIES, clause.threshold or 0, position)
        for position, clause in enumerate(clauses)
        if clause.measure is probe.measure
    ]
    if not alike:
        return None
    only_notifies, _, position = min(alike)
    why = evaluate(clauses[position], probe.holdings).why
    return Nearest(position, f"{why} It only obliges to notify." if only_notifies else why)
