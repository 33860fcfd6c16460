"""What always holds of contracts, whatever was tried with them."""

from __future__ import annotations

from uuid import UUID

from hypothesis.stateful import invariant

from contracts.lifecycle import TERMINAL, State
from contracts.models import Contract, Termination
from contracts.queries.terminations import IS_OPEN
from tests.builders.contracts import state_told

FINAL = sorted(state.value for state in TERMINAL)


class AlwaysHolds:
    """Looked at after every rule.

    :ivar seen: the contracts there are, and where each stood last
    :ivar ended: what is over, as it was
    """

    seen: dict[UUID, State]
    ended: dict[UUID, dict[str, object]]

    @invariant()
    def an_approval_covers_the_version_that_was_seen(self) -> None:
        for row in self._rows("approved"):
            assert row.approved_version == row.version
            assert row.approved_by not in (row.drafted_by, row.edited_by, row.submitted_by)

    @invariant()
    def at_most_one_termination_is_open(self) -> None:
        for contract in self._known():
            assert Termination.objects.filter(IS_OPEN, contract=contract).count() <= 1

    @invariant()
    def what_is_over_stays_as_it_was(self) -> None:
        for row in Contract.objects.filter(id__in=self._known(), state__in=FINAL).values():
            assert self.ended.setdefault(row["id"], row) == row

    @invariant()
    def every_paper_is_counted(self) -> None:
        for row in Contract.objects.filter(id__in=self._known()):
            assert row.amendment_number == row.amendments.count()
            assert row.renewal_number == row.renewals.count()

    @invariant()
    def events_tell_the_whole_story(self) -> None:
        for contract in self._known():
            assert state_told(contract) == self._row(contract).state

    def _row(self, contract: UUID) -> Contract:
        return Contract.objects.get(id=contract)

    def _rows(self, state: str) -> list[Contract]:
        return list(Contract.objects.filter(id__in=self._known(), state=state))

    def _known(self) -> list[UUID]:
        return list(getattr(self, "seen", ()))

    def _open(self, contract: UUID) -> Termination | None:
        return Termination.objects.filter(IS_OPEN, contract=contract).first()
