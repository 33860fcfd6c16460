"""Write down, mend and adopt what we demand of vendors."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from config.actors import Actor
from config.events.ledger import lock_facts, next_entry
from config.events.operations import Subject, record
from config.problems import Invalid, MoveNotAllowed
from procurement.caseflow import POLICY, PolicyAct, PolicyState
from procurement.limits import Limits
from procurement.models import Policy
from procurement.neutrality.policy import BadPolicy
from procurement.neutrality.policy import Policy as Rules
from procurement.operations.groups import take_turn
from procurement.operations.moving import change, locked, refuse_own, state_after
from procurement.queries.standards import rules_of
from vendors.operations.standing import note_standards_changed

LIMITS = "limits"
_COLUMNS = ("name", "actions", "product_lines", "valid_from", "valid_to")


@transaction.atomic
def draft_policy(*, values: Mapping[str, object], actor: Actor) -> Policy:
    """Write a new edition of a named policy; what is not said has the built-in default.

    :param values: fields of `neutrality.policy.Policy` and `limits`, as JSON says them
    :raises Invalid: naming every field that is wrong
    """
    rules, limits = _apart(values)
    columns = _columns(_read(Rules(), rules)) | {"limits": limits or {}}
    policy = Policy.objects.create(
        **columns,
        edition=_next_edition(str(columns["name"])),
        drafted_by=actor.person,
        drafted_label=actor.label,
        edited_by=actor.person,
    )
    _tell("procurement.policy_drafted", policy, actor)
    policy.refresh_from_db()
    return policy


@transaction.atomic
def amend_policy(
    *, policy_id: UUID, values: Mapping[str, object], seen_version: int | None, actor: Actor
) -> Policy:
    """Change a draft; whoever changes it cannot adopt it.

    :raises NotFound: if there is no such policy
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is no draft any more: draft a new edition
    :raises Invalid: naming every field that is wrong
    """
    policy = locked(Policy.objects.all(), policy_id, seen_version)
    if policy.state != PolicyState.DRAFT:
        raise MoveNotAllowed(state=policy.state, allowed=[])
    rules, limits = _apart(values)
    columns = _columns(_read(rules_of(policy), rules))
    if limits is not None:
        columns["limits"] = limits
    if columns["name"] != policy.name:
        columns["edition"] = _next_edition(str(columns["name"]))
    change(policy, **columns, edited_by=actor.person)
    _tell("procurement.policy_amended", policy, actor, {"changed": sorted(values)})
    return policy


@transaction.atomic
def adopt_policy(
    *, policy_id: UUID, actor: Actor, reason: str, seen_version: int | None = None
) -> Policy:
    """Let a draft count from now on, and retire the policy before it; every verdict is rechecked.

    :raises NotFound: if there is no such policy
    :raises StaleVersion: if it has changed since it was seen
    :raises MoveNotAllowed: if it is no draft
    :raises FourEyes: if the same person drafted or changed it
    """
    lock_facts()
    policy = locked(Policy.objects.all(), policy_id, seen_version)
    state_after(POLICY, PolicyState(policy.state), PolicyAct.ADOPT)
    refuse_own(
        actor,
        Subject("policy", policy.id),
        "procurement.policy_drafted",
        "procurement.policy_amended",
    )
    return _adopt(policy, actor, reason)


@transaction.atomic
def adopt_default_policy() -> None:
    """Where no policy was ever adopted, adopt the built-in one, so that verdicts have a measure."""
    if Policy.objects.exclude(adopted_seq=None).exists():
        return
    lock_facts()
    if Policy.objects.exclude(adopted_seq=None).exists():
        return  # somebody was faster
    system = Actor.system()
    policy = draft_policy(values={"name": Rules().name}, actor=system)
    _adopt(policy, system, "The policy of a fresh installation.")


def _adopt(policy: Policy, actor: Actor, reason: str) -> Policy:
    former = Policy.objects.select_for_update(no_key=True).filter(state=PolicyState.ADOPTED).first()
    take_turn()
    entry = next_entry()
    if former is not None:
        retired = state_after(POLICY, PolicyState.ADOPTED, PolicyAct.RETIRE)
        change(former, state=retired, retired_seq=entry.seq)
    change(
        policy,
        state=PolicyState.ADOPTED,
        adopted_by=actor.person,
        adopted_label=actor.label,
        adopted_at=entry.recorded_at,
        adopted_seq=entry.seq,
    )
    note_standards_changed(seq=entry.seq)
    record(
        type="procurement.policy_adopted",
        subject=Subject("policy", policy.id),
        actor=actor,
        reason=reason,
        entry=entry,
        data={
            "policy": policy.id,
            "name": policy.name,
            "version": policy.edition,
            "retired": None if former is None else former.id,
        },
    )
    return policy


def _read(before: Rules, values: Mapping[str, object]) -> Rules:
    try:
        return before.overridden(values)
    except BadPolicy as bad:
        raise _unreadable(bad) from None


def _apart(
    values: Mapping[str, object],
) -> tuple[Mapping[str, object], Mapping[str, object] | None]:
    """What verdicts depend on, and the limits, on which none does; None where none are said."""
    rules = {name: value for name, value in values.items() if name != LIMITS}
    if LIMITS not in values:
        return rules, None
    try:
        return rules, Limits.from_mapping(values[LIMITS]).to_mapping()
    except BadPolicy as bad:
        raise _unreadable(bad) from None


def _unreadable(bad: BadPolicy) -> Invalid:
    return Invalid(
        "The policy has fields that cannot be read.",
        errors=[
            {"pointer": f"/{error.field}", "code": error.code, "detail": error.detail}
            for error in bad.errors
        ],
    )


def _columns(rules: Rules) -> dict[str, object]:
    values = rules.to_mapping()
    return {
        **{name: values.pop(name) for name in _COLUMNS},
        "rules": values,
        "valid_from": rules.valid_from,
        "valid_to": rules.valid_to,
    }


def _next_edition(name: str) -> int:
    latest = Policy.objects.filter(name=name).aggregate(latest=Max("edition"))["latest"]
    return (latest or 0) + 1


def _tell(
    type_: str, policy: Policy, actor: Actor, data: Mapping[str, object] | None = None
) -> None:
    record(
        type=type_,
        subject=Subject("policy", policy.id),
        actor=actor,
        data={"policy": policy.id, "name": policy.name, "version": policy.edition, **(data or {})},
    )
