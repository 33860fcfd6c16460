"""Which disclosures and attestations are on file?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from config.problems import NotFound
from vendors.models import Attestation, Disclosure, Statement, Vendor
from vendors.queries.parties import list_same


def list_disclosures() -> QuerySet[Disclosure]:
    """Disclosures with their statements in the order in which they were sent."""
    in_order = Prefetch("statements", queryset=Statement.objects.order_by("position"))
    return Disclosure.objects.prefetch_related(in_order)


def about_vendor(disclosures: QuerySet[Disclosure], vendor: Vendor) -> QuerySet[Disclosure]:
    """Those recorded for a vendor, and others that say something of its party."""
    return disclosures.filter(Q(vendor=vendor) | _about([vendor.party_id], as_subject=True))


def about_party(disclosures: QuerySet[Disclosure], party_id: UUID) -> QuerySet[Disclosure]:
    """Those that say something of a party, at either end."""
    same = list_same(party_id)
    return disclosures.filter(_about(same, as_subject=True) | _about(same, as_subject=False))


def _about(parties: list[UUID], *, as_subject: bool) -> Q:
    end = "subject__in" if as_subject else "interested_party__in"
    return Q(Exists(Statement.objects.filter(disclosure=OuterRef("pk"), **{end: parties})))


def get_disclosure(disclosure_id: UUID) -> Disclosure:
    """One disclosure with its statements.

    :raises NotFound: if there is none
    """
    disclosure = list_disclosures().filter(id=disclosure_id).first()
    if disclosure is None:
        raise NotFound()
    return disclosure


def get_attestation(attestation_id: UUID) -> Attestation:
    """One attestation.

    :raises NotFound: if there is none
    """
    attestation = Attestation.objects.filter(id=attestation_id).first()
    if attestation is None:
        raise NotFound()
    return attestation
