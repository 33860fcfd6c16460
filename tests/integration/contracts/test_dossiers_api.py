"""Dossiers: everything a decision rests on, to be checked by anyone, and read by those who may."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from contracts.dossier import HEAD, Object, check, hashes_of
from contracts.models import LetterKind, Termination
from contracts.operations.inventory import revoke_grant
from contracts.operations.letters import Written, record_letter
from contracts.survival import Duty, DutyKind, Owes
from procurement.models import Assessment
from tests.builders.contracts import (
    LATER,
    PLANNED,
    a_grant,
    an_asset,
    evidence,
    leo,
    proposed,
    served,
    settled,
    signed,
    vera,
)
from tests.builders.procurement import a_clear_vendor, a_competitor, an_adopted_policy, assessed
from tests.builders.vendors import a_party, a_vendor, disclosed
from tests.integration.conftest import Api

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Client = Callable[..., Api]

NEVER = "2999-01-01"
NAMES = (
    "شركة البيانات المحدودة", "深圳标注科技有限公司", "한국데이터라벨링",
    "<script>alert(1)</script>", "दत्तांश लेबल", "Überprüfung Ωμέγα Ж",
)  # fmt: skip


def in_conflict(name: str = "Labelworks") -> Assessment:
    """A vendor of which a competitor has 60 percent."""
    an_adopted_policy()
    rival = a_party(f"Rival of {name}")
    a_competitor(rival)
    vendor = a_vendor(name)
    disclosed(vendor, rival, 60)
    return assessed(vendor)


def left() -> Termination:
    """Everything done, with every kind of paper in it."""
    contract = signed(a_clear_vendor_of_record())
    a_grant(contract)
    an_asset(contract, "Proofs")
    found = served(contract)
    for grant in contract.grants.all():
        revoke_grant(
            grant_id=grant.id, actor=vera(), reason="Over.", at=LATER, evidence=[evidence()]
        )
    return settled(found)


def a_clear_vendor_of_record() -> Any:
    an_adopted_policy()
    a_competitor()
    return a_clear_vendor("Northlight")


def of(client: Api, found: Termination, query: str = "") -> Any:
    return client.get(f"/api/v1/terminations/{found.id}/dossier{query}")


def test_a_termination_is_told_whole_and_checks(api: Client) -> None:
    found = left()

    answer = of(api("auditor"), found)

    assert answer.status_code == 200, answer.content
    bundle = answer.json()
    assert (bundle["format"], bundle["version"], bundle["kind"]) == (
        "armslength-dossier", 2, "termination",
    )  # fmt: skip
    assert check(bundle) == ()
    sections = bundle["sections"]
    assert len(sections["steps"]) == 10
    assert sections["contract"]["reference"] == found.contract.reference
    assert sections["steps"][5]["certificates"][0]["data_asset"]
    assert sections["inventory"]["access_grants"][0]["revoked_on"]
    assert {event["type"] for event in sections["events"]} >= {
        "contracts.signed", "contracts.notice_served", "contracts.step_changed",
    }  # fmt: skip
    assert all(len(proof["sha256"]) == 64 for proof in sections["evidence"])


def test_terms_and_letters_are_in_the_dossier(api: Client) -> None:
    contract = signed(
        a_clear_vendor_of_record(),
        notice_cut_off=time(17, 30),
        survival=[Duty(DutyKind.CONFIDENTIALITY, Owes.BOTH, months=24)],
    )
    about = a_party("Bigger Holdings")
    record_letter(
        contract_id=contract.id,
        written=Written(LetterKind.APPROVAL, about.id, on=LATER.date(), evidence=[evidence()]),
        actor=leo(),
        at=LATER,
    )

    bundle = of(api("auditor"), proposed(contract)).json()

    assert check(bundle) == ()
    agreed = bundle["sections"]["contract"]
    assert agreed["notice_cut_off"] == "17:30:00"
    assert [duty["months"] for duty in agreed["survival"]] == [24]
    assert bundle["sections"]["survival"] == [
        {
            "id": agreed["survival"][0]["id"],
            "kind": "confidentiality",
            "owed_by": "both",
            "description": None,
            "until": None,
            "rule": "24 months after the contract has ended",
            "state": "ahead",
        }
    ]
    assert [letter["party"] for letter in agreed["letters"]] == [str(about.id)]
    assert str(about.id) in {party["id"] for party in bundle["sections"]["parties"]}


def test_an_assessment_is_judged_again_from_its_dossier(api: Client) -> None:
    assessment = in_conflict()

    bundle = api("approver").get(f"/api/v1/assessments/{assessment.id}/dossier").json()

    assert check(bundle) == ()
    [judged] = bundle["sections"]["assessments"]
    assert (judged["state"], judged["level"]) == ("conflict", "control")
    assert judged["input_digest"] == assessment.input_digest
    assert bundle["sections"]["sources"][0]["type"] == "disclosure"
    assert judged["findings"][0]["paths"]


def test_the_verdict_a_termination_rests_on_is_in_its_dossier(api: Client) -> None:
    found = proposed(signed(a_clear_vendor_of_record()))

    bundle = of(api("legal"), found).json()

    [judged] = bundle["sections"]["assessments"]
    assert judged["state"] == "clear"
    assert check(bundle) == ()


@pytest.mark.parametrize("role", ["vendor_manager", "legal", "approver", "auditor"])
def test_those_who_read_evidence_read_dossiers(api: Client, role: str) -> None:
    assert of(api(role), proposed()).status_code == 200


@pytest.mark.parametrize("role", ["viewer", "requester", "admin", "intake"])
@pytest.mark.parametrize("asked", ["", "?format=pdf"])
def test_others_are_told_who_may(api: Client, role: str, asked: str) -> None:
    answer = of(api(role), proposed(), asked)

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert answer.json()["needs"] == ["approver", "auditor", "legal", "vendor_manager"]


def test_an_absent_dossier_is_refused_in_json_even_when_paper_was_asked_for(api: Client) -> None:
    for path in (f"terminations/{uuid4()}/dossier", f"assessments/{uuid4()}/dossier"):
        for query in ("", "?format=pdf"):
            answer = api("legal").get(f"/api/v1/{path}{query}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert api().get(f"/api/v1/assessments/{uuid4()}/dossier?format=pdf").status_code == 401


@pytest.mark.parametrize(
    ("query", "status"), [("?format=docx", 404), ("?colour=red", 400), ("?format=pdf", 200)]
)
def test_it_exists_as_json_and_as_pdf(api: Client, query: str, status: int) -> None:
    assert of(api("legal"), proposed(), query).status_code == status


def test_the_accept_header_asks_for_paper_too(api: Client) -> None:
    found = proposed()

    answer = api("legal").get(
        f"/api/v1/terminations/{found.id}/dossier", headers={"Accept": "application/pdf"}
    )

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f"termination-{found.id}.pdf" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_scripts_are_printed_and_none_of_them_runs(api: Client, name: str) -> None:
    assessment = in_conflict(name)
    path = f"/api/v1/assessments/{assessment.id}/dossier"

    printed = api("auditor").get(f"{path}?format=pdf")
    told = api("auditor").get(path)

    assert printed.content.startswith(b"%PDF-")
    assert b"/JavaScript" not in printed.content
    assert told["Content-Type"] == "application/json"
    assert told.json()["sections"]["vendor"]["name"] == name


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["so " * 1_600, "x" * 4_900, "长" * 4_900, "a\n" * 2_400, "ב" * 4_900]
)
def test_the_longest_words_fit_on_paper(api: Client, words: str) -> None:
    found = proposed(signed(title="t" * 500), replace(PLANNED, comment=words))
    waiver = {"conditions": [words], "compensating_controls": [words], "expires_on": NEVER}
    api("legal").post(
        "/api/v1/waivers",
        {**waiver, "vendor": str(found.contract.vendor_id), "scope": "all", "reason": words},
    )
    api("approver").post(f"/api/v1/terminations/{found.id}/reject", {"reason": words})

    printed = of(api("legal"), found, "?format=pdf")

    assert printed.content.startswith(b"%PDF-")


# Checked without a database


@pytest.fixture
def bundle(api: Client) -> Object:
    return api("auditor").get(f"/api/v1/assessments/{in_conflict().id}/dossier").json()


def verified(bundle: Object, folder: Path) -> tuple[int, str]:
    """The exit code of the command, and what it said."""
    path, said = folder / "dossier.json", io.StringIO()
    path.write_text(json.dumps(bundle))
    try:
        call_command("verify_dossier", str(path), stdout=said)
    except SystemExit as left_with:
        return int(str(left_with.code)), said.getvalue()
    return 0, said.getvalue()


def resealed(bundle: Object) -> Object:
    """As somebody who changed a bundle would seal it again."""
    head = {name: bundle[name] for name in HEAD}
    return {**bundle, "hashes": hashes_of(head, bundle["sections"], bundle["proofs"])}


def test_an_untouched_dossier_is_intact(bundle: Object, tmp_path: Path) -> None:
    code, said = verified(bundle, tmp_path)

    assert code == 0
    assert said.startswith(f"{tmp_path / 'dossier.json'}: intact; 0 of ")


def _better_verdict(sections: Any) -> None:
    sections["assessments"][0]["state"] = "clear"


def _smaller_share(sections: Any) -> None:
    share = sections["assessments"][0]["inputs"]["facts"]["facts"][0]["share"]
    share["lo"] = share["hi"] = 1_000_000


def _other_policy(sections: Any) -> None:
    sections["assessments"][0]["inputs"]["policy"]["control_threshold"] = 70


def _softer_words(sections: Any) -> None:
    sections["assessments"][0]["findings"][0]["sentence"] = "Nothing to see here."


def _no_source(sections: Any) -> None:
    sections["sources"] = []


def _no_event(sections: Any) -> None:
    sections["events"] = sections["events"][::-1]


TAMPERINGS = [
    (_better_verdict, "/sections/assessments/0/state"),
    (_smaller_share, "/sections/assessments/0/input_digest"),
    (_other_policy, "/sections/assessments/0/input_digest"),
    (_softer_words, "/sections/assessments/0/findings"),
    (_no_source, "is not among the sources"),
    (_no_event, "not in the order of the ledger"),
]


@pytest.mark.parametrize(("tamper", "told"), TAMPERINGS)
def test_a_changed_dossier_is_found_out_by_its_hashes(
    bundle: Object, tmp_path: Path, tamper: Callable[[Any], None], told: str
) -> None:
    tamper(bundle["sections"])

    code, said = verified(bundle, tmp_path)

    assert code == 1
    assert "its hash is another one" in said
    assert "/hashes/whole" in said


@pytest.mark.parametrize(("tamper", "told"), TAMPERINGS)
def test_sealed_again_it_is_found_out_by_what_it_says(
    bundle: Object, tmp_path: Path, tamper: Callable[[Any], None], told: str
) -> None:
    tamper(bundle["sections"])

    code, said = verified(resealed(bundle), tmp_path)

    assert code == 1
    assert told in said
    assert "hash" not in said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "other"}, "no dossier"),
        ({"version": 1}, "version 2 only"),
        ({"kind": "novel"}, "no such kind"),
        ({"hashes": None}, "/hashes: missing"),
        ({"sections": {}}, "/sections/assessments: missing"),
        ({"about": str(uuid4())}, "/hashes/whole"),
    ],
)
def test_what_is_no_dossier_is_told_so(
    bundle: Object, tmp_path: Path, change: Object, told: str
) -> None:
    code, said = verified({**bundle, **change}, tmp_path)

    assert (code, told in said) == (1, True), said


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"[" * 100_000]
)
def test_rubbish_is_refused_and_nothing_breaks(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rubbish.json"
    path.write_bytes(content)

    with pytest.raises(SystemExit) as left_with:
        call_command("verify_dossier", str(path), str(tmp_path / "absent.json"))

    assert left_with.value.code == 1
    assert "absent.json: No such file" in capsys.readouterr().out
