"""How is one program of the product started, frozen, killed and started again?"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.identity import die_with_parent
from config.supervisor import Program
from config.warden import end_group


@dataclass(slots=True)
class Part:
    """A program with all the processes it makes: they are frozen, killed and gone together."""

    program: Program
    environment: Mapping[str, str]
    logs: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        return self.logs / f"{self.program.name}.log"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it, unless it runs."""
        if self.is_running:
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment) | {"ARMSLENGTH_ROLE": f"armslength-{self.program.name}"},
                process_group=0,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  pytest has one thread
            )

    def stop(self) -> None:
        """Ask it to finish, and end it if it does not."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self.program.patience)
        self._bury()

    def kill(self) -> None:
        """End it as a crash does, in the middle of whatever it does."""
        self._signal(signal.SIGKILL)
        self._bury()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it keep its connections and answer nothing; it may be killed meanwhile."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self.is_running:
            os.killpg(self._process.pid, number)

    def _bury(self) -> None:
        if self._process is not None:
            end_group(self._process.pid)
            self._process.wait()
            self._process = None
