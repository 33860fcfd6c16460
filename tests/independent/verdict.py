"""What does the page say of a vendor: conflict, possible, insufficient or clear, and how high?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

from tests.independent.columns import ZERO, state
from tests.independent.facts import BOARD, MONEY, VOTES, World
from tests.independent.measures import Mode, Solver, passes

LEVELS = (
    "control",
    "joint_or_negative_control",
    "significant_influence",
    "material_interest",
    "tie",
)
STATES = ("conflict", "possible", "insufficient", "clear")
RIGHTS = (
    "significantInfluenceOrControl",
    "boardMember",
    "boardChair",
    "boardObserver",
    "boardSeatNominated",
    "appointmentOfBoard",
)
POSTS = frozenset({"boardMember", "boardChair", "officer", "seniorManagingOfficial"})
MODES: tuple[Mode, ...] = ("lo", "hi", "worst")


def verdict(
    world: World, competitors: Collection[str], target: str, block: Mapping[str, Any]
) -> dict[str, Any]:
    groups = [list(competitors)] if world.policy["aggregate"] else [[one] for one in competitors]
    rules = dict.fromkeys(LEVELS, "clear")
    tied: list[tuple[str, Judge]] = []
    for group in groups:
        if not group:
            continue
        found = Judge(world, group, target, competitors)
        for level in LEVELS:
            rules[level] = min(rules[level], found.state(level), key=STATES.index)
        tied.append((found.state("tie"), found))
    if competitors and contradictory(world, target, competitors):
        doubted = {level for level in LEVELS[:-1] if rules[level] == "clear"}
        rules |= dict.fromkeys(doubted, "insufficient")
    worst = min(rules.values(), key=STATES.index)
    level = next(one for one in LEVELS if rules[one] == worst) if worst != "clear" else "none"
    ties = {one for made, found in tied if made == rules["tie"] for one in found.tied(made)}
    answered = {
        "state": worst,
        "level": level,
        "rules": {one: rules[one] for one in block.get("rules", ())},
        "ties": sorted(ties),
    }
    return {key: value for key, value in answered.items() if key in block}


def contradictory(world: World, target: str, competitors: Collection[str]) -> bool:
    """Whether a column of the target, or of anybody above it up to the competitors, is."""
    seen, todo = {target}, [target]
    while todo:
        one = todo.pop()
        for dimension in (MONEY, VOTES, BOARD):
            listed = world.columns.get((one, dimension))
            if listed is None:
                continue
            if listed.disputed or state(listed) != "ok":
                return True
            todo += [who for who in listed.holders if who not in {*seen, *competitors}]
            seen |= listed.holders.keys()
    return False


class Judge:
    def __init__(
        self, world: World, competitors: list[str], target: str, everyone: Collection[str]
    ) -> None:
        self.everyone = everyone
        self.world, self.target, self.competitors = world, target, competitors
        self.solver = Solver(world, competitors)
        self.groups: dict[Mode, list[str]] = {
            "lo": self._expanded("lo"),
            "hi": self._expanded("hi"),
        }
        self.groups["worst"] = self.groups["hi"]
        self.controlled = {mode: self.solver.control(self.groups[mode], mode) for mode in MODES}
        self.policy = world.policy

    def _expanded(self, mode: Mode) -> list[str]:
        found = list(self.competitors)
        if self.world.policy["expand_common_control"]:
            found += [
                one
                for one in self.world.kinds
                if one not in found and self.solver.control([one], mode) & set(self.competitors)
            ]
        return found

    def state(self, level: str) -> str:
        test = getattr(self, f"_{level}")
        for mode, name in zip(MODES, STATES, strict=False):
            if test(mode):
                return name
        return "clear"

    def _control(self, mode: Mode) -> bool:
        return self.target in self.controlled[mode]

    def _joint_or_negative_control(self, mode: Mode) -> bool:
        return self.target in self.solver.control(self.groups[mode], mode, joint=True)

    def _significant_influence(self, mode: Mode) -> bool:
        members, target, policy = self.controlled[mode], self.target, self.policy
        sources = self.groups[mode]
        votes = self.solver.held(sources, target, VOTES, mode)
        if passes(votes, policy["influence_cmp"], _pct(policy["influence_votes"])):
            return True
        third = policy["one_third_equity_pct"]
        money = self.solver.held(sources, target, MONEY, mode)
        if policy["one_third_equity_rule"] and money >= (
            Fraction(1, 3) if third is None else _pct(third)
        ):
            return True
        return any(
            one.subject == target
            and one.owner in members
            and (one.kind != "appointmentOfBoard" or one.share.hi > 0)
            for one in self.world.about(*RIGHTS, proved=mode == "lo")
        )

    def _material_interest(self, mode: Mode) -> bool:
        money = self.solver.integrated(self.groups[mode], mode)[self.target]
        told = [
            one.total.low(self.solver.eps)
            for one in self.world.claims
            if one.proving
            and (one.dimension, one.subject) == (MONEY, self.target)
            and one.owner in self.groups["lo"]
        ]
        money = max([money, *told])
        return passes(money, self.policy["material_cmp"], _pct(self.policy["material_equity"]))

    # -- ties ----------------------------------------------------------------------------

    def _tie(self, mode: Mode) -> bool:
        return any(True for _ in self._ties(mode))

    def tied(self, state: str) -> set[str]:
        """The ties that make the state."""
        modes: Mapping[str, Mode] = dict(zip(STATES, MODES, strict=False))
        return set(self._ties(modes[state])) if state in modes else set()

    def _ties(self, mode: Mode) -> Iterator[str]:
        world, target = self.world, self.target
        theirs = self._apart(mode)
        board = {"boardMember", "boardChair"}
        roles = world.about(*POSTS, "employment", "boardObserver", proved=mode == "lo")
        here = {(one.kind, one.owner) for one in roles if one.subject == target}
        there = {(one.kind, one.owner) for one in roles if one.subject in theirs}
        for person in sorted({who for _, who in here}):
            mine = {kind for kind, who in here if who == person}
            others = {kind for kind, who in there if who == person}
            if mine & POSTS and others & POSTS:
                yield f"interlock:{person}"
            elif mine & board and "employment" in others:
                yield f"director_employed_by_competitor:{person}"
            elif mine and others:
                yield f"shared_staff:{person}"
            elif mode == "worst" and person in self.solver.unknown:  # one of theirs, it may be
                yield f"{'interlock' if mine & POSTS else 'shared_staff'}:{person}"
        limits = {"debt": "debt_pct", "revenue": "revenue_pct"}
        names = {"revenue": "revenue_dependency"}
        for kind in ("debt", "revenue", "exclusiveSupply"):
            held = [
                one
                for one in world.about(kind, proved=mode == "lo")
                if one.subject == target and one.owner in theirs
            ]
            if held and kind not in limits:
                yield kind
            elif held:
                ends = [one.share.low if mode == "lo" else one.share.high for one in held]
                total = sum((end(self.solver.eps) for end in ends), ZERO)
                if total >= _pct(self.policy[limits[kind]]):
                    yield names.get(kind, kind)
        if (
            mode == "worst"
        ):  # what nobody spoke of, the remainder, is the competitor: no other holder
            return
        if self.policy["close_link"]:
            yield from self._common(mode)
        owned = [one for one in self.competitors if one != target]
        if any(
            self.solver.integrated([target], mode)[one] >= _pct(self.policy["reverse_equity"])
            for one in owned
        ):
            yield "vendor_owns_competitor"

    def _apart(self, mode: Mode) -> Collection[str]:
        """The group and what it controls otherwise than through the vendor."""
        sources = [one for one in self.groups[mode] if one != self.target]
        return self.solver.control(sources, mode, without=self.target) - {self.target}

    def _common(self, mode: Mode) -> Iterator[str]:
        limit = _pct(self.policy["close_link_pct"])
        for one in self.world.kinds:
            if one in {*self.everyone, *self.solver.unknown, self.target}:
                continue
            if self._stake(one, self.target, mode) >= limit and any(
                self._stake(one, other, mode) >= limit
                for other in self.competitors
                if other != self.target
            ):
                yield f"common_holder_20:{one}"

    def _stake(self, who: str, of: str, mode: Mode) -> Fraction:
        votes = self.solver.group([who], of, VOTES, mode, [who])
        return max(votes, self.solver.integrated([who], mode)[of])


def _pct(number: object) -> Fraction:
    return Fraction(str(number)) / 100
