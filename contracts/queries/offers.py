"""What has every vendor to offer for a need? Few queries, however many vendors there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum

from contracts.models import BEFORE_SIGNING, Contract, ContractDelivery
from contracts.queries.contracts import ENGAGING
from contracts.shortlist import Grounds, Known, Need, Offer, Quality, Verdict
from contracts.shortlist.scoring import ratio
from procurement.caseflow import Verdict as Judged
from procurement.caseflow import WaiverState, covers
from procurement.models import Requisition, Waiver
from procurement.neutrality.findings import Level, State
from procurement.operations.awarding import LEAVING
from procurement.requisitioning import RequisitionState
from vendors.domains import Tree
from vendors.models import Certificate, Expertise, ExpertiseClaim, ExpertiseLevel, Vendor
from vendors.queries.capacity import hours_on
from vendors.queries.standing import list_holds_in_force, with_pending
from vendors.queries.workforce import places_on

_LEVELS = list(ExpertiseLevel.values)
_TAKING = sorted(state.value for state in (*BEFORE_SIGNING, *ENGAGING))
"""The states of a contract in which it takes hours, or is about to."""
Told = TypeVar("Told")
ByVendor = Mapping[UUID, Told]


@dataclass(frozen=True, slots=True)
class File:
    """One vendor as its row says: what is not in an `Offer`, and is told beside it."""

    id: UUID
    party: UUID
    name: str
    assessment: UUID | None
    assessed_on: date | None
    next_boundary: date | None


@dataclass(frozen=True, slots=True)
class Market:
    """Every vendor, and what each has to offer."""

    files: Mapping[str, File]
    offers: list[Offer]


def survey_market(
    need: Need, tree: Tree, *, today: date, currency: str, shared: Mapping[UUID, int]
) -> Market:
    """Every vendor on file, as far as it bears on a need.

    :param currency: in which prices are compared; none are if empty
    :param shared: how surely each vendor is bound to the one being replaced
    """
    known = _known(need, today, currency)
    certified = _certified(need)
    promised, held = _promised(), _held(today)
    qualities, waivers = _qualities(need, tree), _waivers(today)
    files: dict[str, File] = {}
    offers: list[Offer] = []
    for row in _rows(need, today):
        files[str(row["id"])] = File(
            row["id"], row["party_id"], row["name"], row["assessment"], row["assessed_on"],
            row["next_boundary"],
        )  # fmt: skip
        offers.append(
            Offer(
                vendor=str(row["id"]),
                verdict=_verdict(row, waivers.get(row["id"], ())),
                known=tuple(known.get(row["id"], ())),
                languages=tuple(row["languages"]),
                places=frozenset(row["workplaces"]),
                hours=row["hours"],
                promised=promised.get(row["id"], 0),
                holds=frozenset(held.get(row["id"], ())),
                is_leaving=row["lifecycle"] in LEAVING,
                certificates=certified.get(row["id"], {}),
                quality=qualities.get(row["id"]),
                shared=shared.get(row["id"]),
            )
        )
    return Market(files, offers)


def _rows(need: Need, today: date) -> Iterable[dict[str, Any]]:
    vendors = with_pending(Vendor.objects.all(), on=today).annotate(
        name=F("party__name"),
        hours=hours_on(max(today, need.on)),
        workplaces=places_on(max(today, need.on)),
        state=F("standing__state"),
        reach=F("standing__level"),
        assessment=F("standing__assessment_id"),
        assessed_on=F("standing__assessed_at__date"),
        next_boundary=F("standing__next_boundary"),
    )
    columns = (
        "id", "party_id", "name", "languages", "workplaces", "hours", "lifecycle", "state", "reach",
        "shown_state", "recheck_pending", "assessment", "assessed_on", "next_boundary",
    )  # fmt: skip
    return cast("Iterable[dict[str, Any]]", vendors.order_by("id").values(*columns))


def _verdict(row: Mapping[str, Any], waivers: Iterable[Judged]) -> Verdict:
    present = Judged(State(row["state"]), Level(row["reach"]))
    pending: bool = row["recheck_pending"]
    waived = not pending and any(covers(granted, present) for granted in waivers)
    state = State(row["shown_state"])
    return Verdict(state, present.level, pending, waived and state is not State.CLEAR)


def _known(need: Need, today: date, currency: str) -> ByVendor[list[Known]]:
    """What each vendor knows of what answers to the need: of one domain, the weightiest word."""
    domains = sorted(need.answering)
    words: dict[tuple[UUID, str], list[Known]] = defaultdict(list)
    on_file = Expertise.objects.filter(domain__in=domains).order_by()
    for vendor, code, level in on_file.values_list("vendor_id", "domain", "level"):
        words[vendor, code].append(Known(code, _LEVELS.index(level)))
    begun = Q(valid_from=None) | Q(valid_from__lte=today)
    claims = ExpertiseClaim.objects.filter(
        begun,
        Q(valid_to=None) | Q(valid_to__gt=today),
        domain__code__in=domains,
        withdrawn_at=None,
    )
    said_of = claims.order_by("id").values_list(
        "vendor_id", "domain_id", "level", "said_by", "rate_amount", "rate_currency"
    )
    for vendor, domain, level, voice, amount, money in said_of:
        rate = None if amount is None or money != currency else ratio(amount)
        code = str(domain)
        words[vendor, code].append(Known(code, _LEVELS.index(level), Grounds(voice), rate))
    found: dict[UUID, list[Known]] = defaultdict(list)
    for (vendor, _), said in words.items():
        found[vendor].append(_weightiest(said))
    return found


_WEIGHT = (Grounds.FILE, Grounds.VENDOR, Grounds.THIRD_PARTY, Grounds.LAB)


def _weightiest(said: list[Known]) -> Known:
    """Our word goes before anybody's, a third party's before the vendor's; of the same, the last.

    The price is the last one that was said, whoever said it.
    """
    heaviest = max(_WEIGHT.index(one.grounds) for one in said)
    chosen = [one for one in said if _WEIGHT.index(one.grounds) == heaviest][-1]
    rates = [one.rate for one in said if one.rate is not None]
    return Known(chosen.domain, chosen.level, chosen.grounds, rates[-1] if rates else None)


def _certified(need: Need) -> ByVendor[dict[str, date | None]]:
    """Of the certificates asked for, what each vendor has on the day, and until when at longest."""
    if not need.certificates:
        return {}
    rows = Certificate.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=need.on),
        standard__in=sorted(need.certificates),
        issued_on__lte=need.on,
        withdrawn_at=None,
    )
    found: dict[UUID, dict[str, date | None]] = defaultdict(dict)
    for vendor, standard, until in rows.order_by().values_list(
        "vendor_id", "standard", "expires_on"
    ):
        known = found[vendor].get(standard, until)
        ends = None if known is None or until is None else max(known, until)
        found[vendor][standard] = ends
    return found


def _promised() -> dict[UUID, int]:
    """The hours a week that contracts of a need take, and awards that have no contract yet."""
    hours = Requisition.objects.filter(id=OuterRef("requisition")).values("hours_per_week")[:1]
    contracts = (
        Contract.objects.filter(state__in=_TAKING, requisition__isnull=False)
        .annotate(hours=Subquery(hours, output_field=IntegerField()))
        .order_by()
        .values_list("vendor_id")
        .annotate(Sum("hours"))
    )
    awards = (
        Requisition.objects.filter(state=RequisitionState.AWARDED, contract_id=None)
        .order_by()
        .values_list("awarded_to_id")
        .annotate(Sum("hours_per_week"))
    )
    found: dict[UUID, int] = defaultdict(int)
    for vendor, taken in (*contracts, *awards):
        found[vendor] += taken or 0
    return found


def _held(today: date) -> ByVendor[list[str]]:
    rows = list_holds_in_force(today).order_by().values_list("vendor_id", "type")
    return _grouped(rows, str)


def _qualities(need: Need, tree: Tree) -> dict[UUID, Quality]:
    """What was accepted of what each vendor delivered in domains that answer to the need."""
    rows = (
        ContractDelivery.objects.filter(accepted_items__isnull=False)
        .order_by()
        .values_list("contract__vendor_id", "contract__dataset_domain")
        .annotate(Sum("accepted_items"), Sum("items"))
    )
    found: dict[UUID, Quality] = {}
    for vendor, domain, accepted, delivered in rows:
        node = tree.find(domain)
        if node is None or node.code not in need.answering:
            continue
        before = found.get(vendor, Quality(0, 0))
        found[vendor] = Quality(before.accepted + accepted, before.delivered + delivered)
    return found


def _waivers(today: date) -> ByVendor[list[Judged]]:
    """The verdicts on which waivers for everything were granted that cover today."""
    rows = Waiver.objects.filter(
        state=WaiverState.APPROVED, contract_id=None, expires_on__gt=today
    ).order_by()
    said = rows.values_list("vendor_id", "granted_state", "granted_level")
    return _grouped(
        ((vendor, (state, level)) for vendor, state, level in said),
        lambda granted: Judged(State(granted[0]), Level(granted[1])),
    )


def _grouped(
    rows: Iterable[tuple[UUID, Any]], made: Callable[[Any], Told]
) -> dict[UUID, list[Told]]:
    found: dict[UUID, list[Told]] = defaultdict(list)
    for vendor, value in rows:
        found[vendor].append(made(value))
    return found
