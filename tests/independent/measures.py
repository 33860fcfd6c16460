"""Control, group votes and integrated interest, from the corners of the columns.

Control: the least set, step by step. Integrated interest: Markov decision processes, by policy
iteration over corners with exact linear solves; small graphs also by trying every world.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Literal, TypeAlias

from tests.independent.columns import EPS, ONE, OTHERS, THEIRS, ZERO, Corner, corners
from tests.independent.facts import ASSERTIONS, BOARD, MONEY, NOBODY, World

Mode: TypeAlias = Literal["lo", "hi", "worst"]


class Solver:
    """One world description; `eps` stands for an open end's distance."""

    def __init__(
        self, world: World, competitors: Collection[str] = (), eps: Fraction = EPS
    ) -> None:
        self.world, self.eps = world, eps
        self.competitors = frozenset(competitors)
        self.unknown = {one for one, kind in world.kinds.items() if kind == "unknown"}
        self._corners: dict[tuple[str, str, frozenset[str], bool], list[Corner]] = {}

    def corners(self, party: str, dimension: str, of: Collection[str], mode: Mode) -> list[Corner]:
        loose = mode == "hi" and (party, dimension) in self.world.loose
        key = (party, dimension, frozenset(of), loose)
        if key not in self._corners:
            listed = self.world.column(party, dimension, loose=loose)
            assert listed is not None
            unlisted = (
                len([one for one in self.competitors or of if one not in listed.holders])
                if self.world.policy["residual_cap_per_competitor"]
                else None
            )
            self._corners[key] = corners(listed, party, unlisted, self.eps)
        return self._corners[key]

    # -- parts of one company ------------------------------------------------------------

    def group(
        self,
        members: Collection[str],
        of: str,
        dimension: str,
        mode: Mode,
        sources: Collection[str],
    ) -> Fraction:
        """What the members hold together of one company, at least, at most, at worst."""
        if self.world.column(of, dimension) is None:
            return ZERO
        counted = set(members) - {of}
        if mode == "worst":
            counted |= self.unknown
            if dimension != BOARD or self._board_unsaid(of):
                counted.add(THEIRS)
        sums = [
            sum((some for who, some in corner.items() if who in counted), ZERO)
            for corner in self.corners(of, dimension, sources, mode)
        ]
        if mode == "lo":
            told = [
                one.total.low(self.eps)
                for one in self.world.claims
                if one.proving
                and (one.dimension, one.subject) == (dimension, of)
                and one.owner in members
            ]
            return max([min(sums), *told])
        return max(sums)

    def held(self, sources: Collection[str], of: str, dimension: str, mode: Mode) -> Fraction:
        """What the sources have with all they control; never less at worst than at most."""
        found = self.group(self.control(sources, mode), of, dimension, mode, sources)
        return max(found, self.held(sources, of, dimension, "hi")) if mode == "worst" else found

    def _board_unsaid(self, of: str) -> bool:
        listed = self.world.columns.get((of, BOARD))
        return bool(self.world.policy["board_rights_need_attestation"]) and not (
            listed and listed.complete
        )

    # -- control -------------------------------------------------------------------------

    def control(
        self,
        sources: Collection[str],
        mode: Mode,
        *,
        dims: Iterable[str] | None = None,
        cmp: str | None = None,
        thr: Fraction | None = None,
        joint: bool = False,
        without: str | None = None,
    ) -> frozenset[str]:
        """The least set closed under the test; sources are in it."""
        policy = self.world.policy
        dims = [{"equity": MONEY}.get(one, one) for one in (dims or policy["control_dimensions"])]
        cmp = cmp or policy["control_cmp"]
        thr = Fraction(str(policy["control_threshold"])) / 100 if thr is None else thr
        if joint:
            cmp, thr = ">=", Fraction(str(policy["negative_control_votes"])) / 100
        members = set(sources)
        if mode == "worst":
            again = self.control(
                sources, "hi", dims=dims, cmp=cmp, thr=thr, joint=joint, without=without
            )
            members |= self.unknown | again
        while True:
            joining = {
                one
                for one, kind in self.world.kinds.items()
                if one not in members
                and one != without
                and kind != "person"
                and self._joins(members, one, mode, dims, cmp, thr, joint, sources)
            }
            if not joining:
                return frozenset(members)
            members |= joining

    def _joins(
        self,
        members: Collection[str],
        one: str,
        mode: Mode,
        dims: Collection[str],
        cmp: str,
        thr: Fraction,
        joint: bool,
        sources: Collection[str],
    ) -> bool:
        world = self.world
        for dimension in dims:
            held = self.group(members, one, dimension, mode, sources)
            if passes(held, cmp, thr):
                return True
        proved = mode == "lo"

        def told(*kinds: str) -> bool:
            return any(
                it.subject == one and it.owner in members
                for it in world.about(*kinds, proved=proved)
            )

        asserting = ASSERTIONS if proved else ASSERTIONS | {"significantInfluenceOrControl"}
        if world.policy["control_by_assertion"] and told(*asserting):
            return True
        if not joint:
            return False
        if told("vetoRights"):
            return True
        pool = {
            who
            for it in world.about("concert", proved=proved)
            if it.subject == one and it.members & set(members)
            for who in it.members
        }
        acting = {*members, *pool}
        return any(
            passes(self.group(acting, one, dimension, mode, sources), cmp, thr)
            for dimension in dims
        )

    # -- money ---------------------------------------------------------------------------

    def integrated(
        self, sources: Collection[str], mode: Mode, *, brute: int = 0
    ) -> dict[str, Fraction]:
        """What the sources have of every party; at worst: all that is not surely of others."""
        owned = [
            one
            for one in self.world.kinds
            if one not in sources and self.world.column(one, MONEY) is not None
        ]
        choices = {one: self.corners(one, MONEY, sources, mode) for one in owned}
        if mode == "worst":
            goal = {
                one
                for one in [*self.world.kinds, OTHERS, NOBODY]
                if one not in owned and one not in sources and one not in self.unknown
            }
            away = least(choices, goal, brute)
            possible = self.integrated(sources, "hi", brute=brute)
            return {one: max(1 - away.get(one, ZERO), possible[one]) for one in self.world.kinds}
        goal = set(sources)
        found = least(choices, goal, brute) if mode == "lo" else most(choices, goal, brute)
        return {one: found.get(one, ZERO) for one in self.world.kinds}


