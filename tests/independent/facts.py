"""What does a case file say on a day, in the words of the solver written from the page alone?

Nothing here imports the engine: two readers of one page are compared by
`tests/properties/test_independent_solver.py`. It reads less than the engine does: plain
holdings, boards, assertions, vetoes, pools, register totals, ties and attestations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

TERMINAL = frozenset({"person", "state", "stateBody"})
ASSERTIONS = frozenset(
    {
        "generalPartner",
        "consolidatedBy",
        "trusteeControl",
        "managementContract",
        "managementContractOverImportantMatters",
        "nominator",
        "articles",
        "legalFramework",
    }
)
MONEY, VOTES, BOARD = "economic", "votes", "board"
NOBODY = "?nobody"
TINY = Fraction(1, 10**40)
DEFAULTS: Mapping[str, Any] = {
    "one_share_one_vote": True,
    "aggregate": True,
    "expand_common_control": True,
    "control_dimensions": ["votes", "board"],
    "control_cmp": ">",
    "control_threshold": 50,
    "control_by_assertion": True,
    "negative_control_votes": 50,
    "influence_votes": 20,
    "influence_cmp": ">=",
    "one_third_equity_rule": True,
    "one_third_equity_pct": None,
    "material_equity": 5,
    "material_cmp": ">=",
    "reverse_equity": 10,
    "debt_pct": 10,
    "revenue_pct": 10,
    "cooling_off_months": 24,
    "close_link": True,
    "close_link_pct": 20,
    "accept_over_100": False,
    "residual_cap_per_competitor": True,
    "board_rights_need_attestation": False,
    "proving_confidences": ["confirmed", "probable"],
}


def part(number: object) -> Fraction:
    """A percentage of the file as a part of one."""
    return Fraction(Decimal(str(number))) / 100


@dataclass(frozen=True)
class Range:
    """What one holder may have; an open end keeps `eps` away from its figure."""

    lo: Fraction
    hi: Fraction
    lo_open: bool = False
    hi_open: bool = False

    def low(self, eps: Fraction) -> Fraction:
        return self.lo + eps if self.lo_open else self.lo

    def high(self, eps: Fraction) -> Fraction:
        return self.hi - eps if self.hi_open else self.hi

    def and_(self, other: Range) -> Range:
        lo = max((self.lo, self.lo_open), (other.lo, other.lo_open))
        hi = min((self.hi, not self.hi_open), (other.hi, not other.hi_open))
        return Range(lo[0], hi[0], lo[1], not hi[1])

    def loosened(self) -> Range:
        """The same if nothing says that it is still there."""
        return Range(Fraction(0), self.hi, hi_open=self.hi_open)

    def plus(self, other: Range) -> Range:
        return Range(
            self.lo + other.lo,
            self.hi + other.hi,
            self.lo_open or other.lo_open,
            self.hi_open or other.hi_open,
        )


@dataclass
class Listed:
    """One column as listed: who holds what of one party in one dimension."""

    holders: dict[str, Range] = field(default_factory=dict)
    complete: bool = False
    #: each holder not listed has at most this, or less
    cap: Fraction | None = None
    cap_open: bool = False
    #: somebody disputes it: nothing about who holds it is proved, and nothing cleared
    disputed: bool = False


@dataclass(frozen=True)
class Said:
    """A right, a place or a dealing; `members` act in concert."""

    kind: str
    owner: str
    subject: str
    proving: bool
    share: Range
    members: frozenset[str] = frozenset()
    key_person: bool = False
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Claim:
    dimension: str
    owner: str
    subject: str
    total: Range
    proving: bool


@dataclass(frozen=True)
class Told:
    """One holding, by all who tell of it; `known` is more than reported."""

    share: Range
    known: bool
    disputed: bool


@dataclass
class World:
    """Everything a file says that holds on the day asked."""

    kinds: dict[str, str]
    columns: dict[tuple[str, str], Listed]
    loose: dict[tuple[str, str], Listed]  # what is possible if the reports are true
    said: list[Said]  # all that is no holding
    claims: list[Claim]
    policy: dict[str, Any]

    def about(self, *kinds: str, proved: bool) -> list[Said]:
        return [one for one in self.said if one.kind in kinds and (one.proving or not proved)]

    def column(self, party: str, dimension: str, *, loose: bool = False) -> Listed | None:
        """None for who belongs to nobody: persons, states, and what the stock market holds."""
        kind = self.kinds.get(party, "company")
        if kind in TERMINAL or kind == "unknown":
            return None
        if kind == "listed" and not any(
            who == party and one.holders.keys() - {NOBODY}
            for columns in (self.columns, self.loose)
            for (who, _), one in columns.items()
        ):
            return None
        return (self.loose if loose else self.columns).get((party, dimension)) or Listed()

    def proves(self, one: Mapping[str, Any]) -> bool:
        return one.get("confidence", "confirmed") in self.policy["proving_confidences"]

    def more_than_reported(self, one: Mapping[str, Any]) -> bool:
        return self.proves(one) or one.get("confidence") == "disputed"


def read(case: Mapping[str, Any], block: Mapping[str, Any]) -> World:
    """The file as of the block's day, under the block's policy."""
    policy = {**DEFAULTS, **case.get("policy", {}), **block.get("policy", {})}
    as_of = {**case.get("as_of", {}), **block.get("as_of", {})}
    facts = current(case["facts"], as_of)
    kinds = {one["id"]: one["type"] for one in case["parties"]}
    world = World(kinds, {}, {}, [], [], policy)
    reported = _holdings(world, facts)
    for one in facts:
        _other(world, one)
    _look_through(world)
    for one in case.get("attestations", ()):
        _attest(world, one)
    for place, holders in reported.items():
        _loosen(world, place, holders)
    return world


def current(facts: Sequence[Mapping[str, Any]], as_of: Mapping[str, str]) -> list[Any]:
    valid, known = as_of.get("valid"), as_of.get("known")
    seen = [one for one in facts if not known or one.get("recorded_at", "") <= known]
    gone = {one["supersedes"] for one in seen if one.get("supersedes")}
    return [one for one in seen if one.get("id") not in gone and _holds(one, valid, known)]


def _holds(one: Mapping[str, Any], valid: str | None, known: str | None) -> bool:
    retracted = one.get("retracted")
    if retracted is True or (retracted and (not known or retracted <= known)):
        return False
    start, end = _day(one.get("valid_from")), _day(one.get("valid_to"))
    if valid is None:
        return end is None
    return (start is None or start <= valid) and (end is None or valid < end)


def _day(text: str | None) -> str | None:
    """Of a month or a year its first day."""
    return None if text is None else text + "0000-01-01"[len(text) :]


def shares(one: Mapping[str, Any]) -> Range:
    if "seats" in one:
        exact = Fraction(one["seats"], one["seats_total"])
        return Range(exact, exact)
    return Range(
        part(one.get("min", 0) or 0),
        part(100 if one.get("max") is None else one["max"]),
        bool(one.get("min_open")),
        bool(one.get("max_open")),
    )


NONE = Range(Fraction(0), Fraction(0))


Pair = tuple[str | None, str]


def _dimensions(
    one: Mapping[str, Any], voting: Mapping[Pair, bool], world: World
) -> dict[str, Range]:
    kind, pair = one["interest_type"], (one.get("owner"), one["subject"])
    match kind:
        case "ordinaryShares":
            return {MONEY: shares(one), VOTES: shares(one)}
        case "shareholding" | "rightsToProfitOrIncome":
            # a report of votes says nothing against shares that are more than reported
            stated = pair in voting and (voting[pair] or not world.more_than_reported(one))
            if world.policy["one_share_one_vote"] and not stated:
                return {MONEY: shares(one), VOTES: shares(one)}
            return {MONEY: shares(one)}
        case "nonVotingShares":
            return {MONEY: shares(one), VOTES: NONE}
        case "votingRights":
            return {VOTES: shares(one)}
        case "appointmentOfBoard":
            return {BOARD: shares(one)}
        case _:
            return {}


Place = tuple[str, str]


def _holdings(world: World, facts: Sequence[Mapping[str, Any]]) -> dict[Place, dict[str, Range]]:
    """Write the columns; what is only reported comes back."""
    voting: dict[Pair, bool] = {}
    for one in facts:
        if one["interest_type"] == "votingRights":
            pair = one["owner"], one["subject"]
            voting[pair] = voting.get(pair, False) or world.more_than_reported(one)
    told: dict[tuple[str, str, str, str], Told] = {}
    for number, one in enumerate(facts):
        for dimension, said in _dimensions(one, voting, world).items():
            owner, subject, share = one["owner"], one["subject"], said
            if one.get("direct") in {"indirect", "unknown"}:
                world.claims.append(Claim(dimension, owner, subject, said, world.proves(one)))
                share = said.loosened()
            known = world.more_than_reported(one)
            holding = one.get("same_as") or f"#{number}"
            key = (dimension, owner, subject, f"{holding} {known}")
            share = told[key].share.and_(share) if key in told else share
            told[key] = Told(share, known, one.get("confidence") == "disputed")
    reported: dict[Place, dict[str, Range]] = {}
    for (dimension, owner, subject, _), each in told.items():
        listed = world.columns.setdefault((subject, dimension), Listed())
        listed.disputed = listed.disputed or each.disputed
        if each.known:
            _add(listed.holders, owner, each.share.loosened() if each.disputed else each.share)
        elif each.share.hi:
            _add(reported.setdefault((subject, dimension), {}), owner, each.share)
    return reported


def _add(holders: dict[str, Range], owner: str, share: Range) -> None:
    holders[owner] = holders[owner].plus(share) if owner in holders else share


def _loosen(world: World, place: tuple[str, str], reported: Mapping[str, Range]) -> None:
    """Whoever is known may have sold; whoever is reported need not have bought."""
    listed = world.columns[place]
    loose = {who: one.loosened() for who, one in listed.holders.items()}
    for who, one in reported.items():
        known = loose.get(who, NONE)
        hi, closed = max((known.hi, not known.hi_open), (one.hi, not one.hi_open))
        loose[who] = Range(Fraction(0), hi, hi_open=not closed)
    world.loose[place] = Listed(loose, disputed=listed.disputed)


def _other(world: World, one: Mapping[str, Any]) -> None:
    kind = one["interest_type"]
    subject, proving = one["subject"], world.proves(one)
    kind = "managementContract" if kind.startswith("managementContract") else kind
    world.said.append(
        Said(
            kind,
            str(one.get("owner")),
            subject,
            proving,
            shares(one),
            frozenset(one.get("members", ())),
            bool(one.get("key_person")),
            _day(one.get("valid_from")),
            _day(one.get("valid_to")),
        )
    )


def _look_through(world: World) -> None:
    """A nominee's money is its nominators'; its votes too, where there is one and nobody else."""
    said = world.about("nominator", proved=False)
    for nominee in {one.subject for one in said}:
        owners = {one.owner for one in said if one.subject == nominee}
        alone = Range(Fraction(int(len(owners) == 1)), Fraction(1))
        money, votes = (
            world.columns.setdefault((nominee, dimension), Listed()).holders
            for dimension in (MONEY, VOTES)
        )
        if len(owners) == 1 and not votes:
            votes |= dict.fromkeys(owners, alone)
        money |= dict.fromkeys(owners, alone)


def _attest(world: World, one: Mapping[str, Any]) -> None:
    named = one.get("dimension", "both")
    dimensions = {"both": (MONEY, VOTES), "equity": (MONEY,)}.get(named, (named,))
    for dimension in dimensions:
        listed = world.columns.setdefault((one["subject"], dimension), Listed())
        if one.get("complete") or one.get("kind") == "complete":
            listed.complete = True
            ownerless = world.kinds.get(one["subject"]) in {"arrangement", "trust"}
            if dimension == BOARD or (ownerless and not listed.holders):
                # who has no owners, and whom the holders at large elect, is nobody's
                listed.holders[NOBODY] = Range(Fraction(0), Fraction(1))
        for kind in ("all_holders_above", "nobody_above"):
            if kind in one or one.get("kind") == kind:
                value = part(one.get(kind, one.get("value")))
                _cap(listed, value, is_open=kind == "all_holders_above")
                if kind == "nobody_above":
                    for who, held in listed.holders.items():
                        if held.low(TINY) <= value < held.hi:
                            listed.holders[who] = Range(held.lo, value, held.lo_open)


def _cap(listed: Listed, value: Fraction, *, is_open: bool) -> None:
    if listed.cap is None or (value, not is_open) < (listed.cap, not listed.cap_open):
        listed.cap, listed.cap_open = value, is_open
