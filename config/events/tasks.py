"""What this app owes: mail to the world outside."""

from __future__ import annotations

from uuid import UUID

from config.events.inbox import errand
from config.events.webhooks import sending


@errand
def send_webhook(delivery_id: UUID) -> None:
    """Tell one endpoint of one event."""
    sending.send(delivery_id)
