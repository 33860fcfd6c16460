"""What happens between `make run` and Ctrl-C, and between `make demo` and its last line?"""

from __future__ import annotations

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
from typing import IO, Protocol

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config.embedded import Holding, NotStartedError
from config.embedded.identity import die_with_parent
from config.supervisor import Program, Supervisor

READY_SECONDS = 120.0
DEATHS_BEFORE_READY = 3
ENSURE_SECONDS = 2.0
COLOURS = {"web": 36, "worker": 35, "dispatcher": 33, "servers": 32}
QUIET = {"web": "--log-level", "worker": "-l"}


class NotReadyError(Exception):
    """The parts do not come up; the message says which and shows its last words."""


class Terminal(Protocol):
    def write(self, msg: str) -> object: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool: ...


def programs(port: int) -> list[Program]:
    """What runs beside the two servers; each is a program of its own, as in production."""
    python = sys.executable
    web = [python, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"]
    web += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    web += ["--blocking-threads", "1", "--no-ws", "--no-access-log"]
    worker = [python, "-m", "celery", "-A", "config", "worker", "-Q", "recheck,outbound", "-c", "2"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "info"]
    return [
        Program("web", web),
        Program("worker", worker),
        Program("dispatcher", [python, "manage.py", "dispatch"]),
    ]


@dataclass(slots=True)
class Follower:
    """Reads what is added to a log that others write."""

    path: Path
    _file: IO[str] | None = None

    def new_lines(self) -> list[str]:
        if self._file is None and self.path.exists():
            self._file = self.path.open(encoding="utf-8", errors="replace")
            self._file.seek(0, os.SEEK_END)
        return [] if self._file is None else self._file.read().splitlines()


@dataclass(slots=True)
class Development:
    """One stay in the foreground. `out` shows the parts' lines, except while the story plays."""

    port: int
    holding: Holding | None
    out: Terminal
    supervisor: Supervisor = field(init=False)
    _servers: Follower = field(init=False)
    _is_quiet: bool = False
    _is_asked_to_stop: bool = False
    _ensured_at: float = 0.0

    def __post_init__(self) -> None:
        logs = settings.LOCAL.root
        self.supervisor = Supervisor(logs, os.environ | {"PYTHONUNBUFFERED": "1"}, self._echo)
        self._servers = Follower(logs / "keeper.log")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *, play: bool, seed: bool) -> int:
        """Stay until interrupted, or until the story has been told; answer the exit code."""
        began = time.monotonic()
        self._is_quiet = play
        self._prepare(seed=seed)
        try:
            with self._interruptible():
                self.supervisor.start(programs(self.port))
                self._wait_until_ready()
                if self._is_asked_to_stop:
                    return 130
                self._say(f"Ready after {time.monotonic() - began:.0f} s: {self.address}")
                return self._play() if play else self._stay()
        finally:
            self.supervisor.stop()
            if self.holding is not None:
                self.holding.release()

    def _prepare(self, *, seed: bool) -> None:
        """Migrate and load the example; two of us at once do so one after the other."""
        settings.LOCAL.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (settings.LOCAL.root / "prepare.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            call_command("migrate", verbosity=0, interactive=False)
            if seed:
                call_command("seed_story")
        connections.close_all()

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """The first interrupt asks the parts to finish, the second one does not wait for them."""

        def interrupt(*_: object) -> None:
            if self._is_asked_to_stop:
                self.supervisor.hurry()
            self._is_asked_to_stop = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupt)
        yield

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
        while not (self._is_asked_to_stop or self._answers()):
            self._look()
            for name, child in self.supervisor.children.items():
                if child.deaths >= DEATHS_BEFORE_READY:
                    raise NotReadyError(self._last_words(name))
            if time.monotonic() > deadline:
                raise NotReadyError(f"{self.address}/readyz does not say it is ready.")

    def _answers(self) -> bool:
        # No proxy, whatever the environment says: this never leaves the machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _stay(self) -> int:
        self._say(f"  API documentation  {self.address}/api/docs")
        self._say(f"  Admin              {self.address}/admin/")
        self._say(f"  Logs               {self.supervisor.logs}")
        self._say("Ctrl-C stops everything; the data stays.")
        while not self._is_asked_to_stop:
            self._look()
        return 0

    def _play(self) -> int:
        command = [sys.executable, "manage.py", "play_story", "--base-url", self.address]
        # In our own process group: a Ctrl-C in the terminal reaches the story as well.
        story = subprocess.Popen(command, preexec_fn=die_with_parent(signal.SIGTERM))  # noqa: PLW1509  one thread
        while story.poll() is None and not self._is_asked_to_stop:
            self._look()
        if story.poll() is None:
            story.terminate()
            story.wait()
            return 130
        return story.returncode

    def _last_words(self, name: str) -> str:
        log = self.supervisor.log_of(name)
        lines = log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([f"{name} does not stay up; its last words ({log}):", *lines])

    def _echo(self, name: str, line: str) -> None:
        if self._is_quiet:
            return
        bar = f"{name:>10} |"
        if self.out.isatty() and "NO_COLOR" not in os.environ:
            bar = f"\x1b[{COLOURS[name]}m{bar}\x1b[0m"
        self._say(f"{bar} {line}")

    def _say(self, line: str) -> None:
        self.out.write(line)
        self.out.flush()
