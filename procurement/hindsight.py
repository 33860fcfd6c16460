"""Would another policy have noticed sooner? Two records of the same days, held side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.caseflow import Verdict, worse
from procurement.neutrality.findings import State


class Change(StrEnum):
    """What another policy makes of a verdict; `undecided` where it could not be reached again."""

    SAME = "same"
    WORSE = "worse"
    BETTER = "better"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, the verdict that stood on it, and the one the policy would have given."""

    on: date
    before: Verdict
    after: Verdict | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Since when there was this verdict or a worse one: on record, and under the policy.

    None is never, as far as was looked.
    """

    verdict: Verdict
    recorded_on: date | None
    tried_on: date | None

    @property
    def days(self) -> int | None:
        """How many days earlier the policy would have said so; negative is later."""
        if self.recorded_on is None or self.tried_on is None:
            return None
        return (self.recorded_on - self.tried_on).days


def change_of(before: Verdict, after: Verdict | None) -> Change:
    """Whether the policy would have been sterner or milder."""
    if after is None:
        return Change.UNDECIDED
    if worse(after, before):
        return Change.WORSE
    return Change.BETTER if worse(before, after) else Change.SAME


def leads(moments: Sequence[Moment]) -> tuple[Lead, ...]:
    """Where one record noticed what the other noticed on another day, or never; mildest first.

    Asked about every verdict that was the worst so far on either record, but for `clear`.
    """
    in_order = sorted(moments, key=lambda moment: moment.on)
    recorded = [(moment.on, moment.before) for moment in in_order]
    tried = [(moment.on, moment.after) for moment in in_order if moment.after is not None]
    reached = {*_worst_so_far(recorded), *_worst_so_far(tried)}
    asked = sorted(reached, key=lambda verdict: verdict.severity)
    found = (Lead(one, _since(recorded, one), _since(tried, one)) for one in asked)
    return tuple(lead for lead in found if lead.recorded_on != lead.tried_on)


Told = Sequence[tuple[date, Verdict]]


def _worst_so_far(told: Told) -> Iterator[Verdict]:
    worst: Verdict | None = None
    for _, verdict in told:
        if verdict.state is not State.CLEAR and (worst is None or worse(verdict, worst)):
            worst = verdict
            yield verdict


def _since(told: Told, asked: Verdict) -> date | None:
    return next((on for on, verdict in told if not worse(asked, verdict)), None)
