"""What is in a dossier, and does one that was handed on still say what we said?"""

from contracts.dossier.bundle import (
    FORMAT,
    HEAD,
    VERSION,
    Head,
    Json,
    Kind,
    Object,
    SealedEvents,
    hashes_of,
    seal,
)
from contracts.dossier.checking import check, named, read_bundle
from contracts.dossier.facts import facts_json, read_facts
from contracts.dossier.proving import count_sealed
from contracts.dossier.trouble import Trouble

__all__ = [
    "FORMAT",
    "HEAD",
    "VERSION",
    "Head",
    "Json",
    "Kind",
    "Object",
    "SealedEvents",
    "Trouble",
    "check",
    "count_sealed",
    "facts_json",
    "hashes_of",
    "named",
    "read_bundle",
    "read_facts",
    "seal",
]
