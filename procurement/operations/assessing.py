"""Judge a vendor by the facts of this moment, and write down the verdict."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import current_seq
from config.events.operations import Subject, record
from procurement.minutes import gist
from procurement.models import Assessment, Policy
from procurement.operations.policies import adopt_default_policy
from procurement.queries.judging import Judged, instant_of, judge_vendor
from procurement.queries.standards import yardstick_at
from procurement.queries.verdicts import current_assessment
from vendors.operations.standing import record_standing
from vendors.operations.vendors import lock_vendor


@transaction.atomic
def assess_vendor(*, vendor_id: UUID, at: datetime, actor: Actor) -> Assessment:
    """Bring a vendor's verdict up to date with everything known by now.

    Facts that come in meanwhile have a higher number than the one this was judged at, and so leave
    the vendor pending. Where nothing changed since the last assessment, not the policy, the
    competitors, a fact around the vendor or the day, that one stands and is only newly confirmed.

    :raises NotFound: if there is no such vendor
    :raises TooManyParties: if more parties stand around it than can be looked at; the vendor stays
        pending
    """
    adopt_default_policy()
    vendor = lock_vendor(vendor_id=vendor_id)
    seq = current_seq()
    on = at.date()
    judged = judge_vendor(
        vendor,
        valid_at=on,
        known_seq=seq,
        known_at=instant_of(seq, otherwise=at),
        yardstick=yardstick_at(on, seq),
    )
    before = current_assessment(vendor_id)
    after = before if before and _says_the_same(before, judged) else _write(judged, before, actor)
    record_standing(
        vendor_id=vendor_id,
        state=after.state,
        level=after.level,
        assessment_id=after.id,
        assessed_at=at,
        assessed_seq=seq,
        policy_id=after.policy_id,
        stale=judged.judgement.overlays.stale,
        next_boundary=judged.next_boundary,
        footprint=judged.footprint,
    )
    if after != before:
        _tell(after, before, actor)
    return after


def _says_the_same(before: Assessment, judged: Judged) -> bool:
    same_input = before.input_digest == judged.judgement.input_digest
    return same_input and before.policy_id == _policy(judged).id


def _policy(judged: Judged) -> Policy:
    if judged.yardstick.policy is None:
        raise RuntimeError("no policy was ever adopted, not even the built-in one")
    return judged.yardstick.policy


def _write(judged: Judged, before: Assessment | None, actor: Actor) -> Assessment:
    judgement = judged.judgement
    assessment = Assessment.objects.create(
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
    assessment.refresh_from_db()
    return assessment


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
    return (before.state, before.level, gist(before.findings)) != (
        after.state,
        after.level,
        gist(after.findings),
    )
