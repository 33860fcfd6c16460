"""With which secret is an endpoint's mail signed, and how? As Standard Webhooks says.

No secret is stored: each is derived from the installation's key, the endpoint's id and a random
salt that a rotation changes. A copy of the database signs nothing without the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from standardwebhooks import Webhook

from config.events.models import WebhookEndpoint


def a_salt() -> str:
    return secrets.token_hex(16)


def secret_of(endpoint_id: UUID, salt: str) -> str:
    """What the receiver verifies with: `whsec_` and 32 bytes in base64."""
    return f"whsec_{base64.b64encode(_key(endpoint_id, salt)).decode()}"


def _key(endpoint_id: UUID, salt: str) -> bytes:
    said = f"armslength.webhook:{endpoint_id}:{salt}".encode()
    return hmac.new(settings.WEBHOOK_KEY.encode(), said, hashlib.sha256).digest()


def headers(
    endpoint: WebhookEndpoint, *, message_id: UUID, body: str, at: datetime
) -> Mapping[str, str]:
    """The headers of Standard Webhooks; for a while after a rotation with both signatures."""
    salts = [endpoint.salt]
    if endpoint.previous_until is not None and at < endpoint.previous_until:
        salts.append(endpoint.previous_salt)
    signatures = [
        Webhook(_key(endpoint.id, salt)).sign(str(message_id), at, body) for salt in salts
    ]
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
        "content-type": "application/json",
        "user-agent": "Armslength-Webhooks/1",
    }
