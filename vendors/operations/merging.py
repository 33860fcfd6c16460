"""Say that two parties are one, and take it back; no fact is touched by either."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from config.actors import Actor
from config.events.ledger import lock_facts, next_entry
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import Invalid, MoveNotAllowed, NotFound, Problem, StaleVersion
from vendors.models import Merge, Party, Vendor
from vendors.ownership.facts import PartyKind
from vendors.queries.parties import get_party, survivors_of


class CannotMerge(Problem):
    """These two cannot be one party.

    A party is not merged into itself or into one merged into it; a person is not a company;
    and a vendor's own party stays: merge the other one into it. `rule` says which of these it is.
    """

    status = 422
    code = "cannot-merge"
    title = "These parties cannot be merged."


@transaction.atomic
def merge_parties(
    *, party_id: UUID, into_id: UUID, reason: str, actor: Actor, seen_version: int | None = None
) -> Party:
    """From now on take one party for another; `unmerge_party` undoes it.

    :raises NotFound: if there is no such party
    :raises MoveNotAllowed: if it is merged already
    :raises CannotMerge: if the two cannot be one
    """
    lock_facts()
    party = _locked(party_id, seen_version)
    if party.merged_into_id is not None:
        raise MoveNotAllowed(state="merged", allowed=["unmerge"])
    survivor_id = survivors_of([into_id]).get(into_id, into_id)
    survivor = Party.objects.filter(id=survivor_id).first()
    if survivor is None:
        raise Invalid.at("/into", "unknown_party", "There is no such party.")
    _refuse_mismatch(party, survivor)
    entry = next_entry()
    Merge.objects.create(party=party, into=survivor, reason=reason, seq=entry.seq)
    _mark(party, survivor, entry.seq, merged_into=survivor.id)
    record(
        type="vendors.party_merged",
        subject=Subject("party", party.id),
        actor=actor,
        reason=reason,
        entry=entry,
        data={"party": party.id, "into": survivor.id, "parties": [party.id, survivor.id]},
    )
    return get_party(party.id)


@transaction.atomic
def unmerge_party(
    *, party_id: UUID, reason: str, actor: Actor, seen_version: int | None = None
) -> Party:
    """Take a merge back: both are themselves again, each with the facts that were said of it.

    :raises NotFound: if there is no such party
    :raises MoveNotAllowed: if it is not merged
    """
    lock_facts()
    party = _locked(party_id, seen_version)
    merge = Merge.objects.filter(party=party, undone_seq=None).select_related("into").first()
    if merge is None:
        raise MoveNotAllowed(state="separate", allowed=["merge"])
    entry = next_entry()
    Merge.objects.filter(id=merge.id).update(undone_seq=entry.seq)
    top_id = survivors_of([merge.into_id])[merge.into_id]
    top = Party.objects.get(id=top_id)
    _mark(party, top, entry.seq, merged_into=None)
    record(
        type="vendors.party_unmerged",
        subject=Subject("party", party.id),
        actor=actor,
        reason=reason,
        entry=entry,
        data={"party": party.id, "from": merge.into_id, "parties": [party.id, top.id]},
    )
    return get_party(party.id)


def _locked(party_id: UUID, seen_version: int | None) -> Party:
    party = Party.objects.select_for_update(no_key=True).filter(id=party_id).first()
    if party is None:
        raise NotFound()
    if seen_version is not None and party.version != seen_version:
        raise StaleVersion()
    return party


def _refuse_mismatch(party: Party, survivor: Party) -> None:
    if survivor.id == party.id:
        raise CannotMerge(rule="same_party")
    if Vendor.objects.filter(party=party).exists():
        raise CannotMerge(rule="vendor_stays")
    kinds = {party.kind, survivor.kind}
    if PartyKind.PERSON in kinds and len(kinds - {PartyKind.UNKNOWN}) > 1:
        raise CannotMerge(rule="person_is_no_company")


def _mark(party: Party, survivor: Party, seq: int, *, merged_into: UUID | None) -> None:
    """Both have changed for whoever reasons about them."""
    Party.objects.filter(id=party.id).update(
        merged_into=merged_into,
        version=F("version") + 1,
        updated_at=ClockTimestamp(),
        changed_seq=seq,
    )
    Party.objects.filter(id=survivor.id).update(changed_seq=seq)
