"""Which contracts bound us on a day, to how much, and what was delivered: as of both clocks?

In the world a contract counts from the day it was signed until it ended, or until its fixed term
was over; a paper counts from the day it was signed, a delivery from the day it was made. In our
knowledge everything counts from its event. So a look into the past takes back, newest first, what
was signed or heard of later. The number of queries does not depend on the number of contracts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.fields.json import KeyTextTransform

from config.events.models import Event
from contracts.exposure import UNIT, Commitment
from contracts.lifecycle import RenewalType, State
from contracts.models import Amendment, Contract, ContractDelivery, Renewal

_GOES_ON = frozenset({RenewalType.AUTO_RENEW.value, RenewalType.EVERGREEN.value})
_FREEZES = "contracts.suspended"
_FREES = ("contracts.resumed", "contracts.notice_served", "contracts.ended")
_BACK = "contracts.reinstated"
_TERMS = ("value", "starts_on", "ends_on", "dataset", "renewal")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the world, and how far we had heard.

    :ivar known_seq: the place in the ledger up to which things count
    :ivar is_now: nothing that is on file was signed or heard of later
    """

    valid_at: date
    known_seq: int
    is_now: bool


@dataclass(slots=True)
class _Later:
    """What was heard of after the moment."""

    signed: set[UUID] = field(default_factory=set)
    ended: set[UUID] = field(default_factory=set)
    deliveries: set[UUID] = field(default_factory=set)
    amendments: set[tuple[UUID, int]] = field(default_factory=set)
    renewals: set[tuple[UUID, int]] = field(default_factory=set)


@dataclass(slots=True)
class Book:
    """The commitments of a moment, and what their keys are called."""

    commitments: list[Commitment]
    vendors: dict[str, str]
    domains: dict[str, str]
    parties: dict[str, UUID]


@dataclass(slots=True)
class _Row:
    """A contract's columns that matter, as they are; papers of later days are taken back."""

    id: UUID
    vendor: UUID
    party: UUID
    name: str
    place: str
    domain: str
    amount: Decimal | None
    currency: str
    ends_on: date | None
    renewal: str
    state: str
    ended_on: date | None


_COLUMNS = (
    "id", "vendor_id", "vendor__party_id", "vendor__party__name", "vendor__party__jurisdiction",
    "dataset_domain", "value_amount", "value_currency", "ends_on", "renewal_type", "state",
    "ended_on",
)  # fmt: skip


def commitments_at(moment: Moment) -> Book:
    """Every contract that bound us at a moment."""
    later = _Later() if moment.is_now else _heard_later(moment.known_seq)
    signed = Contract.objects.filter(signed_on__lte=moment.valid_at).exclude(id__in=later.signed)
    rows = {values[0]: _Row(*values) for values in signed.order_by("id").values_list(*_COLUMNS)}
    if not moment.is_now:
        _take_back(rows, moment.valid_at, later)
    accepted, items = _delivered(moment, later)
    suspended = None if moment.is_now else _suspended(moment)
    book = Book([], {}, {}, {})
    for row in rows.values():
        if _is_over(row, moment.valid_at, later):
            continue
        domain = row.domain.strip().lower()
        book.vendors[str(row.vendor)] = row.name
        book.parties[str(row.vendor)] = row.party
        book.domains.setdefault(domain, row.domain.strip())
        frozen = row.state == State.SUSPENDED if suspended is None else row.id in suspended
        book.commitments.append(
            Commitment(
                contract=str(row.id),
                vendor=str(row.vendor),
                domain=domain,
                place=row.place.partition("-")[0],
                currency=row.currency,
                value=None if row.amount is None else _units(row.amount),
                accepted=accepted.get(row.id, {}),
                items=items.get(row.id, 0),
                is_suspended=frozen,
            )
        )
    return book


def _units(amount: Decimal) -> int:
    return int(amount * UNIT)


def _is_over(row: _Row, on: date, later: _Later) -> bool:
    if row.ended_on is not None and row.id not in later.ended and row.ended_on <= on:
        return True
    return row.ends_on is not None and row.renewal not in _GOES_ON and row.ends_on < on


