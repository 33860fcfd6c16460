"""Which claims and certificates are on file? Reads only."""

from __future__ import annotations

from uuid import UUID

from config.problems import NotFound
from vendors.models import Certificate, ExpertiseClaim
from vendors.ownership.facts import Kind

SUB_PROCESSING = Kind.DATA_ACCESS
"""What a sub-processor has of a vendor."""


def get_claim(claim_id: UUID) -> ExpertiseClaim:
    """:raises NotFound: if there is none"""
    claim = ExpertiseClaim.objects.filter(id=claim_id).first()
    if claim is None:
        raise NotFound()
    return claim


def get_certificate(certificate_id: UUID) -> Certificate:
    """:raises NotFound: if there is none"""
    certificate = Certificate.objects.filter(id=certificate_id).first()
    if certificate is None:
        raise NotFound()
    return certificate
