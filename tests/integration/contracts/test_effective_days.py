"""A signed amendment binds from its day: before it the old text, then the new, on both clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from config.actors import Actor
from config.events.models import Event
from contracts.clauses import Measure
from contracts.lifecycle import Act
from contracts.models import Amendment, Clause, Contract, Deadline
from contracts.operations.amending import bring_into_effect
from contracts.operations.moves import Paper, move
from contracts.operations.wording import Wording
from contracts.queries.text import text_on
from tests.builders.contracts import CONTROL_CLAUSE, evidence, leo, served, signed
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
MARCH = datetime(2025, 3, 3, 12, tzinfo=UTC)
JULY = date(2025, 7, 1)
SYSTEM = Actor.system()
ECONOMIC = replace(CONTROL_CLAUSE, measure=Measure.ECONOMIC, threshold=Decimal(10))


def amended(
    contract: Contract, effective_on: date | None = JULY, at: datetime = MARCH, **changes: Any
) -> Contract:
    return move(
        contract_id=contract.id,
        act=Act.AMEND,
        actor=leo(),
        reason="As agreed.",
        at=at,
        evidence=[evidence()],
        paper=Paper(changes=Wording(**changes), effective_on=effective_on),  # type: ignore[typeddict-item]
    )


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def comes(day: date) -> int:
    """The clock goes by on a day."""
    return bring_into_effect(at=at_noon(day), actor=SYSTEM)


def shown(api: Client, contract: Contract, on: date | str) -> dict[str, Any]:
    found: dict[str, Any] = (
        api("viewer").get(f"/api/v1/contracts/{contract.id}?valid_at={on}").json()
    )
    return found


def of_a_year(**said: Any) -> Contract:
    return signed(renewal_type="fixed", ends_on=date(2025, 12, 31), **said)


def deadline(body: dict[str, Any], kind: str = "notice_deadline_ours") -> str | None:
    return next((each["on"] for each in body["next_dates"] if each["kind"] == kind), None)


@pytest.mark.parametrize("worked_in", [False, True])
def test_each_day_is_answered_by_the_terms_in_force_on_it(api: Client, *, worked_in: bool) -> None:
    contract = amended(of_a_year(), notice_days_ours=60)
    if worked_in:
        assert comes(JULY) == 1

    before, after = shown(api, contract, "2025-06-30"), shown(api, contract, JULY)

    assert (before["notice_days_ours"], deadline(before)) == (30, "2025-12-01")
    assert (after["notice_days_ours"], deadline(after)) == (60, "2025-11-01")
    (ahead,) = before["amendments_ahead"]
    assert (ahead["number"], ahead["effective_on"]) == (1, "2025-07-01")
    assert ahead["changes"] == {"notice_days_ours": {"before": 30, "after": 60}}
    assert deadline(ahead) == "2025-11-01"
    assert after["amendments_ahead"] == []
    assert deadline(before, "amendment_effective") == (None if worked_in else "2025-07-01")


def test_clauses_bind_from_their_day_and_keep_their_ids(api: Client) -> None:
    contract = amended(signed(), clauses=[ECONOMIC])
    path = f"/api/v1/contracts/{contract.id}/clauses/evaluate"
    (old,) = contract.clauses.all()

    before = api("legal").get(f"{path}?valid_at=2025-06-30").json()["results"]
    then = api("legal").get(f"{path}?valid_at=2025-07-01").json()["results"]
    comes(JULY)
    after = api("legal").get(f"{path}?valid_at=2025-07-01").json()["results"]
    looking_back = api("legal").get(f"{path}?valid_at=2025-06-30").json()["results"]

    new = Clause.objects.get(contract=contract, superseded_version=None)
    assert [each["clause"] for each in before] == [str(old.id)]
    assert [each["clause"] for each in then] == [str(new.id)]
    assert after == then
    assert looking_back == before


def test_what_was_not_known_yet_does_not_bind(api: Client) -> None:
    contract = signed()
    known = Event.objects.order_by("-seq")[0].recorded_at.isoformat().replace("+00:00", "Z")
    (old,) = contract.clauses.all()
    amended(contract, clauses=[ECONOMIC])
    path = f"/api/v1/contracts/{contract.id}/clauses/evaluate?valid_at=2025-08-01"

    then, now = (api("legal").get(f"{path}{more}") for more in (f"&known_at={known}", ""))

    assert [each["clause"] for each in then.json()["results"]] == [str(old.id)]
    assert [each["clause"] for each in now.json()["results"]] != [str(old.id)]


def test_it_is_worked_in_once_on_its_day_in_the_zone_of_the_contract() -> None:
    contract = amended(signed(zone="Asia/Tokyo"), title="New")

    too_early = bring_into_effect(at=datetime(2025, 6, 30, 14, 59, tzinfo=UTC), actor=SYSTEM)
    in_time = bring_into_effect(at=datetime(2025, 6, 30, 15, 0, tzinfo=UTC), actor=SYSTEM)
    again = comes(date(2025, 7, 2))

    contract.refresh_from_db()
    assert (too_early, in_time, again) == (0, 1, 0)
    assert contract.title == "New"
    (event,) = Event.objects.filter(type="contracts.amendment_took_effect")
    assert (event.data["amendment"], event.data["changed"]) == (1, ["title"])
    assert Amendment.objects.get().worked_in_version == contract.version


def test_whoever_moves_the_contract_works_it_in_where_the_clock_stood_still() -> None:
    contract = amended(signed(), notice_days_ours=90)

    found = served(contract)  # 16 June: the old terms
    late = amended(signed(), effective_on=date(2025, 6, 16), notice_days_ours=90)
    again = served(late)

    assert found.effective_on == date(2025, 7, 16)
    assert again.effective_on == date(2025, 9, 14)
    told = Event.objects.filter(subject_id=late.id).order_by("seq")
    kinds = [event.type for event in told]
    assert "contracts.amendment_took_effect" in kinds


def test_a_later_paper_may_bind_earlier(api: Client) -> None:
    contract = amended(signed(), notice_days_ours=90, title="In July")
    contract = amended(contract, effective_on=None, title="At once")

    assert (contract.title, contract.notice_days_ours) == ("At once", 30)
    assert shown(api, contract, "2025-07-01")["title"] == "In July"
    comes(JULY)
    contract.refresh_from_db()
    assert (contract.title, contract.notice_days_ours) == ("In July", 90)
    assert shown(api, contract, "2025-04-01")["title"] == "At once"
    assert shown(api, contract, "2025-03-02")["title"] == "Mathematics annotation"


def test_a_renewal_and_an_amendment_of_the_end_bind_in_order(api: Client) -> None:
    contract = amended(of_a_year(), ends_on=date(2026, 3, 31))
    move(contract_id=contract.id, act=Act.RENEW, actor=leo(), reason="Go on.", at=MARCH)

    assert shown(api, contract, "2025-04-01")["ends_on"] == "2026-12-31"
    assert shown(api, contract, "2025-07-01")["ends_on"] == "2026-03-31"
    assert shown(api, contract, "2025-03-01")["ends_on"] == "2025-12-31"


def test_what_contradicts_a_paper_to_come_is_refused(api: Client) -> None:
    contract = amended(of_a_year(), starts_on=date(2025, 7, 1))
    body = {"reason": "So.", "evidence": [str(evidence())], "changes": {"ends_on": "2025-06-01"}}

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/amend", body)

    assert answer.status_code == 400
    # By now the first has taken effect; as agreed in March it would still lie ahead.
    with pytest.raises(Exception, match="With amendment 1"):
        amended(contract, effective_on=None, ends_on=date(2025, 6, 1))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"effective_on": "2025-01-31", "signed_on": "2025-02-01"}, "before_signature"),
        ({"effective_on": "2199-01-01"}, "too_far"),
        ({"effective_on": "someday"}, "invalid"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused(
    api: Client, said: dict[str, str], code: str
) -> None:
    contract = signed()
    body = {"reason": "So.", "evidence": [str(evidence())], "changes": {"title": "x"}, **said}

    answer = api("legal").post(f"/api/v1/contracts/{contract.id}/amend", body)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert not Amendment.objects.exists()


def test_it_is_told_of_beforehand(api: Client) -> None:
    contract = amended(signed(), title="New")

    row = Deadline.objects.get(contract=contract, kind="amendment_effective")

    assert (row.on, row.look_on) == (JULY, date(2025, 6, 1))
    assert row.rule == "amendment 1, signed on 2025-03-03, binds from 2025-07-01"
    listed = api("viewer").get("/api/v1/deadlines?kind=amendment_effective&valid_at=2025-06-01")
    assert [each["on"] for each in listed.json()["results"]] == ["2025-07-01"]


def test_what_was_to_come_never_binds_a_contract_that_is_over(api: Client) -> None:
    contract = amended(signed(), title="Too late", effective_on=date(2025, 9, 1))
    Contract.objects.filter(id=contract.id).update(state="terminating")  # as in its last days
    Contract.objects.filter(id=contract.id).update(
        state="ended", ended_on=date(2025, 8, 1), final_status="complete"
    )

    assert comes(date(2025, 9, 1)) == 0
    assert shown(api, contract, "2025-10-01")["title"] == "Mathematics annotation"


def test_the_list_judges_status_by_the_terms_of_the_day(api: Client) -> None:
    contract = amended(of_a_year(), ends_on=date(2027, 12, 31))
    at = f"/api/v1/contracts?vendor={contract.vendor_id}"

    soon = api("viewer").get(f"{at}&valid_at=2025-06-30&status=in_force").json()["results"]
    then = api("viewer").get(f"{at}&valid_at=2025-12-30&status=in_force").json()["results"]
    other = api("viewer").get(f"{at}&valid_at=2025-12-30&status=expiring").json()["results"]

    assert [each["id"] for each in soon] == [str(contract.id)]
    assert [each["ends_on"] for each in then] == ["2027-12-31"]
    assert other == []


def test_the_database_lets_terms_change_only_as_a_paper_is_worked_in() -> None:
    contract = amended(signed(), title="New")

    with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
        Contract.objects.filter(id=contract.id).update(title="New", version=contract.version + 1)
    comes(JULY)

    with pytest.raises(DatabaseError, match="only once"), transaction.atomic():
        Amendment.objects.update(worked_in_version=9)


def test_rows_always_say_what_the_papers_say() -> None:
    contract, day = signed(), MARCH.date()
    for step, ahead in enumerate((40, 0, 10, 70, 0, 30)):
        at = at_noon(day + timedelta(days=10 * step))
        effective = at.date() + timedelta(days=ahead)
        contract = amended(contract, effective_on=effective, at=at, title=f"{step}")
        comes(at.date())

        contract.refresh_from_db()
        assert text_on(contract, at.date()).contract.title == contract.title
    comes(date(2026, 1, 1))
    contract.refresh_from_db()
    assert contract.title == "3"
