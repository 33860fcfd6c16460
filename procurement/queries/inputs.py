"""From what exactly was a verdict reached? What the engine was given, to be given to it again."""

from __future__ import annotations

from dataclasses import dataclass

from procurement.models import Assessment
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.standards import yardstick_at
from vendors.ownership.closure import all_consulted
from vendors.ownership.facts import Facts
from vendors.queries.near import facts_of_both
from vendors.queries.parties import survivors_of


@dataclass(frozen=True, slots=True)
class Inputs:
    """The four things `procurement.neutrality.judgement.judge` asks for, and no fact besides."""

    facts: Facts
    vendor: str
    competitors: tuple[str, ...]
    rules: Rules


def inputs_of(assessment: Assessment) -> Inputs:
    """What was known at an assessment's ledger number around its vendor and the competitors."""
    known_seq, valid_at = assessment.known_seq, assessment.valid_at
    yardstick = yardstick_at(valid_at, known_seq, assessment.policy)
    owner = assessment.vendor.party_id
    party = survivors_of([owner], known_seq=known_seq)[owner]
    around = facts_of_both(party, yardstick.competitors, valid_at=valid_at, known_seq=known_seq)
    competitors = tuple(str(competitor) for competitor in yardstick.competitors)
    return Inputs(
        facts=all_consulted(around, str(party), competitors),
        vendor=str(party),
        competitors=competitors,
        rules=yardstick.rules,
    )
