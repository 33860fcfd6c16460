"""A person reads on one page what another policy would have noticed, when, and why."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.rest.roles import Role
from procurement.admin.backtests import runs
from procurement.models import Backtest, BacktestMoment
from procurement.queries.backtests import list_differences
from tests.builders.procurement import a_competitor, a_policy, an_adopted_policy
from tests.builders.vendors import a_party
from tests.integration.procurement.hindsight import a_past, asked_for, run
from tests.integration.procurement.test_admin import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def page_of(backtest: Backtest) -> str:
    """The words of its page."""
    path = reverse("admin:procurement_backtest_change", args=[backtest.id])
    answer = signed_in(Role.VIEWER).get(path)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_it_says_how_often_it_would_have_been_otherwise() -> None:
    a_past()

    page = page_of(run(a_policy(material_equity=3)))

    assert (
        "Of 3 verdicts, 1 would have been worse (vendors: 1), 0 better (vendors: 0), 2 the same."
    ) in page


def test_it_says_in_what_the_policy_differs_from_the_one_in_force() -> None:
    an_adopted_policy(material_equity=5)
    a_past()

    page = page_of(run(a_policy(material_equity=3, close_link=False)))

    assert "rule in force tried" in page
    assert "material equity 5 3" in page
    assert "close link yes no" in page
    assert "influence votes" not in page


def test_it_says_who_would_have_been_noticed_how_many_days_sooner() -> None:
    a_past()

    page = page_of(run(a_policy(material_equity=3)))

    assert "Labelworks conflict material interest 1 Mar 2025 10 Jan 2025 50 days earlier" in page


def test_it_says_what_would_have_been_said_and_why() -> None:
    a_past()

    page = page_of(run(a_policy(material_equity=3)))

    assert (
        "Labelworks 10 Jan 2025 clear conflict material interest "
        "Rival Labs has 4 % of the economic interest in Labelworks"
    ) in page


def test_what_was_never_noticed_is_told_as_that() -> None:
    a_past()

    page = page_of(run(a_policy(material_equity=50)))

    assert "conflict material interest 1 Mar 2025 never only on record" in page


def test_one_that_is_not_done_says_how_far_it_is() -> None:
    a_past()

    page = page_of(asked_for(a_policy(material_equity=3)))

    assert "pending 0 of 3 verdicts so far" in page
    assert "Nothing was on record." in page


def test_all_days_are_one_click_away_and_only_those_that_differ() -> None:
    a_past()
    backtest = run(a_policy(material_equity=3))
    run(a_policy(material_equity=2))
    client = signed_in(Role.VIEWER)
    path = reverse("admin:procurement_backtest_change", args=[backtest.id])
    said = client.get(path).content.decode()
    found = re.search(r'href="([^"]*backtestmoment/[?][^"]+)"', said)
    assert found is not None

    answer = client.get(unescape(found[1]))

    assert answer.status_code == 200
    shown = answer.context["cl"].result_list
    assert [moment.backtest for moment in shown] == [backtest]


def test_days_that_say_the_same_are_told_together() -> None:
    a_past()
    backtest = run(a_policy(material_equity=3))
    moment = list_differences(backtest.id).get()
    later = replace_on(moment, date(2025, 1, 20))
    other = replace_on(moment, date(2025, 2, 1))
    other.after_state = "possible"

    told = [
        (one.first.valid_at.day, one.until.day, one.times) for one in runs([moment, later, other])
    ]

    assert told == [(10, 20, 2), (1, 1, 1)]


def replace_on(moment: BacktestMoment, on: date) -> BacktestMoment:
    found = copy(moment)
    found.valid_at = on
    return found


def test_the_page_takes_as_many_queries_for_many_vendors_as_for_few() -> None:
    client = signed_in(Role.VIEWER)

    def queries(backtest: Backtest) -> int:
        path = reverse("admin:procurement_backtest_change", args=[backtest.id])
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    rival = a_party("Rival Labs")
    a_competitor(rival)
    a_past(rival=rival)
    few = queries(run(a_policy(material_equity=3)))
    for name in ("Annotators", "Graders", "Tutors"):
        a_past(name, rival)

    assert queries(run(a_policy(material_equity=3))) == few
