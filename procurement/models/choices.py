"""How are the codes of the pure tables written in a column?"""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from procurement.caseflow import Decision
from vendors.models.choices import choices_of
from vendors.ownership.bounds import Comparator
from vendors.ownership.facts import Confidence, Dimension

__all__ = ["choices_of", "code_field", "is_one_of"]

# Named, so that the API document can name them too.
COMPARATORS = choices_of(Comparator)
DIMENSIONS = choices_of(Dimension)
CONFIDENCES = choices_of(Confidence)
DECISIONS = choices_of(Decision)
JOB_STATES = [(state, state) for state in ("pending", "done", "failed")]  # of long work


def code_field(codes: type[StrEnum], *, blank: bool = False, **options: object) -> models.CharField:
    """A column for one code of an enum."""
    choices = choices_of(codes)
    return models.CharField(max_length=30, choices=choices, blank=blank, **options)  # type: ignore[arg-type]


def is_one_of(column: str, codes: type[StrEnum], *, or_empty: bool = False) -> Q:
    """The condition that a column holds one of the codes."""
    values = [code.value for code in codes]
    return Q(**{f"{column}__in": [*values, ""] if or_empty else values})
