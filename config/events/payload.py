"""How is an event told? The same in the feed and in a webhook."""

from __future__ import annotations

from config.events.models import Event
from config.rest.fields import instant


def told(event: Event) -> dict[str, object]:
    """An event as a client sees it, ready for JSON."""
    return {
        "id": str(event.id),
        "type": event.type,
        "at": instant(event.recorded_at),
        "actor": {"kind": event.actor_kind, "id": event.actor_id, "label": event.actor_label},
        "request_id": event.request_id,
        "subject": {"type": event.subject_type, "id": str(event.subject_id)},
        "reason": event.reason,
        "data": event.data,
        "cause": str(event.cause_id) if event.cause_id else None,
    }
