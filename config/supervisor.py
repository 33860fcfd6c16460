"""How do the web server, the worker and the dispatcher live and die together in one terminal?

They are children of one process with one thread: what ends is started again after a second, what
they print is kept in a file each and shown with their name, and when the process goes, however it
goes, the kernel tells them to stop.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.embedded.identity import die_with_parent
from config.warden import Warden, appoint, end_group

LOOK_SECONDS = 0.2
PAUSE_SECONDS = 1.0


class PortTakenError(Exception):
    """Somebody uses this port already, or it is not ours to use; the message says which."""


def claim_port(host: str, port: int) -> socket.socket:
    """Make sure that nobody listens on a port, and keep another start of ours from taking it.

    The web server's workers share a port with whoever has it, so a taken one would not be noticed:
    two servers would answer in turn. The claim is a UDP socket of the same number, which no two
    can have and which does not outlive its holder; keep it open.

    :raises PortTakenError: if the port is taken, or is not ours to take
    """
    claim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        claim.bind((host, port))
        with socket.socket(socket.AF_INET) as attempt:
            # Without it, connections of a server stopped a minute ago would count as taken.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind((host, port))
            attempt.listen(1)
    except OSError as error:
        claim.close()
        raise PortTakenError(error.strerror or str(error)) from error
    return claim


@dataclass(frozen=True, slots=True)
class Program:
    """What to run under which name, and how long it may take to stop, in seconds."""

    name: str
    command: Sequence[str]
    patience: float


@dataclass(slots=True)
class Child:
    """A program while it runs, and what it has printed since its last whole line."""

    program: Program
    log: IO[bytes]
    process: subprocess.Popen[bytes]
    rest: bytes = b""
    deaths: int = 0
    restart_at: float | None = None


@dataclass(slots=True)
class Supervisor:
    """Runs programs until told to stop. To be used from one thread that stays."""

    logs: Path
    environment: Mapping[str, str]
    echo: Callable[[str, str], None]
    children: dict[str, Child] = field(default_factory=dict)
    hurried: bool = False
    _warden: Warden | None = None
    _readers: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def start(self, programs: Sequence[Program]) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        self._warden = appoint()
        for program in programs:
            log = self.log_of(program.name).open("wb")
            self.children[program.name] = Child(program, log, self._spawn(program))
            self._listen(self.children[program.name])

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def look(self, seconds: float = LOOK_SECONDS) -> None:
        """Pass on what the children print for a while, and start again who has ended."""
        self._read(seconds)
        for child in self.children.values():
            if child.restart_at is None and child.process.poll() is not None:
                self._bury(child)
            elif child.restart_at is not None and time.monotonic() >= child.restart_at:
                child.restart_at = None
                child.process = self._spawn(child.program)
                self._listen(child)

    def hurry(self) -> None:
        """Make a stop that is under way wait no longer."""
        self.hurried = True

    def stop(self) -> None:
        """Ask all to finish, and end those that do not in time."""
        for child in self.children.values():
            if child.process.poll() is None:
                # Celery takes a SIGINT for a failure, and the children of some take one for
                # themselves: each main process is asked, and sees to its own.
                child.process.send_signal(signal.SIGTERM)
        asked_at = time.monotonic()
        while any(self._is_waited_for(child, asked_at) for child in self.children.values()):
            self._read(LOOK_SECONDS)
        for child in self.children.values():
            end_group(child.process.pid)
            child.process.wait()
            self._hang_up(child)
            child.log.close()
        self._readers.close()
        self.children.clear()
        if self._warden is not None:
            self._warden.dismiss()

    def _is_waited_for(self, child: Child, asked_at: float) -> bool:
        has_time = time.monotonic() - asked_at < child.program.patience and not self.hurried
        return has_time and child.process.poll() is None

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.environment) | {"ARMSLENGTH_ROLE": f"armslength-{program.name}"},
            # A group of its own: a Ctrl-C reaches us alone, and strays can be found by it.
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        if self._warden is not None:
            self._warden.note(process.pid)
        return process

    def _listen(self, child: Child) -> None:
        if child.process.stdout is not None:
            os.set_blocking(child.process.stdout.fileno(), False)
            self._readers.register(child.process.stdout, selectors.EVENT_READ, child)

    def _bury(self, child: Child) -> None:
        self._hang_up(child)
        end_group(child.process.pid)
        if self._warden is not None:
            self._warden.forget(child.process.pid)
        child.deaths += 1
        child.restart_at = time.monotonic() + PAUSE_SECONDS
        self._print(child, f"ended with {child.process.returncode}, starting it again")

    def _hang_up(self, child: Child) -> None:
        if child.process.stdout is None or child.process.stdout.closed:
            return
        self._take(child)
        with contextlib.suppress(KeyError):
            self._readers.unregister(child.process.stdout)
        child.process.stdout.close()
        child.rest = b""

    def _read(self, seconds: float) -> None:
        if not self._readers.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._readers.select(seconds):
            child: Child = key.data
            if not self._take(child):
                self._readers.unregister(key.fileobj)

    def _take(self, child: Child) -> bool:
        """Read what is there; false once the child has closed its end."""
        if child.process.stdout is None:
            return False
        said: bytes | None = child.process.stdout.read(65536)
        if said is None:  # nothing now, more may come
            return True
        *lines, child.rest = (child.rest + said).split(b"\n")
        for line in lines:
            self._print(child, line.decode(errors="replace"))
        return said != b""

    def _print(self, child: Child, line: str) -> None:
        child.log.write(line.encode() + b"\n")
        child.log.flush()
        self.echo(child.program.name, line)
