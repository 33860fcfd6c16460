"""How was a vendor judged, what was decided about it, and what was let go?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from contracts.dossier import Json, Object, facts_json
from contracts.queries.dossiers.plain import plain, row_json, rows_json
from procurement.models import Assessment, Case, Competitor, Waiver
from procurement.queries.inputs import inputs_of
from vendors.models import Attestation, Disclosure, Party, Vendor


def assessment_json(assessment: Assessment) -> Object:
    """A verdict as it was recorded, with all the engine needs to reach it again."""
    inputs = inputs_of(assessment)
    return {
        **row_json(
            assessment,
            "id", "vendor_id", "state", "level", "valid_at", "known_seq", "known_at",
            "policy_id", "engine_version", "input_digest", "cause", "supersedes_id",
            "next_boundary", "created_at",
        ),
        "findings": cast(Json, assessment.findings),
        "overlays": cast(Json, assessment.overlays),
        "inputs": {
            "vendor": inputs.vendor,
            "competitors": list(inputs.competitors),
            "policy": inputs.rules.to_mapping(),
            "facts": facts_json(inputs.facts),
        },
    }  # fmt: skip


def vendor_json(vendor: Vendor) -> Object:
    """Who the vendor is, and under which numbers registers know it."""
    party = vendor.party
    return {
        **row_json(vendor, "id", "party_id", "summary", "website", "lifecycle"),
        "name": party.name,
        "jurisdiction": plain(party.jurisdiction),
        "identifiers": [f"{one.scheme}:{one.value}" for one in party.identifiers.all()],
    }


def cases_json(vendor: Vendor) -> list[Json]:
    """The vendor's cases, each with every proposal and decision about it."""
    cases = Case.objects.filter(vendor=vendor).order_by("id")
    return [
        {
            **row_json(case, "id", "created_at", "state", "assessment_id", "closed_at"),
            **row_json(case, "closed_label", "close_reason"),
            "proposals": rows_json(
                case.proposals.order_by("id"),
                "id", "created_at", "assessment_id", "decision", "comment", "proposed_label",
            ),
            "decisions": rows_json(
                case.decisions.order_by("id"),
                "id", "created_at", "proposal_id", "decision", "comment", "decided_label",
            ),
        }
        for case in cases.prefetch_related("proposals", "decisions")
    ]  # fmt: skip


def waivers_json(vendor: Vendor) -> list[Json]:
    """Every leave that was asked for to work with the vendor in spite of its verdict."""
    return rows_json(
        Waiver.objects.filter(vendor=vendor).order_by("id"),
        "id", "created_at", "state", "contract_id", "conditions", "compensating_controls",
        "expires_on", "reason", "drafted_label", "submitted_label", "submitted_on_id",
        "decided_label", "decided_at", "granted_on_id", "granted_state", "granted_level",
        "ended_at", "ended_label", "end_reason",
    )  # fmt: skip


def competitors_json(parties: Iterable[str]) -> list[Json]:
    """Why these parties are on the list of competitors."""
    listed = Competitor.objects.filter(party__in=[UUID(party) for party in parties])
    return rows_json(
        listed.order_by("id"), "id", "party_id", "reason", "product_lines", "valid_from", "valid_to"
    )


def sources_json(ids: Iterable[str]) -> list[Json]:
    """The disclosures and attestations that the facts rest on."""
    wanted = sorted({UUID(one) for one in ids})
    disclosures = rows_json(
        Disclosure.objects.filter(id__in=wanted).order_by("seq"),
        "id", "seq", "recorded_at", "recorded_label", "source_type", "source_title", "source_url",
        "source_published_on", "source_asserted_by", "confidence", "statement_date",
    )  # fmt: skip
    oaths = rows_json(
        Attestation.objects.filter(id__in=wanted).order_by("seq"),
        "id", "seq", "recorded_at", "recorded_label", "subject_id", "kind", "dimension", "value",
        "valid_from", "valid_to", "evidence",
    )  # fmt: skip
    return [
        *({"type": "disclosure", **cast(Object, one)} for one in disclosures),
        *({"type": "attestation", **cast(Object, one)} for one in oaths),
    ]


def parties_json(ids: Iterable[str]) -> list[Json]:
    """Who the parties are that are named by id."""
    wanted = sorted({UUID(one) for one in ids})
    return rows_json(Party.objects.filter(id__in=wanted).order_by("id"), "id", "kind", "name")