def passes(value: Fraction, cmp: str, thr: Fraction) -> bool:
    return value > thr if cmp == ">" else value >= thr


# -- reachability --------------------------------------------------------------------------

Choices: TypeAlias = Mapping[str, list[Corner]]


def solve(chosen: Mapping[str, Corner], goal: Collection[str]) -> dict[str, Fraction]:
    """The chance to end in the goal, in one world: the least solution, exactly."""
    reaching = set(goal)
    while True:
        more = {
            one
            for one, corner in chosen.items()
            if one not in reaching and any(some and who in reaching for who, some in corner.items())
        }
        if not more:
            break
        reaching |= more
    unknowns = [one for one in chosen if one in reaching and one not in goal]
    at = {one: number for number, one in enumerate(unknowns)}
    rows: list[list[Fraction]] = []
    for one in unknowns:
        row = [ZERO] * (len(unknowns) + 1)
        row[at[one]] += 1
        for who, some in chosen[one].items():
            if who in goal:
                row[-1] += some
            elif who in at:
                row[at[who]] -= some
        rows.append(row)
    values = _gauss(rows)
    return {
        **dict.fromkeys(chosen, ZERO),
        **dict.fromkeys(goal, ONE),
        **dict(zip(unknowns, values, strict=True)),
    }


def _gauss(rows: list[list[Fraction]]) -> list[Fraction]:
    size = len(rows)
    for column in range(size):
        pivot = next(row for row in range(column, size) if rows[row][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [some / lead for some in rows[column]]
        for row in range(size):
            if row != column and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]


def worth(corner: Corner, values: Mapping[str, Fraction]) -> Fraction:
    return sum((some * values.get(who, ZERO) for who, some in corner.items() if some), ZERO)


def most(choices: Choices, goal: Collection[str], brute: int) -> dict[str, Fraction]:
    if _count(choices) <= brute:
        return _all_worlds(choices, goal, max)
    chosen = {one: _towards(one, choices, goal) for one in choices}
    while True:
        values = solve(chosen, goal)
        better = False
        for one, corners_ in choices.items():
            best = max(corners_, key=lambda corner: worth(corner, values))
            if worth(best, values) > values[one]:
                chosen[one], better = best, True
        if not better:
            return values


def _towards(one: str, choices: Choices, goal: Collection[str]) -> Corner:
    """A first corner from which the goal is reached if it can be at all."""
    near = set(goal)
    chosen: dict[str, Corner] = {}
    while True:
        for other, corners_ in choices.items():
            if other not in near:
                for corner in corners_:
                    if any(some and who in near for who, some in corner.items()):
                        chosen[other] = corner
        if not chosen.keys() - near:
            return chosen.get(one, choices[one][0])
        near |= chosen.keys()


def least(choices: Choices, goal: Collection[str], brute: int) -> dict[str, Fraction]:
    if _count(choices) <= brute:
        return _all_worlds(choices, goal, min)
    # whoever can stay away from the goal for ever does; beyond that the equations have one answer
    away = {one for one in choices if one not in goal}
    staying: dict[str, Corner] = {}
    while True:
        staying = {}
        for one in away:
            for corner in choices[one]:
                if all(
                    not some or (who not in goal and (who not in choices or who in away))
                    for who, some in corner.items()
                ):
                    staying[one] = corner
                    break
        if staying.keys() == away:
            break
        away = set(staying)
    chosen = {one: staying.get(one, corners_[0]) for one, corners_ in choices.items()}
    while True:
        values = solve(chosen, goal)
        better = False
        for one, corners_ in choices.items():
            if one in away:
                continue
            best = min(corners_, key=lambda corner: worth(corner, values))
            if worth(best, values) < values[one]:
                chosen[one], better = best, True
        if not better:
            return values


def _count(choices: Choices) -> int:
    return prod(len(one) for one in choices.values())


def _all_worlds(
    choices: Choices, goal: Collection[str], pick: Callable[[Fraction, Fraction], Fraction]
) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for world in product(*choices.values()):
        values = solve(dict(zip(choices, world, strict=True)), goal)
        found = {one: pick(found.get(one, value), value) for one, value in values.items()}
    return found or dict.fromkeys(goal, ONE)
