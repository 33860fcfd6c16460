"""What can be measured from a shell?

`python -m benchmarks [chain] [recheck] [portfolio] [affected] [contracts] [exposure] [shortlist]
[--edges N] [--rounds N] [--json FILE]`; all seven unless some are named. Ends with 1 if an answer
is wrong or a goal missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import django
import psutil

from benchmarks.figures import Outcome, as_json, show
from benchmarks.goals import judged

ROUNDS = {
    "chain": 40,
    "recheck": 16,
    "portfolio": 6,
    "affected": 4,
    "contracts": 60,
    "exposure": 12,
    "shortlist": 12,
}
EDGES = 100_000
SEED = 7


def main() -> int:
    """Start what is not running, measure, and say how it came out."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ARMSLENGTH_LOCAL", "test")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    asked = _asked()
    # `config.embedded exec` ignores interrupts for itself, and its child inherits that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    django.setup()
    from config.embedded import NotStartedError, hold_if_bundled, paths

    try:
        holding = hold_if_bundled(paths(os.environ["ARMSLENGTH_LOCAL"]))
    except NotStartedError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        return _measure(asked)
    finally:
        if holding is not None:
            holding.release()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ROUNDS)}")
    parser.add_argument(
        "--edges", type=int, default=EDGES, help="of the graph of recheck, portfolio and affected"
    )
    parser.add_argument("--rounds", type=int, help="how often each is done")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of the graph of recheck, portfolio and affected"
    )
    parser.add_argument("--json", type=Path, help="where to write every time taken")
    asked = parser.parse_args()
    unknown = set(asked.names) - ROUNDS.keys()
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    if asked.edges < 1_000 or (asked.rounds is not None and asked.rounds < 2):
        parser.error("at least 1000 edges and 2 rounds are needed")
    return asked


def _measure(asked: argparse.Namespace) -> int:
    print(_machine())
    outcomes, missed = [], 0
    for name, run in _benchmarks(asked).items():
        began = time.perf_counter()
        outcome = run(asked.rounds or ROUNDS[name])
        outcomes.append(outcome)
        show(outcome)
        if name in {"recheck", "portfolio", "affected"} and asked.edges < EDGES:
            print(f"  (goals are about graphs of {EDGES:,} edges or more)")
        else:
            missed += _told(name, outcome)
        print(f"  ({time.perf_counter() - began:.0f} s)")
    if asked.json is not None:
        told = {"machine": _machine(), "outcomes": [as_json(outcome) for outcome in outcomes]}
        asked.json.write_text(json.dumps(told, indent=1))
    return 1 if missed else 0


def _told(name: str, outcome: Outcome) -> int:
    """Say of each goal whether it is met, and why it is one if not; answers how many are not."""
    missed = 0
    for goal, found, is_met in judged(name, outcome.numbers):
        print(f"  {'met   ' if is_met else 'MISSED'} {goal.number} {found:.3g}, {goal.limit}")
        if not is_met:
            missed += 1
            print(f"         why: {goal.why}")
    return missed


def _benchmarks(asked: argparse.Namespace) -> Mapping[str, Callable[[int], Outcome]]:
    """Those asked for, in one order; imported here because they need Django to be set up."""
    from benchmarks import affected, chain, contracts, exposure, portfolio, recheck, shortlist

    every: dict[str, Callable[[int], Outcome]] = {
        "chain": lambda rounds: chain.measure(rounds=rounds),
        "recheck": lambda rounds: recheck.measure(
            edges=asked.edges, rounds=rounds, seed=asked.seed
        ),
        "portfolio": lambda rounds: portfolio.measure(
            edges=asked.edges, rounds=rounds, seed=asked.seed
        ),
        "affected": lambda rounds: affected.measure(
            edges=asked.edges, rounds=rounds, seed=asked.seed
        ),
        "contracts": lambda rounds: contracts.measure(rounds=rounds),
        "exposure": lambda rounds: exposure.measure(rounds=rounds),
        "shortlist": lambda rounds: shortlist.measure(rounds=rounds),
    }
    return {name: run for name, run in every.items() if not asked.names or name in asked.names}


def _machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {psutil.cpu_count()} processors, "
        f"load {load:.1f} before we began"
    )


if __name__ == "__main__":
    sys.exit(main())
