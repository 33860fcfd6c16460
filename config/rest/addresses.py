"""Does a URL name a host out in the world, as far as its text tells? Nothing is resolved here."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_NUMERIC = re.compile(r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+)){0,3}")
_PRIVATE_NAMES = (
    "localhost",
    "local",
    "internal",
    "localdomain",
    "home.arpa",
    "nip.io",
    "sslip.io",
)
_TUNNELS = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "2002::/16", "::/96", "fec0::/10")
)


def is_public_address(url: str) -> bool:
    """Whether the URL is http(s), without user info, and names neither us nor our network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = url.isascii() and not re.search(r"%0[ad]|[\s\\]", url, re.IGNORECASE)
    if (
        not plain
        or parts.scheme not in ("http", "https")
        or parts.username is not None
        or port == 0
    ):
        return False
    return _is_public_host(host.rstrip(".").lower())


def _is_public_host(host: str) -> bool:
    try:
        return _is_public_ip(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not host or _NUMERIC.fullmatch(host):
        return False  # inet_aton spellings such as 127.1 or 2130706433
    return not any(host == name or host.endswith(f".{name}") for name in _PRIVATE_NAMES)


def _is_public_ip(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    tunnelled = address.version == 6 and any(address in net for net in _TUNNELS)
    return address.is_global and not address.is_multicast and not tunnelled
