"""What is asked of the picture of who stands around a party? A browser draws it from the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from config.rest.admin import ReadOnlyAdmin

LEVELS = 5
_ANY_PARTY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof: who stands above whom, by what, and with how much."""

    owner: str
    subject: str
    interest: str | None
    share: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a picture is of, as of both clocks, and what in it proves a verdict.

    :ivar names: of the parties on the proofs, that may stand outside what is above the party
    """

    party: UUID
    valid_at: date | None = None
    known_at: datetime | None = None
    competitors: Sequence[str] = ()
    proofs: Sequence[Step] = ()
    names: Mapping[str, str] | None = None


class PicturedAdmin(ReadOnlyAdmin):
    """A page with a picture below what it says."""

    change_form_after_template = "vendors/picture.html"  # type: ignore[assignment]

    def pictured(self, found: Any) -> Subject:
        """Whom the page's picture is of."""
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> TemplateResponse:
        found = self._found(request, object_id)
        picture = None if found is None else asked_of(self.pictured(found))
        context = {**(extra_context or {}), "picture": picture}
        page: TemplateResponse = super().changeform_view(request, object_id, form_url, context)
        return page

    def _found(self, request: HttpRequest, object_id: str | None) -> models.Model | None:
        if object_id is None or not self.has_view_permission(request):
            return None
        found: models.Model | None = self.get_object(request, object_id)
        return found


def asked_of(subject: Subject) -> dict[str, Any]:
    """The same for the page's script, with the addresses it needs."""
    clocks = {"valid_at": subject.valid_at, "known_at": subject.known_at}
    query = {"direction": "up", "depth": LEVELS} | {
        name: at.isoformat().replace("+00:00", "Z") for name, at in clocks.items() if at
    }
    return {
        "graph": f"{reverse('party-graph', args=[subject.party])}?{urlencode(query)}",
        "party": reverse("admin:vendors_party_change", args=[_ANY_PARTY]),
        "focus": str(subject.party),
        "competitors": list(subject.competitors),
        "names": dict(subject.names or {}),
        "proofs": [
            {"from": step.owner, "to": step.subject, "interest": step.interest, "share": step.share}
            for step in subject.proofs
        ],
    }
