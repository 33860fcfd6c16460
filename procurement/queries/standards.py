"""Which policy and which competitors counted, on a day of the world and as far as we knew?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from config.problems import NotFound
from procurement.models import Assessment, Competitor, Policy
from procurement.neutrality.findings import Level, State
from procurement.neutrality.policy import Action
from procurement.neutrality.policy import Policy as Rules
from vendors.ownership.closure import shelved, upstream
from vendors.queries.near import survey
from vendors.queries.parties import survivors_of


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What vendors are measured against.

    :ivar policy: None only where nothing was ever adopted; the rules are then the built-in default
    :ivar competitors: the parties on the list, as what was merged by then
    :ivar next_day: the first later day on which another policy or competitor counts
    """

    policy: Policy | None
    rules: Rules
    competitors: tuple[UUID, ...]
    next_day: date | None


def yardstick_at(valid_at: date, known_seq: int, policy: Policy | None = None) -> Yardstick:
    """What vendors are measured against on a day, as known at a ledger number.

    :param policy: this one instead of the adopted one
    """
    chosen = policy or adopted_policy(valid_at, known_seq)
    return _measure(chosen, rules_of(chosen) if chosen else Rules(), valid_at, known_seq)


def yardstick_of(rules: Rules, *, valid_at: date, known_seq: int) -> Yardstick:
    """What vendors would be measured against under any rules, on a day, as known then."""
    return _measure(None, rules, valid_at, known_seq)


def _measure(policy: Policy | None, rules: Rules, valid_at: date, known_seq: int) -> Yardstick:
    counted = [row for row in competitors_at(valid_at, known_seq) if _concerns(row, rules)]
    survivors = survivors_of({row.party_id for row in counted}, known_seq=known_seq)
    return Yardstick(
        policy=policy,
        rules=rules,
        competitors=tuple(sorted(set(survivors.values()))),
        next_day=min((day for day in _days(known_seq) if day > valid_at), default=None),
    )


def adopted_policy(valid_at: date, known_seq: int) -> Policy | None:
    """The policy that served on a day, as known at a ledger number.

    Of those whose own dates hold the day, the one adopted last; before any adoption, the one
    adopted first. None only if there never was one.
    """
    adopted = Policy.objects.exclude(adopted_seq=None)
    known = list(adopted.filter(adopted_seq__lte=known_seq).order_by("-adopted_seq"))
    if not known:
        return adopted.order_by("adopted_seq").first()
    serving = (policy for policy in known if _holds(policy, valid_at))
    return next(serving, known[0])


def get_policy(policy_id: UUID) -> Policy:
    """:raises NotFound: if there is none"""
    policy = Policy.objects.filter(id=policy_id).first()
    if policy is None:
        raise NotFound()
    return policy


def get_competitor(competitor_id: UUID) -> Competitor:
    """:raises NotFound: if there is none"""
    competitor = Competitor.objects.filter(id=competitor_id).first()
    if competitor is None:
        raise NotFound()
    return competitor


def rules_of(policy: Policy) -> Rules:
    """The thresholds and switches of a policy, as the engine reads them."""
    return Rules.from_mapping(
        {
            **policy.rules,
            "name": policy.name,
            "actions": policy.actions,
            "product_lines": policy.product_lines,
            "valid_from": policy.valid_from,
            "valid_to": policy.valid_to,
        }
    )


def actions_of(assessment: Assessment) -> tuple[Action, ...]:
    """What the policy of an assessment wants done about its verdict."""
    rules = rules_of(assessment.policy)
    return rules.actions_for(State(assessment.state), Level(assessment.level))


def _holds(policy: Policy, day: date) -> bool:
    begun = policy.valid_from is None or policy.valid_from <= day
    return begun and (policy.valid_to is None or day < policy.valid_to)


def competitors_at(valid_at: date, known_seq: int) -> QuerySet[Competitor]:
    """Who was on the list on a day, as known at a ledger number."""
    end_unknown = Q(ended_seq=None) | Q(ended_seq__gt=known_seq)
    as_listed = end_unknown & (Q(valid_to=None) | Q(valid_to__gt=valid_at))
    as_ended = Q(ended_seq__lte=known_seq, ended_on__gt=valid_at)
    return Competitor.objects.filter(
        as_listed | as_ended, seq__lte=known_seq, valid_from__lte=valid_at
    )


def _concerns(competitor: Competitor, rules: Rules) -> bool:
    """A policy for some product lines leaves out competitors in other ones."""
    if not rules.product_lines or not competitor.product_lines:
        return True
    return not set(rules.product_lines).isdisjoint(competitor.product_lines)


def _days(known_seq: int) -> Iterable[date]:
    policies = Policy.objects.filter(adopted_seq__lte=known_seq)
    competitors = Competitor.objects.filter(seq__lte=known_seq)
    for start, end in policies.values_list("valid_from", "valid_to"):
        yield from (day for day in (start, end) if day is not None)
    for start, end, ended, ended_seq in competitors.values_list(
        "valid_from", "valid_to", "ended_on", "ended_seq"
    ):
        known_end = ended if ended_seq is not None and ended_seq <= known_seq else end
        yield from (day for day in (start, known_end) if day is not None)


def list_watched(*, on: date, known_seq: int, also: Sequence[UUID] = ()) -> set[UUID]:
    """Whoever's facts decide who is of a competitor's group, from `on` into the future.

    Facts of any validity are followed, so that a dated one needs no second look on its day. Where
    too many stand above the competitors, those further away decide nothing and are not watched.

    :param also: parties about to be listed
    """
    ended = Q(ended_seq__lte=known_seq, ended_on__lte=on) | Q(valid_to__lte=on)
    listed = Competitor.objects.filter(seq__lte=known_seq).exclude(ended)
    asked = {*listed.values_list("party_id", flat=True), *also}
    seeds = set(survivors_of(asked, known_seq=known_seq).values())
    facts = survey(seeds, known_seq=known_seq).facts
    above = upstream(shelved(facts.facts), [str(seed) for seed in seeds])
    return {UUID(party) for party in above} | seeds
