"""The story speaks to its own server, and to nobody in between."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from contracts.story.client import Client

NOBODY = "http://127.0.0.1:9"


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"path": "%s"}' % self.path.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY"])
def test_the_story_goes_past_the_proxy_of_its_environment(
    address: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for none in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(none, raising=False)
    monkeypatch.setenv(name, NOBODY)
    # A process makes its usual opener once, when it is first needed.
    monkeypatch.setattr(urllib.request, "_opener", None)

    assert Client(address, "token").get("vendors") == {"path": "/api/v1/vendors"}
