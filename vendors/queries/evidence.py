"""Which pieces of evidence are on file?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from config.problems import NotFound
from vendors.models import Evidence


def list_unknown(evidence: Sequence[UUID]) -> list[int]:
    """The positions of those ids that name no evidence."""
    if not evidence:
        return []
    known = set(Evidence.objects.filter(id__in=evidence).values_list("id", flat=True))
    return [index for index, one in enumerate(evidence) if one not in known]


def get_evidence(evidence_id: UUID) -> Evidence:
    """One piece of evidence.

    :raises NotFound: if there is none
    """
    evidence = Evidence.objects.filter(id=evidence_id).first()
    if evidence is None:
        raise NotFound()
    return evidence
