"""Under which seals of the audit trail do the events of a dossier stand?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from config.events.models import Seal
from config.events.proofs import SEALED_FACTS
from config.events.queries import Proof, prove_all
from contracts.dossier import Object, SealedEvents
from contracts.queries.dossiers.plain import plain, row_json


def sealed_events(event_ids: Sequence[UUID]) -> SealedEvents:
    """The proof of each event that is sealed, with the seals they need, each seal once."""
    proofs = prove_all(event_ids)
    seals = {proof.seal.number: _seal(proof.seal) for proof in proofs}
    proved = {proof.event for proof in proofs}
    return SealedEvents(
        seals=list(seals.values()),
        events=[_proof(proof) for proof in proofs],
        unsealed=[str(event) for event in event_ids if event not in proved],
    )


def _seal(seal: Seal) -> Object:
    return row_json(seal, *SEALED_FACTS, "hash")


def _proof(proof: Proof) -> Object:
    return {
        "event": str(proof.event),
        "seal": proof.seal.number,
        "leaf": proof.leaf,
        "index": proof.index,
        "size": proof.size,
        "path": plain(proof.path),
    }
