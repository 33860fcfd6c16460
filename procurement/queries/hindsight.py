"""Of which moments of the past is a policy asked, and what would it have said? Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from procurement.caseflow import Verdict
from procurement.models import Assessment, Backtest
from procurement.neutrality.judgement import Judgement, judge
from procurement.neutrality.policy import Policy as Rules
from procurement.queries.standards import Yardstick, yardstick_of
from vendors.ownership.facts import Facts, on_day
from vendors.queries.facts import facts_around
from vendors.queries.near import MOST_PARTIES
from vendors.queries.parties import survivors_of
from vendors.queries.walks import TooManyParties

MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which an assessment stood, as far as they are asked about."""

    assessment: Assessment
    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Tried:
    """What the policy would have said on a day; `following` is the next on which it may differ.

    :ivar verdict: None where too many parties stand around the vendor to say
    """

    on: date
    verdict: Verdict | None
    sentences: tuple[str, ...]
    problem: str
    following: date | None


def count_spans(backtest: Backtest) -> int:
    """How many assessments a backtest has to look at."""
    return _asked_about(backtest).count()


def list_spans(backtest: Backtest, *, after: UUID | None, most: int) -> list[Span]:
    """The next assessments of a backtest, oldest first, with the days on which they stood.

    A verdict stood until the next one's day. What was judged again on the same day is a moment of
    its own, too; one that began earlier than what is asked about is looked at on the first day.
    """
    rows = _asked_about(backtest).select_related("vendor").defer("findings", "footprint")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return [_span(backtest, assessment) for assessment in rows.order_by("id")[:most]]


def _asked_about(backtest: Backtest) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(
        known_seq__lte=backtest.known_seq, valid_at__lte=backtest.to_day
    ).annotate(next_on=F("superseded_by__valid_at"))
    if backtest.vendors:
        rows = rows.filter(vendor__in=backtest.vendors)
    if backtest.from_day is None:
        return rows
    stood = Q(next_on=None) | Q(next_on__gt=backtest.from_day)
    return rows.filter(stood | Q(valid_at__gte=backtest.from_day))


def _span(backtest: Backtest, assessment: Assessment) -> Span:
    past: date = backtest.to_day + timedelta(days=1)
    next_on: date | None = assessment.next_on  # type: ignore[attr-defined]  # annotated above
    return Span(
        assessment,
        first=max(assessment.valid_at, backtest.from_day or assessment.valid_at),
        end=past if next_on is None else min(next_on, past),
    )


def try_rules(rules: Rules, span: Span, *, since: date | None = None) -> Iterator[Tried]:
    """The policy's verdicts on the days of a span: on the first, then whenever it may change.

    A verdict is on record for every day on which it changed; but another policy has days of its
    own on which evidence grows stale or a cooling-off period ends, and nobody looked on those.
    Facts are those known to the assessment, and loaded once.

    :param since: begin on this day instead of the first
    """
    day: date | None = since or span.first
    loaded: dict[tuple[UUID, ...], Facts] = {}
    while day is not None:
        tried = _tried(rules, span.assessment, day, loaded)
        yield tried
        following = tried.following
        day = following if following is not None and following < span.end else None


def _tried(
    rules: Rules, assessment: Assessment, day: date, loaded: dict[tuple[UUID, ...], Facts]
) -> Tried:
    seq = assessment.known_seq
    yardstick = yardstick_of(rules, valid_at=day, known_seq=seq)
    start: UUID = assessment.vendor.party_id
    party = survivors_of([start], known_seq=seq)[start]
    seeds = (party, *yardstick.competitors)
    try:
        if seeds not in loaded:
            loaded[seeds] = facts_around(seeds, valid_at=day, known_seq=seq, limit=MOST_PARTIES)
    except TooManyParties as problem:
        return Tried(day, None, (), problem.code, None)
    judgement = judge(
        facts=on_day(loaded[seeds], day),
        vendor=str(party),
        competitors=[str(one) for one in yardstick.competitors],
        policy=rules,
    )
    return Tried(
        on=day,
        verdict=Verdict(judgement.state, judgement.level),
        sentences=tuple(_telling(judgement)),
        problem="",
        following=_following(judgement, yardstick),
    )


def _following(judgement: Judgement, yardstick: Yardstick) -> date | None:
    days = (judgement.next_boundary, yardstick.next_day)
    return min((day for day in days if day is not None), default=None)


def _telling(judgement: Judgement) -> Sequence[str]:
    """The first sentences of the findings that make the verdict what it is."""
    telling = [one.sentence for one in judgement.findings if one.state is judgement.state]
    return telling[:MOST_SENTENCES]
