"""What is touched, in plain values?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from uuid import UUID

from config.rest.fields import instant
from contracts.blast_picture import Picture, picture_of
from contracts.money import total_by_currency
from contracts.pain import WEIGHTS, Cover
from contracts.queries.blast import Domain, Radius, TouchedContract, TouchedVendor
from contracts.queries.planned import StillDue
from contracts.shown.numbers import number_of, percent_of


def blast_json(radius: Radius) -> dict[str, Any]:
    """All of it, with its picture."""
    return {
        "party": str(radius.party.id) if radius.party else None,
        "name": radius.party.name if radius.party else None,
        "valid_at": radius.valid_at.isoformat(),
        "known_at": instant(radius.known_at),
        "weights": {part.value: weight for part, weight in WEIGHTS.items()},
        "totals": _totals(radius),
        "vendors": [_vendor(one, radius) for one in radius.vendors],
        "domains": [_domain(one, radius) for one in radius.domains],
        "picture": picture_json(picture_of(radius)),
        "truncated": radius.truncated,
    }


def _totals(radius: Radius) -> dict[str, Any]:
    every = radius.contracts
    days = [one.replacing.days for one in every]
    known = [each for each in days if each is not None]
    left = total_by_currency(one.open for one in every if one.open is not None)
    return {
        "vendors": len(radius.vendors),
        "contracts": len(every),
        "data_assets": sum(len(one.assets) for one in every),
        "access_grants": sum(len(one.doors) for one in every),
        "deliveries_due": sum(len(one.due) for one in every),
        "open": [money.render() for money in left],
        "domains_without_cover": [d.name for d in radius.domains if d.cover is Cover.NONE],
        "days": max(known) if known and len(known) == len(days) else None,
    }


def _vendor(one: TouchedVendor, radius: Radius) -> dict[str, Any]:
    return {
        "vendor": str(one.vendor.id),
        "party": str(one.vendor.party_id),
        "name": one.vendor.party.name,
        "way": one.touch.way.value,
        "through": [_step(party, radius) for party in one.touch.through],
        "min": percent_of(one.touch.least),
        "max": percent_of(one.touch.most),
        "control": one.touch.control.value,
        "words": one.touch.words,
        "pain": _points(one.pain),
        "contracts": [_contract(each) for each in one.contracts],
    }


def _contract(one: TouchedContract) -> dict[str, Any]:
    replacing, row = one.replacing, one.contract
    tested = replacing.exit_tested_on
    return {
        "contract": str(row.id),
        "reference": row.reference,
        "title": row.title,
        "vendor": str(row.vendor_id),
        "state": row.state,
        "suspended": one.is_suspended,
        "domain": row.dataset_domain,
        "committed": one.committed.render() if one.committed else None,
        "open": one.open.render() if one.open else None,
        "volume": one.items,
        "data_assets": [
            {
                "id": str(asset.id),
                "name": asset.name,
                "sensitivity": asset.sensitivity,
                "holders": [str(holder) for holder in asset.holders],
            }
            for asset in one.assets
        ],
        "access_grants": [
            {
                "id": str(door.id),
                "system": door.system,
                "account": door.account,
                "opened_on": door.opened_on.isoformat(),
            }
            for door in one.doors
        ],
        "deliveries_due": [_due(plan) for plan in one.due],
        "replacing": {
            "days": replacing.days,
            "reintegration_days": replacing.reintegration_days,
            "exit_days": replacing.exit_days,
            "verdict": replacing.assessment.verdict if replacing.assessment else None,
            "assessment": str(replacing.assessment.id) if replacing.assessment else None,
            "stale": replacing.is_stale,
            "rehearsal": str(replacing.rehearsal.id) if replacing.rehearsal else None,
            "exit_tested_on": tested.isoformat() if tested else None,
        },
        "cover": one.cover.value,
        "pain": _points(one.pain),
        "felt": [
            {"part": each.part.value, "weight": each.weight, "points": _points(each.points)}
            for each in one.felt
        ],
    }


def _due(plan: StillDue) -> dict[str, Any]:
    return {
        "id": str(plan.id),
        "due_on": plan.due_on.isoformat(),
        "items": plan.items,
        "delivered": plan.delivered,
        "description": plan.description,
        "overdue": plan.is_overdue,
    }


def _domain(one: Domain, radius: Radius) -> dict[str, Any]:
    return {
        "domain": one.name,
        "cover": one.cover.value,
        "running": [_step(vendor, radius) for vendor in one.running],
        "candidates": [
            {"vendor": str(each.vendor), "name": each.name, "level": each.level}
            for each in one.candidates
        ],
    }


def _step(party: UUID, radius: Radius) -> dict[str, str]:
    return {"party": str(party), "name": radius.names.get(party, str(party))}


def picture_json(picture: Picture) -> dict[str, Any]:
    """As the API and the admin's script have it."""
    return {
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "name": node.name,
                "pain": None if node.pain is None else _points(node.pain),
            }
            for node in picture.nodes.values()
        ],
        "edges": [
            {"source": edge.source, "target": edge.target, "words": edge.words}
            for edge in picture.edges.values()
        ],
        "truncated": picture.truncated,
    }


def _points(value: Fraction) -> float | int:
    return number_of(round(value, 2))
