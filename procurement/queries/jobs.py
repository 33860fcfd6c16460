"""How far is the work that was promised with a 202?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from config.events.models import Delivery
from config.events.operations import RECHECK
from config.problems import NotFound
from procurement.queries.verdicts import current_assessment


@dataclass(frozen=True, slots=True)
class Job:
    """Something owed. `assessment` is the verdict that stands since a recheck was done."""

    id: UUID
    created_at: datetime
    subject_id: UUID
    state: Literal["pending", "done", "failed"]
    assessment: UUID | None


def get_job(job_id: UUID) -> Job:
    """:raises NotFound: if nothing by this id was ever owed"""
    delivery = Delivery.objects.filter(id=job_id).first()
    if delivery is None:
        raise NotFound()
    return job_of(delivery)


def job_of(delivery: Delivery) -> Job:
    """What is owed, as whoever waits for it sees it."""
    verdict = None
    if delivery.done_at is not None and delivery.task == RECHECK:
        verdict = current_assessment(delivery.subject_id)
    return Job(
        id=delivery.id,
        created_at=delivery.created_at,
        subject_id=delivery.subject_id,
        state=_state(delivery),
        assessment=None if verdict is None else verdict.id,
    )


def _state(delivery: Delivery) -> Literal["pending", "done", "failed"]:
    if delivery.done_at is not None:
        return "done"
    return "pending" if delivery.parked_at is None else "failed"
