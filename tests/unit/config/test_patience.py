"""A body is waited for, but not for ever."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from config import patience
from config.patience import BodyTooSlow, PatientReader, cut_silent, patient

HERE = ("127.0.0.1", 8000)


class Line:
    """The server's body, on a real connection: `read` waits until so much has come, or the end."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rb")

    def read(self, size: int) -> bytes:
        return self._file.read(size)


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: the client's and ours."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
        with client, ours:
            yield client, ours


def body(data: bytes, length: int | None = None) -> PatientReader:
    return PatientReader(io.BytesIO(data), HERE, len(data) if length is None else length)


def test_a_body_that_comes_is_read_whole() -> None:
    data = bytes(range(256)) * 1000

    assert body(data).read() == data
    assert body(data).read(100_000) == data[:100_000]


def test_a_body_is_read_by_lines() -> None:
    lines = body(b"one\ntwo\n" + b"x" * 200 + b"\nlast")

    assert list(lines) == [b"one\n", b"two\n", b"x" * 200 + b"\n", b"last"]


def test_lines_and_bytes_follow_each_other() -> None:
    mixed = body(b"one\ntwo\nthree")

    assert (mixed.readline(), mixed.read(3), mixed.read()) == (b"one\n", b"two", b"\nthree")


def test_a_body_shorter_than_announced_is_not_taken_for_the_whole() -> None:
    with pytest.raises(BodyTooSlow):
        body(b'{"name": "A"}', length=1000).read(1000)


def test_a_silent_client_is_cut_off_and_nobody_else(
    line: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SILENT_SECONDS", 0.2)
    monkeypatch.setattr(patience, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(patience, "WATCH", patience._Watch())
    client, ours = line
    port = ours.getsockname()[1]
    client.sendall(b"{")

    with pytest.raises(BodyTooSlow):
        PatientReader(Line(ours), ("127.0.0.1", port), 1000).read(1000)

    assert cut_silent("192.0.2.1", port) == 0
    ours.sendall(b"408")
    assert client.recv(3) == b"408"


def test_a_client_that_drips_is_refused(
    line: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SILENT_SECONDS", 0.3)
    client, ours = line
    enough = threading.Event()

    def drip() -> None:
        while not enough.wait(0.01):
            client.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(BodyTooSlow):
        PatientReader(Line(ours), ("127.0.0.1", 1), 1000).read(1000)
    enough.set()
    dripping.join()


@pytest.mark.parametrize(
    ("said", "length"),
    [
        ({"CONTENT_LENGTH": "3"}, "3"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "50"),
        ({}, None),
    ],
)
def test_the_application_reads_what_came_however_it_was_announced(
    said: dict[str, str], length: str | None
) -> None:
    seen: list[tuple[bytes, str | None]] = []

    def application(environ: dict[str, Any], _: Any) -> list[bytes]:
        seen.append((environ["wsgi.input"].read(50), environ.get("CONTENT_LENGTH")))
        return []

    patient(application, 50)({**said, "wsgi.input": io.BytesIO(b"abc")}, None)

    assert seen == [(b"abc", length)]


@pytest.mark.parametrize(
    ("length", "read", "closes"),
    [(100, 0, False), (1_000_000, 0, True), (1_000_000, 1_000_000, False)],
)
def test_what_was_not_read_ends_the_connection(length: int, read: int, closes: bool) -> None:
    told: list[tuple[str, str]] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ["wsgi.input"].read(read)
        start_response("200 OK", [])
        return []

    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(b"x" * length)}
    patient(application, 50)(environ, lambda _, headers: told.extend(headers))

    assert (("Connection", "close") in told) is closes


@pytest.mark.parametrize(
    ("status", "said", "left"),
    [
        ("413 Payload Too Large", {}, patience.LARGEST),
        ("403 Forbidden", {}, patience.LARGEST),
        ("413 Payload Too Large", {"HTTP_EXPECT": "100-continue"}, 1_000_000),
        ("401 Unauthorized", {}, 1_000_000),
        ("200 OK", {}, 1_000_000),
    ],
)
def test_a_known_caller_who_sends_too_much_is_heard_out(
    status: str, said: dict[str, str], left: int
) -> None:
    source = io.BytesIO(b"x" * 1_000_000)

    def application(_: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response(status, [])
        return []

    environ = {"CONTENT_LENGTH": "1000000", "wsgi.input": source, **said}
    patient(application, 50)(environ, lambda *_: None)

    assert 1_000_000 - source.tell() <= left
    assert (source.tell() == 0) is (left == 1_000_000)


def test_nobody_is_heard_out_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FORGOTTEN_BYTES", 300_000)
    source = io.BytesIO(b"x" * 1_000_000)

    PatientReader(source, HERE, 1_000_000).forget()

    assert 300_000 <= source.tell() < 400_000


def test_hearing_out_ends_when_nothing_more_comes() -> None:
    reader = PatientReader(io.BytesIO(b"x"), HERE, 1_000_000)

    reader.forget()

    assert not reader.is_read
