"""What was signed changes by numbered papers only: amendments with what they change, renewals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from config.events.models import Event
from config.problems import Invalid
from contracts.calendar import DayType
from contracts.lifecycle import Act
from contracts.models import Amendment, Clause, Contract, Renewal
from contracts.operations.moves import Paper, move
from contracts.operations.wording import Wording
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    a_draft,
    evidence,
    leo,
    served,
    signed,
    suspended,
)
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
MARCH = datetime(2025, 3, 3, 12, tzinfo=UTC)
VOTES = {"kind": "change_of_control", "measure": "voting", "threshold": 10, "remedy": "terminate"}


def amend(client: Api, contract: Contract, **said: object) -> Any:
    body = {"reason": "As agreed.", "evidence": [str(evidence())], **said}
    return client.post(f"/api/v1/contracts/{contract.id}/amend", body)


def renew(client: Api, contract: Contract, **said: object) -> Any:
    return client.post(f"/api/v1/contracts/{contract.id}/renew", {"reason": "Go on.", **said})


def listed(api: Client, contract: Contract, what: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        api("viewer").get(f"/api/v1/contracts/{contract.id}/{what}").json()["results"]
    )
    return rows


def renewed(contract: Contract, ends_on: date | None = None, at: datetime = MARCH) -> Contract:
    return move(
        contract_id=contract.id,
        act=Act.RENEW,
        actor=leo(),
        reason="Go on.",
        at=at,
        paper=Paper(ends_on=ends_on),
    )


def test_an_amendment_says_what_was_said_before_and_after(api: Client) -> None:
    contract = signed()

    answer = amend(
        api("legal"),
        contract,
        reason="More time, less money.",
        changes={
            "notice_days_ours": 10,
            "notice_day_type": "business",
            "value": {"amount": "900000.00", "currency": "USD"},
        },
    )

    assert answer.status_code == 200
    assert answer.json()["notice_days_ours"] == 10
    (row,) = listed(api, contract, "amendments")
    assert (row["number"], row["reason"]) == (1, "More time, less money.")
    assert row["changes"] == {
        "notice_days_ours": {"before": 30, "after": 10},
        "notice_day_type": {"before": "calendar", "after": "business"},
        "value": {
            "before": {"amount": "1250000.00", "currency": "USD"},
            "after": {"amount": "900000.00", "currency": "USD"},
        },
    }
    event = Event.objects.get(type="contracts.amended")
    assert event.data["amendment"] == 1
    assert event.data["changed"] == ["notice_day_type", "notice_days_ours", "value"]


def test_amended_clauses_take_the_place_of_the_old_ones_which_stay_on_file(api: Client) -> None:
    contract = signed()

    shown = amend(api("legal"), contract, changes={"clauses": [VOTES]}).json()

    assert [clause["measure"] for clause in shown["clauses"]] == ["voting"]
    old = Clause.objects.get(contract=contract, measure="control")
    assert old.superseded_version is not None
    changed = listed(api, contract, "amendments")[0]["changes"]["clauses"]
    assert [clause["id"] for clause in changed["before"]] == [str(old.id)]
    assert [clause["threshold"] for clause in changed["after"]] == [10]


def test_what_says_the_same_again_is_no_change(api: Client) -> None:
    contract = signed(clauses=[CONTROL_CLAUSE])
    same = api("viewer").get(f"/api/v1/contracts/{contract.id}").json()["clauses"][0]
    same.pop("id")

    amend(api("legal"), contract, changes={"title": contract.title, "clauses": [same]})

    assert listed(api, contract, "amendments")[0]["changes"] == {}


def test_amendments_come_one_after_the_other(api: Client) -> None:
    contract = suspended()

    amend(api("legal"), contract, changes={"title": "Second"}, signed_on="2025-02-01")
    early = amend(api("legal"), contract, changes={"title": "Third"}, signed_on="2025-01-31")
    amend(api("legal"), contract, changes={"title": "Third"}, signed_on="2025-02-01")

    assert (early.status_code, early.json()["errors"][0]["code"]) == (400, "before_previous")
    rows = listed(api, contract, "amendments")
    assert [(row["number"], row["signed_on"]) for row in rows] == [
        (1, "2025-02-01"), (2, "2025-02-01"),
    ]  # fmt: skip
    assert rows[1]["changes"]["title"] == {"before": "Second", "after": "Third"}


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"signed_on": "2999-01-01"}, "/signed_on", "in_the_future"),
        ({"signed_on": "2025-01-01"}, "/signed_on", "before_previous"),
        ({"changes": {"ends_on": "2024-01-01"}}, "/changes/ends_on", "before_start"),
        ({"changes": {"reference": "MSA-2"}}, "/changes/reference", "unknown_field"),
        ({"changes": {"vendor": str(uuid4())}}, "/changes/vendor", "unknown_field"),
        ({"changes": {"parent": None}}, "/changes/parent", "unknown_field"),
        ({"changes": {"state": "ended"}}, "/changes/state", "unknown_field"),
        ({"changes": {"notice_cut_off": "25:00"}}, "/changes/notice_cut_off", "invalid"),
        (
            {"changes": {"survival": [{"kind": "audit", "months": 3, "until": "2030-01-01"}]}},
            "/changes/survival/0/until",
            "not_both",
        ),
    ],
)
def test_an_amendment_that_cannot_be_meant_is_refused(
    api: Client, said: dict[str, object], pointer: str, code: str
) -> None:
    contract = signed()

    answer = amend(api("legal"), contract, **said)

    assert answer.status_code == 400
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        (pointer, code)
    ]
    assert not Amendment.objects.exists()


def test_an_amendment_without_a_paper_is_not_believed(api: Client) -> None:
    contract = signed()

    answer = amend(api("legal"), contract, evidence=[], changes={"title": "Other"})

    assert (answer.status_code, answer.json()["code"]) == (422, "evidence-required")
    contract.refresh_from_db()
    assert contract.title == "Mathematics annotation"


def test_tried_without_effect_an_amendment_is_foreseen(api: Client) -> None:
    contract = signed()

    answer = api("legal").post(
        f"/api/v1/contracts/{contract.id}/amend?dry_run=true",
        {"reason": "Try.", "evidence": [str(evidence())], "changes": {"title": "Other"}},
    )

    assert answer.json()["title"] == "Other"
    assert not Amendment.objects.exists()


def test_the_database_holds_signed_text_to_numbered_papers() -> None:
    contract = signed()
    move(
        contract_id=contract.id,
        act=Act.AMEND,
        actor=leo(),
        reason="Once.",
        at=MARCH,
        evidence=[evidence()],
        paper=Paper(changes=Wording(title="Once")),
    )

    for change in ({"title": "x"}, {"title": "x", "amendment_number": 2}, {"reference": "x"}):
        with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
            Contract.objects.filter(id=contract.id).update(**change)


def test_a_fixed_contract_is_renewed_for_as_long_again(api: Client) -> None:
    contract = signed(renewal_type="fixed", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))

    renewed(contract)

    contract.refresh_from_db()
    assert contract.ends_on == date(2026, 12, 31)
    (row,) = listed(api, contract, "renewals")
    assert {name: row[name] for name in ("number", "ended_on", "ends_on", "rule")} == {
        "number": 1,
        "ended_on": "2025-12-31",
        "ends_on": "2026-12-31",
        "rule": "12 months more after 2025-12-31, as long as before",
    }


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "next_end"),
    [
        (date(2024, 3, 1), date(2024, 8, 31), date(2025, 2, 28)),
        (date(2025, 1, 10), date(2025, 1, 19), date(2025, 1, 29)),
        (date(2024, 2, 29), date(2025, 2, 27), date(2026, 2, 27)),
    ],
)
def test_as_long_again_is_counted_in_months_where_it_was_months(
    starts_on: date, ends_on: date, next_end: date
) -> None:
    contract = signed(renewal_type="fixed", starts_on=starts_on, ends_on=ends_on)

    renewed(contract)

    contract.refresh_from_db()
    assert contract.ends_on == next_end


def test_each_term_is_as_long_as_the_one_before_it() -> None:
    contract = signed(renewal_type="fixed", starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30))

    for _ in range(3):
        renewed(contract)

    assert [row.ends_on for row in Renewal.objects.order_by("number")] == [
        date(2025, 12, 31), date(2026, 6, 30), date(2026, 12, 31),
    ]  # fmt: skip


def test_a_self_renewing_contract_is_renewed_for_one_more_term() -> None:
    contract = signed(renewal_type="auto_renew", renewal_months=6, ends_on=date(2025, 6, 30))

    renewed(contract)

    contract.refresh_from_db()
    assert contract.ends_on == date(2025, 12, 30)
    row = Renewal.objects.get()
    assert (row.ended_on, row.ends_on) == (date(2025, 6, 30), date(2025, 12, 30))


def test_a_contract_without_an_end_goes_on_without_one(api: Client) -> None:
    contract = signed()

    renewed(contract)

    (row,) = listed(api, contract, "renewals")
    assert (row["ends_on"], row["rule"]) == (None, "it runs on until one side leaves")
    with pytest.raises(Invalid):
        renewed(contract, date(2030, 1, 1))


def test_a_renewal_until_an_agreed_day_is_later_than_the_end_it_moves(api: Client) -> None:
    contract = signed(renewal_type="fixed", ends_on=date(2025, 12, 31))

    early = renew(api("legal"), contract, ends_on="2025-12-31")
    agreed = renew(api("legal"), contract, ends_on="2026-03-31")

    assert (early.status_code, early.json()["errors"][0]["code"]) == (400, "not_later")
    assert agreed.json()["ends_on"] == "2026-03-31"


def test_each_renewal_moves_the_days_that_come(api: Client) -> None:
    contract = signed(renewal_type="fixed", ends_on=date(2025, 12, 31))
    before = api("viewer").get(f"/api/v1/deadlines?contract={contract.id}&valid_at=2025-03-03")

    renewed(contract)

    after = api("viewer").get(f"/api/v1/deadlines?contract={contract.id}&valid_at=2025-03-03")
    ends = [
        next(each["on"] for each in answer.json()["results"] if each["kind"] == "end")
        for answer in (before, after)
    ]
    assert ends == ["2025-12-31", "2026-12-31"]


def test_our_own_lead_time_may_change_after_the_signature(api: Client) -> None:
    contract = signed(renewal_type="fixed", ends_on=date(2025, 12, 31))
    client, path = api("legal"), f"/api/v1/contracts/{contract.id}"

    changed = client.patch(path, {"decision_lead_days": 14}, HTTP_IF_MATCH=f'"{contract.version}"')
    both = client.patch(
        path, {"decision_lead_days": 7, "title": "x"}, HTTP_IF_MATCH=changed["ETag"]
    )

    assert (changed.status_code, changed.json()["decision_lead_days"]) == (200, 14)
    assert (both.status_code, both.json()["code"]) == (409, "move-not-allowed")
    assert Event.objects.filter(type="contracts.replanned").count() == 1


def test_terms_of_counting_are_data_of_the_contract(api: Client) -> None:
    contract = a_draft()

    answer = api("legal").patch(
        f"/api/v1/contracts/{contract.id}",
        {
            "notice_counting": "inclusive",
            "notice_receipt": "next_business_day",
            "notice_cut_off": "17:00",
            "minimum_term_ends_on": "2025-12-31",
            "minimum_term_bars": "notice",
            "zone": "America/Los_Angeles",
            "jurisdiction": "US-CA",
        },
        HTTP_IF_MATCH=f'"{contract.version}"',
    )

    body = answer.json()
    assert answer.status_code == 200, body
    assert (body["notice_counting"], body["notice_cut_off"]) == ("inclusive", "17:00")
    contract.refresh_from_db()
    assert contract.minimum_term_bars == "notice"


def test_a_notice_after_the_cut_off_counts_from_the_next_day() -> None:
    # Monday 16 June 2025, noon in UTC, is 21:00 in Tokyo.
    late = served(
        signed(
            zone="Asia/Tokyo",
            jurisdiction="JP",
            notice_cut_off=datetime(2025, 1, 1, 18, tzinfo=UTC).time(),
            notice_day_type=DayType.BUSINESS.value,
            notice_days_ours=5,
            notice_counting="inclusive",
        )
    )

    assert late.notice_served_on == date(2025, 6, 17)
    assert "not before 18:00: it counts as received on 2025-06-17" in late.notice_rule
    assert late.effective_on == date(2025, 6, 23)


@pytest.mark.parametrize("role", ["viewer", "requester", "vendor_manager", "approver", "auditor"])
def test_only_legal_amends_and_renews(api: Client, role: str) -> None:
    contract = signed()

    assert amend(api(role), contract).status_code == 403
    assert renew(api(role), contract).status_code == 403


@pytest.mark.parametrize("what", ["amendments", "renewals", "letters", "survival-duties", "rights"])
def test_the_papers_of_no_contract_are_not_found(api: Client, what: str) -> None:
    assert api("viewer").get(f"/api/v1/contracts/{uuid4()}/{what}").status_code == 404
    assert api().get(f"/api/v1/contracts/{uuid4()}/{what}").status_code == 401
    assert api("intake").get(f"/api/v1/contracts/{uuid4()}/{what}").status_code == 403


def test_who_has_a_copy_is_added_as_it_is_learnt(api: Client) -> None:
    from tests.builders.contracts import an_asset
    from tests.builders.vendors import a_party

    asset = an_asset(signed())
    helper = a_party("Cloud Annotators")
    path = f"/api/v1/data-assets/{asset.id}"
    said = {"holder": str(helper.id), "location": "eu-west-1", "since": "2025-02-01"}

    added = api("vendor_manager").post(f"{path}/copies", said)
    again = api("vendor_manager").post(f"{path}/copies", said)
    unknown = api("vendor_manager").post(f"{path}/copies", {"holder": str(uuid4())})
    ahead = api("vendor_manager").post(f"{path}/copies", {**said, "since": "2999-01-01"})
    refused = api("viewer").post(f"{path}/copies", said)

    assert added.status_code == 201
    assert [(copy["role"], copy["location"]) for copy in added.json()["copies"]] == [
        ("vendor", ""), ("sub_processor", "eu-west-1"),
    ]  # fmt: skip
    assert (again.status_code, again.json()["code"]) == (409, "copy-known")
    assert (unknown.status_code, ahead.status_code, refused.status_code) == (400, 400, 403)
    assert api("vendor_manager").get(path)["ETag"] == '"2"'
