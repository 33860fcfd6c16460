"""A clause is read in the words that interests use, too."""

from __future__ import annotations

import pytest

from contracts.api.serializers.parts import ClauseTerms
from contracts.clauses import Clause, Measure


@pytest.mark.parametrize("said", ["voting", "votes"])
def test_votes_are_the_measure_voting(said: str) -> None:
    clause = ClauseTerms().run_validation(
        {"kind": "change_of_control", "measure": said, "threshold": "50", "remedy": "terminate"}
    )

    assert isinstance(clause, Clause)
    assert clause.measure is Measure.VOTING
