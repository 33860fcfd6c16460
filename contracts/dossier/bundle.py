"""How is a dossier put together so that nobody can change it unnoticed?

A bundle has a head, sections, a hash of each section, one hash over the head and those hashes, and
room for proofs. All hashes are SHA-256 over canonical JSON (`procurement.neutrality.digest`). They
show that a bundle has been changed, not who made it: for that its `whole` is compared with one that
was kept elsewhere, or, in a later version, with a seal of the audit trail in `proofs`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from procurement.neutrality.digest import digest

FORMAT: Final = "armslength-dossier"
VERSION: Final = 1
ALGORITHM: Final = "sha256 over canonical JSON"

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Object = dict[str, Json]


class Kind(StrEnum):
    TERMINATION = "termination"
    ASSESSMENT = "assessment"


def seal(
    *, kind: Kind, about: str, made_at: str, known_seq: int, sections: Mapping[str, Json]
) -> Object:
    """A bundle of these sections.

    :param about: the id of what the dossier is about
    :param known_seq: the last number of the ledger that it knows
    """
    head: Object = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind.value,
        "about": about,
        "made_at": made_at,
        "known_seq": known_seq,
    }
    kept = dict(sections)
    return {
        **head,
        "sections": kept,
        "hashes": hashes_of(head, kept),
        "proofs": {"seals": [], "events": []},
    }


def hashes_of(head: Mapping[str, Json], sections: Mapping[str, Json]) -> Object:
    """The hash of every section, and of the head with all of those."""
    each: Object = {name: digest(content) for name, content in sorted(sections.items())}
    whole = digest({"head": dict(head), "sections": each})
    return {"algorithm": ALGORITHM, "sections": each, "whole": whole}


HEAD: Final = ("format", "version", "kind", "about", "made_at", "known_seq")
