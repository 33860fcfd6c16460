"""Somebody outside who receives webhooks, well or badly."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Got:
    """What arrived."""

    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(slots=True)
class Receiver:
    """A web server; `answers` is what it does with each request in turn, the last for ever.

    An answer is a status, or a function that is given the handler and answers as it likes.
    """

    answers: list[int | Callable[[Any], None]] = field(default_factory=lambda: [204])
    got: list[Got] = field(default_factory=list)
    url: str = ""
    port: int = 0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.got.append(Got(handler.path, headers, handler.rfile.read(length).decode()))
        what = self.answers[min(len(self.got), len(self.answers)) - 1]
        if callable(what):
            what(handler)
            return
        handler.send_response(what)
        if 300 <= what < 400:
            handler.send_header("location", "/elsewhere")
        handler.send_header("content-length", "0")
        handler.end_headers()


@contextmanager
def receiving(
    *answers: int | Callable[[Any], None], tls: Path | None = None, before_handshake: float = 0
) -> Iterator[Receiver]:
    """A receiver on this machine, for a while.

    :param tls: a certificate and its key: then over TLS
    :param before_handshake: how many seconds it lets who connects wait for that
    """
    receiver = Receiver(list(answers) or [204])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.answer(self)

        def handle(self) -> None:
            with contextlib.suppress(OSError):
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        def get_request(self) -> tuple[socket.socket, Any]:
            line, address = super().get_request()
            if tls is None:
                return line, address
            time.sleep(before_handshake)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            return context.wrap_socket(line, server_side=True), address

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    receiver.url = f"http://127.0.0.1:{receiver.port}/hooks?from=armslength"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def hang_up(handler: Any) -> None:
    """Take the request and answer nothing."""
    handler.close_connection = True


def dawdle(handler: Any) -> None:
    """Answer without end, a little at a time."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000):
            handler.wfile.write(f"x-{number}: y\r\n".encode())
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


def trickle(handler: Any) -> None:
    """Answer at once, and then tell no end of more, a letter at a time."""
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1_000):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)


def pour(handler: Any) -> None:
    """Answer with much more than anybody wants to hear."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100_000):
            handler.wfile.write(b"x" * 65_536)
    except OSError:
        handler.close_connection = True
