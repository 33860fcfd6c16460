"""What is in the tree, as files, as syntax, and as what can be loaded?"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

PROJECT = Path(__file__).resolve().parent.parent.parent
ROOTS = ("config", "vendors", "procurement", "contracts")
OWN_APPS = ("rest", "events", "vendors", "procurement", "contracts")
# Entry points: importing them starts or configures something.
ENTRY_POINTS = {"config.asgi", "config.wsgi", "config.embedded.__main__"}


def sources() -> list[Path]:
    """The project's Python files, migrations and tests left out."""
    found = [path for root in ROOTS for path in (PROJECT / root).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def relative(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call: the dotted name it is made by, as far as it has one, and its line."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def imports(path: Path) -> set[str]:
    """Names of the modules a file imports, relative ones left out."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return names


def modules(part: str) -> list[ModuleType]:
    """Modules with this part in their dotted name, loaded: `operations`, `api`, `admin`."""
    return [importlib.import_module(name) for name in _module_names() if part in name.split(".")]


def load_everything() -> None:
    """Load every module, so that what registers itself on import has done so."""
    for name in _module_names():
        importlib.import_module(name)


@cache
def _module_names() -> tuple[str, ...]:
    names: list[str] = []
    for root in ROOTS:
        package = importlib.import_module(root)
        names += [found.name for found in pkgutil.walk_packages(package.__path__, f"{root}.")]
    return tuple(n for n in names if n not in ENTRY_POINTS and ".migrations" not in n)
