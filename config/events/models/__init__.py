"""The rows of the plumbing: what happened, what is owed, what is sealed, who is told outside."""

from config.events.models.changes import Change
from config.events.models.ledger import Delivery, Event, Ledger
from config.events.models.seals import Leaf, Seal
from config.events.models.webhooks import Outcome, WebhookAttempt, WebhookEndpoint

__all__ = [
    "Change",
    "Delivery",
    "Event",
    "Leaf",
    "Ledger",
    "Outcome",
    "Seal",
    "WebhookAttempt",
    "WebhookEndpoint",
]
