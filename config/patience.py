"""How long does a thread wait for a body that does not come?

The server hands a request to us before its body has arrived, and reading it has no end of its own:
a few silent clients would hold every thread. So a watch keeps the time of each read, and closes the
receiving side of connections whose client has gone silent; the read then ends, and we refuse.

A client that is still sending, on the other hand, does not see the answer before it is done: closed
on, many of them tell a broken connection and no reason. So what a known caller sends too much of is
read and forgotten, within bounds, before it is refused.
"""

from __future__ import annotations

import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from config.problems import Problem

log = structlog.get_logger(__name__)
SILENT_SECONDS = 5.0
BODY_SECONDS = 120.0
SMALLEST, LARGEST = 64, 64 * 1024
QUICK_SECONDS = 0.05
FORGOTTEN_BYTES = 64 * 1024 * 1024
FORGOTTEN_SECONDS = 10.0
# Told only to callers whose token is known: a stranger holds no thread by sending nothing.
HEARD_OUT = ("403", "413", "415")
LOOK_SECONDS = 0.5
OPEN_FILES = Path("/proc/self/fd")
# Where Linux's `struct tcp_info` says how many milliseconds ago the last data came.
LAST_DATA_RECEIVED = struct.Struct("=52xI")

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class BodyTooSlow(Problem):
    """The body did not arrive: 5 seconds without any of it, or 2 minutes for all of it, or the
    connection closed before as much had come as `Content-Length` said.

    Nothing was written. Send it again over a better line, or in smaller parts.
    """

    status = 408
    code = "body-too-slow"
    title = "The body did not arrive in time."


class PatientReader:
    """A body that is read in small pieces, so that a client that only drips is noticed, too.

    :param source: the server's body: `read(size)` answers when so much has come, or all
    :param end: the address it comes from, and our own port
    :param length: how much was announced, if it was
    """

    def __init__(self, source: Any, end: tuple[str, int], length: int | None) -> None:
        self._source = source
        self._end = end
        self._owed = length
        self._began = time.monotonic()
        self._size = SMALLEST
        self._left_over = b""
        self._is_over = False

    @property
    def is_read(self) -> bool:
        """Whether nothing of it is still to come, or so little that the server drops it itself."""
        return self._is_over if self._owed is None else self._owed <= LARGEST

    def read(self, size: int = -1) -> bytes:
        pieces, wanted = [self._left_over], size - len(self._left_over) if size >= 0 else LARGEST**3
        self._left_over = b""
        while wanted > 0:
            piece = self._piece(min(wanted, self._size))
            if not piece:
                break
            pieces.append(piece)
            wanted -= len(piece)
        return self._keep(b"".join(pieces), size)

    def readline(self, size: int = -1) -> bytes:
        line = self._left_over
        while b"\n" not in line and (size < 0 or len(line) < size):
            piece = self._piece(self._size)
            if not piece:
                break
            line += piece
        end = line.find(b"\n") + 1 or len(line)
        return self._keep(line, end if size < 0 else min(end, size))

    def forget(self) -> None:
        """Read what is still to come and drop it, as long as it comes soon and is not too much."""
        until, left = time.monotonic() + FORGOTTEN_SECONDS, FORGOTTEN_BYTES
        while left > 0 and time.monotonic() < until and not self.is_read:
            try:
                left -= len(self._piece(self._size))
            except BodyTooSlow:
                return

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _keep(self, read: bytes, size: int) -> bytes:
        if size < 0:
            return read
        self._left_over = read[size:]
        return read[:size]

    def _piece(self, size: int) -> bytes:
        began = time.monotonic()
        with WATCH.over(self._end) as read:
            piece: bytes = self._source.read(size)
        took = time.monotonic() - began
        late = took > SILENT_SECONDS or began + took - self._began > BODY_SECONDS
        if read.is_cut or (late and piece) or (not piece and self._owed):
            raise BodyTooSlow()
        self._is_over = not piece
        self._owed = None if self._owed is None else self._owed - len(piece)
        self._size = min(self._size * 2, LARGEST) if took < QUICK_SECONDS else SMALLEST
        return piece


class _Read:
    """One read that is going on."""

    def __init__(self, end: tuple[str, int]) -> None:
        self.end = end
        self.began = time.monotonic()
        self.is_cut = False


class _Watch:
    """Looks after the reads that are going on, in a thread that begins with the first."""

    def __init__(self) -> None:
        self._reads: set[_Read] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, end: tuple[str, int]) -> Iterator[_Read]:
        read = _Read(end)
        with self._lock:
            self._reads.add(read)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="patience", daemon=True)
                self._thread.start()
        try:
            yield read
        finally:
            with self._lock:
                self._reads.discard(read)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                overdue = [
                    read for read in self._reads if time.monotonic() - read.began > SILENT_SECONDS
                ]
                for read in overdue:
                    read.is_cut = True
            for end in {read.end for read in overdue}:
                cut = cut_silent(*end)
                log.warning("body_too_slow", client=end[0], connections=cut)


WATCH = _Watch()


def cut_silent(client: str, port: int) -> int:
    """Stop receiving from a client's connections on which nothing came of late; answers how many.

    The server does not say which connection a body comes on. Others of the same client that are as
    silent are idle: closing them is what a server may always do.
    """
    cut = 0
    for file in OPEN_FILES.iterdir() if OPEN_FILES.is_dir() else ():
        number = int(file.name)
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            with socket.socket(fileno=os.dup(number)) as connection:
                if _is_silent(connection, client, port):
                    connection.shutdown(socket.SHUT_RD)
                    cut += 1
        except OSError:
            continue  # not connected, or closed meanwhile
    return cut


def _is_silent(connection: socket.socket, client: str, port: int) -> bool:
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    if connection.getsockname()[1] != port or connection.getpeername()[0] != client:
        return False
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, LAST_DATA_RECEIVED.size)
    milliseconds: int = LAST_DATA_RECEIVED.unpack(told)[0]
    return milliseconds >= (SILENT_SECONDS - LOOK_SECONDS) * 1000


def patient(application: Application, most: int) -> Application:
    """The application, with bodies that are waited for only so long.

    :param most: how many bytes a body may have that does not say its length beforehand
    """

    def called(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        if not is_chunked and (length == "0" or not length.isdigit()):
            return application(environ, start_response)
        end = environ.get("REMOTE_ADDR", ""), int(environ.get("SERVER_PORT") or 0)
        body = PatientReader(environ["wsgi.input"], end, None if is_chunked else int(length))
        environ["wsgi.input"] = body
        if is_chunked:
            # Django takes a body without a length for none at all.
            environ["CONTENT_LENGTH"] = str(most)

        def begun(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            """What is not read cannot be followed by another request, and that must be said."""
            if status.startswith(HEARD_OUT) and "HTTP_EXPECT" not in environ:
                body.forget()
            told = headers if body.is_read else [*headers, ("Connection", "close")]
            return start_response(status, told, *more)

        return application(environ, begun)

    return called
