"""What does a bad line between us and the broker do? One that lies in the middle of it on purpose.

It passes on what it is given, until it is told to abandon the lines it has (both ends stay open and
hear nothing more, as after a firewall forgot them), or to lose the answer to one push.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

PUSH = b"LPUSH"
BYTES = 65_536


@dataclass(slots=True)
class Line:
    """One connection from a client to the server."""

    client: socket.socket
    server: socket.socket
    is_abandoned: bool = False
    is_owed_an_answer: bool = False

    def close(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@dataclass(slots=True)
class Proxy:
    """Listens at `path` for the server at `target`.

    :ivar lost: how many answers were lost on the way
    """

    path: Path
    target: Path
    lines: list[Line] = field(default_factory=list)
    lost: int = 0
    _to_lose: int = 0
    _listener: socket.socket = field(init=False)

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.path))}?db=0"

    def abandon(self) -> None:
        """Forget every line there is. New ones work."""
        for line in self.lines:
            line.is_abandoned = True

    def lose_answer(self) -> None:
        """Lose the next answer to a push, and the line with it."""
        self._to_lose += 1

    def listen(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self.lines:
            line.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.target))
                line = Line(client, server)
                self.lines.append(line)
                for pass_on in (self._ask, self._answer):
                    threading.Thread(target=pass_on, args=(line,), daemon=True).start()

    def _ask(self, line: Line) -> None:
        with contextlib.suppress(OSError):
            while data := line.client.recv(BYTES):
                if line.is_abandoned:
                    continue
                if self._to_lose and PUSH in data:
                    self._to_lose -= 1
                    line.is_owed_an_answer = True
                line.server.sendall(data)
        if not line.is_abandoned:
            line.close()

    def _answer(self, line: Line) -> None:
        with contextlib.suppress(OSError):
            while data := line.server.recv(BYTES):
                if line.is_abandoned:
                    continue
                if line.is_owed_an_answer:
                    self.lost += 1
                    break
                line.client.sendall(data)
        if not line.is_abandoned:
            line.close()


@contextmanager
def between(path: Path, target: Path) -> Iterator[Proxy]:
    """A line through a proxy, for a while."""
    proxy = Proxy(path, target)
    proxy.listen()
    try:
        yield proxy
    finally:
        proxy.close()
        path.unlink(missing_ok=True)
