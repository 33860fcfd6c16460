"""Who is meant by the parties a request speaks of? Known ones are found, described ones made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from config.actors import Actor
from config.problems import Conflict, Invalid
from vendors.identifiers import Number
from vendors.models import Party
from vendors.names import searchable
from vendors.operations.parties import (
    IdentifierTaken,
    announce,
    draft_parties,
    insert_parties,
)
from vendors.queries.parties import Warned, find_by_numbers, list_look_alikes
from vendors.statements import InlineParty, PartyById, PartyByNumber, PartyRef


class IdentifiersDisagree(Conflict):
    """The identifiers given for one party name two different parties on file.

    `parties` lists them: correct the identifiers, or merge the parties.
    """

    code = "identifiers-disagree"
    title = "These identifiers belong to different parties."


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to a party, and where in the request it stands."""

    pointer: str
    ref: PartyRef


@dataclass(slots=True)
class Cast:
    """Who is who in one request.

    :ivar new: those nobody knew, with everything the request says of each; not written yet
    """

    parties: dict[PartyRef, Party] = field(default_factory=dict)
    new: dict[UUID, InlineParty] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)

    def __getitem__(self, ref: PartyRef) -> Party:
        return self.parties[ref]

    @property
    def ids(self) -> dict[PartyRef, str]:
        return {ref: str(party.id) for ref, party in self.parties.items()}

    @property
    def newcomers(self) -> list[Party]:
        """The parties that are new, in the order in which they were described."""
        known = {party.id: party for party in self.parties.values()}
        return [known[party_id] for party_id in self.new]


def find_or_make(mentions: Sequence[Mention], *, actor: Actor) -> Cast:
    """Everyone mentioned; a party described on the spot is made unless a number of it is known.

    Descriptions with a number in common, or with the same kind, name and jurisdiction, are one
    party.

    :raises Invalid: if an id or a number names nobody
    :raises IdentifiersDisagree: if the numbers of one description name two parties
    """
    cast = find(mentions)
    if not cast.new:
        return cast
    try:
        insert_parties(cast.newcomers, list(cast.new.values()))
    except IdentifierTaken:  # somebody registered it just now: it is there to be found
        cast = find(mentions)
        insert_parties(cast.newcomers, list(cast.new.values()))
    announce(cast.newcomers, actor=actor)
    cast.warnings += list_look_alikes(cast.newcomers) if cast.new else []
    return cast


def find(mentions: Sequence[Mention]) -> Cast:
    """Everyone mentioned, known or as they would be made; nothing is written.

    :raises Invalid: if an id or a number names nobody
    :raises IdentifiersDisagree: if the numbers of one description name two parties
    """
    cast = Cast()
    _add_described(cast, [m.ref for m in mentions if isinstance(m.ref, InlineParty)])
    _add_by_number(cast, mentions)
    _add_by_id(cast, mentions)
    return cast


def _add_by_id(cast: Cast, mentions: Sequence[Mention]) -> None:
    wanted = {m.ref.id for m in mentions if isinstance(m.ref, PartyById)}
    known = Party.objects.in_bulk(wanted)
    for mention in mentions:
        if isinstance(mention.ref, PartyById):
            if mention.ref.id not in known:
                raise _unknown(f"{mention.pointer}/id")
            cast.parties[mention.ref] = known[mention.ref.id]


def _add_by_number(cast: Cast, mentions: Sequence[Mention]) -> None:
    refs = [(m.pointer, m.ref) for m in mentions if isinstance(m.ref, PartyByNumber)]
    found = find_by_numbers({ref.number for _, ref in refs})
    known = Party.objects.in_bulk(found.values())
    described = {number: party for party in cast.newcomers for number in cast.new[party.id].numbers}
    for pointer, ref in refs:
        party = known[found[ref.number]] if ref.number in found else described.get(ref.number)
        if party is None:
            raise _unknown(f"{pointer}/identifier")
        cast.parties[ref] = party


def _unknown(pointer: str) -> Invalid:
    return Invalid.at(pointer, "unknown_party", "There is no such party; describe it instead.")


def _add_described(cast: Cast, refs: Sequence[InlineParty]) -> None:
    groups = _same_described(refs)
    known = _known_of(groups)
    unknown = [_joined(g) for g, party in zip(groups, known, strict=True) if party is None]
    drafted = iter(draft_parties(unknown) if unknown else [])
    described = iter(unknown)
    for group, party in zip(groups, known, strict=True):
        if party is None:
            party = next(drafted)  # noqa: PLW2901 - from here on it is who is meant
            cast.new[party.id] = next(described)
        else:
            cast.warnings += _differences(group[0], party)
        for ref in group:
            cast.parties[ref] = party


def _known_of(groups: Sequence[Sequence[InlineParty]]) -> list[Party | None]:
    """Who on file is meant by each group of descriptions, if anybody."""
    known = find_by_numbers({number for group in groups for number in _numbers(group)})
    found: list[UUID | None] = []
    for group in groups:
        ids = {known[number] for number in _numbers(group) if number in known}
        if len(ids) > 1:
            raise IdentifiersDisagree(parties=sorted(str(party_id) for party_id in ids))
        found.append(next(iter(ids), None))
    rows = Party.objects.in_bulk([party_id for party_id in found if party_id])
    return [rows[party_id] if party_id else None for party_id in found]


def _same_described(refs: Sequence[InlineParty]) -> list[list[InlineParty]]:
    """Descriptions of one party together, in the order in which they came."""
    groups: list[list[InlineParty]] = []
    place: dict[object, int] = {}
    for ref in dict.fromkeys(refs):
        keys: list[object] = [*ref.numbers, (ref.kind, searchable(ref.name), ref.jurisdiction)]
        hits = sorted({place[key] for key in keys if key in place})
        if hits:
            index = hits[0]
            groups[index].append(ref)
            for other in hits[1:]:
                groups[index] += groups[other]
                groups[other] = []
        else:
            index = len(groups)
            groups.append([ref])
        for member in groups[index]:
            for key in (
                *member.numbers,
                (member.kind, searchable(member.name), member.jurisdiction),
            ):
                place[key] = index
    return [group for group in groups if group]


def _numbers(group: Sequence[InlineParty]) -> list[Number]:
    return [number for ref in group for number in ref.numbers]


def _joined(group: Sequence[InlineParty]) -> InlineParty:
    """One description with everything that several say."""
    first = group[0]
    return InlineParty(
        kind=first.kind,
        name=first.name,
        publicly_listed=any(ref.publicly_listed for ref in group),
        jurisdiction=next((ref.jurisdiction for ref in group if ref.jurisdiction), ""),
        aliases=tuple(dict.fromkeys(alias for ref in group for alias in ref.aliases)),
        numbers=tuple(dict.fromkeys(_numbers(group))),
    )


def _differences(described: InlineParty, party: Party) -> list[Warned]:
    """What the file says otherwise: the file is kept, and the difference is said aloud."""
    wrong = [
        name
        for name, said, kept in (
            ("kind", str(described.kind), str(party.kind)),
            ("name", searchable(described.name), searchable(party.name)),
            ("jurisdiction", described.jurisdiction or party.jurisdiction, party.jurisdiction),
            (
                "publicly_listed",
                described.publicly_listed or party.publicly_listed,
                party.publicly_listed,
            ),
        )
        if said != kept
    ]
    if not wrong:
        return []
    detail = f"“{party.name}” is on file with another {', '.join(wrong)}; the file was kept."
    return [Warned("differs_from_file", detail, party.id)]
