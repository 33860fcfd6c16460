"""What can be done with the bundled servers from a shell?

`python -m config.embedded exec [--name test] -- COMMAND...` runs a command while they run, and
`python -m config.embedded urls [--name test]` prints their addresses as shell assignments.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys

from . import NotStartedError, hold_if_bundled, paths


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description=__doc__)
    parser.add_argument("action", choices=["exec", "urls"])
    parser.add_argument("--name", default=os.environ.get("ARMSLENGTH_LOCAL", "dev"))
    own, _, command = _parted(sys.argv[1:])
    asked = parser.parse_args(own)
    place = paths(asked.name)
    addresses = {"DATABASE_URL": place.database_url, "REDIS_URL": place.redis_url}
    if asked.action == "urls":
        print("\n".join(f"export {name}='{value}'" for name, value in addresses.items()))
        return 0
    if not command:
        parser.error("exec needs a command after --")
    try:
        holding = hold_if_bundled(place)
    except NotStartedError as error:
        print(error, file=sys.stderr)
        return 1
    # The child decides what an interrupt means to it; we stay until it has gone.
    signal.signal(signal.SIGINT, lambda *_: None)  # a child would inherit SIG_IGN
    environment = addresses | {"ARMSLENGTH_LOCAL": asked.name} | os.environ
    returned = subprocess.run(command, check=False, env=environment).returncode
    if holding is not None:
        holding.release()
    return returned


def _parted(words: list[str]) -> tuple[list[str], str, list[str]]:
    if "--" not in words:
        return words, "", []
    at = words.index("--")
    return words[:at], "--", words[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
