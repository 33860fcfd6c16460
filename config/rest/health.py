"""Is this process alive, is the house ready, and how is the work going?"""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.events.queries import Backlog, get_backlog
from config.rest.broker import is_broker_there
from config.rest.errors import reading_only
from config.rest.throttling import limiter

log = structlog.get_logger(__name__)
LATE_SECONDS = 300


@reading_only
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nobody else."""
    return JsonResponse({"status": "alive"})


@reading_only
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while requests are safe to serve; a dead broker only slows rechecks, and is said."""
    try:
        backlog = get_backlog()
    except (DatabaseError, InterfaceError) as error:
        log.warning("not_ready", error=type(error).__name__)
        return JsonResponse({"status": "not_ready", "database": "away"}, status=503)
    broker = is_broker_there()
    late = backlog.oldest_seconds > LATE_SECONDS
    return JsonResponse(
        {
            "status": "ready" if broker and not late and not backlog.parked else "degraded",
            "database": "there",
            "broker": "there" if broker else "away",
            "owed": backlog.owed,
            "oldest_owed_seconds": backlog.oldest_seconds,
            "parked": backlog.parked,
            "webhooks_parked": backlog.webhooks_parked,
            "unsealed_seconds": backlog.unsealed_seconds,
        },
        status=200 if not late else 503,
    )


class _Backlog(Collector):
    def collect(self) -> Iterator[Metric]:
        backlog: Backlog = get_backlog()
        for name, value, help_text in (
            ("owed", backlog.owed, "Reactions owed and due."),
            ("oldest_owed_seconds", backlog.oldest_seconds, "Age of the oldest due reaction."),
            ("parked", backlog.parked, "Reactions that gave up and wait for a person."),
            ("ledger_seq", backlog.seq, "The last number of the ledger."),
            ("webhooks_owed", backlog.webhooks_owed, "Messages owed to endpoints outside."),
            (
                "webhooks_oldest_owed_seconds",
                backlog.webhooks_oldest_seconds,
                "Age of the oldest message owed to an endpoint.",
            ),
            ("webhooks_parked", backlog.webhooks_parked, "Messages to endpoints that gave up."),
            ("unsealed_events", backlog.unsealed, "Events that no seal covers yet."),
            ("unsealed_seconds", backlog.unsealed_seconds, "Age of the oldest unsealed event."),
            ("seal_age_seconds", backlog.seal_seconds, "Age of the last seal."),
        ):
            if value is None:
                continue
            yield GaugeMetricFamily(f"armslength_{name}", help_text, value=value)
        yield CounterMetricFamily(
            "armslength_rate_limit_open",
            "Requests this process let through uncounted because Redis did not answer.",
            value=limiter.opened,
        )


@reading_only
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics, read from the database: every process tells the same."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Backlog())
    with connection.cursor():
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
