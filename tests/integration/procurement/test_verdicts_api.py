"""Verdicts: on record, computed for any moment, reached again, and asked for anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from config.events import inbox
from config.events.ledger import current_seq
from config.events.models import Delivery, Event
from config.rest.roles import Role
from procurement.models import Assessment
from procurement.operations.rechecks import ask_for_recheck
from procurement.queries.verdicts import current_assessment
from tests.builders.procurement import (
    a_clear_vendor,
    a_competitor,
    a_policy,
    an_adopted_policy,
    assessed,
    conflicted,
    owed,
    settled,
)
from tests.builders.vendors import a_party, a_vendor, disclosed, revised, vendor_manager
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
READERS = [role for role in Role if role is not Role.INTAKE]


def preview(api: Client, vendor: object, query: str = "") -> dict[str, object]:
    answer = api("viewer").get(f"/api/v1/vendors/{vendor}/neutrality?{query}")
    assert answer.status_code == 200, answer.json()
    body: dict[str, object] = answer.json()
    return body


def test_an_assessment_is_answered_whole(api: Client) -> None:
    vendor = a_clear_vendor()
    rival = conflicted(vendor)
    assessment = assessed(vendor)

    body = api("viewer").get(f"/api/v1/assessments/{assessment.id}").json()

    assert body["vendor"] == str(vendor.id)
    assert (body["state"], body["level"]) == ("conflict", "control")
    assert body["policy"] == str(assessment.policy_id)
    assert body["supersedes"] == str(assessment.supersedes_id)
    assert body["input_digest"] == assessment.input_digest
    assert body["known_at"].endswith("Z")
    finding = body["findings"][0]
    assert (finding["rule"], finding["state"], finding["competitor"]) == (
        "control",
        "conflict",
        str(rival.id),
    )
    assert (finding["min"], finding["max"], finding["threshold"]) == (60, 60, 50)
    assert finding["paths"][0][0]["party"] == str(rival.id)
    assert len(finding["sources"]) == 1


@pytest.mark.parametrize("role", READERS)
def test_every_reader_sees_assessments(api: Client, role: Role) -> None:
    a_clear_vendor()

    assert len(api(role).get("/api/v1/assessments").json()["results"]) == 1


def test_intake_and_strangers_do_not(api: Client, anonymous: Api) -> None:
    assessment = current_assessment(a_clear_vendor().id)
    assert assessment is not None

    for path in ("/api/v1/assessments", f"/api/v1/assessments/{assessment.id}"):
        assert api("intake").get(path).status_code == 403
        assert anonymous.get(path).status_code == 401


def test_the_list_is_narrowed(api: Client) -> None:
    one, other = a_clear_vendor("One"), a_clear_vendor("Other")
    conflicted(one)
    settled()

    def count(query: str) -> int:
        return len(api("viewer").get(f"/api/v1/assessments?{query}").json()["results"])

    assert count(f"vendor={one.id}") == Assessment.objects.filter(vendor=one).count() > 1
    assert count("current=true") == 2
    assert count(f"current=true&vendor={one.id}&state=conflict&level=control") == 1
    assert count(f"current=true&vendor={other.id}&state=clear") == 1
    assert count(f"current=false&vendor={one.id}") == count(f"vendor={one.id}") - 1
    assert api("viewer").get("/api/v1/assessments?state=green").status_code == 400


def test_a_clear_one_is_not_current_while_a_recheck_is_pending(api: Client) -> None:
    vendor = a_clear_vendor()
    settled()

    def current() -> list[str]:
        path = f"/api/v1/assessments?vendor={vendor.id}&current=true"
        return [row["state"] for row in api("viewer").get(path).json()["results"]]

    before = current()
    conflicted(vendor)
    pending = current()
    settled()

    assert (before, pending, current()) == (["clear"], [], ["conflict"])


def test_an_assessment_cannot_be_changed(api: Client) -> None:
    assessment = current_assessment(a_clear_vendor().id)
    assert assessment is not None

    assert api("legal").patch(f"/api/v1/assessments/{assessment.id}", {}).status_code == 405
    assert api("legal").post("/api/v1/assessments", {}).status_code == 405
    assert api("legal").get(f"/api/v1/assessments/{uuid4()}").status_code == 404


def test_it_comes_out_the_same_after_later_facts(api: Client) -> None:
    vendor, rival = a_vendor(), a_party("Rival Labs")
    a_competitor(rival)
    record = disclosed(vendor, rival, 60)
    assessment = assessed(vendor)
    revised(record, "retraction")
    an_adopted_policy(control_threshold=99)
    auditor = api("auditor")
    before = current_seq()

    answer = auditor.post(f"/api/v1/assessments/{assessment.id}/reproduce")

    assert answer.status_code == 200
    assert answer.json() == {
        "assessment": str(assessment.id),
        "identical": True,
        "input_digest": assessment.input_digest,
        "differs": [],
    }
    assert current_seq() == before


def test_reproducing_is_every_reader_s(api: Client, anonymous: Api) -> None:
    assessment = current_assessment(a_clear_vendor().id)
    assert assessment is not None
    path = f"/api/v1/assessments/{assessment.id}/reproduce"

    assert {api(role).post(path).status_code for role in READERS} == {200}
    assert api("intake").post(path).status_code == 403
    assert anonymous.post(path).status_code == 401
    assert api("viewer").post(f"/api/v1/assessments/{uuid4()}/reproduce").status_code == 404
    assert api("viewer").post(path, {"seq": 1}).status_code == 400


def test_a_preview_says_what_an_assessment_would(api: Client) -> None:
    vendor = a_clear_vendor()
    conflicted(vendor)
    preview(api, vendor.id)
    before = current_seq()

    now = preview(api, vendor.id)

    assert current_seq() == before
    assert now["computed"] is True
    assert (now["state"], now["level"]) == ("conflict", "control")
    assert "id" not in now
    assert "supersedes" not in now
    assessment = assessed(vendor)
    assert now["input_digest"] == assessment.input_digest
    assert now["findings"] == assessment.findings


def test_an_assessment_s_own_moment_gives_its_verdict(api: Client) -> None:
    vendor, rival = a_vendor(), a_party("Rival Labs")
    a_competitor(rival)
    record = disclosed(vendor, rival, 60)
    then = assessed(vendor)
    known_at = api("viewer").get(f"/api/v1/assessments/{then.id}").json()["known_at"]
    revised(record, "retraction")

    again = preview(api, vendor.id, f"valid_at={then.valid_at}&known_at={known_at}")

    assert again["input_digest"] == then.input_digest
    assert again["state"] == "conflict"
    assert preview(api, vendor.id)["state"] != "conflict"


def test_a_preview_of_another_day(api: Client) -> None:
    vendor, rival = a_vendor(), a_party("Rival Labs")
    a_competitor(rival)
    disclosed(vendor, rival, 60, valid_from=date(2025, 8, 1))

    assert preview(api, vendor.id, "valid_at=2025-07-31")["next_boundary"] == "2025-08-01"
    assert preview(api, vendor.id, "valid_at=2025-08-01")["state"] == "conflict"


def test_a_preview_under_a_draft(api: Client) -> None:
    vendor = a_clear_vendor()
    conflicted(vendor, 60)
    draft = a_policy(control_threshold=75)

    under = preview(api, vendor.id, f"policy={draft.id}")

    assert (under["policy"], under["level"]) == (str(draft.id), "joint_or_negative_control")


def test_a_preview_before_anything_was_adopted(api: Client) -> None:
    vendor = a_vendor()

    assert preview(api, vendor.id)["policy"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("valid_at=soon", 400),
        ("known_at=2999-01-01T00:00:00Z", 400),
        ("known_at=yesterday", 400),
        ("colour=red", 400),
        ("policy=01890000-0000-7000-8000-000000000000", 404),
    ],
)
def test_a_preview_of_nonsense_is_refused(api: Client, query: str, status: int) -> None:
    vendor = a_vendor()

    answer = api("viewer").get(f"/api/v1/vendors/{vendor.id}/neutrality?{query}")

    assert answer.status_code == status


def test_a_preview_is_for_readers(api: Client, anonymous: Api) -> None:
    path = f"/api/v1/vendors/{a_vendor().id}/neutrality"

    assert api("intake").get(path).status_code == 403
    assert anonymous.get(path).status_code == 401
    assert api("viewer").get(f"/api/v1/vendors/{uuid4()}/neutrality").status_code == 404


def test_a_recheck_is_a_job(api: Client) -> None:
    vendor = a_clear_vendor()
    settled()

    answer = api("vendor_manager").post(f"/api/v1/vendors/{vendor.id}/recheck")

    job = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["state"], job["progress"], job["result"]) == (
        "pending",
        {"done": 0, "total": 1},
        None,
    )


def test_a_job_that_is_done_says_what_came_of_it(api: Client) -> None:
    vendor = a_clear_vendor()
    settled()
    location = api("legal").post(f"/api/v1/vendors/{vendor.id}/recheck", {"reason": "Sure?"})[
        "Location"
    ]
    settled()

    job = api("viewer").get(location).json()

    assessment = current_assessment(vendor.id)
    assert assessment is not None
    assert (job["state"], job["progress"]) == ("done", {"done": 1, "total": 1})
    assert job["result"] == {"vendor": str(vendor.id), "assessment": str(assessment.id)}
    assert job["problem"] is None


def test_a_job_that_gave_up_says_so(api: Client) -> None:
    vendor = a_clear_vendor()
    settled()
    owing = ask_for_recheck(vendor_id=vendor.id, reason="", actor=vendor_manager())
    Delivery.objects.filter(id=owing.id).update(parked_at=owing.created_at)

    job = api("viewer").get(f"/api/v1/jobs/{owing.id}").json()

    assert (job["state"], job["problem"]["code"]) == ("failed", "job-failed")


def test_two_who_ask_have_one_job(api: Client) -> None:
    vendor = a_clear_vendor()
    settled()
    path = f"/api/v1/vendors/{vendor.id}/recheck"

    assert api("legal").post(path)["Location"] == api("vendor_manager").post(path)["Location"]
    (owing,) = owed("recheck_vendor")
    inbox.deliver(owing.id)
    assert api("legal").post(path)["Location"] != f"/api/v1/jobs/{owing.id}"


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.LEGAL, Role.VENDOR_MANAGER)]
)
def test_others_do_not_ask_for_rechecks(api: Client, role: Role) -> None:
    vendor = a_clear_vendor()
    settled()

    assert api(role).post(f"/api/v1/vendors/{vendor.id}/recheck").status_code == 403
    assert not Event.objects.filter(type="procurement.recheck_asked").exists()


def test_absent_vendors_and_jobs(api: Client) -> None:
    assert api("legal").post(f"/api/v1/vendors/{uuid4()}/recheck").status_code == 404
    assert api("viewer").get(f"/api/v1/jobs/{uuid4()}").status_code == 404
    assert (
        api("legal").post(f"/api/v1/vendors/{a_vendor().id}/recheck", {"x": 1}).status_code == 400
    )
