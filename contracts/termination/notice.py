"""Was notice served in the form and at the address the contract asks for, and what proves it?

A contract that says nothing of the form takes any; one that does is served in that form only, with
a proof of service that this form can have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from contracts.termination.guards import Refusal, Refused


class NoticeForm(StrEnum):
    REGISTERED_MAIL = "registered_mail"
    COURIER = "courier"
    HAND_DELIVERY = "hand_delivery"
    EMAIL = "email"
    PORTAL = "portal"


class ProofKind(StrEnum):
    """What shows that a notice reached the other side."""

    POSTAL_RECEIPT = "postal_receipt"
    COURIER_RECEIPT = "courier_receipt"
    READ_RECEIPT = "read_receipt"
    PORTAL_RECORD = "portal_record"
    ACKNOWLEDGEMENT = "acknowledgement"
    WITNESS_STATEMENT = "witness_statement"


PROOFS: Final[Mapping[NoticeForm, frozenset[ProofKind]]] = MappingProxyType(
    {
        NoticeForm.REGISTERED_MAIL: frozenset({ProofKind.POSTAL_RECEIPT}),
        NoticeForm.COURIER: frozenset({ProofKind.COURIER_RECEIPT}),
        NoticeForm.HAND_DELIVERY: frozenset({ProofKind.WITNESS_STATEMENT}),
        NoticeForm.EMAIL: frozenset({ProofKind.READ_RECEIPT}),
        NoticeForm.PORTAL: frozenset({ProofKind.PORTAL_RECORD}),
    }
)
"""What each form can have, besides an acknowledgement, which the other side may give for any."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the contract says of notices; empty where it says nothing."""

    form: NoticeForm | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """That it arrived: on which day, and by whose word or hand."""

    kind: ProofKind
    delivered_on: date
    delivered_by: str


@dataclass(frozen=True, slots=True)
class Service:
    """How a notice was served; anything not said is unknown."""

    form: NoticeForm | None = None
    address: str = ""
    proof: Proof | None = None


def can_prove(kind: ProofKind, form: NoticeForm) -> bool:
    """Whether a proof of this kind exists for this form."""
    return kind is ProofKind.ACKNOWLEDGEMENT or kind in PROOFS[form]


def refuse_service(asked: Asked, service: Service) -> Refused | None:
    """What the contract's own words on notices have against this service."""
    if asked.form is not None and service.form is not asked.form:
        given = service.form.value if service.form else ""
        why = f"The contract asks for notice by {_words(asked.form)}."
        return Refused(Refusal.NOTICE_FORM, why, (asked.form.value, given))
    if asked.address and service.address and not _same(asked.address, service.address):
        why = "The contract names another address for notices."
        return Refused(Refusal.NOTICE_ADDRESS, why, (asked.address, service.address))
    return _refuse_proof(asked, service)


def _refuse_proof(asked: Asked, service: Service) -> Refused | None:
    if service.proof is None:
        if asked.form is None:
            return None
        why = "Where the contract names a form, notice is served with proof that it arrived so."
        return Refused(Refusal.PROOF_OF_SERVICE, why, _accepted(asked.form))
    if service.form is None or can_prove(service.proof.kind, service.form):
        return None
    why = f"A {_words(service.proof.kind)} does not prove notice by {_words(service.form)}."
    return Refused(Refusal.PROOF_OF_SERVICE, why, _accepted(service.form))


def _accepted(form: NoticeForm) -> tuple[str, ...]:
    return tuple(kind.value for kind in ProofKind if can_prove(kind, form))


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _words(code: StrEnum) -> str:
    return code.replace("_", " ")
