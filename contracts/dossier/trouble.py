"""What is not as it should be in a dossier?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as it should be: where, as a JSON pointer, and what."""

    where: str
    what: str
