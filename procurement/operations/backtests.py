"""Try a policy against the verdicts on record, and write down what it would have said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.events.ledger import current_seq
from config.events.operations import Subject, record
from config.models import ClockTimestamp
from config.problems import Invalid, NotFound
from procurement.hindsight import change_of
from procurement.models import Backtest, BacktestMoment, Policy
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.hindsight import Span, Tried, count_spans, list_spans, try_rules
from procurement.queries.judging import instant_of
from procurement.queries.standards import get_policy, rules_of
from procurement.queries.verdicts import verdict_of
from vendors.models import Vendor

BATCH = 20
"""Verdicts that are tried in one transaction."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a backtest is: after which assessment, and on which day of the next one."""

    after: UUID | None = None
    on: date | None = None


@transaction.atomic
def ask_for_backtest(
    *,
    policy_id: UUID,
    from_day: date | None,
    to_day: date | None,
    vendors: Sequence[UUID],
    today: date,
    actor: Actor,
) -> Backtest:
    """Owe a trial of a policy, as it is now, against the past; it changes nothing else.

    :param from_day: since there are verdicts, if not given
    :param to_day: up to `today` if not given
    :param vendors: all of them, if none is named
    :raises NotFound: if there is no such policy
    :raises Invalid: if the days are in the wrong order or still to come, or a vendor is unknown
    """
    policy = get_policy(policy_id)
    last = to_day or today
    _refuse_bad_days(from_day, last, today)
    _refuse_unknown(vendors)
    backtest = _drawn_up(policy, from_day, last, vendors, actor)
    record(
        type="procurement.backtest_asked",
        subject=Subject("backtest", backtest.id),
        actor=actor,
        data={
            "backtest": backtest.id,
            "policy": policy.id,
            "name": policy.name,
            "version": policy.edition,
        },
    )
    return backtest


def _drawn_up(
    policy: Policy, from_day: date | None, to_day: date, vendors: Sequence[UUID], actor: Actor
) -> Backtest:
    seq = current_seq()
    backtest = Backtest(
        policy=policy,
        policy_version=policy.edition,
        rules=rules_of(policy).to_mapping(),
        from_day=from_day,
        to_day=to_day,
        vendors=sorted(set(vendors)),
        known_seq=seq,
        known_at=instant_of(seq, otherwise=policy.created_at),
        asked_by=actor.person,
        asked_label=actor.label,
    )
    backtest.total = count_spans(backtest)
    backtest.save(force_insert=True)
    backtest.refresh_from_db()
    return backtest


def _refuse_bad_days(from_day: date | None, to_day: date, today: date) -> None:
    if to_day > today:
        raise Invalid.at("/to", "in_the_future", "Only the past is on record.")
    if from_day is not None and from_day > to_day:
        raise Invalid.at("/from", "ends_before_it_begins", "It would end before it begins.")


def _refuse_unknown(vendors: Sequence[UUID]) -> None:
    known = set(Vendor.objects.filter(id__in=vendors).values_list("id", flat=True))
    for position, vendor_id in enumerate(vendors):
        if vendor_id not in known:
            raise Invalid.at(f"/vendors/{position}", "unknown", "There is no such vendor.")


@transaction.atomic
def try_batch(*, backtest_id: UUID, place: Place, actor: Actor) -> Place | None:
    """Try the policy on the next verdicts of the past. Answers where to go on, if anything is left.

    :raises NotFound: if there is no such backtest
    """
    backtest = Backtest.objects.filter(id=backtest_id).first()
    if backtest is None:
        raise NotFound()
    rules = Rules.from_mapping(backtest.rules)
    written: list[BacktestMoment] = []
    for span, tried, is_last in _moments(backtest, rules, place):
        written.append(_moment(backtest, span, tried))
        on = None if is_last else tried.following
        place = Place(span.assessment.id if is_last else place.after, on)
        if len(written) == BATCH:
            break
    # A delivery that is replayed begins anew, and meets what it wrote before.
    BacktestMoment.objects.bulk_create(written, ignore_conflicts=True)
    if len(written) == BATCH:
        return place
    _finish(backtest, actor)
    return None


def _moments(backtest: Backtest, rules: Rules, place: Place) -> Iterator[tuple[Span, Tried, bool]]:
    """What is to be tried from a place on, at most a batch; and whether it ends its span."""
    for span in list_spans(backtest, after=place.after, most=BATCH):
        for tried in try_rules(rules, span, since=place.on):
            following = tried.following
            yield span, tried, following is None or following >= span.end
        place = Place()


def _moment(backtest: Backtest, span: Span, tried: Tried) -> BacktestMoment:
    before, after = verdict_of(span.assessment), tried.verdict
    change = change_of(before, after)
    return BacktestMoment(
        backtest=backtest,
        assessment=span.assessment,
        vendor_id=span.assessment.vendor_id,
        valid_at=tried.on,
        known_at=span.assessment.known_at,
        before_state=before.state.value,
        before_level=before.level.value,
        after_state="" if after is None else after.state.value,
        after_level="" if after is None else after.level.value,
        change=change.value,
        sentences=list(tried.sentences) if after != before else [],
        problem=tried.problem,
    )


def _finish(backtest: Backtest, actor: Actor) -> None:
    if not Backtest.objects.filter(id=backtest.id, finished_at=None).update(
        finished_at=ClockTimestamp()
    ):
        return
    record(
        type="procurement.backtest_finished",
        subject=Subject("backtest", backtest.id),
        actor=actor,
        data={"backtest": backtest.id, "policy": backtest.policy_id},
    )
