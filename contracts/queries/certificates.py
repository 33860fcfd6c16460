"""What does a certificate of destruction not say that a full one would (NIST SP 800-88)?"""

from __future__ import annotations

from typing import Final

from contracts.models import Certificate, Storage

_ALWAYS: Final = (
    "performed_by", "performer_title", "organisation", "contact", "performed_on", "place",
    "data_scope", "classification", "method", "technique", "tool", "tool_version", "verification",
    "verified_by", "destination", "standard", "validator", "signed_by", "signed_on",
)  # fmt: skip
_OF_A_THING: Final = ("media_type", "media_make", "media_model", "media_serial", "media_owner")
_OF_A_PLACE: Final = ("location", "source_system")


def lacking(certificate: Certificate) -> list[str]:
    """The fields it leaves empty; of its storage those of a thing, or those of a place in a system.

    Nobody is refused for them: whoever verifies sees what they would be relying on.
    """
    about = _OF_A_THING if certificate.storage == Storage.PHYSICAL else _OF_A_PLACE
    return [name for name in (*_ALWAYS, *about) if not getattr(certificate, name)]
