"""How is a list cut that is reckoned and not stored? By position, with the links of every list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from config.problems import Invalid
from config.rest.paging import DEFAULT, LARGEST

PAGING = [
    OpenApiParameter("page_size", int, description=f"Results on a page, at most {LARGEST}."),
    OpenApiParameter("cursor", str, description="From `next`."),
]
FURTHEST = 10**6


@dataclass(frozen=True, slots=True)
class Run:
    """Which results a page has. Ask for `length` + 1 of them, to see whether more follow."""

    request: Request
    start: int
    length: int

    def page(self, rows: Sequence[object], results: Sequence[object]) -> dict[str, object]:
        """The answer.

        :param rows: what was found from `start` on
        :param results: as much of it as the page has, as it is answered
        """
        following = self.start + self.length if len(rows) > self.length else None
        before = max(0, self.start - self.length) if self.start else None
        return {
            "results": results,
            "next": self._link(following),
            "previous": self._link(before),
        }

    def _link(self, start: int | None) -> str | None:
        if start is None:
            return None
        asked: Mapping[str, str] = {**self.request.query_params.dict(), "cursor": str(start)}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(asked)}")


def run_of(request: Request) -> Run:
    """Which results are asked for.

    :raises Invalid: if `cursor` or `page_size` is no number of ours
    """
    return Run(
        request,
        start=_number(request, "cursor", least=0, most=FURTHEST, usual=0),
        length=_number(request, "page_size", least=1, most=LARGEST, usual=DEFAULT),
    )


def _number(request: Request, name: str, *, least: int, most: int, usual: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Invalid.at(f"/{name}", "range", f"Give a number from {least} to {most}.")
    return int(text)
