"""May we speak to this address, and what came of it? Out into the world only, never inside.

A URL is judged by what its name resolves to, when it is registered and again at every try, and the
connection goes to the very address that was judged: a name that says something else a moment later
gains nothing. Every address of the name has to be allowed. No redirect is followed, no proxy of the
environment is used, no answer's body is kept, and a try is over after `TOTAL_SECONDS`, however the
other side dawdles.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from config.events.models import Outcome
from config.problems import Problem
from config.rest.addresses import Address, is_plain_url, is_public_ip

CONNECT_SECONDS = 3.0
MOST_ADDRESSES = 3
TOTAL_SECONDS = 10.0
RESOLVE_SECONDS = 3.0
LARGEST_ANSWER = 16 * 1024
PUBLIC_PORTS = {443, 8443}
Resolve = Callable[[str, int], list[str]]


class WebhookAddressRefused(Problem):
    """We do not send there. `why` says what is wrong.

    Addresses have to be `https` on port 443 or 8443, and their name has to resolve to addresses of
    the public internet only. An administrator of the installation can allow networks of its own
    with `WEBHOOK_ALLOWED_NETWORKS`, and plain `http` with `WEBHOOK_ALLOW_HTTP`.
    """

    status = 422
    code = "webhook-address-refused"
    title = "Webhooks are not sent to this address."


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: a name, and the addresses of it that were judged."""

    host: str
    port: int
    path: str
    is_tls: bool
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a try. Without an answer to a request that may have arrived it is unknown."""

    outcome: Outcome
    milliseconds: int
    status: int | None = None
    detail: str = ""
    address: str = ""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, within `RESOLVE_SECONDS`."""
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answer.set_exception(OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    return answer.result(timeout=RESOLVE_SECONDS)


def checked(url: str, resolve: Resolve = look_up) -> Target:
    """Judge an address.

    :raises WebhookAddressRefused: if we do not send there; a name without addresses is one of them
    """
    if not is_plain_url(url):
        raise WebhookAddressRefused(why="This is not a plain http or https address.")
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    if not is_tls and not settings.WEBHOOK_ALLOW_HTTP:
        raise WebhookAddressRefused(why="Only https is allowed.")
    host, port = parts.hostname or "", parts.port or (443 if is_tls else 80)
    try:
        found = resolve(host, port)
    except (OSError, TimeoutError):
        raise WebhookAddressRefused(why="Its name does not resolve.") from None
    for address in found:
        _judge(address, port)
    if not found:
        raise WebhookAddressRefused(why="Its name does not resolve.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, is_tls, tuple(dict.fromkeys(found)))


def _judge(text: str, port: int) -> None:
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:  # with a scope, such as fe80::1%eth0
        raise WebhookAddressRefused(why="It is not on the public internet.") from None
    if any(address in network for network in _allowed_networks()):
        return
    if not is_public_ip(address):
        raise WebhookAddressRefused(why="It is not on the public internet.")
    if port not in PUBLIC_PORTS and not (port == 80 and settings.WEBHOOK_ALLOW_HTTP):
        raise WebhookAddressRefused(why="Only ports 443 and 8443 are allowed.")


def _allowed_networks() -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for network in settings.WEBHOOK_ALLOWED_NETWORKS:
        yield ipaddress.ip_network(network)


def post(
    url: str, *, body: bytes, headers: Mapping[str, str], resolve: Resolve = look_up
) -> Result:
    """Send once, and say what came of it. Never raises for what the other side does."""
    began = time.monotonic()

    def result(outcome: Outcome, **more: object) -> Result:
        took = int((time.monotonic() - began) * 1000)
        return Result(outcome, took, **more)  # type: ignore[arg-type]

    try:
        target = checked(url, resolve)
    except WebhookAddressRefused as refusal:
        return result(Outcome.NOT_SENT, detail=str(refusal.facts["why"]))
    connection = _Pinned(target)
    with _over_after(TOTAL_SECONDS, connection):
        try:
            connection.connect()
        except (OSError, ValueError) as error:
            return result(Outcome.NOT_SENT, detail=_said(error), address=connection.address)
        try:
            connection.request("POST", target.path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            answer.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return result(Outcome.UNKNOWN, detail=_said(error), address=connection.address)
        if connection.is_over:
            late = "It did not answer in time."
            return result(Outcome.UNKNOWN, detail=late, address=connection.address)
    return result(
        Outcome.DELIVERED if 200 <= answer.status < 300 else Outcome.REFUSED,
        status=answer.status,
        detail="A redirect is not followed." if 300 <= answer.status < 400 else "",
        address=connection.address,
    )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500].replace("\x00", "")


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, with the certificate of the name."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self.target = target
        self.address = ""
        self.is_over = False
        # `sock` is let go of as soon as an answer says that no other follows, and still read from.
        self._line: socket.socket | None = None

    def end(self) -> None:
        """The time is over: whoever reads or writes gets no further."""
        self.is_over = True
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def connect(self) -> None:
        """Connect to the first address that takes us."""
        failure: OSError = OSError("no address")
        for address in self.target.addresses[:MOST_ADDRESSES]:
            self.address = address
            try:
                line = socket.create_connection((address, self.port), timeout=CONNECT_SECONDS)
                break
            except OSError as error:
                failure = error
        else:
            raise failure
        self.sock = self._line = line
        if self.target.is_tls:
            context = ssl.create_default_context()
            self.sock = self._line = context.wrap_socket(line, server_hostname=self.target.host)
        if self.is_over:  # while there was no line that could have been ended
            raise TimeoutError("it took too long to connect")


@contextlib.contextmanager
def _over_after(seconds: float, connection: _Pinned) -> Iterator[None]:
    """End the connection when the time is over, wherever it is; and in any case at the end."""
    timer = threading.Timer(seconds, connection.end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
