"""Which domains are there, and which of them does somebody mean? Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from config.problems import Invalid, NotFound
from vendors.domains import DomainNode, Tree
from vendors.models import Domain, Domainhood


def get_tree() -> Tree:
    """The whole vocabulary, in one query."""
    rows = Domain.objects.order_by("code").values_list("code", "name", "parent_id", "state")
    return Tree(
        DomainNode(code, name, cast("str | None", parent), state == Domainhood.RETIRED)
        for code, name, parent, state in rows
    )


def get_domain(code: str) -> Domain:
    """:raises NotFound: if there is none"""
    domain = Domain.objects.filter(code=code).first()
    if domain is None:
        raise NotFound()
    return domain


def meant_domains(
    asked: Sequence[tuple[str, str]], *, tree: Tree, on_file: Collection[str] = ()
) -> list[str]:
    """The codes that are meant, in order.

    :param asked: where in the body each stands, and how it was written
    :param on_file: retired ones that may be said again
    :raises Invalid: naming every one that is not there, with those near it, or is retired
    """
    codes: list[str] = []
    errors: list[dict[str, object]] = []
    for pointer, text in asked:
        node = tree.find(text)
        if node is None:
            errors.append(_unknown(pointer, text, tree.near(text)))
        elif node.is_retired and node.code not in on_file:
            detail = f"The domain {node.code} is retired."
            errors.append({"pointer": pointer, "code": "retired_domain", "detail": detail})
        else:
            codes.append(node.code)
    if errors:
        raise Invalid(str(errors[0]["detail"]), errors=errors)
    return codes


def _unknown(pointer: str, text: str, near: Sequence[str]) -> dict[str, object]:
    hint = f" Near it: {', '.join(near)}." if near else " `GET domains` lists those there are."
    return {
        "pointer": pointer,
        "code": "unknown_domain",
        "detail": f"There is no domain {text!r}.{hint}",
        "near": list(near),
    }
