"""May this caller do this? The table of roles decides; a view without a rule is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from config.actors import Actor
from config.problems import Forbidden
from config.rest.principal import Principal
from config.rest.roles import OPERATIONS, is_allowed

if TYPE_CHECKING:
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """What a view gets that says nothing: nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class _May(BasePermission):
    """Lets through whoever may do the operation a method needs."""

    by_method: ClassVar[Mapping[str, str]]
    read: ClassVar[str]
    write: ClassVar[str]

    def has_permission(self, request: Request, view: APIView) -> bool:
        who = caller(request)
        if who is None:
            raise NotAuthenticated
        method = request.method or ""
        if method not in view.allowed_methods:
            raise MethodNotAllowed(method)
        operation = self.by_method.get(method, self.read if method in SAFE_METHODS else self.write)
        if not is_allowed(operation, who.roles):
            raise Forbidden(needs=sorted(OPERATIONS.get(operation, ())))
        return True


def May(  # noqa: N802 - reads as the class it makes
    operation: str = "", *, read: str = "", write: str = "", **methods: str
) -> type[BasePermission]:
    """Make the permission that lets through whoever may do an operation of `config.rest.roles`.

    `May("contracts.sign")` for every method, `May(read="vendors.read", write="vendors.keep")` by
    whether the method writes, `May(post=..., patch=...)` where writing methods differ.

    :raises ValueError: if there is no such operation: a view cannot ask for what no role has
    """
    by_method = {name.upper(): value for name, value in methods.items()}
    read, write = read or operation, write or operation
    for name in (*by_method.values(), read, write):
        if name and name not in OPERATIONS:
            raise ValueError(f"no such operation: {name}")
    return type("May", (_May,), {"by_method": by_method, "read": read, "write": write})


def caller(request: Request) -> Actor | None:
    """Who is calling, as the domain sees them; None if they did not sign in."""
    principal = request.user
    return principal.actor if isinstance(principal, Principal) else None
