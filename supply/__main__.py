"""`python -m supply licences` writes the page, `sbom FILE` the bill of materials, `audit` asks."""

from __future__ import annotations

import sys
from pathlib import Path


def main(arguments: list[str]) -> int | str:
    match arguments:
        case ["licences"]:
            from supply import licences

            licences.write()
        case ["sbom", path]:
            from supply import bom

            bom.write(Path(path))
        case ["audit"]:
            from supply import audit

            return audit.main()
        case _:
            return f"usage: {__doc__}"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
