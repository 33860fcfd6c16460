"""Which agreements stand above a contract, which below it, and does that keep it from working?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from contracts.lifecycle import BEFORE_NOTICE, TERMINAL, State
from contracts.models import Contract

_LINE: Final = """
WITH RECURSIVE line AS (
    SELECT above.id, above.parent_id, above.reference, above.state, 1 AS distance
    FROM contracts_contract above WHERE above.id = contracts_contract.parent_id
    UNION ALL
    SELECT above.id, above.parent_id, above.reference, above.state, line.distance + 1
    FROM contracts_contract above JOIN line ON above.id = line.parent_id
    WHERE line.distance < 50
)
SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'reference', reference, 'state', state)
    ORDER BY distance), '[]') FROM line
"""
OPEN_STATES: Final = sorted(state.value for state in (*BEFORE_NOTICE, State.TERMINATING))


@dataclass(frozen=True, slots=True)
class Above:
    """An agreement that a contract stands under."""

    id: UUID
    reference: str
    state: State


def with_line(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """The same, each with all that stands above it, in the same query."""
    return contracts.annotate(line_above=RawSQL(_LINE, [], output_field=JSONField()))  # noqa: S611


def line_of(contract: Contract) -> Sequence[Above]:
    """The agreements above a contract that came from `with_line`, nearest first."""
    rows = contract.line_above  # type: ignore[attr-defined]  # annotated
    return [Above(UUID(row["id"]), row["reference"], State(row["state"])) for row in rows]


def affecting(contract: Contract) -> Above | None:
    """The nearest agreement above it that is not active, while the contract itself is not over."""
    if State(contract.state) in TERMINAL:
        return None
    return next((above for above in line_of(contract) if above.state is not State.ACTIVE), None)


def list_open_children(contract_id: UUID) -> QuerySet[Contract]:
    """The contracts directly under one that were signed and have not ended."""
    return Contract.objects.filter(parent_id=contract_id, state__in=OPEN_STATES).order_by("id")
