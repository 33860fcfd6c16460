"""Does a URL name a host out in the world, as far as its text tells? Nothing is resolved here."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_NUMERIC = re.compile(r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+)){0,3}")
_ODD = re.compile(r"%0[ad]|[\x00-\x20\x7f\\]", re.IGNORECASE)
_PRIVATE_NAMES = (
    "localhost",
    "local",
    "internal",
    "localdomain",
    "home.arpa",
    "nip.io",
    "sslip.io",
)
# All that has been given out for the internet of version 6. Ways to say an address of version 4 by
# one of 6 lie outside of it, save two, and so does what nobody has a use for yet.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
# Those two, the way back, examples in books; and what clouds keep their metadata under.
_INDIRECT = tuple(
    ipaddress.ip_network(net)
    for net in (
        "2002::/16", "2001::/32", "192.88.99.0/24", "3fff::/20", "192.0.0.0/24", "168.63.129.16/32",
    )
)  # fmt: skip
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public_address(url: str) -> bool:
    """Whether the URL is http(s), without user info, and names neither us nor our network."""
    if not is_plain_url(url):
        return False
    return _is_public_host((urlsplit(url).hostname or "").rstrip(".").lower())


def is_plain_url(url: str) -> bool:
    """Whether the URL is http(s) in ASCII, with a host, without user info or anything odd."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_written_plainly = url.isascii() and not _ODD.search(url)
    is_web = parts.scheme in ("http", "https") and parts.username is None
    return is_written_plainly and is_web and bool(host) and port != 0


def _is_public_host(host: str) -> bool:
    try:
        return is_public_ip(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not host or _NUMERIC.fullmatch(host):
        return False  # inet_aton spellings such as 127.1 or 2130706433
    return not any(host == name or host.endswith(f".{name}") for name in _PRIVATE_NAMES)


def is_public_ip(address: Address) -> bool:
    """Whether an address is out in the world, and says so itself."""
    indirect = any(address in net for net in _INDIRECT if net.version == address.version)
    is_given_out = address.version == 4 or address in _GIVEN_OUT
    return address.is_global and is_given_out and not address.is_multicast and not indirect
