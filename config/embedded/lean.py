"""How does a process that stays for long do without what `import config` brings along?

Run as a file with the name of a module and its arguments. An empty package called `config` stands
in for the real one, which loads Celery: that saves forty megabytes, and half a second of starting.
"""

from __future__ import annotations

import importlib
import sys
import types
from pathlib import Path

CONFIG = Path(__file__).resolve().parent.parent


def command(module: str, *arguments: str) -> list[str]:
    """Say how to run `main(arguments)` of a module that way."""
    return [sys.executable, __file__, module, *arguments]


def main() -> None:
    module, *arguments = sys.argv[1:]
    package = types.ModuleType("config")
    package.__path__ = [str(CONFIG)]
    sys.modules["config"] = package
    sys.path[0] = str(CONFIG.parent)  # in place of this folder, whose modules are not top-level
    importlib.import_module(module).main(arguments)


if __name__ == "__main__":
    main()
