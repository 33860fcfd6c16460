"""Write down what was written about a party under a contract: our approval, or their notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Invalid, MoveNotAllowed, NotFound
from contracts.models import Contract, Letter, LetterKind
from contracts.operations.locking import lock_contract, refuse_ahead, refuse_unknown_evidence
from contracts.operations.moves import refuse_unproved
from contracts.operations.openness import refuse_over
from contracts.operations.shifting import note
from contracts.queries.reading import day_of, notice_received
from contracts.queries.text import text_on
from vendors.models import Party


class LetterRetracted(MoveNotAllowed):
    """This letter was retracted already: it counts as never written."""

    code = "letter-retracted"
    title = "This letter is retracted already."


@dataclass(frozen=True, slots=True)
class Written:
    """A letter: what it is, about whom, and the day it was written (approval) or came (notice).

    A notice for which an instant is known, `came_at`, counts from the day the contract says.
    """

    kind: LetterKind
    party: UUID
    on: date | None = None
    came_at: datetime | None = None
    summary: str = ""
    evidence: Sequence[UUID] = ()


@transaction.atomic
def record_letter(*, contract_id: UUID, written: Written, actor: Actor, at: datetime) -> Letter:
    """Write down a letter. It opens windows that run from notice, or waives rights to come.

    What follows for the register of rights is owed at once.

    :raises NotFound: if there is no such contract
    :raises Invalid: if the party or a piece of evidence does not exist, or the day is none
    :raises ContractOver: if the contract is over
    :raises EvidenceRequired: without the paper
    """
    contract = lock_contract(contract_id)
    refuse_unknown_evidence(written.evidence)
    if not Party.objects.filter(id=written.party).exists():
        raise Invalid.at("/party", "unknown_party", "There is no such party.")
    text = text_on(contract, day_of(contract, at))
    on, rule = _day(text.contract, written, at)
    refuse_over(contract)
    refuse_unproved(written.evidence)
    letter = Letter.objects.create(
        contract=contract,
        kind=written.kind.value,
        party_id=written.party,
        on=on,
        summary=written.summary,
        evidence=list(written.evidence),
        recorded_by=actor.person,
    )
    data = {"letter": letter.id, "kind": letter.kind, "party": letter.party_id, "on": on}
    note(contract, "letter_recorded", actor=actor, reason=rule, data=data)
    return letter


@transaction.atomic
def retract_letter(*, letter_id: UUID, actor: Actor, reason: str, at: datetime) -> Letter:
    """Say that a letter was never written; it stays in the file, and counts no more.

    :raises NotFound: if there is no such letter
    :raises LetterRetracted: if that was said before
    """
    contract_id = Letter.objects.filter(id=letter_id).values_list("contract_id", flat=True).first()
    if contract_id is None:
        raise NotFound()
    contract = lock_contract(contract_id)
    letter = Letter.objects.select_for_update(no_key=True).get(id=letter_id)
    if letter.retraction is not None:
        raise LetterRetracted(state="retracted", allowed=[])
    said = {"by": actor.label, "at": at.isoformat(), "reason": reason}
    Letter.objects.filter(id=letter_id).update(retraction=said)
    letter.refresh_from_db()
    data = {"letter": letter.id, "kind": letter.kind, "party": letter.party_id}
    note(contract, "letter_retracted", actor=actor, reason=reason, data=data)
    return letter


def _day(contract: Contract, written: Written, at: datetime) -> tuple[date, str]:
    """The day a letter counts from, and why; it has been written already."""
    if written.came_at is not None:
        if written.on is not None:
            raise Invalid.at("/on", "not_both", "Say the day or the instant, not both.")
        if written.kind is LetterKind.APPROVAL:
            raise Invalid.at("/came_at", "not_applicable", "An approval has a day.")
        if written.came_at > at:
            raise Invalid.at("/came_at", "in_the_future", "It has not come yet.")
        received = notice_received(contract, written.came_at)
        return received.on, received.rule
    if written.on is None:
        raise Invalid.at("/on", "required", "Say on which day it was written, or came.")
    refuse_ahead(contract, "/on", written.on, day_of(contract, at))
    return written.on, ""
