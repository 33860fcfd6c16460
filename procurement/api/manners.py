"""What do these endpoints have in common? What a reader may do next, and who did what before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from config.rest.roles import Role, is_allowed
from config.rest.views import ListEndpoint, actor
from procurement.caseflow import Life


def reader(request: Request) -> dict[str, object]:
    """Whom an answer is written for."""
    return {"roles": actor(request).roles}


class ListForReader(ListEndpoint):
    """A list whose rows say what their reader may do."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **reader(self.request)}


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class AllowedActs(serializers.Field):
    """The acts that are possible from an object's state and allowed to the reader by role.

    Subclasses say of which life, and which operation of `config.rest.roles` each act needs.
    """

    life: ClassVar[Life[Any, Any]]
    needs: ClassVar[Mapping[StrEnum, str]]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"source": "*", "read_only": True, **kwargs})

    def to_representation(self, value: Any) -> list[str]:
        roles = cast(Collection[Role], self.context.get("roles", ()))
        state = type(self.life.begins)(value.state)
        return [a.value for a in self.life.allowed(state) if is_allowed(self.needs[a], roles)]
