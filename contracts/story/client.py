"""How does the story speak to the server? As any internal tool does: HTTP, JSON, a bearer token."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

Json = dict[str, Any]
PATIENCE_SECONDS = 60.0
# Past any proxy of the environment: the story's server is on this machine or in this network, and
# the tokens are nobody else's business.
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Unexpected(RuntimeError):
    """The server answered something else than the story expects; says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Json
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Client:
    """One person at the API.

    :ivar base_url: where the server is, without a path
    """

    base_url: str
    token: str

    def get(self, path: str, **query: str) -> Json:
        """What the server shows at a path of the API."""
        asked = "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
        return self._expect(self.send("GET", path + asked))

    def post(self, path: str, body: Json | None = None) -> Json:
        """Ask for a change; sending the same again would change nothing more."""
        return self._expect(self.send("POST", path, body or {}))

    def send(self, method: str, path: str, body: Json | None = None) -> Answer:
        """One request, whatever the answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        data = None
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
            data = json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is the story's own server
            f"{self.base_url}/api/v1/{path}", data=data, headers=headers, method=method
        )
        return _sent(request)

    def upload(self, title: str, name: str, content: bytes) -> Json:
        """Store evidence: bytes, as a multipart form."""
        edge = uuid4().hex
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{title}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        request = urllib.request.Request(  # noqa: S310
            f"{self.base_url}/api/v1/evidence",
            data=parts.encode() + content + f"\r\n--{edge}--\r\n".encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": f"multipart/form-data; boundary={edge}",
            },
            method="POST",
        )
        return self._expect(_sent(request))

    def await_(self, path: str, until: Callable[[Json], bool], **query: str) -> Json:
        """Read again until something is so: how long the worker takes is the worker's business.

        :raises Unexpected: if it is not so after a minute
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while not until(found := self.get(path, **query)):
            if time.monotonic() > end:
                raise Unexpected(f"after a minute {path} still says {json.dumps(found)[:600]}")
            time.sleep(0.05)
        return found

    def _expect(self, answer: Answer) -> Json:
        if answer.status >= 400:
            raise Unexpected(f"{answer.status}: {json.dumps(answer.body)[:1200]}")
        return answer.body


def _sent(request: urllib.request.Request) -> Answer:
    try:
        with _DIRECTLY.open(request, timeout=30) as response:
            return Answer(response.status, json.load(response), dict(response.headers))
    except urllib.error.HTTPError as error:
        return Answer(error.code, json.load(error), dict(error.headers))
