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
    """The step waits for others; `waits_for` lists them. Carry those out first."""

    code = Refusal.STEP_BLOCKED.value
    title = "Other steps come first."


class GrantsOpen(MoveNotAllowed):
    """The vendor can still reach something; `grants` lists the access grants to revoke."""

    code = Refusal.GRANTS_OPEN.value
    title = "Access grants are still open."


class StepsOpen(MoveNotAllowed):
    """A contract ends when each step is verified or waived; `steps` lists those that are not.

    Carry them out (`POST terminations/{id}/steps/{code}/start|submit`) and have another person
    verify them, or have an approver waive what is not needed.
    """

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


class NoticeForm(Problem):
    """The contract says in which form notice is given, and this is another one, or none was said.

    `required` is the form the contract asks for. Serve the notice in that form.
    """

    status = 422
    code = Refusal.NOTICE_FORM.value
    title = "The contract asks for another form of notice."


class NoticeAddress(Problem):
    """The contract says where notices go (`required`), and this one went elsewhere (`given`)."""

    status = 422
    code = Refusal.NOTICE_ADDRESS.value
    title = "The contract names another address for notices."


class ProofOfService(Problem):
    """A notice whose form the contract prescribes is served with proof that it arrived so.

    `accepted` lists the kinds of proof that this form can have.
    """

    status = 422
    code = Refusal.PROOF_OF_SERVICE.value
    title = "Nothing fitting proves that the notice arrived."


class CureRunning(MoveNotAllowed):
    """The vendor may still make good what it broke, until `cure_until`.

    Complete after that day, or have an approver let the rest of the time go (`waive`).
    """

    code = Refusal.CURE_RUNNING.value
    title = "The vendor may still cure."


class BreachCured(MoveNotAllowed):
    """The vendor has cured, and we accepted that: `withdraw` the termination."""

    code = Refusal.BREACH_CURED.value
    title = "The breach has been cured."


class DisputeOpen(MoveNotAllowed):
    """The vendor disputes the termination; `disputes` names the dispute.

    Settle it (`settle-dispute`), or have an approver let it go (`waive`).
    """

    code = Refusal.DISPUTE_OPEN.value
    title = "The termination is disputed."


class DisputeUpheld(MoveNotAllowed):
    """The vendor was found right about the termination: `withdraw` it."""

    code = Refusal.DISPUTE_UPHELD.value
    title = "The vendor was found right."


class DataDestroyed(MoveNotAllowed):
    """Copies of our data are certified as destroyed (`destroyed`): there is no way back.

    Carry the termination through.
    """

    code = Refusal.DATA_DESTROYED.value
    title = "Data has been destroyed already."


class ReturnIncomplete(MoveNotAllowed):
    """Not everything came back as it was sent; `open_items` says what is missing or differs.

    Have the return done again with a whole manifest, or have an approver let an item go (`waive`).
    """

    code = Refusal.RETURN_INCOMPLETE.value
    title = "Not everything has come back."


class GrantsUnproved(MoveNotAllowed):
    """Nothing proves that these doors (`grants`) are closed.

    Revoke with evidence, or fail the step and submit it again with evidence that speaks for all.
    """

    code = Refusal.GRANTS_UNPROVED.value
    title = "Nothing proves that all doors are closed."


class SettlementUnbalanced(MoveNotAllowed):
    """One side still owes the other the `balance` (negative: the vendor owes us).

    Book what is missing, or have an approver let the rest go (`waive`).
    """

    code = Refusal.SETTLEMENT_UNBALANCED.value
    title = "The accounts do not balance."


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


def _form(about: About) -> Facts:
    return {"required": about[0], "given": about[1] or None}


def _cure_day(about: About) -> Facts:
    return {"cure_until": about[0]}


def _destroyed(about: About) -> Facts:
    return {"destroyed": _copies(about)["missing"]}


def _items(about: About) -> Facts:
    pairs = (pair.partition(":") for pair in about)
    return {"open_items": [{"data_asset": asset, "mismatch": how} for asset, _, how in pairs]}


def _balance(about: About) -> Facts:
    return {"balance": {"amount": about[0], "currency": about[1]}}


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
    Refusal.NOTICE_FORM: (NoticeForm, _form),
    Refusal.NOTICE_ADDRESS: (NoticeAddress, _form),
    Refusal.PROOF_OF_SERVICE: (ProofOfService, _listed("accepted")),
    Refusal.CURE_RUNNING: (CureRunning, _cure_day),
    Refusal.BREACH_CURED: (BreachCured, _nothing),
    Refusal.DISPUTE_OPEN: (DisputeOpen, _listed("disputes")),
    Refusal.DISPUTE_UPHELD: (DisputeUpheld, _listed("disputes")),
    Refusal.DATA_DESTROYED: (DataDestroyed, _destroyed),
    Refusal.RETURN_INCOMPLETE: (ReturnIncomplete, _items),
    Refusal.GRANTS_UNPROVED: (GrantsUnproved, _listed("grants")),
    Refusal.SETTLEMENT_UNBALANCED: (SettlementUnbalanced, _balance),
}
