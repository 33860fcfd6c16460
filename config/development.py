"""What happens between `make run` and Ctrl-C, and between `make demo` and its last line?"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.embedded import Holding, NotStartedError, hold_if_bundled, paths
from config.embedded.identity import die_with_parent, follow
from config.embedded.places import PROJECT
from config.supervisor import PortTakenError, Program, Supervisor, claim_port

HOST = "127.0.0.1"
READY_SECONDS = 120.0
DEATHS_BEFORE_READY = 3
ENSURE_SECONDS = 2.0
INTERRUPTED = 130
COLOURS = {"web": 36, "worker": 35, "dispatcher": 33, "servers": 32}


class NotReadyError(Exception):
    """The parts do not come up; the message says which and shows its last words."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line."""

    port: int
    is_play: bool
    is_seeded: bool

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"


def main(arguments: list[str]) -> None:
    """Run until interrupted, or until the story has been told; see `manage.py dev --help`."""
    parser = argparse.ArgumentParser(prog="manage.py dev")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--play", action="store_true")
    parser.add_argument("--no-seed", action="store_true")
    parser.add_argument("--stay-with-parent", action="store_true")
    asked = parser.parse_args(arguments)
    if not 0 < asked.port < 65536:
        parser.error(f"{asked.port} is not a port: 1 to 65535 are")
    os.chdir(PROJECT)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if asked.stay_with_parent:
        follow(os.getppid(), signal.SIGTERM)
    sys.exit(_run(Wish(asked.port, is_play=asked.play, is_seeded=not asked.no_seed)))


def _run(wish: Wish) -> int | str:
    """Answer the exit code, or the sentence that says why it did not work."""
    place = paths(os.environ.get("ARMSLENGTH_LOCAL", "dev"))
    try:
        with claim_port(HOST, wish.port):
            holding = hold_if_bundled(place)
            try:
                return Development(wish, place.root, holding).run()
            finally:
                if holding is not None:
                    holding.release()
    except PortTakenError as error:
        target = "demo" if wish.is_play else "run"
        return (
            f"Port {wish.port} cannot be used: {error}.\n"
            f"Stop what uses it, or choose another: make {target} PORT={wish.port + 1}"
        )
    except (NotStartedError, NotReadyError) as error:
        return str(error)
    except KeyboardInterrupt:
        return INTERRUPTED


