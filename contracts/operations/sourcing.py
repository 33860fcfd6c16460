"""What would become of those on a shortlist if something were so? Nothing of it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from config.supposing import reading_only
from procurement.operations.comparing import Compared, compare, list_concerned
from procurement.operations.foreseeing import Scenario, foresee

MOST_SUPPOSED = 40
"""So many vendors of a page are judged twice."""


def suppose_of(
    *, vendors: Collection[UUID], scenario: Scenario, at: datetime
) -> Mapping[str, Compared]:
    """How each of some vendors would be judged, by its id; those left out were not reached in time.

    :raises Invalid: if the scenario names somebody or something that is not there
    :raises TooManyParties: if more parties stand around a vendor than can be looked at
    and whatever refuses the statements of a real disclosure, or a real listing
    """
    if not vendors:
        return {}
    asked = replace(scenario, only=sorted(vendors)[:MOST_SUPPOSED], prospects=())
    with reading_only():
        foreseen = foresee(scenario=asked, at=at)
        compared = compare(list_concerned(foreseen), foreseen).vendors
    return {str(one.vendor): one for one in compared}
