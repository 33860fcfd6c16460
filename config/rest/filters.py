"""How are lists narrowed? By named filters; an unknown name or a value that is none is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from config.problems import Invalid

if TYPE_CHECKING:
    from rest_framework.views import APIView


class _TrueOrFalse(forms.NullBooleanField):
    """What no one can read as yes or no is refused; Django's own field takes it for "unknown"."""

    widget = forms.TextInput

    def to_python(self, value: object) -> bool | None:  # type: ignore[override]  # may be unset
        if value in self.empty_values:
            return None
        said = {"true": True, "false": False}.get(str(value))
        if said is None:
            raise forms.ValidationError("This is true or false.", code="boolean")
        return said


class TrueOrFalse(BooleanFilter):
    """A filter by `true` or `false`."""

    field_class = _TrueOrFalse


class StrictFilters(DjangoFilterBackend):
    """django-filter, refusing values it cannot read (unknown names are refused by the endpoint)."""

    def filter_queryset(  # type: ignore[override]
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        filters: type[FilterSet] | None = getattr(view, "filterset_class", None)
        if filters is None:
            return queryset
        for name, each in filters.base_filters.items():
            if request.query_params.get(name) == "" and not isinstance(each, CharFilter):
                # Ignored, it would answer everything to somebody who asked for something.
                raise Invalid.at(f"/{name}", "empty", "Say a value, or leave the parameter out.")
        asked = filters(data=request.query_params, queryset=queryset, request=request)
        if not asked.is_valid():
            raise ValidationError({name: list(said) for name, said in asked.errors.items()})
        return asked.qs
