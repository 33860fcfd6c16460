"""Which clauses of a contract do the facts fire, on both clocks?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from contracts.clauses import ClauseKind as Kind
from contracts.clauses import Evaluation, Holdings, Remedy, Result, WindowState, evaluate
from contracts.models import Clause, Contract
from contracts.queries.holdings import holdings_of, with_letters
from contracts.queries.reading import clause_of
from contracts.queries.text import text_on


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A clause of a contract and what the facts say about it."""

    clause: UUID
    evaluation: Evaluation


def list_clauses(contract_id: UUID) -> QuerySet[Clause]:
    """The clauses a contract has now, in their order."""
    return Clause.objects.filter(contract_id=contract_id, superseded_version=None).order_by(
        "position"
    )


def evaluate_clause(
    contract: Contract, row: Clause, *, valid_at: date, known_at: datetime | None
) -> Evaluation:
    """One clause against the facts about the vendor, as of both clocks.

    :raises Invalid: if `known_at` lies in the future
    """
    return evaluate(clause_of(row, contract.jurisdiction), _holdings(contract, valid_at, known_at))


def evaluate_clauses(
    contract: Contract, *, valid_at: date, known_at: datetime | None
) -> Sequence[Evaluated]:
    """Every clause in force on the day against the facts about the vendor, as of both clocks.

    :param known_at: inclusive; none is everything known by now
    :raises Invalid: if `known_at` lies in the future
    """
    text = text_on(contract, valid_at, known_at)
    if not text.clauses:
        return []
    holdings = _holdings(contract, valid_at, known_at)
    law = text.contract.jurisdiction
    return [Evaluated(row.id, evaluate(clause_of(row, law), holdings)) for row in text.clauses]


def _holdings(contract: Contract, valid_at: date, known_at: datetime | None) -> Holdings:
    """What is known about the vendor, and what was written about it under the contract."""
    facts = holdings_of(contract.vendor_id, valid_at=valid_at, known_at=known_at)
    return with_letters(facts, contract.id, valid_at=valid_at, known_at=known_at)


def find_control_right(contract: Contract, *, on: date) -> UUID | None:
    """A clause on change of control that lets us terminate on a day, if the facts fire one.

    Of several the one whose window stays open longest.
    """
    open_until: list[tuple[date, UUID]] = []
    rows = {row.id: row for row in list_clauses(contract.id)}
    for found in evaluate_clauses(contract, valid_at=on, known_at=None):
        row, window = rows.get(found.clause), found.evaluation.window
        if row is None:  # it binds from this day on, and is not worked in yet
            continue
        if (row.kind, row.remedy) != (Kind.CHANGE_OF_CONTROL, Remedy.TERMINATE):
            continue
        if found.evaluation.result is not Result.FIRED or window is None:
            continue
        if window.state_on(on) is WindowState.OPEN:
            open_until.append((window.closes_on or date.max, row.id))
    return max(open_until)[1] if open_until else None