def _heard_later(known_seq: int) -> _Later:
    later = _Later()
    types = ("signed", "ended", "delivery_recorded", "amended", "renewed")
    heard = Event.objects.filter(type__in=[f"contracts.{t}" for t in types], seq__gt=known_seq)
    for type_, contract, data in heard.values_list("type", "subject_id", "data"):
        match type_:
            case "contracts.signed":
                later.signed.add(contract)
            case "contracts.ended":
                later.ended.add(contract)
            case "contracts.delivery_recorded":
                later.deliveries.add(UUID(data["delivery"]))
            case "contracts.amended":
                later.amendments.add((contract, data["amendment"]))
            case _:
                later.renewals.add((contract, data["renewal"]))
    return later


def _take_back(rows: Mapping[UUID, _Row], on: date, later: _Later) -> None:
    papers: list[tuple[UUID, UUID, Mapping[str, Any]]] = []
    amended = Amendment.objects.filter(_or_later("signed_on", on, later.amendments))
    for paper in amended.filter(changes__has_any_keys=_TERMS):
        if paper.signed_on > on or (paper.contract_id, paper.number) in later.amendments:
            said = {name: change["before"] for name, change in paper.changes.items()}
            papers.append((paper.id, paper.contract_id, said))
    for again in Renewal.objects.filter(_or_later("renewed_on", on, later.renewals)):
        if again.renewed_on > on or (again.contract_id, again.number) in later.renewals:
            ended_on = again.ended_on.isoformat() if again.ended_on else None
            papers.append((again.id, again.contract_id, {"ends_on": ended_on}))
    for _, contract, before in sorted(papers, key=lambda paper: paper[0], reverse=True):
        if contract in rows:
            _restore(rows[contract], before)


def _or_later(day: str, on: date, heard: Iterable[tuple[UUID, int]]) -> Q:
    return Q(**{f"{day}__gt": on}) | Q(contract__in={contract for contract, _ in heard})


def _restore(row: _Row, before: Mapping[str, Any]) -> None:
    if "value" in before:
        value = before["value"]
        row.amount = None if value is None else Decimal(value["amount"])
        row.currency = "" if value is None else value["currency"]
    if "ends_on" in before:
        said = before["ends_on"]
        row.ends_on = None if said is None else date.fromisoformat(said)
    if "dataset" in before:
        row.domain = before["dataset"]["domain"] or ""
    if "renewal" in before:
        row.renewal = (before["renewal"] or {}).get("type") or ""


def _delivered(moment: Moment, later: _Later) -> tuple[dict[UUID, dict[str, int]], dict[UUID, int]]:
    """What was accepted, by contract and currency; and how many items came."""
    accepted: dict[UUID, dict[str, int]] = defaultdict(dict)
    items: dict[UUID, int] = defaultdict(int)
    made = ContractDelivery.objects.filter(delivered_on__lte=moment.valid_at)
    if later.deliveries:
        made = made.exclude(id__in=later.deliveries)
    sums = made.order_by().values_list("contract_id", "accepted_currency")
    for contract, currency, amount, count in sums.annotate(Sum("accepted_amount"), Sum("items")):
        items[contract] += int(count)
        if amount is not None:
            accepted[contract][currency] = _units(amount)
    return accepted, items


def _suspended(moment: Moment) -> set[UUID]:
    """Contracts that were suspended at the end of the day, as far as we had heard."""
    end = datetime.combine(moment.valid_at, time.max, UTC)
    moves = Event.objects.filter(
        type__in=(_FREEZES, *_FREES, _BACK), seq__lte=moment.known_seq, recorded_at__lte=end
    ).annotate(
        contract=KeyTextTransform("contract", "data"), after=KeyTextTransform("after", "data")
    )
    frozen: dict[UUID, bool] = {}
    for type_, contract, after in _told(
        moves.order_by("seq").values_list("type", "contract", "after")
    ):
        frozen[UUID(contract)] = type_ == _FREEZES or (type_ == _BACK and after == State.SUSPENDED)
    return {contract for contract, is_frozen in frozen.items() if is_frozen}


def _told(rows: Iterable[Any]) -> Iterator[tuple[str, str, str | None]]:
    return ((type_, contract, after) for type_, contract, after in rows if contract)