def programs(port: int) -> list[Program]:
    """What runs beside the two servers; each is a program of its own, as in production."""
    python = sys.executable
    web = [python, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"]
    web += ["--host", HOST, "--port", str(port), "--workers", "2"]
    web += ["--blocking-threads", "4", "--no-ws", "--no-access-log"]
    worker = [python, "-m", "celery", "-q", "-A", "config", "worker", "-Q", "recheck,outbound"]
    worker += ["-c", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        Program("web", web, patience=10),
        # Celery's own soft shutdown takes up to 20 seconds.
        Program("worker", [*worker, "-l", "info"], patience=25),
        Program("dispatcher", [python, "manage.py", "dispatch"], patience=10),
    ]


def child_environment() -> dict[str, str]:
    """Lines as they are printed, and no threads for matrices that are too small for them."""
    return {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1"} | os.environ


@dataclass(slots=True)
class Follower:
    """Reads what others add to a log from now on."""

    path: Path
    _file: IO[str] | None = None

    def new_lines(self) -> list[str]:
        if self._file is None and self.path.exists():
            self._file = self.path.open(encoding="utf-8", errors="replace")
            self._file.seek(0, os.SEEK_END)
        return [] if self._file is None else self._file.read().splitlines()


@dataclass(slots=True)
class Development:
    """One stay in the foreground. What the parts print is shown, except while the story plays."""

    wish: Wish
    logs: Path
    holding: Holding | None
    supervisor: Supervisor = field(init=False)
    _servers: Follower = field(init=False)
    _began: float = field(default_factory=time.monotonic)
    _is_asked_to_stop: bool = False
    _ensured_at: float = 0.0

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self.logs, child_environment(), self._echo)
        self._servers = Follower(self.logs / "keeper.log")

    def run(self) -> int:
        """Stay until interrupted, or until the story has been told; answer the exit code."""
        self._prepare()
        with self._interruptible():
            self.supervisor.start(programs(self.wish.port))
            self._wait_until_ready()
            if self._is_asked_to_stop:
                return INTERRUPTED
            _say(f"Ready after {time.monotonic() - self._began:.0f} s: {self.wish.address}")
            return self._play() if self.wish.is_play else self._stay()

    def _prepare(self) -> None:
        """Migrate and load the example; two of us at once do so one after the other."""
        command = [sys.executable, "manage.py", "dev", "--prepare"]
        command += [] if self.wish.is_seeded else ["--no-seed"]
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.logs / "prepare.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            follow_us = die_with_parent(signal.SIGTERM)
            returned = subprocess.run(command, check=False, preexec_fn=follow_us).returncode
        if returned != 0:
            raise NotReadyError("The database could not be prepared; what went wrong is above.")

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """The first interrupt asks the parts to finish, the second one does not wait for them."""

        def interrupt(*_: object) -> None:
            if self._is_asked_to_stop:
                self.supervisor.hurry()
            self._is_asked_to_stop = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupt)
        try:
            yield
        finally:
            self.supervisor.stop()

    def _look(self) -> None:
        self.supervisor.look()
        for line in self._servers.new_lines():
            self._echo("servers", line)
        if self.holding is None or time.monotonic() - self._ensured_at < ENSURE_SECONDS:
            return
        self._ensured_at = time.monotonic()
        try:
            self.holding.ensure()
        except NotStartedError as error:
            self._echo("servers", str(error))

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not (self._is_asked_to_stop or is_ready(self.wish.address)):
            self._look()
            for name, child in self.supervisor.children.items():
                if child.deaths >= DEATHS_BEFORE_READY:
                    raise NotReadyError(self._last_words(name))
            if time.monotonic() > deadline:
                raise NotReadyError(f"{self.wish.address}/readyz does not say it is ready.")

    def _stay(self) -> int:
        _say(f"  API documentation  {self.wish.address}/api/docs")
        _say(f"  Admin              {self.wish.address}/admin/")
        if self.wish.is_seeded:
            _say("  Sign in as         demo, password demo; second person: approver, approver")
        _say(f"  Logs               {self.logs}")
        _say("Ctrl-C stops everything; the data stays.")
        while not self._is_asked_to_stop:
            self._look()
        return 0

    def _play(self) -> int:
        command = [sys.executable, "manage.py", "play_story", "--base-url", self.wish.address]
        # In our own process group: a Ctrl-C in the terminal reaches the story as well.
        story = subprocess.Popen(command, preexec_fn=die_with_parent(signal.SIGTERM))
        while story.poll() is None and not self._is_asked_to_stop:
            self._look()
        if story.poll() is None:
            story.terminate()
            story.wait()
            return INTERRUPTED
        if story.returncode != 0:
            _say(f"The story broke off. The parts' logs are in {self.logs}")
        return story.returncode

    def _last_words(self, name: str) -> str:
        log = self.supervisor.log_of(name)
        lines = log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([f"{name} does not stay up; its last words ({log}):", *lines])

    def _echo(self, name: str, line: str) -> None:
        if self.wish.is_play:
            return
        bar = f"{name:>10} |"
        if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
            bar = f"\x1b[{COLOURS[name]}m{bar}\x1b[0m"
        _say(f"{bar} {line}")


def is_ready(address: str) -> bool:
    """Whether the web server says that it and what it stands on are ready."""
    # No proxy, whatever the environment says: this never leaves the machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _say(line: str) -> None:
    print(line, flush=True)
