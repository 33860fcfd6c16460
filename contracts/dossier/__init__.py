"""What is in a dossier, and does one that was handed on still say what we said?"""

from contracts.dossier.bundle import FORMAT, VERSION, Json, Kind, Object, hashes_of, seal
from contracts.dossier.checking import Trouble, check, named, read_bundle
from contracts.dossier.facts import facts_json, read_facts

__all__ = [
    "FORMAT",
    "VERSION",
    "Json",
    "Kind",
    "Object",
    "Trouble",
    "check",
    "facts_json",
    "hashes_of",
    "named",
    "read_bundle",
    "read_facts",
    "seal",
]
