"""What is in the way of a termination or a step, as a refusal a client can act on?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from config.problems import MoveNotAllowed, Problem
from contracts.operations.moves import EvidenceRequired
from contracts.termination import Refusal, Refused


class LegalHoldUnchecked(MoveNotAllowed):
    """Nothing is destroyed before somebody has verified that nothing must be kept.

    Carry out the step `legal_hold_check` and have it verified.
    """

    code = Refusal.LEGAL_HOLD_UNCHECKED.value
    title = "The legal hold has not been checked."


class StepBlocked(MoveNotAllowed):
    """The step waits for others; `waits_for` lists them."""

    code = Refusal.STEP_BLOCKED.value
    title = "Other steps come first."


class GrantsOpen(MoveNotAllowed):
    """The vendor can still reach something; `grants` lists the access grants to revoke."""

    code = Refusal.GRANTS_OPEN.value
    title = "Access grants are still open."


class StepsOpen(MoveNotAllowed):
    """A contract ends when each step is verified or waived; `steps` lists those that are not."""

    code = Refusal.STEPS_OPEN.value
    title = "Steps are still open."


class BeforeEffectiveDay(MoveNotAllowed):
    """The contract runs until `effective_on`. Complete on that day or later.

    An earlier day agreed with the vendor is written down by `reschedule`.
    """

    code = Refusal.BEFORE_EFFECTIVE_DAY.value
    title = "The last day of the contract has not come."


class CertificatesMissing(Problem):
    """Each holder's copy of each data asset needs a certificate of destruction.

    `missing` lists the copies without one.
    """

    status = 422
    code = Refusal.CERTIFICATES_MISSING.value
    title = "Certificates of destruction are missing."


class EffectiveBeforeNotice(Problem):
    """A contract cannot end before the notice was served (`notice_served_on`)."""

    status = 422
    code = Refusal.EFFECTIVE_BEFORE_NOTICE.value
    title = "A contract does not end before its notice."


def refuse(refused: Refused | None, *, state: str = "", allowed: tuple[str, ...] = ()) -> None:
    """Raise what a guard of `contracts.termination` answers, if anything is in the way.

    :param state: where the object is, and `allowed` what else can be done there
    """
    if refused is None:
        return
    problem, facts = _PROBLEMS[refused.code]
    told: dict[str, object] = dict(facts(refused.about))
    if issubclass(problem, MoveNotAllowed):
        told |= {"state": state, "allowed": list(allowed)}
    raise problem(refused.why, **told)


About = tuple[str, ...]
Facts = Mapping[str, object]


def _listed(name: str) -> Callable[[About], Facts]:
    return lambda about: {name: list(about)}


def _copies(about: About) -> Facts:
    pairs = (pair.partition(":") for pair in about)
    return {"missing": [{"data_asset": asset, "holder": holder} for asset, _, holder in pairs]}


def _effective_day(about: About) -> Facts:
    return {"effective_on": about[0]}


def _notice_day(about: About) -> Facts:
    return {"notice_served_on": about[0], "effective_on": about[1]}


def _nothing(_: About) -> Facts:
    return {}


_PROBLEMS: Final[Mapping[Refusal, tuple[type[Problem], Callable[[About], Facts]]]] = {
    Refusal.LEGAL_HOLD_UNCHECKED: (LegalHoldUnchecked, _listed("waits_for")),
    Refusal.STEP_BLOCKED: (StepBlocked, _listed("waits_for")),
    Refusal.EVIDENCE_REQUIRED: (EvidenceRequired, _nothing),
    Refusal.CERTIFICATES_MISSING: (CertificatesMissing, _copies),
    Refusal.GRANTS_OPEN: (GrantsOpen, _listed("grants")),
    Refusal.STEPS_OPEN: (StepsOpen, _listed("steps")),
    Refusal.BEFORE_EFFECTIVE_DAY: (BeforeEffectiveDay, _effective_day),
    Refusal.EFFECTIVE_BEFORE_NOTICE: (EffectiveBeforeNotice, _notice_day),
}
