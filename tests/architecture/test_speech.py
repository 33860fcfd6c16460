"""Does the project speak of itself only, and the same on every machine?"""

from __future__ import annotations

import re
import subprocess

from tests.architecture.tree import PROJECT

# A ticket's number, a place on somebody's machine. In pieces, so that this file is not found.
UNSPOKEN = re.compile(
    "|".join([r"\bissue" + r" #?\d", r"\bfixes" + r" #\d", "/work" + "/", "/home" + r"/[a-z]"]),
    re.IGNORECASE,
)
EXCUSES = re.compile("|".join(["pytest" + r"\.skip", "mark" + r"\.skip", "unittest" + r"\.mock"]))
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".html", ".css", ".svg", ".in", ""}
ELSEWHERE = (".venv/", ".local/", ".git/", "node_modules/")


def test_nothing_speaks_of_where_it_was_written() -> None:
    assert _found(UNSPOKEN, _texts()) == []


def test_no_test_is_skipped_or_asks_a_mock() -> None:
    assert _found(EXCUSES, [name for name in _texts() if name.startswith("tests/")]) == []


def _found(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    return [
        f"{name}: {match.group()}"
        for name in names
        for match in pattern.finditer((PROJECT / name).read_text("utf-8", errors="replace"))
    ]


def _texts() -> list[str]:
    """Text files of the project: those Git knows of; in an archive without Git, all there are."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    asked = subprocess.run(command, check=False, cwd=PROJECT, capture_output=True, text=True)
    everything = [path.relative_to(PROJECT).as_posix() for path in PROJECT.rglob("*")]
    names = [n for n in asked.stdout.splitlines() or everything if not n.startswith(ELSEWHERE)]
    return [n for n in names if (PROJECT / n).suffix in TEXT and (PROJECT / n).is_file()]
