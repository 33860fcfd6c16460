"""The admin and the pages beside it, as a person at a screen sees and uses them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.functional.lab import a_cleared_vendor, a_signed_contract, hear, verdict
from tests.functional.stack import Stack
from tests.functional.telling import Told

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]
SCRIPT = "<script>window.owned = true; alert('owned')</script> Labeling (fictional)"


@pytest.fixture(scope="module")
def vendor(stack: Stack) -> str:
    """A vendor that calls itself a program."""
    stack.be_whole()
    return a_cleared_vendor(stack, SCRIPT)


@pytest.fixture
def contract(stack: Stack, vendor: str) -> str:
    """The id of a contract in force with it."""
    return a_signed_contract(stack, vendor)


def state_of(stack: Stack, contract: str) -> str:
    state: str = stack.person("leo").get(f"contracts/{contract}")["state"]
    return state


def test_a_wrong_password_lets_nobody_in(visit: Visit) -> None:
    visit.page.goto("/admin/")
    visit.page.fill("input[name=username]", "leo")
    visit.page.fill("input[name=password]", "ada")
    visit.page.press("input[name=password]", "Enter")

    expect(visit.page.get_by_text("Please enter the correct username")).to_be_visible()
    assert "/admin/login/" in visit.page.url


def test_what_the_story_is_about_can_be_looked_at(told: Told, visit: Visit) -> None:
    visit.sign_in("leo")
    seen = {
        ("vendors/vendor", told.vendor["id"]): ["Scale AI"],
        ("procurement/assessment", told.assessments[-1]["id"]): ["Scale AI", "conflict"],
        ("contracts/contract", told.contract["id"]): ["MSA-2024-017", "ended"],
        ("contracts/termination", told.termination["id"]): ["MSA-2024-017", "completed"],
    }

    for (model, key), words in seen.items():
        page = visit.open(model, key)
        for word in words:
            expect(page.get_by_text(word, exact=True).first).to_be_visible()
        assert page.get_by_role("button", name="Save").count() == 0


def test_a_verdict_is_drawn_with_the_steps_that_prove_it(told: Told, visit: Visit) -> None:
    visit.sign_in("leo")

    page = visit.open("procurement/assessment", told.assessments[-1]["id"])

    picture = page.locator("figure.picture[data-ready] svg")
    expect(picture).to_have_attribute("aria-label", "Who stands around Scale AI")
    expect(picture.locator(".node.competitor")).to_have_text(
        "Meta Platforms (competitor)Meta Platforms"
    )
    for proof in ("non voting shares 49 %", "board seat", "employment"):
        expect(picture.locator(".proof").get_by_text(proof)).to_be_visible()
    picture.get_by_role("link", name="Alexandr Wang").click()
    expect(page.get_by_text("Alexandr Wang").first).to_be_visible()
    assert "/admin/vendors/party/" in page.url


def test_the_first_page_says_what_waits_for_whom(told: Told, visit: Visit) -> None:
    visit.sign_in("ada")

    visit.page.get_by_role("link", name="Terminations to approve").click()
    expect(visit.page).to_have_url(re.compile("termination/[?]state__exact=proposed"))
    visit.page.goto("/admin/")
    visit.page.get_by_role("link", name="Vendors: conflict").click()

    expect(visit.page.get_by_role("link", name="Scale AI").first).to_be_visible()


def test_a_vendor_is_found_from_the_front_page(told: Told, visit: Visit) -> None:
    visit.sign_in("leo")

    visit.page.goto("/admin/vendors/vendor/?q=Scale")
    visit.page.get_by_role("link", name="Scale AI").first.click()

    visit.page.wait_for_url(f"**/{told.vendor['id']}/change/**")


def test_a_contract_is_suspended_with_a_reason(stack: Stack, contract: str, visit: Visit) -> None:
    visit.sign_in("leo")
    visit.open("contracts/contract", contract)

    visit.press("Suspend", "A rumour.")

    expect(visit.page.get_by_text("Suspend: done.")).to_be_visible()
    assert state_of(stack, contract) == "suspended"


def test_nothing_happens_without_a_reason(stack: Stack, contract: str, visit: Visit) -> None:
    visit.sign_in("leo")
    visit.open("contracts/contract", contract)

    visit.press("Suspend", "")

    expect(visit.page.get_by_text("This field is required.")).to_be_visible()
    assert state_of(stack, contract) == "active"


def test_a_refused_act_says_what_is_in_the_way(stack: Stack, visit: Visit) -> None:
    rumoured = a_cleared_vendor(stack)
    contract = a_signed_contract(stack, rumoured)
    stack.person("leo").post(f"contracts/{contract}/suspend", {"reason": "A rumour."})
    hear(stack, rumoured, 30, source="press")
    verdict(stack, rumoured, "possible")
    visit.sign_in("leo")
    visit.open("contracts/contract", contract)

    visit.press("Resume", "It will be all right.")

    expect(visit.page.get_by_role("alert")).to_contain_text("possible")
    assert state_of(stack, contract) == "suspended"


def test_only_acts_of_ones_own_role_are_offered(contract: str, visit: Visit) -> None:
    visit.sign_in("una")

    page = visit.open("contracts/contract", contract)

    expect(page.locator("body")).to_contain_text("MSA-FUN")
    assert visit.button("Suspend").count() == 0


def test_a_program_in_a_name_is_shown_and_not_run(vendor: str, contract: str, visit: Visit) -> None:
    visit.sign_in("vera")

    for path in (
        f"vendors/vendor/{vendor}/change/",
        "vendors/vendor/",
        "vendors/party/",
        "contracts/contract/",
        f"contracts/contract/{contract}/change/",
        f"vendors/vendor/{vendor}/act/place_hold/",
    ):
        visit.page.goto(f"/admin/{path}")
        expect(visit.page.locator("body")).to_contain_text("<script>window.owned")
        for figure in visit.page.locator("figure.picture").all():
            expect(figure).to_have_attribute("data-ready", "yes")
        assert visit.page.evaluate("window.owned") is None


def test_the_api_is_described_without_asking_anybody_else(visit: Visit) -> None:
    visit.page.goto("/api/docs")

    # Only what is in sight is drawn, and a busy machine takes its time.
    expect(visit.page.locator(".opblock").first).to_be_visible(timeout=60_000)
    expect(visit.page.get_by_role("heading", name="Schemas")).to_be_attached(timeout=60_000)


def test_the_front_door_and_the_problem_pages_open(visit: Visit) -> None:
    visit.page.goto("/")
    visit.page.get_by_role("link", name="Problems").click()
    visit.page.get_by_role("link", name="not-cleared").first.click()

    expect(visit.page.get_by_role("heading").first).to_be_visible()
    assert visit.page.url.endswith("/problems/not-cleared")
