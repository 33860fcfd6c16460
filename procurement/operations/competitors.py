"""Put a party on the list of competitors, and take it off again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from config.actors import Actor
from config.events.ledger import Entry, current_seq, lock_facts, next_entry
from config.events.operations import Subject, record
from config.problems import Conflict, Invalid, MoveNotAllowed
from procurement.models import Competitor
from procurement.operations.groups import take_turn
from procurement.operations.moving import change, locked
from procurement.queries.standards import list_watched
from vendors.models import Party
from vendors.operations.standing import note_group_checked, note_standards_changed
from vendors.queries.parties import list_same, survivors_of


class AlreadyListed(Conflict):
    """This party is on the list of competitors on some of those days already.

    `competitor` is that entry: end it first, or begin the new one after its end.
    """

    code = "already-listed"
    title = "This party is on the list of competitors already."


@transaction.atomic
def list_competitor(
    *,
    party_id: UUID,
    reason: str,
    valid_from: date,
    on: date,
    actor: Actor,
    valid_to: date | None = None,
    product_lines: Sequence[str] = (),
) -> Competitor:
    """Count a party as a competitor; every verdict is rechecked.

    :param on: today
    :raises Invalid: if there is no such party, or it would end before it begins
    :raises AlreadyListed: if it is on the list on some of these days already
    """
    lock_facts()
    if not Party.objects.filter(id=party_id).exists():
        raise Invalid.at("/party", "unknown_party", "There is no such party.")
    party_id = survivors_of([party_id])[party_id]
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid.at("/valid_to", "before_valid_from", "It would end before it begins.")
    refuse_listed_twice(party_id, valid_from, valid_to)
    take_turn()
    watched = list_watched(on=on, known_seq=current_seq(), also=[party_id])
    entry = next_entry()
    competitor = Competitor.objects.create(
        party_id=party_id,
        reason=reason,
        product_lines=list(product_lines),
        valid_from=valid_from,
        valid_to=valid_to,
        seq=entry.seq,
        listed_by=actor.person,
        listed_label=actor.label,
    )
    note_standards_changed(seq=entry.seq)
    note_group_checked(seq=entry.seq, watched=sorted(watched))
    _tell(competitor, "listed", reason, actor, entry)
    competitor.refresh_from_db()
    return competitor


@transaction.atomic
def end_competitor(
    *,
    competitor_id: UUID,
    on: date,
    reason: str,
    actor: Actor,
    seen_version: int | None = None,
) -> Competitor:
    """Count a party as a competitor no longer from `on`; every verdict is rechecked.

    What was judged before keeps the list as it was known then.

    :raises NotFound: if there is no such entry
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it has been ended already
    :raises Invalid: if `on` lies outside the days for which it was listed
    """
    lock_facts()
    competitor = locked(Competitor.objects.all(), competitor_id, seen_version)
    if competitor.ended_seq is not None:
        raise MoveNotAllowed(state="ended", allowed=[])
    if on < competitor.valid_from:
        raise Invalid.at("/on", "before_valid_from", "It would end before it begins.")
    if competitor.valid_to is not None and on > competitor.valid_to:
        raise Invalid.at("/on", "after_valid_to", "It ends before that day anyway.")
    take_turn()
    entry = next_entry()
    change(
        competitor,
        ended_on=on,
        ended_seq=entry.seq,
        ended_by=actor.person,
        ended_label=actor.label,
        end_reason=reason,
    )
    note_standards_changed(seq=entry.seq)
    _tell(competitor, "ended", reason, actor, entry)
    return competitor


def refuse_listed_twice(
    party_id: UUID, valid_from: date, valid_to: date | None, *, but: Collection[UUID] = ()
) -> None:
    """Of parties that are one by now, any that is listed on one of the days.

    :param but: entries that do not count
    :raises AlreadyListed: if there is one
    """
    still = Q(ended_on=None, valid_to=None) | Q(ended_on=None, valid_to__gt=valid_from)
    same = Competitor.objects.filter(
        still | Q(ended_on__gt=valid_from), party__in=list_same(party_id)
    )
    if valid_to is not None:
        same = same.filter(valid_from__lt=valid_to)
    listed = same.exclude(id__in=but).first()
    if listed is not None:
        raise AlreadyListed(competitor=str(listed.id))


def _tell(competitor: Competitor, what: str, reason: str, actor: Actor, entry: Entry) -> None:
    record(
        type="procurement.competitors_changed",
        subject=Subject("competitor", competitor.id),
        actor=actor,
        reason=reason,
        entry=entry,
        data={
            "competitor": competitor.id,
            "party": competitor.party_id,
            "change": what,
            "valid_from": competitor.valid_from,
            "valid_to": competitor.ended_on or competitor.valid_to,
        },
    )
