"""Do a statement's parties, its record and its kinds of interest fit together?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from config.problems import Invalid, Problem
from vendors.models import Party, Statement, Vendor
from vendors.operations.resolving import Cast
from vendors.ownership.facts import KINDS, Kind, KindSpec, PartyKind
from vendors.ownership.revision import StatementKind
from vendors.queries.parties import survivors_of
from vendors.statements import PartyRef, Said, SaidInterest, Unspecified


class UnknownRecord(Problem):
    """No statement on file began a record with this id about this subject and interested party.

    `record_id` is answered with every disclosure. A change, correction, confirmation or retraction
    names the record it is about, and if it names its parties they have to be those of the record.
    """

    status = 422
    code = "unknown-record"
    title = "There is no such record about these parties."


@dataclass(frozen=True, slots=True)
class Ends:
    """Whom a statement is about: the owned and the owner, or why nobody is named."""

    subject: Party
    interested_party: Party | None
    unspecified: str


@dataclass(frozen=True, slots=True)
class Records:
    """The records some statements refer to, and who is whom among their parties."""

    ends: Mapping[UUID, Ends]
    survivors: Mapping[UUID, UUID]

    @classmethod
    def of(cls, statements: Iterable[Said], cast: Cast, vendor: Vendor | None) -> Records:
        """Look up every record named, as `record_id` or as `same_as`."""
        said = list(statements)
        wanted = {one.record_id for one in said if one.record_id is not None}
        wanted |= {i.same_as for one in said for i in one.interests if i.same_as is not None}
        began = Statement.objects.filter(id__in=wanted, kind=StatementKind.ASSERTION)
        ends = {
            row.id: Ends(row.subject, row.interested_party, row.unspecified)
            for row in began.select_related("subject", "interested_party")
        }
        parties = {party.id for party in cast.parties.values()}
        parties |= {vendor.party_id} if vendor else set()
        for one in ends.values():
            parties |= {one.subject.id}
            parties |= {one.interested_party.id} if one.interested_party else set()
        return cls(ends, survivors_of(parties))

    def is_one(self, party: Party, other: Party) -> bool:
        return self.survivors[party.id] == self.survivors[other.id]


def ends_of(
    said: Said, pointer: str, cast: Cast, records: Records, default_subject: Party | None
) -> Ends:
    """Whom the statement is about, by what it says or by its record.

    :raises Invalid: if it does not say
    :raises UnknownRecord: if its record is not on file, or is about others
    """
    if said.record_id is None:
        return _named_ends(said, pointer, cast, default_subject)
    ends = records.ends.get(said.record_id)
    if ends is None:
        raise UnknownRecord(record_id=str(said.record_id), pointer=f"{pointer}/record_id")
    subject = cast[said.subject] if said.subject else default_subject
    if subject is not None and not records.is_one(subject, ends.subject):
        raise UnknownRecord(
            "The record is about another subject.",
            record_id=str(said.record_id),
            pointer=f"{pointer}/subject",
        )
    if not _same_holder(said, cast, records, ends):
        raise UnknownRecord(
            "The record is about another interested party.",
            record_id=str(said.record_id),
            pointer=f"{pointer}/interested_party",
        )
    return ends


def _same_holder(said: Said, cast: Cast, records: Records, ends: Ends) -> bool:
    match said.interested_party:
        case None:
            return True
        case Unspecified():
            return ends.interested_party is None
        case ref:
            holder = ends.interested_party
            return holder is not None and records.is_one(cast[ref], holder)


def _named_ends(said: Said, pointer: str, cast: Cast, default_subject: Party | None) -> Ends:
    subject = cast[said.subject] if said.subject else default_subject
    if subject is None:
        raise Invalid.at(f"{pointer}/subject", "required", "Say whom this is about.")
    match said.interested_party:
        case None:
            raise Invalid.at(
                f"{pointer}/interested_party", "required", "Say who, or why nobody is named."
            )
        case Unspecified(reason=reason):
            return Ends(subject, None, reason)
        case ref:
            return Ends(subject, cast[ref], "")


def refuse_misfits(said: Said, pointer: str, ends: Ends, cast: Cast, records: Records) -> None:
    """Refuse kinds of interest that such parties cannot have.

    :raises Invalid: pointing at the party that does not fit
    :raises UnknownRecord: if `same_as` is not a record of the same subject
    """
    for index, interest in enumerate(said.interests):
        _refuse_misfit(interest.type, pointer, ends)
        _refuse_other_holding(interest, f"{pointer}/interests/{index}", ends, records)
        _refuse_self_membership(interest, f"{pointer}/interests/{index}", ends, cast)


def _refuse_misfit(kind: Kind, pointer: str, ends: Ends) -> None:
    spec: KindSpec = KINDS[kind]
    subject_is_person = ends.subject.kind == PartyKind.PERSON
    if subject_is_person and not spec.subject_is_person:
        raise Invalid.at(
            f"{pointer}/subject", "kind", "Nobody has an interest of this type in a person."
        )
    if spec.subject_is_person and not subject_is_person:
        raise Invalid.at(f"{pointer}/subject", "kind", f"{kind} is a tie between two people.")
    holder = ends.interested_party
    if spec.person_only and holder is not None and holder.kind != PartyKind.PERSON:
        raise Invalid.at(f"{pointer}/interested_party", "kind", f"Only a person can have: {kind}.")


def _refuse_other_holding(
    interest: SaidInterest, pointer: str, ends: Ends, records: Records
) -> None:
    if interest.same_as is None:
        return
    other = records.ends.get(interest.same_as)
    if other is None or not records.is_one(other.subject, ends.subject):
        raise UnknownRecord(
            "The same holding has to be a record about the same subject.",
            record_id=str(interest.same_as),
            pointer=f"{pointer}/same_as",
        )


def _refuse_self_membership(interest: SaidInterest, pointer: str, ends: Ends, cast: Cast) -> None:
    if any(cast[member].id == ends.subject.id for member in interest.members):
        raise Invalid.at(
            f"{pointer}/members", "member", "The subject cannot act together on itself."
        )


def mentions_in(said: Said, pointer: str) -> Iterable[tuple[str, PartyRef]]:
    """Every party a statement refers to, and where."""
    if said.subject is not None:
        yield f"{pointer}/subject", said.subject
    if said.interested_party is not None and not isinstance(said.interested_party, Unspecified):
        yield f"{pointer}/interested_party", said.interested_party
    for index, interest in enumerate(said.interests):
        at = f"{pointer}/interests/{index}"
        if interest.nominated_by is not None:
            yield f"{at}/nominated_by", interest.nominated_by
        for number, member in enumerate(interest.members):
            yield f"{at}/members/{number}", member
