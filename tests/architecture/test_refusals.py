"""Is every refusal told the way it declares itself, and does the page it points to exist?"""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from rest_framework.request import Request
from rest_framework.views import APIView

from config.problems import MoveNotAllowed, Problem
from config.rest import errors
from tests.architecture.tree import load_everything

load_everything()
CODES = sorted(Problem.registry())


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_is_rendered_with_the_status_it_declares(code: str) -> None:
    problem = Problem.registry()[code]
    request = Request(RequestFactory().get("/api/v1/anything"))

    response = errors.answer(problem("Because."), {"request": request, "view": APIView()})

    assert response is not None
    assert response.status_code == problem.status
    assert response.data["status"] == problem.status
    assert response.data["code"] == code
    assert response.data["type"].endswith(f"/problems/{code}")


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_a_refusal_has_its_page(code: str, client: Client) -> None:
    page = client.get(f"/problems/{code}")

    assert page.status_code == 200
    assert code in page.content.decode()


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_that_knows_no_more_says_what_its_page_says(code: str) -> None:
    problem = Problem.registry()[code]

    assert problem().detail == " ".join(problem.meaning().split())
    assert problem().detail != problem.title
    assert problem("Because.").detail == "Because."


def test_an_act_out_of_turn_is_told_what_is_possible() -> None:
    refused = MoveNotAllowed.from_state("a contract", "approved", "submit", ["sign", "cancel"])
    over = MoveNotAllowed.from_state("a contract", "ended", "amend", [])

    possible = "submit is not possible for a contract that is approved; possible now: sign, cancel."
    assert refused.detail == possible
    assert over.detail.endswith("that is ended; nothing is possible any more.")
    assert over.facts == {"state": "ended", "allowed": []}


def test_every_refusal_has_a_code_of_its_own() -> None:
    nameless = [
        f"{problem.__module__}.{problem.__qualname__}"
        for problem in _descendants(Problem)
        if "code" not in vars(problem) and not problem.__module__.startswith("tests.")
    ]

    assert nameless == []


def _descendants(problem: type[Problem]) -> list[type[Problem]]:
    return [d for sub in problem.__subclasses__() for d in (sub, *_descendants(sub))]
