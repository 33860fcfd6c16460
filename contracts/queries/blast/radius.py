"""What hangs on some vendors: contracts, data, doors, domains; and what would hurt most?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Q

from config.events import ledger
from contracts.exposure import Commitment, money_in
from contracts.models import AccessGrant, Contract, DataAsset
from contracts.money import Money
from contracts.pain import Cover, Felt, Loss, felt, pain
from contracts.queries.blast.cover import Candidate, clear_experts
from contracts.queries.blast.replacing import Replacing, replacing_of
from contracts.queries.blast.touching import Touch, touched_by
from contracts.queries.commitments import Moment, commitments_at
from contracts.queries.planned import StillDue, still_due
from contracts.substitution import Substitutability
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.standards import adopted_policy, rules_of
from vendors.models import Party, Vendor


@dataclass(frozen=True, slots=True)
class Asset:
    """Something of ours that a vendor has, and everybody with a copy."""

    id: UUID
    name: str
    sensitivity: str
    holders: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """An access that is open on the day."""

    id: UUID
    system: str
    account: str
    opened_on: date


@dataclass(frozen=True, slots=True)
class TouchedContract:
    """A contract that bound us on the day, and what losing it would mean.

    :ivar open: what is still to be delivered; None where no value was agreed
    :ivar due: the planned deliveries that have not wholly come
    """

    contract: Contract
    committed: Money | None
    open: Money | None
    items: int
    assets: tuple[Asset, ...]
    doors: tuple[Door, ...]
    due: tuple[StillDue, ...]
    replacing: Replacing
    cover: Cover
    felt: tuple[Felt, ...]
    pain: Fraction
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class TouchedVendor:
    """A vendor with its contracts, the most painful first; its pain is that of the worst."""

    vendor: Vendor
    touch: Touch
    contracts: tuple[TouchedContract, ...]

    @property
    def pain(self) -> Fraction:
        return max((one.pain for one in self.contracts), default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that touched contracts are about, and who else there is for it.

    :ivar running: vendors that are not touched and work for us in it
    :ivar candidates: vendors that know it, stand clear and could be asked; the most fitting first
    """

    name: str
    cover: Cover
    running: tuple[UUID, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Radius:
    """Everything that is touched, in order of pain.

    :ivar party: the one that was asked about; None in a scenario
    :ivar names: of parties and vendors, by their ids
    """

    party: Party | None
    valid_at: date
    known_at: datetime | None
    vendors: tuple[TouchedVendor, ...]
    domains: tuple[Domain, ...]
    names: Mapping[UUID, str]
    truncated: bool

    @property
    def contracts(self) -> list[TouchedContract]:
        """Of all vendors, the most painful first."""
        every = (contract for vendor in self.vendors for contract in vendor.contracts)
        return sorted(every, key=_worst_first)


def blast_of_party(
    party_id: UUID, *, valid_at: date, known_at: datetime | None, today: date
) -> Radius:
    """What is touched when a party becomes a problem, as of both clocks.

    :raises NotFound: if there is no such party
    :raises Invalid: if `known_at` lies in the future
    """
    known_seq = ledger.current_seq() if known_at is None else ledger.seq_at(known_at)
    moment = Moment(valid_at, known_seq, known_at is None and valid_at >= today)
    policy = adopted_policy(valid_at, known_seq)
    rules = rules_of(policy) if policy else Rules()
    found = touched_by(party_id, valid_at=valid_at, known_seq=known_seq, rules=rules)
    return radius_around(
        found.touches,
        moment=moment,
        known_at=known_at,
        party=found.party,
        names=found.names,
        truncated=found.truncated,
    )


@dataclass(slots=True)
class _File:
    """What is on file about the touched contracts, read once for all."""

    contracts: Mapping[UUID, Contract]
    assets: Mapping[UUID, list[Asset]]
    doors: Mapping[UUID, list[Door]]
    due: Mapping[UUID, list[StillDue]]
    replacing: Mapping[UUID, Replacing]
    domains: dict[str, Domain] = field(default_factory=dict)


def radius_around(
    touches: Collection[Touch],
    *,
    moment: Moment,
    known_at: datetime | None = None,
    party: Party | None = None,
    names: Mapping[UUID, str] | None = None,
    truncated: bool = False,
    unfit: Collection[UUID] = (),
) -> Radius:
    """What hangs on the touched vendors.

    :param unfit: vendors that are not touched and cannot take over all the same
    """
    book = commitments_at(moment)
    touched = {str(touch.vendor) for touch in touches}
    mine = [one for one in book.commitments if one.vendor in touched]
    file = _file(mine, moment)
    domains = _domains(mine, book.commitments, touched, moment.valid_at, unfit)
    file.domains = {domain.name.lower(): domain for domain in domains}
    losses = _lost(mine, file)
    rows = Vendor.objects.filter(id__in=[touch.vendor for touch in touches])
    vendors = {row.id: row for row in rows.select_related("party", "standing")}
    found = [
        TouchedVendor(
            vendors[touch.vendor],
            touch,
            tuple(sorted(losses.get(str(touch.vendor), ()), key=_worst_first)),
        )
        for touch in touches
    ]
    found.sort(key=lambda one: (-one.pain, -one.touch.least, one.vendor.party.name))
    named = {vendor.id: vendor.party.name for vendor in vendors.values()}
    for domain in domains:
        named.update({UUID(v): book.vendors[v] for v in map(str, domain.running)})
        named.update({each.vendor: each.name for each in domain.candidates})
    return Radius(
        party=party,
        valid_at=moment.valid_at,
        known_at=known_at,
        vendors=tuple(found),
        domains=tuple(domains),
        names={**(names or {}), **named, **_holder_names(file)},
        truncated=truncated,
    )


def _worst_first(one: TouchedContract) -> tuple[Fraction, str]:
    return -one.pain, one.contract.reference


def _file(mine: Sequence[Commitment], moment: Moment) -> _File:
    ids = [UUID(one.contract) for one in mine]
    assets: dict[UUID, list[Asset]] = defaultdict(list)
    sent = DataAsset.objects.filter(contract__in=ids).filter(
        Q(sent_on=None) | Q(sent_on__lte=moment.valid_at)
    )
    for row in sent.order_by("id").prefetch_related("copies"):
        holders = tuple(copy.holder_id for copy in row.copies.all())
        assets[row.contract_id].append(Asset(row.id, row.name, row.sensitivity, holders))
    doors: dict[UUID, list[Door]] = defaultdict(list)
    opened = AccessGrant.objects.filter(contract__in=ids, opened_on__lte=moment.valid_at)
    still = opened.filter(Q(revoked_on=None) | Q(revoked_on__gt=moment.valid_at))
    for grant in still.order_by("id"):
        doors[grant.contract_id].append(
            Door(grant.id, grant.system, grant.account, grant.opened_on)
        )
    rows = Contract.objects.filter(id__in=ids).select_related("vendor__party")
    return _File(
        contracts={row.id: row for row in rows},
        assets=assets,
        doors=doors,
        due=still_due(ids, moment.valid_at),
        replacing=replacing_of(ids, moment),
    )


def _domains(
    mine: Iterable[Commitment],
    every: Iterable[Commitment],
    touched: Collection[str],
    on: date,
    unfit: Collection[UUID],
) -> list[Domain]:
    """The domains that are touched, those without cover first."""
    wanted = {one.domain for one in mine if one.domain}
    running: dict[str, set[UUID]] = defaultdict(set)
    for one in every:
        if one.domain in wanted and one.vendor not in touched and not one.is_suspended:
            running[one.domain].add(UUID(one.vendor))
    barred = {UUID(vendor) for vendor in touched} | set(unfit)
    experts = clear_experts(wanted, on=on, but=barred)
    found = []
    for name in wanted:
        works = tuple(sorted(running[name] - set(unfit)))
        able = tuple(one for one in experts.get(name, ()) if one.vendor not in works)
        cover = Cover.RUNNING if works else (Cover.CANDIDATE if able else Cover.NONE)
        found.append(Domain(name, cover, works, able))
    order = [Cover.NONE, Cover.CANDIDATE, Cover.RUNNING]
    return sorted(found, key=lambda domain: (order.index(domain.cover), domain.name))


def _lost(mine: Sequence[Commitment], file: _File) -> dict[str, list[TouchedContract]]:
    left = {one.contract: _left(one) for one in mine}
    totals: dict[str, int] = defaultdict(int)
    for one in mine:
        totals[one.currency] += left[one.contract] or 0
    lost: dict[str, list[TouchedContract]] = defaultdict(list)
    for one in mine:
        whole = totals[one.currency]
        share = Fraction(left[one.contract] or 0, whole) if whole else Fraction(0)
        lost[one.vendor].append(_touched(one, left[one.contract], share, file))
    return lost


def _left(one: Commitment) -> int | None:
    if one.value is None:
        return None
    return max(0, one.value - one.accepted.get(one.currency, 0))


def _touched(one: Commitment, left: int | None, share: Fraction, file: _File) -> TouchedContract:
    id_ = UUID(one.contract)
    replacing = file.replacing[id_]
    domain = file.domains.get(one.domain)
    assets, doors = file.assets.get(id_, ()), file.doors.get(id_, ())
    loss = Loss(
        value_share=share,
        days=replacing.days,
        verdict=_verdict(replacing),
        cover=domain.cover if domain else Cover.NONE,
        assets=len(assets),
        doors=len(doors),
    )
    return TouchedContract(
        contract=file.contracts[id_],
        committed=None if one.value is None else money_in(one.value, one.currency),
        open=None if left is None else money_in(left, one.currency),
        items=one.items,
        assets=tuple(assets),
        doors=tuple(doors),
        due=tuple(file.due[id_]),
        replacing=replacing,
        cover=loss.cover,
        felt=felt(loss),
        pain=pain(loss),
        is_suspended=one.is_suspended,
    )


def _verdict(replacing: Replacing) -> Substitutability | None:
    found = replacing.assessment
    return Substitutability(found.verdict) if found and not replacing.is_stale else None


def _holder_names(file: _File) -> dict[UUID, str]:
    holders = {h for each in file.assets.values() for asset in each for h in asset.holders}
    return dict(Party.objects.filter(id__in=holders).values_list("id", "name"))
