"""How many days would it take to replace a contract, and how do we know?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.models import ExitRehearsal, SubstitutabilityAssessment
from contracts.queries.commitments import Moment
from contracts.queries.reliance import is_out_of_date, latest_assessments


@dataclass(frozen=True, slots=True)
class Replacing:
    """What was last found about replacing a contract.

    :ivar exit_days: from a rehearsal's day to the first day on which everything could be done
    :ivar is_stale: the assessment is too old to be relied on; its days are told all the same
    """

    assessment: SubstitutabilityAssessment | None
    rehearsal: ExitRehearsal | None
    is_stale: bool

    @property
    def reintegration_days(self) -> int | None:
        return self.assessment.reintegration_days if self.assessment else None

    @property
    def exit_days(self) -> int | None:
        found = self.rehearsal
        return (found.out_on - found.rehearsed_on).days if found else None

    @property
    def days(self) -> int | None:
        """Leaving and handing over go side by side: the longer of the two. None: nobody knows."""
        known = [days for days in (self.reintegration_days, self.exit_days) if days is not None]
        return max(known, default=None)

    @property
    def exit_tested_on(self) -> date | None:
        """The last day on which leaving was tried or rehearsed."""
        tried = self.assessment.exit_tested_on if self.assessment else None
        rehearsed = self.rehearsal.rehearsed_on if self.rehearsal else None
        return max((day for day in (tried, rehearsed) if day is not None), default=None)


def replacing_of(contracts: Collection[UUID], moment: Moment) -> dict[UUID, Replacing]:
    """By contract, as of a moment."""
    assessed = latest_assessments(contracts, valid_at=moment.valid_at, known_seq=moment.known_seq)
    rehearsals = (
        ExitRehearsal.objects.filter(contract__in=contracts, rehearsed_on__lte=moment.valid_at)
        .defer("plan", "parts")
        .order_by("contract_id", "-id")
        .distinct("contract_id")
    )
    rehearsed = {row.contract_id: row for row in rehearsals}
    return {
        contract: Replacing(
            assessed.get(contract),
            rehearsed.get(contract),
            contract in assessed and is_out_of_date(assessed[contract], moment.valid_at),
        )
        for contract in contracts
    }
