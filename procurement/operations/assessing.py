"""Judge a vendor by the facts of this moment, and write down the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import current_seq
from config.events.operations import Subject, record
from procurement.minutes import gist
from procurement.models import Assessment, Policy
from procurement.operations.policies import adopt_default_policy
from procurement.queries.judging import Judged, instant_of, judge_vendor, session
from procurement.queries.standards import Yardstick, actions_of, yardstick_at
from procurement.queries.verdicts import current_assessments
from vendors.operations.ids import fresh_ids
from vendors.operations.standing import Verdict, record_standings
from vendors.operations.vendors import lock_vendor, lock_vendors


@transaction.atomic
def assess_vendor(*, vendor_id: UUID, at: datetime, actor: Actor) -> Assessment:
    """Bring a vendor's verdict up to date with everything known by now.

    Facts that come in meanwhile have a higher number than the one this was judged at, and so leave
    the vendor pending. Where nothing changed since the last assessment, not the policy, the
    competitors, a fact around the vendor or the day, that one stands and is only newly confirmed.

    :raises NotFound: if there is no such vendor
    """
    adopt_default_policy()
    vendor = lock_vendor(vendor_id=vendor_id)
    moment = _moment(at)
    judged = judge_vendor(
        vendor,
        valid_at=moment.on,
        known_seq=moment.seq,
        known_at=moment.known_at,
        yardstick=moment.yardstick,
    )
    return _conclude([judged], {vendor_id: actor}, at)[vendor_id]


@transaction.atomic
def assess_vendors(
    *, actors: Mapping[UUID, Actor], at: datetime, is_enough: Callable[[], bool]
) -> dict[UUID, Assessment]:
    """The same for several vendors by facts read once for all of them, until it is enough.

    Nothing is written before the last of them is judged, so that the ledger is not held meanwhile.

    :param actors: in whose name each vendor is judged
    :raises NotFound: if there is no such vendor
    :raises TooManyParties: if more parties stand around them than can be looked at together
    """
    adopt_default_policy()
    vendors = lock_vendors(vendor_ids=actors)
    moment = _moment(at)
    reached: list[Judged] = []
    with session(
        vendors,
        valid_at=moment.on,
        known_seq=moment.seq,
        known_at=moment.known_at,
        yardstick=moment.yardstick,
    ) as judge:
        for vendor in vendors:
            reached.append(judge(vendor))
            if is_enough():
                break
    return _conclude(reached, actors, at)


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is known, and what vendors are measured against, as of now."""

    on: date
    seq: int
    known_at: datetime
    yardstick: Yardstick


def _moment(at: datetime) -> _Moment:
    seq, on = current_seq(), at.date()
    return _Moment(on, seq, instant_of(seq, otherwise=at), yardstick_at(on, seq))


def _conclude(
    judgements: Sequence[Judged], actors: Mapping[UUID, Actor], at: datetime
) -> dict[UUID, Assessment]:
    """Write the verdicts down, and tell of those that are new: the ledger's place comes last."""
    before = current_assessments([judged.vendor_id for judged in judgements])
    new = [
        _assessment(judged, before.get(judged.vendor_id), actors[judged.vendor_id])
        for judged in judgements
        if not _says_the_same(before.get(judged.vendor_id), judged)
    ]
    after = before | _written(new)
    record_standings(
        verdicts=[
            _verdict(judged, before.get(judged.vendor_id), after[judged.vendor_id], at)
            for judged in judgements
        ]
    )
    for judged in judgements:
        last, written = before.get(judged.vendor_id), after[judged.vendor_id]
        if written != last:
            _tell(written, last, actors[judged.vendor_id])
    return after


def _written(new: Sequence[Assessment]) -> dict[UUID, Assessment]:
    """As they then stand in the database."""
    if not new:
        return {}
    for assessment, new_id in zip(new, fresh_ids(len(new)), strict=True):
        assessment.id = new_id
    Assessment.objects.bulk_create(new)
    rows = Assessment.objects.select_related("policy").filter(id__in=[each.id for each in new])
    return {row.vendor_id: row for row in rows}


def _verdict(judged: Judged, before: Assessment | None, after: Assessment, at: datetime) -> Verdict:
    is_as_before = before is not None and tuple(before.footprint) == judged.footprint
    return Verdict(
        vendor_id=judged.vendor_id,
        state=after.state,
        level=after.level,
        assessment_id=after.id,
        assessed_at=at,
        assessed_seq=judged.known_seq,
        policy_id=after.policy_id,
        stale=judged.judgement.overlays.stale,
        next_boundary=judged.next_boundary,
        footprint=None if is_as_before else judged.footprint,
    )


def _says_the_same(before: Assessment | None, judged: Judged) -> bool:
    if before is None:
        return False
    same_input = before.input_digest == judged.judgement.input_digest
    return same_input and before.policy_id == _policy(judged).id


def _policy(judged: Judged) -> Policy:
    if judged.yardstick.policy is None:
        raise RuntimeError("no policy was ever adopted, not even the built-in one")
    return judged.yardstick.policy


def _assessment(judged: Judged, before: Assessment | None, actor: Actor) -> Assessment:
    judgement = judged.judgement
    return Assessment(
        vendor_id=judged.vendor_id,
        state=judgement.state.value,
        level=judgement.level.value,
        valid_at=judged.valid_at,
        known_seq=judged.known_seq,
        known_at=judged.known_at,
        policy=_policy(judged),
        competitors=list(judged.yardstick.competitors),
        engine_version=judgement.engine_version,
        input_digest=judgement.input_digest,
        cause=actor.cause,
        supersedes=before,
        findings=judged.findings,
        overlays=judged.overlays,
        footprint=list(judged.footprint),
        next_boundary=judged.next_boundary,
    )


def _tell(after: Assessment, before: Assessment | None, actor: Actor) -> None:
    verdict = {"state": after.state, "level": after.level}
    data = {"vendor": after.vendor_id, "assessment": after.id}
    subject = Subject("vendor", after.vendor_id)
    record(
        type="procurement.vendor_assessed", subject=subject, actor=actor, data={**data, **verdict}
    )
    if before is None or _differs(before, after):
        record(
            type="procurement.verdict_changed",
            subject=subject,
            actor=actor,
            data={
                **data,
                "before": None
                if before is None
                else {"state": before.state, "level": before.level, "assessment": before.id},
                "after": {**verdict, "assessment": after.id},
            },
        )


def _differs(before: Assessment, after: Assessment) -> bool:
    """Whether anybody has to know: of the verdict, its reasons, or what is to be done about it."""
    if before.policy_id != after.policy_id and actions_of(before) != actions_of(after):
        return True
    return (before.state, before.level, gist(before.findings)) != (
        after.state,
        after.level,
        gist(after.findings),
    )
