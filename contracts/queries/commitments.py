"""Which contracts bound us on a day, to how much, and what was delivered: as of both clocks?

In the world a contract counts from the day it was signed until it ended, or until its fixed term
was over; a paper counts from the day it binds, a delivery from the day it was made. In our
knowledge everything counts from its event. So a look at another day, or from an earlier moment,
goes by the papers. The number of queries does not depend on the number of contracts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from config.events.models import Event
from contracts.exposure import UNIT, Commitment
from contracts.lifecycle import RenewalType, State
from contracts.models import Amendment, Contract, ContractDelivery, Renewal
from contracts.queries.text import Change, amended_by, out_of_step, renewed_by, value_on

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

    @property
    def rewritten(self) -> set[UUID]:
        """Contracts of which a paper was heard of only then."""
        return {contract for contract, _ in self.amendments | self.renewals}


@dataclass(slots=True)
class Book:
    """The commitments of a moment, and what their keys are called."""

    commitments: list[Commitment]
    vendors: dict[str, str]
    domains: dict[str, str]
    parties: dict[str, UUID]


@dataclass(slots=True)
class _Row:
    """A contract's columns that matter, as they are, until its papers are looked at."""

    id: UUID
    vendor: UUID
    party: UUID
    name: str
    domain: str
    amount: Decimal | None
    currency: str
    ends_on: date | None
    renewal: str
    state: str
    ended_on: date | None
    is_odd: bool


_COLUMNS = (
    "id", "vendor_id", "vendor__party_id", "vendor__party__name", "dataset_domain",
    "value_amount", "value_currency", "ends_on", "renewal_type", "state", "ended_on", "is_odd",
)  # fmt: skip


def commitments_at(moment: Moment) -> Book:
    """Every contract that bound us at a moment."""
    later = _Later() if moment.is_now else _heard_later(moment.known_seq)
    signed = Contract.objects.filter(signed_on__lte=moment.valid_at).exclude(id__in=later.signed)
    dated = signed.annotate(is_odd=_is_odd(moment.valid_at))
    rows = {row[0]: _Row(*row) for row in dated.order_by("id").values_list(*_COLUMNS)}
    odd = {row.id for row in rows.values() if row.is_odd} | (later.rewritten & rows.keys())
    if odd:
        _set_back(rows, odd, moment.valid_at, later)
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


def _is_odd(on: date) -> Q:
    """Whether some paper of a contract is not in its row as it was, or will be, on a day."""
    mine = {"contract": OuterRef("id")}
    dated = Amendment.objects.annotate(day=Coalesce("effective_on", "signed_on"))
    amended = dated.filter(out_of_step(on), changes__has_any_keys=_TERMS, **mine)
    return Exists(amended) | Exists(Renewal.objects.filter(renewed_on__gt=on, **mine))


def _set_back(
    rows: Mapping[UUID, _Row], contracts: Collection[UUID], on: date, later: _Later
) -> None:
    """Let these say what their papers make them say on the day, by those heard of by then."""
    papers: dict[UUID, list[tuple[Change, bool]]] = defaultdict(list)
    asked = {"contract__in": contracts}
    for paper in Amendment.objects.filter(changes__has_any_keys=_TERMS, **asked):
        is_known = (paper.contract_id, paper.number) not in later.amendments
        papers[paper.contract_id].append((amended_by(paper), is_known))
    for again in Renewal.objects.filter(**asked):
        is_known = (again.contract_id, again.number) not in later.renewals
        papers[again.contract_id].append((renewed_by(again), is_known))
    for contract, told in papers.items():
        changes = [change for change, _ in told]
        known = [change for change, is_known in told if is_known]
        said = {name for change in changes for name in change.terms if name in _TERMS}
        _say(rows[contract], {name: value_on(name, changes, known, on) for name in said})


def _say(row: _Row, said: Mapping[str, Any]) -> None:
    if "value" in said:
        value = said["value"]
        row.amount = None if value is None else Decimal(value["amount"])
        row.currency = "" if value is None else value["currency"]
    if "ends_on" in said:
        day = said["ends_on"]
        row.ends_on = None if day is None else date.fromisoformat(day)
    if "dataset" in said:
        row.domain = said["dataset"]["domain"] or ""
    if "renewal" in said:
        row.renewal = (said["renewal"] or {}).get("type") or ""


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
