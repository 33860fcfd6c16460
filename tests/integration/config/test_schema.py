"""The OpenAPI document describes what the views take and answer, lists above all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator

from config.rest.views import Endpoint, ListEndpoint

READ = [
    (path, callback.cls)
    for path, _, method, callback in EndpointEnumerator().get_api_endpoints()
    if method == "GET" and issubclass(callback.cls, Endpoint)
]
LISTS = [(path, view) for path, view in READ if issubclass(view, ListEndpoint)]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def described(document: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path]["get"]
    return found


@pytest.mark.parametrize(("path", "view"), READ)
def test_every_parameter_a_view_takes_is_described_and_no_other(
    document: dict[str, Any], path: str, view: type[Endpoint]
) -> None:
    asked = view()
    asked.request = RequestFactory().get(path)  # type: ignore[assignment]

    said = {
        parameter["name"]
        for parameter in described(document, path).get("parameters", [])
        if parameter["in"] == "query"
    }

    orderless = {"ordering"} if not getattr(view, "orderings", ()) else set()
    assert said == set(asked.known_parameters()) - orderless


@pytest.mark.parametrize(("path", "view"), LISTS)
def test_a_list_answers_a_page(
    document: dict[str, Any], path: str, view: type[ListEndpoint]
) -> None:
    answer = described(document, path)["responses"]["200"]["content"]["application/json"]["schema"]

    page = document["components"]["schemas"][answer["$ref"].rpartition("/")[2]]

    assert page["required"] == ["results", "next", "previous"]
    assert page["properties"]["results"]["type"] == "array"
