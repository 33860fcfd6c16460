"""Which sections does a dossier have, and what do they name that must be in it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from config.events import ledger
from config.events.models import Event
from config.problems import NotFound
from config.rest.fields import instant
from contracts.dossier import Head, Json, Kind, Object, named, seal
from contracts.models import Contract, Termination
from contracts.queries.dossiers import judging, leaving
from contracts.queries.dossiers.plain import row_json, rows_json
from contracts.queries.dossiers.sealing import sealed_events
from contracts.queries.reading import day_of
from contracts.queries.terminations import list_terminations
from procurement.models import Assessment, Case, Waiver
from procurement.queries.verdicts import get_assessment
from vendors.models import Evidence, Vendor

MOST_EVENTS = 5_000
"""The oldest; how many there are besides is told in `left_out`."""


def termination_dossier(termination_id: UUID, *, at: datetime) -> Object:
    """Everything about the leaving of one contract, up to now.

    :raises NotFound: if there is no such termination
    """
    found = list_terminations().filter(id=termination_id).first()
    if found is None:
        raise NotFound()
    contract = found.contract
    vendor = _vendor(contract.vendor_id)
    sections: Object = {
        "vendor": judging.vendor_json(vendor),
        "contract": leaving.contract_json(contract),
        "termination": leaving.termination_json(found),
        "steps": leaving.steps_json(found),
        "survival": leaving.survival_json(contract, day_of(contract, at)),
        "inventory": leaving.inventory_json(contract),
        "settlement": leaving.settlement_json(found),
        "assessments": [judging.assessment_json(one) for one in _rests_on(found)],
        "cases": judging.cases_json(vendor),
        "waivers": judging.waivers_json(vendor),
    }
    about = Q(subject_type="contract", subject_id=contract.id) | Q(
        subject_type="termination", subject_id=found.id
    )
    return _sealed(Kind.TERMINATION, found.id, sections, about | _of_vendor(vendor), at)


def assessment_dossier(assessment_id: UUID, *, at: datetime) -> Object:
    """Everything one verdict rests on, and what was decided about the vendor.

    :raises NotFound: if there is no such assessment
    """
    assessment = get_assessment(assessment_id)
    vendor = _vendor(assessment.vendor_id)
    sections: Object = {
        "vendor": judging.vendor_json(vendor),
        "assessments": [judging.assessment_json(assessment)],
        "cases": judging.cases_json(vendor),
        "waivers": judging.waivers_json(vendor),
        "contracts": rows_json(
            Contract.objects.filter(vendor=vendor).order_by("id"),
            "id", "reference", "title", "state", "signed_on", "ended_on",
        ),
    }  # fmt: skip
    return _sealed(Kind.ASSESSMENT, assessment.id, sections, _of_vendor(vendor), at)


def _vendor(vendor_id: UUID) -> Vendor:
    vendors = Vendor.objects.select_related("party").prefetch_related("party__identifiers")
    return vendors.get(id=vendor_id)


def _rests_on(found: Termination) -> list[Assessment]:
    """The verdict a proposal names, else the one that stood when it was made."""
    judged = Assessment.objects.select_related("policy", "vendor")
    if found.assessment_id is not None:
        return list(judged.filter(id=found.assessment_id))
    before = judged.filter(vendor=found.contract.vendor_id, created_at__lte=found.created_at)
    return list(before.order_by("-known_seq", "-id")[:1])


def _sealed(kind: Kind, about: UUID, sections: Object, events: Q, at: datetime) -> Object:
    """The bundle of these sections, with all that they name."""
    known_seq = ledger.current_seq()
    sources = _ids(sections, "sources")
    told = Q(subject_type__in=("disclosure", "attestation"), subject_id__in=sources)
    happened = Event.objects.filter(events | told, seq__lte=known_seq).order_by("seq")
    shown = list(happened[:MOST_EVENTS])
    competitors = sorted(_competitors(sections["assessments"]))
    sections = {
        **sections,
        "competitors": judging.competitors_json(competitors),
        "sources": judging.sources_json(sources),
        "events": [_event(event) for event in shown],
        "left_out": {"events": max(happened.count() - MOST_EVENTS, 0)},
    }
    evidence = Evidence.objects.filter(id__in=_ids(sections, "evidence")).order_by("id")
    parties = {*competitors, *_ids(sections, "parties"), *_holders(sections), *_written(sections)}
    sections |= {
        "evidence": rows_json(
            evidence, "id", "title", "filename", "media_type", "size", "sha256", "uploaded_by"
        ),
        "parties": judging.parties_json(parties),
    }
    head = Head(kind, str(about), str(instant(at)), known_seq)
    return seal(head, sections, sealed_events([event.id for event in shown]))


def _of_vendor(vendor: Vendor) -> Q:
    cases = Case.objects.filter(vendor=vendor).values("id")
    waivers = Waiver.objects.filter(vendor=vendor).values("id")
    return (
        Q(subject_type="vendor", subject_id=vendor.id)
        | Q(subject_type="case", subject_id__in=cases)
        | Q(subject_type="waiver", subject_id__in=waivers)
    )


def _event(event: Event) -> Object:
    shown = row_json(
        event,
        "id", "seq", "type", "recorded_at", "actor_kind", "actor_id", "actor_person",
        "actor_label", "request_id", "subject_type", "subject_id", "reason", "cause_id",
    )  # fmt: skip
    return {**shown, "data": event.data}


def _ids(sections: Object, kind: str) -> list[str]:
    return sorted({one for _, of, one in named(sections) if of == kind})


def _competitors(assessments: Json) -> set[str]:
    found: set[str] = set()
    for one in assessments if isinstance(assessments, list) else []:
        inputs = one.get("inputs") if isinstance(one, dict) else None
        found.update(_texts(inputs.get("competitors")) if isinstance(inputs, dict) else ())
    return found


def _texts(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _written(sections: Object) -> Iterator[str]:
    """Whom the letters in the contract's file are about."""
    contract = sections.get("contract")
    letters = contract.get("letters") if isinstance(contract, dict) else None
    for letter in letters if isinstance(letters, list) else []:
        if isinstance(letter, dict):
            yield from _texts([letter.get("party")])


def _holders(sections: Object) -> Iterator[str]:
    inventory = sections.get("inventory")
    assets = inventory.get("data_assets") if isinstance(inventory, dict) else None
    for asset in assets if isinstance(assets, list) else []:
        if isinstance(asset, dict):
            yield from _texts(asset.get("holders"))
