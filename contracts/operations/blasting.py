"""What would a deal touch? The blast radius of what a scenario makes worse; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from config.events import ledger
from contracts.operations.simulating import simulate
from contracts.queries.blast import Radius, Touch, Way, radius_around
from contracts.queries.commitments import Moment
from procurement.neutrality.findings import State
from procurement.operations.comparing import Compared, verdict_of
from procurement.operations.foreseeing import Scenario


def blast_of_scenario(*, scenario: Scenario, at: datetime) -> Radius:
    """Everything that hangs on the vendors whose verdict would become worse.

    Vendors that would not stay as they are do not count as cover.

    :raises Invalid: and whatever else refuses a scenario
    """
    outcome = simulate(scenario=scenario, at=at)
    worse = [one for one in outcome.vendors if one.turn == "worse" and one.vendor is not None]
    concerned = {one.vendor for one in outcome.vendors if one.vendor is not None}
    touches = [_touch(one) for one in worse]
    unfit = concerned - {touch.vendor for touch in touches} - _clear(outcome.vendors)
    day = outcome.foreseen.valid_at
    moment = Moment(day, ledger.current_seq(), is_now=day >= at.date())
    return radius_around(touches, moment=moment, truncated=outcome.left_out > 0, unfit=unfit)


def _touch(one: Compared) -> Touch:
    assert one.vendor is not None  # noqa: S101 - for the type checker
    after = verdict_of(one.after)
    before = "unknown" if one.before is None else verdict_of(one.before).state
    words = f"{before} would become {after.state} at {after.level.replace('_', ' ')}"
    return Touch(one.vendor, Way.SCENARIO, words=words)


def _clear(vendors: Iterable[Compared]) -> set[UUID]:
    """Those that are concerned and would be clear all the same."""
    return {
        one.vendor
        for one in vendors
        if one.vendor is not None and verdict_of(one.after).state is State.CLEAR
    }
