"""Whom could a need go to, and what stands behind each? The shortlist of a requisition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from config.events import ledger
from config.problems import Invalid
from config.undisturbed import undisturbed
from contracts.queries.interlocks import Interlocks, interlocks_of
from contracts.queries.offers import File, survey_market
from contracts.shortlist import Need, Passed, Ranked, Shortlist, shortlist
from procurement.contagion import Connection
from procurement.models import Assessment, Requisition
from procurement.neutrality.buying import Weights
from procurement.neutrality.findings import State
from procurement.queries.contagion import Contagion, contagion_of
from procurement.queries.standards import yardstick_at
from vendors.domains import Tree
from vendors.models import ExpertiseLevel, Vendor
from vendors.queries.domains import get_tree

DEPTH = 4
"""Links between two vendors that share somebody: up to two on either side."""
_LEVELS = list(ExpertiseLevel.values)


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the ranked and of the others are told, from where on."""

    limit: int
    offset: int = 0
    passed_offset: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A shortlist, and everything its page says of the vendors on it.

    :ivar findings: of the verdict that stands, what is not clear, for each vendor told of
    :ivar interlocks: who stands behind those told of and behind a competitor
    :ivar contagion: whom the vendor being replaced shares somebody with; None if none is
    :ivar bound: how each vendor is bound to the one being replaced
    :ivar policy: whose weights these are; None where none was ever adopted
    """

    requisition: Requisition
    need: Need
    today: date
    weights: Weights
    policy: UUID | None
    whole: Shortlist
    ranked: Sequence[Ranked]
    passed: Sequence[Passed]
    files: Mapping[str, File]
    findings: Mapping[str, Sequence[Mapping[str, Any]]]
    interlocks: Interlocks
    contagion: Contagion | None
    bound: Mapping[str, Connection]


@undisturbed()
def shortlist_for(
    requisition: Requisition, *, replacing: UUID | None, today: date, page: Page
) -> Told:
    """Every vendor ranked for a need or out, as of now, and one page of it in full.

    :param replacing: the vendor being left, instead of the one the requisition names
    :raises Invalid: if there is no such vendor
    """
    seq = ledger.current_seq()
    tree = get_tree()
    yardstick = yardstick_at(today, seq)
    weights = yardstick.rules.shortlist_weights
    left = _left(replacing or requisition.replacing_id)
    contagion = None if left is None else _contagion(left, today, seq)
    bound = _bound(contagion)
    need = need_of(
        requisition,
        tree,
        today=today,
        replacing=left,
        is_cut=contagion is not None and contagion.truncated,
    )
    market = survey_market(
        need,
        tree,
        today=today,
        currency=requisition.budget_currency,
        shared={
            vendor: max(chain.sureness for chain in one.chains) for vendor, one in bound.items()
        },
    )
    whole = shortlist(market.offers, need, weights)
    ranked = whole.ranked[page.offset : page.offset + page.limit]
    passed = whole.passed[page.passed_offset : page.passed_offset + page.limit]
    shown = {one.offer.vendor for one in ranked} | {one.offer.vendor for one in passed}
    return Told(
        requisition=requisition,
        need=need,
        today=today,
        weights=weights,
        policy=yardstick.policy.id if yardstick.policy else None,
        whole=whole,
        ranked=ranked,
        passed=passed,
        files=market.files,
        findings=_findings([market.files[vendor] for vendor in sorted(shown)]),
        interlocks=interlocks_of(
            [market.files[vendor].party for vendor in sorted(shown)],
            yardstick,
            on=today,
            known_seq=seq,
        ),
        contagion=contagion,
        bound={str(vendor): one for vendor, one in bound.items()},
    )


def need_of(
    requisition: Requisition, tree: Tree, *, today: date, replacing: Vendor | None, is_cut: bool
) -> Need:
    """A requisition as the ranking takes it.

    :param is_cut: there may be more who stand behind the vendor being replaced than are known
    """
    return Need(
        domain=requisition.domain_id,
        answering=MappingProxyType(dict(tree.answering(requisition.domain_id))),
        level=_LEVELS.index(requisition.level),
        on=max(today, requisition.needed_by or today),
        languages=tuple(requisition.languages),
        places=frozenset(requisition.places_allowed),
        hours=requisition.hours_per_week,
        certificates=frozenset(requisition.certificates_required),
        replacing=None if replacing is None else str(replacing.id),
        is_cut=is_cut,
    )


def _left(vendor_id: UUID | None) -> Vendor | None:
    if vendor_id is None:
        return None
    vendor = Vendor.objects.filter(id=vendor_id).first()
    if vendor is None:
        raise Invalid.at("/replacing", "unknown_vendor", "There is no such vendor.")
    return vendor


def _contagion(left: Vendor, today: date, seq: int) -> Contagion:
    return contagion_of(left.party_id, interest=None, depth=DEPTH, valid_at=today, known_seq=seq)


def _bound(contagion: Contagion | None) -> dict[UUID, Connection]:
    """How each vendor is bound to the one being left."""
    if contagion is None:
        return {}
    return {
        contagion.vendors[one.party]: one
        for one in contagion.connections
        if one.party in contagion.vendors
    }


def _findings(files: Sequence[File]) -> dict[str, list[dict[str, Any]]]:
    """What is not clear about each, in one query."""
    standing = {file.assessment: str(file.id) for file in files if file.assessment is not None}
    rows = Assessment.objects.filter(id__in=list(standing)).values_list("id", "findings")
    return {
        standing[assessment]: [one for one in findings if one["state"] != State.CLEAR]
        for assessment, findings in rows
    }
