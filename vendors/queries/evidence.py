"""Which pieces of evidence are on file?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from config.problems import NotFound
from vendors.models import Evidence
from vendors.shelf import evidence_folder


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


def files_unlike_their_names() -> Iterator[tuple[str, str, str]]:
    """Evidence whose bytes are gone, or are no longer those that were kept: an audit's flaws."""
    folder = evidence_folder()
    known = Evidence.objects.order_by("id").values_list("id", "sha256").iterator()
    for key, sha256 in known:
        found = folder.sha256_of(sha256)
        if found is None:
            yield "removed", f"evidence {key}", f"no file {folder.path(sha256)}"
        elif found != sha256:
            yield "changed", f"evidence {key}", f"the bytes of {folder.path(sha256)}"
