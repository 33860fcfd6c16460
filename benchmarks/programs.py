"""How do a real worker and a real dispatcher run beside a measurement, and stop after it?"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.scratch import PROJECT
from config.development import programs
from config.embedded.identity import die_with_parent

MORE = {"worker": ("-I", "benchmarks.carrier", "-l", "warning"), "dispatcher": ()}


class EndedEarlyError(Exception):
    """A program that should be running has ended; the message shows its last words."""


class Pipeline:
    """The programs of `make run` but for the web server, with the task that does nothing."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = environment
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        for program in programs(port=0):
            if program.name in MORE:
                with self._log(program.name).open("wb") as log:
                    self._running[program.name] = subprocess.Popen(
                        [*program.command, *MORE[program.name]],
                        cwd=PROJECT,
                        env=dict(self._environment),
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  one thread
                    )

    def look(self) -> None:
        """:raises EndedEarlyError: if one of them has ended"""
        for name, process in self._running.items():
            if process.poll() is not None:
                said = self._log(name).read_text(errors="replace")[-2000:]
                raise EndedEarlyError(f"The {name} ended with {process.returncode}:\n{said}")

    def stop(self) -> None:
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[Pipeline]:
    """Both are started on entry, and asked to finish on exit."""
    with tempfile.TemporaryDirectory(prefix="armslength-benchmark-") as logs:
        pipeline = Pipeline(environment, Path(logs))
        pipeline.start()
        try:
            yield pipeline
        finally:
            pipeline.stop()
