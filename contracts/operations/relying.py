"""Write down how hard a vendor is to replace under a contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import next_entry
from config.problems import Invalid
from contracts.models import Contract, SubstitutabilityAssessment
from contracts.operations.locking import lock_contract, refuse_ahead, refuse_unknown_evidence
from contracts.operations.openness import refuse_over
from contracts.operations.shifting import note
from contracts.queries.reading import day_of
from contracts.substitution import Impact, Obstacle, Reintegration, Substitutability
from vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody found out about replacing a vendor.

    :ivar obstacle: why it is hard, or cannot be done; None where it can
    :ivar alternatives: vendors that could take over
    :ivar exit_tested_on: the last day on which the exit plan was tried
    :ivar assessed_on: the day of the contract's place on which it is written down, if not said
    """

    verdict: Substitutability
    reason: str
    reintegration: Reintegration
    reintegration_days: int
    exit_plan: bool
    impact: Impact
    obstacle: Obstacle | None = None
    alternatives: Sequence[UUID] = ()
    exit_tested_on: date | None = None
    assessed_on: date | None = None
    evidence: Sequence[UUID] = ()


@transaction.atomic
def assess_substitutability(
    *, contract_id: UUID, seen: Seen, actor: Actor, at: datetime
) -> SubstitutabilityAssessment:
    """Keep an assessment; earlier ones stay, and the one of the latest day counts.

    :raises NotFound: if there is no such contract
    :raises Invalid: if it contradicts itself, names nobody, or is of a day to come
    :raises ContractOver: if the contract is over
    """
    contract = lock_contract(contract_id)
    day = day_of(contract, at)
    _refuse_contradictions(seen)
    _refuse_days_to_come(contract, seen, day)
    _refuse_no_vendors(contract, seen.alternatives)
    refuse_unknown_evidence(seen.evidence)
    refuse_over(contract)
    entry = next_entry()
    row = SubstitutabilityAssessment.objects.create(
        contract=contract,
        verdict=seen.verdict.value,
        obstacle=seen.obstacle.value if seen.obstacle else "",
        reason=seen.reason,
        alternatives=list(seen.alternatives),
        reintegration=seen.reintegration.value,
        reintegration_days=seen.reintegration_days,
        exit_plan=seen.exit_plan,
        exit_tested_on=seen.exit_tested_on,
        impact=seen.impact.value,
        evidence=list(seen.evidence),
        assessed_on=seen.assessed_on or day,
        assessed_by=actor.person,
        assessed_label=actor.label,
        seq=entry.seq,
    )
    data = {"assessment": row.id, "verdict": row.verdict, "impact": row.impact}
    note(
        contract, "substitutability_assessed", actor=actor, reason=seen.reason, data=data,
        entry=entry,
    )  # fmt: skip
    return row


def _refuse_contradictions(seen: Seen) -> None:
    is_free = seen.verdict is Substitutability.SUBSTITUTABLE
    if not is_free and seen.obstacle is None:
        raise Invalid.at("/obstacle", "required", f"Say why it is {seen.verdict}.")
    if is_free and seen.obstacle is not None:
        raise Invalid.at("/obstacle", "unexpected", "What can be replaced has no obstacle.")
    if seen.exit_tested_on is not None and not seen.exit_plan:
        raise Invalid.at("/exit_tested_on", "unexpected", "There is no exit plan to be tested.")


def _refuse_days_to_come(contract: Contract, seen: Seen, day: date) -> None:
    for name, said in (
        ("assessed_on", seen.assessed_on),
        ("exit_tested_on", seen.exit_tested_on),
    ):
        refuse_ahead(contract, f"/{name}", said, day)


def _refuse_no_vendors(contract: Contract, alternatives: Sequence[UUID]) -> None:
    known = set(Vendor.objects.filter(id__in=alternatives).values_list("id", flat=True))
    for index, vendor in enumerate(alternatives):
        pointer = f"/alternatives/{index}"
        if vendor not in known:
            raise Invalid.at(pointer, "unknown_vendor", "There is no such vendor.")
        if vendor == contract.vendor_id:
            raise Invalid.at(pointer, "same_vendor", "The vendor itself is no alternative.")
        if vendor in alternatives[:index]:
            raise Invalid.at(pointer, "repeated", "Name each alternative once.")
