"""How is a vendor named in a form? There may be ten thousand: too many for a list to pick from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextInputWidget

from vendors.models import Vendor
from vendors.names import searchable


class VendorField(forms.CharField):
    """A vendor by its id, by its name, or by a part of it that only one has."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **said: Any) -> None:
        said.setdefault("help_text", "The name of a vendor, or its id.")
        super().__init__(**{"max_length": 500, **said})

    def clean(self, value: Any) -> Vendor | None:
        said = super().clean(value).strip()
        return _named(said) if said else None


def _named(said: str) -> Vendor:
    vendors = Vendor.objects.select_related("party")
    try:
        found = list(vendors.filter(id=UUID(said)))
    except ValueError:
        alike = vendors.filter(party__search_text__contains=searchable(said)).order_by(
            "party__name"
        )
        found = list(alike.filter(party__name__iexact=said)[:2] or alike[:2])
    if not found:
        raise ValidationError("No vendor of this name is on file.")
    if len(found) > 1:
        raise ValidationError("Several names have this in them: give a whole one, or an id.")
    return found[0]
