"""Which people, debts and contracts bind the vendor to a competitor without any ownership?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import itemgetter

from procurement.neutrality.calendar import months_after
from procurement.neutrality.evidence import fact_path, sources_of
from procurement.neutrality.findings import Finding, Level, PathStep, State, TieCode
from procurement.neutrality.inquiry import Inquiry, Rival
from procurement.neutrality.involved import anybody_of, behind, called, with_its_group
from procurement.neutrality.questions import about_controllers, confirmations
from procurement.neutrality.sentences import UNNAMED, capital, listing, who
from vendors.ownership.control import Mode
from vendors.ownership.facts import Fact, Kind
from vendors.ownership.holdings import holder_of, is_unspecified
from vendors.ownership.kinds import DIRECTORSHIPS, OFFICES, PERSONAL_ROLES

KINSHIP = {Kind.FAMILY: TieCode.FAMILY, Kind.ASSOCIATE: TieCode.ASSOCIATE}
LEVEL = Level.TIE

Tie = Callable[[Inquiry, Rival], Iterator[Finding]]


def personal_ties(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """One person in both houses today: one tie per person, the gravest."""
    at_vendor = inquiry.in_force_on(inquiry.vendor)
    for person in sorted(_people_at(inquiry, inquiry.vendor)):
        here = [fact for fact in at_vendor if _person_of(fact) == person]
        there = _roles_with(inquiry, rival, person)
        state, here, there = _surest(inquiry, rival, here, there)
        code = _code(here, there)
        if code is not None:
            yield _personal(inquiry, rival, state, code, person, [*here, *there])
        elif inquiry.book.is_anybody(person):  # and so anybody of the competitor's
            in_office = any(fact.kind in OFFICES for fact in here)
            code = TieCode.INTERLOCK if in_office else TieCode.SHARED_STAFF
            yield _personal(inquiry, rival, State.INSUFFICIENT, code, person, here)


def key_person_hires(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """A key person who left for the competitor and is still within the cooling-off period."""
    left = [fact for fact in inquiry.ever_on(inquiry.vendor) if _was_key_person(inquiry, fact)]
    last: dict[str, Fact] = {}
    for fact in left:
        person = _person_of(fact)
        if person is not None:
            last[person] = max(last.get(person, fact), fact, key=_end)
    for person, leaving in sorted(last.items(), key=itemgetter(0)):
        hired = [
            fact
            for fact in _roles_with(inquiry, rival, person)
            if _within_cooling_off(inquiry, leaving, fact)
        ]
        state, here, there = _surest(inquiry, rival, [leaving], hired)
        code = TieCode.KEY_PERSON_HIRE
        if there:
            yield _personal(inquiry, rival, state, code, person, [*here, *there])
        elif inquiry.book.is_anybody(person) and _is_cooling_off(inquiry, leaving):
            yield _personal(inquiry, rival, State.INSUFFICIENT, code, person, [leaving])


def kinship(inquiry: Inquiry, rival: Rival) -> Iterator[Finding]:
    """Relatives and associates of the vendor's people who are the competitor's."""
    at_vendor = _people_at(inquiry, inquiry.vendor)
    for fact in _kinship_of(inquiry, at_vendor):
        owner = holder_of(fact)
        for near, far in ((owner, fact.subject), (fact.subject, owner)):
            if near in at_vendor:
                here = [role for role in inquiry.roles_of(near) if role.subject == inquiry.vendor]
                theirs = _roles_with(inquiry, rival, far)
                state = _best(rival.state_of(far), *_states(inquiry, rival, theirs))
                if not inquiry.proves(fact) or not any(map(inquiry.proves, here)):
                    state = _at_most_possible(state)
                if state is not State.CLEAR:
                    yield _kin(inquiry, rival, state, (near, far), fact, here, theirs)


def _kinship_of(inquiry: Inquiry, people: Iterable[str]) -> list[Fact]:
    """In the order of the ids."""
    shelf = inquiry.shelf
    found = {
        fact.id: fact
        for person in people
        for fact in (*shelf.of.get(person, ()), *shelf.on.get(person, ()))
        if fact.kind in KINSHIP
    }
    return [found[each] for each in sorted(found)]


def _people_at(inquiry: Inquiry, company: str) -> set[str]:
    people = (_person_of(fact) for fact in inquiry.in_force_on(company))
    return {person for person in people if person is not None}


def _person_of(fact: Fact) -> str | None:
    """Who has the place, named or not; in one kept for whom somebody nominates there is nobody."""
    if fact.kind not in PERSONAL_ROLES or (fact.owner is None and fact.nominated_by is not None):
        return None
    return holder_of(fact)


def _roles_with(inquiry: Inquiry, rival: Rival, person: str) -> list[Fact]:
    """The person's places with the group, not counting the vendor and what is the vendor's own."""
    return [
        fact
        for fact in inquiry.roles_of(person)
        if fact.subject in rival.around.worst and fact.subject != inquiry.vendor
    ]


def _surest(
    inquiry: Inquiry, rival: Rival, here: list[Fact], there: list[Fact]
) -> tuple[State, list[Fact], list[Fact]]:
    """The gravest state of a tie between two places, and the places that make it."""
    reported = not any(inquiry.proves(fact) for fact in here)
    states = _states(inquiry, rival, there)
    best = _best(*(_at_most_possible(each) for each in states) if reported else states)
    if best is State.CONFLICT:
        here = [fact for fact in here if inquiry.proves(fact)]
    enough = [fact for fact, each in zip(there, states, strict=True) if each.rank >= best.rank]
    return best, here, enough


def _code(here: list[Fact], there: list[Fact]) -> TieCode | None:
    """What it is called, by the two places that matter most."""
    if not here or not there:
        return None
    at_vendor, with_rival = {f.kind for f in here}, {f.kind for f in there}
    if at_vendor & OFFICES and with_rival & OFFICES:
        return TieCode.INTERLOCK
    if at_vendor & DIRECTORSHIPS and Kind.EMPLOYMENT in with_rival:
        return TieCode.DIRECTOR_EMPLOYED_BY_COMPETITOR
    return TieCode.SHARED_STAFF


def _was_key_person(inquiry: Inquiry, fact: Fact) -> bool:
    """Left the vendor, or, where no day is asked about, has an end."""
    if fact.subject != inquiry.vendor or not fact.key_person or fact.valid_to is None:
        return False
    return inquiry.valid_at is None or fact.valid_to <= inquiry.valid_at


def _end(fact: Fact) -> date:
    return fact.valid_to or date.max


def _within_cooling_off(inquiry: Inquiry, leaving: Fact, hired: Fact) -> bool:
    joined = hired.valid_from
    if joined is not None and joined >= _cooled_off(inquiry, leaving):
        return False
    return _is_cooling_off(inquiry, leaving)


def _is_cooling_off(inquiry: Inquiry, leaving: Fact) -> bool:
    return inquiry.valid_at is None or inquiry.valid_at < _cooled_off(inquiry, leaving)


def _cooled_off(inquiry: Inquiry, leaving: Fact) -> date:
    return months_after(_end(leaving), inquiry.policy.cooling_off_months)


def _states(inquiry: Inquiry, rival: Rival, facts: Iterable[Fact]) -> list[State]:
    return [
        state if inquiry.proves(fact) else _at_most_possible(state)
        for fact in facts
        for state in [rival.state_of(fact.subject)]
    ]


def _at_most_possible(state: State) -> State:
    return State.POSSIBLE if state is State.CONFLICT else state


def _best(*states: State) -> State:
    """The gravest; nothing found is clear."""
    return max(states, key=lambda state: state.rank, default=State.CLEAR)


def _personal(
    inquiry: Inquiry, rival: Rival, state: State, code: TieCode, person: str, facts: list[Fact]
) -> Finding:
    here = [fact for fact in facts if fact.subject == inquiry.vendor]
    there = [fact for fact in facts if fact.subject != inquiry.vendor]
    return tie(
        inquiry,
        rival,
        state,
        code,
        _person_sentence(inquiry, rival, code, person, here, there),
        facts,
        about=person,
    )


def _person_sentence(
    inquiry: Inquiry, rival: Rival, code: TieCode, person: str, here: list[Fact], there: list[Fact]
) -> str:
    name, vendor = capital(called(inquiry, person)), inquiry.name(inquiry.vendor)
    places = _places(inquiry, rival, there)
    if code is TieCode.KEY_PERSON_HIRE:
        left = f" on {here[0].valid_to}" if here[0].valid_to else ""
        hired = f" and is {places}," if there else ","
        months = inquiry.policy.cooling_off_months
        return (
            f"{name}, a key person of {vendor}, left{left}{hired} within the "
            f"cooling-off period of {months} months."
        )
    return f"{name} is {_place(here)} of {vendor}" + (f" and {places}." if there else ".")


PLACES = {
    Kind.BOARD_CHAIR: "the chair",
    Kind.BOARD_SEAT: "a director",
    Kind.SENIOR_OFFICIAL: "an officer",
    Kind.EMPLOYMENT: "an employee",
    Kind.BOARD_OBSERVER: "an observer on the board",
}


def _place(facts: list[Fact]) -> str:
    kinds = {fact.kind for fact in facts}
    return " and ".join(word for kind, word in PLACES.items() if kind in kinds)


def _places(inquiry: Inquiry, rival: Rival, facts: list[Fact]) -> str:
    """Such as "a director of Rival", or "an officer of One (of the group of Rival) and ..."."""
    houses = dict.fromkeys(fact.subject for fact in facts)
    return listing(
        [
            f"{_place([fact for fact in facts if fact.subject == house])} of "
            + with_its_group(inquiry, rival, house)
            for house in houses
        ]
    )


def _kin(
    inquiry: Inquiry,
    rival: Rival,
    state: State,
    pair: tuple[str, str],
    bond: Fact,
    here: list[Fact],
    theirs: list[Fact],
) -> Finding:
    code = KINSHIP[bond.kind]
    near, far = (called(inquiry, party) for party in pair)
    what = "a relative" if code is TieCode.FAMILY else "an associate"
    known = f"{what} of {near}, {_place(here)} of {inquiry.name(inquiry.vendor)}"
    if theirs:
        sentence = f"{capital(far)}, {known}, is {_places(inquiry, rival, theirs)}."
    elif state is State.INSUFFICIENT:
        sentence = f"{capital(far)} is {known}."
    else:
        group = f"the group of {who(inquiry.book, rival.listed)}"
        sentence = f"{capital(far)}, {known}, belongs to {group}."
    return tie(inquiry, rival, state, code, sentence, [bond, *here, *theirs], about=pair[0])


def tie(
    inquiry: Inquiry,
    rival: Rival,
    state: State,
    code: TieCode,
    sentence: str,
    facts: Iterable[Fact],
    *,
    about: str | None = None,
    paths: tuple[tuple[PathStep, ...], ...] | None = None,
) -> Finding:
    facts = tuple(facts)
    hidden = _hidden(inquiry, rival, facts) if state is State.INSUFFICIENT else []
    doubt = " So far this is possible, not proved." if state is State.POSSIBLE else ""
    if hidden:
        whole, names = anybody_of(inquiry, rival), _told_apart(inquiry, hidden)
        doubt = f" It is not disclosed whether {whole} stands behind {names}."
    asked = confirmations(inquiry, facts) if state is State.POSSIBLE else ()
    return Finding(
        LEVEL,
        state,
        LEVEL,
        rival.listed,
        sentence + doubt,
        _involved(inquiry, rival, facts),
        tie_code=code,
        about=None if about is None or is_unspecified(about) else about,
        paths=tuple(fact_path(inquiry, fact) for fact in facts) if paths is None else paths,
        sources=sources_of(facts),
        would_settle=asked or about_controllers(inquiry, hidden, "is bound to"),
    )


def _told_apart(inquiry: Inquiry, hidden: Iterable[str]) -> str:
    names = list(dict.fromkeys(called(inquiry, party) for party in hidden))
    return "it" if names == [UNNAMED] else listing(names)


def _hidden(inquiry: Inquiry, rival: Rival, facts: Iterable[Fact]) -> list[str]:
    """Who may be the group's because nobody is disclosed behind them."""
    ends = [party for fact in facts for party in (holder_of(fact), fact.subject)]
    return [p for p in dict.fromkeys(ends) if rival.state_of(p) is State.INSUFFICIENT]


def _involved(inquiry: Inquiry, rival: Rival, facts: Iterable[Fact]) -> tuple[str, ...]:
    """The competitors behind the other ends of the facts."""
    ends = {party for fact in facts for party in (fact.owner, fact.subject) if party is not None}
    inside = {party for party in ends if party in rival.around.possible}
    return behind(inquiry, rival, inside, Mode.POSSIBLE)
