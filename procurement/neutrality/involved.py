"""Which of the competitors is behind a party that belongs to their group, and how is that said?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from procurement.neutrality.findings import State
from procurement.neutrality.inquiry import MODES, Inquiry, Rival
from procurement.neutrality.sentences import UNNAMED, chain, listing
from vendors.ownership.control import Group, Mode, Reach
from vendors.ownership.derivation import Step, derivation
from vendors.ownership.growth import grown, reach
from vendors.ownership.holdings import is_unspecified


def behind(inquiry: Inquiry, rival: Rival, parties: Iterable[str], mode: Mode) -> tuple[str, ...]:
    """The listed competitors from whom, or from whose controllers, the parties' power comes."""
    found: set[str] = set()
    for party in sorted(set(parties)):
        asked = rival.listed, party, mode
        if asked not in inquiry.known_movers:
            inquiry.known_movers[asked] = _seeds(inquiry, rival.joint, party, mode)
        for seed in inquiry.known_movers[asked]:
            found |= _listed_under(inquiry, rival, seed)
    return tuple(sorted(found))


def _seeds(inquiry: Inquiry, reached: Reach, party: str, mode: Mode) -> frozenset[str]:
    members = reached.members(mode)
    steps = derivation(inquiry.book, reached, inquiry.policy.joint_test, mode, party)
    premises = {premise for step in steps for premise in step.premises} | {party}
    return frozenset(premise for premise in premises if members.get(premise) == 0)


def _listed_under(inquiry: Inquiry, rival: Rival, seed: str) -> frozenset[str]:
    if seed in rival.group.listed:
        return frozenset({seed})
    test = inquiry.policy.control_test
    reached = grown(inquiry.book, Group.of([seed]), test, Mode.POSSIBLE, {seed})
    return rival.group.listed & reached.keys()


def named(inquiry: Inquiry, rival: Rival, holders: Sequence[str], mode: Mode) -> str:
    """The competitors behind the holders, with those through whom they hold.

    "Meta", "Meta through Nominees Ltd", "Meta with Mark Zuckerberg, who stands behind it".
    """
    competitors = behind(inquiry, rival, holders, mode) or rival.listed
    name = listing([inquiry.name(party) for party in competitors])
    others = [party for party in holders if party not in rival.group.listed]
    above = [party for party in others if party in rival.group.possible]
    through = [party for party in others if party not in rival.group.possible]
    if above:
        it = "it" if len(competitors) == 1 else "them"
        standing = "standing" if rival.group.sure.issuperset(above) else "perhaps standing"
        name += f", with {listing([inquiry.name(p) for p in above])} {standing} behind {it},"
    if through:
        name += f", through {listing([inquiry.name(p) for p in through])},"
    return name


def called(inquiry: Inquiry, party: str) -> str:
    """A party's name, if any source tells it."""
    return UNNAMED if is_unspecified(party) else inquiry.name(party)


def with_its_group(inquiry: Inquiry, rival: Rival, party: str) -> str:
    """A party's name, and of a party that is not on the list, to whose group it belongs.

    "Meta", "Instagram (of the group of Meta)". Of whom it is not disclosed, only the name.
    """
    if party in rival.group.listed or rival.state_of(party) is State.INSUFFICIENT:
        return called(inquiry, party)
    whose = behind(inquiry, rival, [party], Mode.POSSIBLE) or rival.listed
    return f"{inquiry.name(party)} (of the group of {listing([inquiry.name(c) for c in whose])})"


def anybody_of(inquiry: Inquiry, rival: Rival) -> str:
    """The group as a whole, where nobody in particular is meant."""
    if len(rival.listed) == 1:
        return inquiry.name(rival.listed[0])
    return "a competitor"


def is_rival_itself(inquiry: Inquiry, rival: Rival, state: State) -> bool:
    """Whether the vendor is one of the group, so that nobody else need have a part in it."""
    match state:
        case State.CONFLICT:
            return inquiry.vendor in rival.group.sure
        case State.POSSIBLE:
            return inquiry.vendor in rival.group.possible
        case _:
            return False


def self_proofs(
    inquiry: Inquiry, rival: Rival, state: State, involved: Iterable[str]
) -> tuple[tuple[Step, ...], ...]:
    """How a vendor that is not on the list comes to control each of those who are."""
    if inquiry.vendor in rival.group.listed:
        return ()
    book, test = inquiry.book, inquiry.policy.control_test
    reached = reach(book, Group.of([inquiry.vendor]), test)
    proofs = (derivation(book, reached, test, MODES[state], party) for party in involved)
    return tuple(steps for steps in proofs if steps)


def self_sentence(inquiry: Inquiry, rival: Rival, state: State, involved: tuple[str, ...]) -> str:
    vendor, whom = inquiry.name(inquiry.vendor), listing([inquiry.name(p) for p in involved])
    if inquiry.vendor in rival.group.listed:
        return f"{vendor} is itself on the list of competitors."
    proofs = self_proofs(inquiry, rival, state, involved)
    steps = dict.fromkeys(step for proof in proofs for step in proof)
    why = f": {chain(inquiry.book, tuple(steps))}" if steps else ""
    if state is State.CONFLICT:
        return f"{vendor} controls {whom}, on the list of competitors{why}."
    doubt = "as far as the disclosed facts go"
    return f"{vendor} may control {whom}, on the list of competitors, {doubt}{why}."
