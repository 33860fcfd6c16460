"""Is anything known against what we stand on? Asked of the public advisories, when they answer."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from supply.packages import LOCK

LONGEST_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Answer:
    """What the advisories said.

    :ivar known: what is known against which version
    :ivar unanswered: packages of which nothing was said; all of them where nobody answered
    """

    known: list[str]
    asked: int
    unanswered: int


def ask() -> Answer | None:
    """None if nobody could be asked."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--require-hashes"]
    command += ["--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS
        )
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None
    return read(found)


def read(found: list[dict[str, object]]) -> Answer:
    """What pip-audit's own JSON says."""
    known = []
    for one in found:
        said = one.get("vulns", [])
        for hole in said if isinstance(said, list) else []:
            mended = ", ".join(hole.get("fix_versions") or ["none yet"])
            known.append(f"{one['name']} {one['version']}: {hole['id']} (mended in {mended})")
    return Answer(known, len(found), sum("skip_reason" in one for one in found))


def main() -> int:
    """1 if something is known; 0 if nothing is, and if nobody could be asked, which is said."""
    answer = ask()
    if answer is None or answer.unanswered == answer.asked:
        print("The advisories could not be reached: nothing was checked.")
        return 0
    if answer.unanswered:
        print(f"Of {answer.unanswered} packages the advisories know nothing.")
    print("\n".join(answer.known) or f"Nothing is known against {answer.asked} packages.")
    return 1 if answer.known else 0
