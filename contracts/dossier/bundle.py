"""How is a dossier put together so that nobody can change it unnoticed?

A bundle has a head, sections, a hash of each section, proofs, and one hash over all of these. All
hashes are SHA-256 over canonical JSON (`procurement.neutrality.digest`). They show that a bundle
has been changed, not who made it: for that its `whole`, or the hash of one of the seals in its
`proofs`, is compared with one that was kept elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procurement.neutrality.digest import digest

FORMAT: Final = "armslength-dossier"
VERSION: Final = 2
ALGORITHM: Final = "sha256 over canonical JSON"

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Object = dict[str, Json]


class Kind(StrEnum):
    TERMINATION = "termination"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Head:
    """What a dossier is, before anything is said in it.

    :ivar about: the id of what the dossier is about
    :ivar known_seq: the last number of the ledger that it knows
    """

    kind: Kind
    about: str
    made_at: str
    known_seq: int


@dataclass(frozen=True, slots=True)
class SealedEvents:
    """The audit trail's seals, and how each event of the dossier is shown to stand under one.

    :ivar events: `event, seal` (its number), `leaf, index, size, path` of each that is sealed
    :ivar unsealed: ids of the others: they are younger than the last seal
    """

    seals: Sequence[Object] = ()
    events: Sequence[Object] = ()
    unsealed: Sequence[str] = ()


def seal(head: Head, sections: Mapping[str, Json], proofs: SealedEvents) -> Object:
    """A bundle of these sections."""
    said: Object = {
        "format": FORMAT,
        "version": VERSION,
        "kind": head.kind.value,
        "about": head.about,
        "made_at": head.made_at,
        "known_seq": head.known_seq,
    }
    kept = dict(sections)
    proved: Object = {
        "seals": list(proofs.seals),
        "events": list(proofs.events),
        "unsealed": list(proofs.unsealed),
    }
    hashes = hashes_of(said, kept, proved)
    return {**said, "sections": kept, "proofs": proved, "hashes": hashes}


def hashes_of(
    head: Mapping[str, Json], sections: Mapping[str, Json], proofs: Mapping[str, Json]
) -> Object:
    """The hash of every section, and of head and proofs with all of those."""
    each: Object = {name: digest(content) for name, content in sorted(sections.items())}
    whole = digest({"head": dict(head), "sections": each, "proofs": digest(dict(proofs))})
    return {"algorithm": ALGORITHM, "sections": each, "whole": whole}


HEAD: Final = ("format", "version", "kind", "about", "made_at", "known_seq")
