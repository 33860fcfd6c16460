"""Is somebody asking too often? Counted in Redis, and never in anybody's way when it is not there.

The generic cell rate algorithm: one number per caller says when their next request would be on
time; whoever is ahead of it by more than the burst waits. One script asks and counts at once, so
that no crowd of requests slips through together. This protects from runaway clients; what a single
request may cost is bounded elsewhere, whoever asks.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import redis
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from config.rest.errors import RateLimited, render
from config.rest.permissions import caller

if TYPE_CHECKING:
    from rest_framework.views import APIView

log = structlog.get_logger(__name__)
PATIENCE_SECONDS = 0.1
PAUSE_SECONDS = 5.0

_GCRA = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + tonumber(ARGV[1])
local wait = due - tonumber(ARGV[2]) - now
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000) + 1)
return 0
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a minute in the long run, and `burst` at once."""

    per_minute: int
    burst: int


@dataclass(slots=True)
class Limiter:
    """Asks Redis. `opened` counts the requests let through because it did not answer."""

    opened: int = 0
    _script: Script | None = None
    _url: str = ""
    _silent_until: float = field(default=0.0)

    def wait_of(self, who: str, rate: Rate) -> float:
        """How many seconds a caller has to wait; 0 if their request is counted and may go on."""
        if rate.per_minute <= 0:
            return 0.0
        if time.monotonic() < self._silent_until:
            self.opened += 1
            return 0.0
        interval = 60_000_000 / rate.per_minute
        keys, asked = [f"armslength:rate:{who}"], [interval, interval * max(rate.burst, 1)]
        try:
            return float(self._asking()(keys=keys, args=asked)) / 1_000_000
        except redis.RedisError as error:
            # One request has waited; those of the next seconds do not.
            self._silent_until = time.monotonic() + PAUSE_SECONDS
            self.opened += 1
            log.warning("rate_limit_open", error=type(error).__name__)
            return 0.0

    def _asking(self) -> Script:
        if self._script is None or self._url != settings.REDIS_URL:
            client = redis.Redis.from_url(
                settings.REDIS_URL,
                socket_timeout=PATIENCE_SECONDS,
                socket_connect_timeout=PATIENCE_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
            self._url, self._script = settings.REDIS_URL, client.register_script(_GCRA)
        return self._script


limiter = Limiter()


class PerCaller(BaseThrottle):
    """Each token, and each signed-in person, has a rate of their own."""

    _wait: float = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        who = caller(request)
        if who is None:
            return True
        rate = Rate(settings.RATE_LIMIT_PER_MINUTE, settings.RATE_LIMIT_BURST)
        self._wait = limiter.wait_of(f"{who.kind}:{who.id}", rate)
        return self._wait <= 0

    def wait(self) -> float:
        return self._wait


class SignInLimit:
    """Each address has a rate of attempts to sign in, whatever names it tries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path_info.endswith("/login/"):
            return self.get_response(request)
        rate = Rate(settings.SIGN_IN_PER_MINUTE, settings.SIGN_IN_PER_MINUTE)
        wait = limiter.wait_of(f"sign-in:{address_of(request)}", rate)
        if wait <= 0:
            return self.get_response(request)
        response = render(RateLimited(retry_after=math.ceil(wait)), request)
        response["Retry-After"] = str(math.ceil(wait))
        return response


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: as many proxies are believed as `NUM_PROXIES` says we have."""
    proxies = int(str(settings.REST_FRAMEWORK["NUM_PROXIES"]))
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(said) >= proxies and said[-proxies]:
        return said[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
