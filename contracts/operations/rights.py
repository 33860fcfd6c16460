"""Write down which rights the facts give us, once each, and which they take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.models import ClockTimestamp
from contracts.clauses import Given, Holdings, Remedy, rights
from contracts.lifecycle import State
from contracts.models import Clause, Contract, Right
from contracts.operations.dates import keep_dates
from contracts.operations.shifting import note
from contracts.queries.clauses import list_clauses
from contracts.queries.contracts import list_engaging
from contracts.queries.holdings import holdings_of, with_letters
from contracts.queries.reading import clause_of
from vendors.operations.vendors import lock_vendor

BATCH = 50
Key = tuple[UUID, UUID, date | None]


@dataclass(frozen=True, slots=True)
class _Found:
    clause: Clause
    given: Given

    @property
    def key(self) -> Key:
        window = self.given.window
        return self.clause.id, UUID(self.given.party), window.opens_on if window else None


@transaction.atomic
def keep_rights(*, vendor_id: UUID, after: UUID | None, actor: Actor, on: date) -> UUID | None:
    """Hold the clauses of a vendor's contracts against the facts, and keep what they give.

    :param after: go on behind this contract; None begins
    :returns: the contract to go on behind, or None when all is done
    :raises NotFound: if there is no such vendor
    """
    lock_vendor(vendor_id=vendor_id)
    engaging = list_engaging(vendor_id, after=after).select_for_update(no_key=True)
    contracts = list(engaging[:BATCH])
    clauses = {contract.id: list(list_clauses(contract.id)) for contract in contracts}
    if any(clauses.values()):
        holdings = holdings_of(vendor_id, valid_at=on, known_at=None)
        news = [_keep(each, clauses[each.id], holdings, on) for each in contracts]
        for contract, found in zip(contracts, news, strict=True):
            for right in found:
                _tell(contract, right, actor)
    return contracts[-1].id if len(contracts) == BATCH else None


def _keep(
    contract: Contract, clauses: Sequence[Clause], holdings: Holdings, on: date
) -> Sequence[Right]:
    """Answers the rights of a locked contract that are new."""
    known = {
        (row.clause_id, row.party_id, row.opens_on): row
        for row in Right.objects.filter(contract=contract, ceased_on=None, clause__in=clauses)
    }
    written = with_letters(holdings, contract.id, valid_at=on, known_at=None)
    found = {
        each.key: each
        for clause in clauses
        for each in _rights(contract, clause, written)
        if clause.remedy != Remedy.NOTIFY
    }
    gone = [row for key, row in known.items() if key not in found]
    # Both ways: an approval on file waives, and its retraction gives the right back.
    waived = [
        (row, found[key].given.waived_on)
        for key, row in known.items()
        if key in found and found[key].given.waived_on != row.waived_on
    ]
    _write(gone, {"ceased_on": on})
    for row, waived_on in waived:
        _write([row], {"waived_on": waived_on})
    new = [_write_down(contract, each, on) for key, each in found.items() if key not in known]
    keep_dates(contract, State(contract.state), on=on)
    return new


def _rights(contract: Contract, clause: Clause, holdings: Holdings) -> Iterable[_Found]:
    for given in rights(clause_of(clause, contract.jurisdiction), holdings):
        yield _Found(clause, given)


def _write_down(contract: Contract, found: _Found, on: date) -> Right:
    given = found.given
    return Right.objects.create(
        contract=contract,
        clause=found.clause,
        party_id=UUID(given.party),
        event_on=given.event_on,
        aware_on=given.aware_on,
        opens_on=given.window.opens_on if given.window else None,
        closes_on=given.window.closes_on if given.window else None,
        why=given.why,
        found_on=on,
        waived_on=given.waived_on,
    )


def _write(rows: Sequence[Right], columns: dict[str, object]) -> None:
    Right.objects.filter(id__in=[row.id for row in rows]).update(
        **columns, version=F("version") + 1, updated_at=ClockTimestamp()
    )


def _tell(contract: Contract, right: Right, actor: Actor) -> None:
    data = {
        "right": right.id,
        "clause": right.clause_id,
        "party": right.party_id,
        "opens_on": right.opens_on,
        "closes_on": right.closes_on,
        "waived_on": right.waived_on,
    }
    note(contract, "right_found", actor=actor, reason=right.why, data=data)
