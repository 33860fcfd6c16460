"""Are facts, verdicts and dates plain Python, without framework or database?"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PROJECT, ROOTS, imports, parsed, relative, sources

PURE = (
    "config/events/merkle",
    "config/events/proofs",
    "vendors/ownership",
    "procurement/neutrality",
    "procurement/caseflow",
    "contracts/lifecycle",
    "contracts/termination",
    "contracts/clauses",
    "contracts/calendar",
    "config/money",
    "contracts/money",
    "contracts/shortlist",
    "vendors/domains",
    "vendors/languages",
    "procurement/requisitioning",
    "contracts/survival",
    "contracts/dossier",
    "contracts/readiness",
    "contracts/exposure",
    "contracts/substitution",
    "procurement/limits",
    "vendors/claims",
)
# Tables of the world and numbers: neither ours nor a framework.
ALLOWED = {"numpy", "holidays", "pycountry"}


def pure_files() -> list[Path]:
    return [path for path in sources() if relative(path).startswith(PURE)]


def test_there_is_something_pure() -> None:
    assert len(pure_files()) > 20


@pytest.mark.parametrize("path", pure_files(), ids=relative)
def test_pure_rooms_stand_on_python_alone(path: Path) -> None:
    assert {name for name in imports(path) if not _is_allowed(name)} == set()


def test_every_module_opens_with_a_sentence() -> None:
    # Two kinds of file say the same in every app: what is where, and what the app is called.
    telling = [p for p in sources() if parsed(p).body and p.name not in {"urls.py", "apps.py"}]

    assert [relative(path) for path in telling if not ast.get_docstring(parsed(path))] == []


def _is_allowed(name: str) -> bool:
    """The standard library, tables, and other modules that keep the same rule."""
    top = name.partition(".")[0]
    if top in ROOTS:
        return name.replace(".", "/").startswith(PURE) or _is_plain(name)
    return top in sys.stdlib_module_names or top in ALLOWED


def _is_plain(name: str) -> bool:
    """Whether a module beside the pure rooms imports nothing but what they may."""
    path = PROJECT / (name.replace(".", "/") + ".py")
    return path.exists() and all(_is_allowed(imported) for imported in imports(path))
