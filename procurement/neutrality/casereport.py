"""What is printed for one case file, right or wrong?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from procurement.neutrality.caseblocks import answers
from procurement.neutrality.casefile import read_case
from procurement.neutrality.casewords import BadCase


@dataclass(frozen=True, slots=True)
class Report:
    """One line of JSON in ASCII, and whether it answers the case or says why not.

    In ASCII because a name may hold what the terminal, or UTF-8 itself, cannot encode.
    """

    line: str
    answered: bool


def report(name: str, data: bytes) -> Report:
    """Judge one case file's bytes; a bad file has a line that says what is wrong with it."""
    try:
        found = answers(read_case(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        return bad(name, f"not UTF-8: {error.reason} at byte {error.start}")
    except BadCase as error:
        return bad(name, str(error))
    return Report(json.dumps(found, default=_number), answered=True)


def bad(name: str, error: str) -> Report:
    words = " ".join(error.split())
    return Report(json.dumps({"file": name, "error": words}), answered=False)


def _number(value: object) -> float:
    """Six decimals survive the way through a binary float."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"JSON has no {type(value).__name__}")
