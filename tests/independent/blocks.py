"""The answers to a case's questions, by the independent solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from tests.independent.columns import EPS, ZERO, state
from tests.independent.facts import BOARD, MONEY, VOTES, Listed, World, read
from tests.independent.measures import Mode, Solver
from tests.independent.verdict import verdict

ANSWERED = frozenset(
    {"integrated", "group_votes", "control_set", "controls", "consistency", "verdict"}
)
DIMENSIONS = {"equity": MONEY, "both": VOTES}
MODES: Mapping[str, Mode] = {"min": "lo", "max": "hi", "worst": "worst"}


def answer(case: Mapping[str, Any], kind: str, block: Mapping[str, Any]) -> dict[str, Any]:
    """The same keys as asked, with our values."""
    world = read(case, block)
    given = block.get("source", block.get("competitors", case["competitors"]))
    sources = [given] if isinstance(given, str) else list(given)
    target = block.get("target", case["query"]["target"])
    match kind:
        case "integrated":
            return _measured(
                lambda solver, mode: solver.integrated(sources, mode)[target], world, block
            )
        case "group_votes":
            dimension = DIMENSIONS.get(block.get("dim", VOTES), block.get("dim", VOTES))
            return _measured(
                lambda solver, mode: solver.held(sources, target, dimension, mode), world, block
            )
        case "control_set":
            solver = Solver(world)
            found = {
                "set": sorted(solver.control(sources, "lo") - set(sources)),
                "possible": sorted(solver.control(sources, "hi") - set(sources)),
            }
            return {key: value for key, value in found.items() if key in block}
        case "controls":
            return _controls(world, sources, target, block)
        case "consistency":
            return {"value": consistency(world, block["subject"])}
        case "verdict":
            return verdict(world, block.get("competitors", case["competitors"]), target, block)
        case _:
            raise NotImplementedError(kind)


def _measured(
    measure: Callable[[Solver, Mode], Fraction], world: World, block: Mapping[str, Any]
) -> dict[str, Any]:
    """An end is open when it moves with the distance that stands for openness."""
    near, nearer = Solver(world), Solver(world, eps=EPS / 2)
    found: dict[str, Any] = {}
    for key, mode in MODES.items():
        value = measure(nearer, mode)
        found[key] = round(value * 100, 20)
        found[f"{key}_open"] = value != measure(near, mode)
    return {key: value for key, value in found.items() if key in block}


def _controls(
    world: World, sources: list[str], target: str, block: Mapping[str, Any]
) -> dict[str, Any]:
    solver = Solver(world)
    thr = Fraction(str(block["thr"])) / 100 if "thr" in block else None
    proved, possible, worst = (
        target
        in solver.control(sources, mode, dims=block.get("dims"), cmp=block.get("cmp"), thr=thr)
        for mode in MODES.values()
    )
    found = {"value": True if proved else "unknown" if possible else False, "worst": worst}
    return {key: value for key, value in found.items() if key in block}


def consistency(world: World, subject: str) -> str:
    states = [
        state(listed)
        for dimension in (MONEY, VOTES, BOARD)
        if (listed := world.columns.get((subject, dimension)))
    ]
    for one in ("over_100", "under_100"):
        if one in states:
            return one
    return "closed_cycle" if any(_closed(world, one) for one in _above(world, subject)) else "ok"


def _above(world: World, subject: str) -> set[str]:
    """The subject and whoever has a part of it, directly or through others."""
    seen, todo = {subject}, [subject]
    while todo:
        listed = world.column(todo.pop(), MONEY) or Listed()
        owners = {who for who, one in listed.holders.items() if one.hi}
        todo += owners - seen
        seen |= owners
    return seen


def _closed(world: World, subject: str) -> bool:
    """Whether all of it belongs to companies that belong to each other."""
    columns = [world.column(one, MONEY) for one in _above(world, subject)]
    return all(
        listed is not None
        and (listed.complete or sum((one.lo for one in listed.holders.values()), ZERO) >= 1)
        for listed in columns
    )
