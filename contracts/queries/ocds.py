"""How does a contract read in the Open Contracting Data Standard 1.1?

A release says what is on file now. The award that the standard asks for before a contract is the
contract's own. What is not known is left out. The standard: standard.open-contracting.org/1.1
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from config.rest.fields import instant, plain_number
from contracts.lifecycle import State
from contracts.models import Amendment, Contract
from contracts.queries.contracts import get_contract
from contracts.queries.reading import money_of
from vendors.models import Party

Json = dict[str, object]

# The standard's own codes, of the closed list `contractStatus`.
STATUS: Final[Mapping[State, str]] = {
    State.DRAFT: "pending",
    State.IN_REVIEW: "pending",
    State.APPROVED: "pending",
    State.ACTIVE: "active",
    State.SUSPENDED: "active",
    State.TERMINATING: "active",
    State.ENDED: "terminated",
    State.CANCELLED: "cancelled",
}
AWARDED: Final[Mapping[str, str]] = {"pending": "pending", "cancelled": "cancelled"}


def release_of(contract_id: UUID) -> Json:
    """A contract as one release.

    :raises NotFound: if there is no such contract
    """
    contract = get_contract(contract_id)
    papers: list[Amendment] = contract.papers  # type: ignore[attr-defined]  # prefetched
    supplier = _organisation(contract.vendor.party)
    status = STATUS[State(contract.state)]
    return {
        "ocid": f"{settings.OCID_PREFIX}-{contract.id}",
        "id": f"{contract.id}-{contract.version}",
        "date": instant(contract.updated_at),
        "tag": _tags(contract, papers),
        "initiationType": "tender",
        "language": "en",
        "parties": [{**supplier, "roles": ["supplier"]}],
        "awards": [
            _known(
                id=contract.reference,
                title=contract.title,
                status=AWARDED.get(status, "active"),
                value=_value(contract),
                suppliers=[{"id": supplier["id"], "name": supplier["name"]}],
            )
        ],
        "contracts": [
            _known(
                id=contract.reference,
                awardID=contract.reference,
                title=contract.title,
                description=contract.dataset_description,
                status=status,
                period=_period(contract),
                value=_value(contract),
                dateSigned=instant(contract.signed_at),
                amendments=[_amendment(contract, row) for row in papers],
            )
        ],
    }


def _tags(contract: Contract, papers: list[Amendment]) -> list[str]:
    amended = ["contractAmendment"] if papers else []
    ended = ["contractTermination"] if State(contract.state) is State.ENDED else []
    return ["contract", *amended, *ended]


def _organisation(party: Party) -> Json:
    """Registers are named as org-id.guide names them, where it knows ours."""
    for row in party.identifiers.all():
        scheme = {"LEI": "XI-LEI"}.get(row.scheme, row.scheme)
        identifier = {"scheme": scheme, "id": row.value, "legalName": party.name}
        return {"id": f"{scheme}-{row.value}", "name": party.name, "identifier": identifier}
    return {"id": str(party.id), "name": party.name}


def _value(contract: Contract) -> Json | None:
    money = money_of(contract.value_amount, contract.value_currency)
    if money is None:
        return None
    return {"amount": plain_number(money.amount), "currency": money.currency}


def _period(contract: Contract) -> Json:
    """From the first moment of the first day to the last of the last, where the contract lives."""
    ended = contract.ended_on or contract.ends_on
    return _known(
        startDate=_moment(contract, contract.starts_on, time.min),
        endDate=_moment(contract, ended, time(23, 59, 59)),
    )


def _amendment(contract: Contract, row: Amendment) -> Json:
    return _known(
        id=str(row.id),
        date=_moment(contract, row.binds_from, time.min),
        rationale=row.reason,
        description=", ".join(sorted(row.changes)),
    )


def _moment(contract: Contract, day: date | None, at: time) -> str | None:
    return datetime.combine(day, at, ZoneInfo(contract.zone)).isoformat() if day else None


def _known(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
