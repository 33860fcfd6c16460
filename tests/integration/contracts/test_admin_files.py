"""The admin of the contract file says in words what a lawyer comes for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

import pytest
from django.test import Client

from config import clock
from contracts.lifecycle import Act
from contracts.models import Contract, Letter, LetterKind, Right, Termination
from contracts.operations import letters, moves
from contracts.operations.letters import Written
from contracts.operations.moves import Paper
from contracts.operations.wording import Wording
from contracts.queries.rights import list_rights
from tests.builders.contracts import (
    CONTROL_CLAUSE,
    EMERGENCY,
    PLANNED,
    evidence,
    leo,
    proposed,
    signed,
)
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
_readers = count(1)


def page(name: str, row: object = "") -> str:
    client = Client()
    client.force_login(a_person(f"reader {next(_readers)}", "viewer"))
    path = f"{row.pk}/change/" if isinstance(row, Termination | Contract | Right | Letter) else ""
    return client.get(f"/admin/contracts/{name}/{path}").content.decode()


def a_right(**columns: object) -> Right:
    contract = signed(clauses=[replace(CONTROL_CLAUSE)])
    return Right.objects.create(
        contract=contract,
        clause=contract.clauses.get(),
        party=contract.vendor.party,
        why="It is so.",
        found_on=date(2025, 6, 1),
        **columns,
    )


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"opens_on": date(2025, 6, 1), "closes_on": date(2025, 8, 30)}, "lapsed"),
        ({"opens_on": date(2025, 6, 1)}, "running"),
        ({"opens_on": date(2025, 6, 1), "waived_on": date(2025, 5, 1)}, "waived"),
    ],
)
def test_a_right_says_where_it_stands(columns: dict[str, object], state: str) -> None:
    right = a_right(**columns)

    assert f">{state}<" in "".join(page("right").split())
    assert state in page("right", right)


def test_a_right_does_not_run_on_when_its_contract_is_over() -> None:
    right = a_right(opens_on=date(2025, 6, 1))
    lapsed = a_right(opens_on=date(2025, 6, 1), closes_on=date(2025, 6, 30))
    ended = date(2025, 7, 1)
    over = {"state": "ended", "final_status": "complete", "end_reason": "mutual"}
    both = Contract.objects.filter(id__in=[right.contract_id, lapsed.contract_id])
    both.update(ended_on=ended, **over)

    before, after = (
        {row.id: row.state for row in list_rights(day)}  # type: ignore[attr-defined]
        for day in (date(2025, 6, 30), ended)
    )

    assert (before[right.id], after[right.id]) == ("running", "ceased")
    assert (before[lapsed.id], after[lapsed.id]) == ("running", "lapsed")


def test_a_retracted_letter_does_not_look_like_one_that_counts() -> None:
    contract = signed()
    written = Written(
        LetterKind.APPROVAL, contract.vendor.party_id, on=date(2025, 5, 1), evidence=[evidence()]
    )
    letter = letters.record_letter(
        contract_id=contract.id, written=written, actor=leo(), at=clock.now()
    )
    before = page("letter")

    letters.retract_letter(
        letter_id=letter.id, actor=leo(), reason="Another contract's.", at=clock.now()
    )

    assert "retracted by" not in before
    assert "no, retracted by leo: Another contract&#x27;s." in page("letter")


def test_an_emergency_is_said_in_words() -> None:
    planned, emergency = proposed(signed(), PLANNED), proposed(signed(), EMERGENCY)

    listed = page("termination")

    assert "planned: notice first" in listed
    assert "emergency: doors first" in listed
    assert "planned: notice first" in page("termination", planned)
    assert "emergency: doors first" in page("termination", emergency)


def test_an_amendment_says_what_was_before_and_what_is_after() -> None:
    contract = signed()
    moves.move(
        contract_id=contract.id,
        act=Act.AMEND,
        actor=leo(),
        reason="Longer.",
        at=clock.now(),
        evidence=[evidence()],
        paper=Paper(changes=Wording(notice_days_ours=77)),
    )

    shown = page("contract", contract)

    assert f"notice days ours: {contract.notice_days_ours} to 77" in shown


def test_deadlines_rights_and_letters_are_found_beside_the_contracts() -> None:
    shown = page("contract")

    for name in ("deadline", "right", "letter"):
        assert f'href="/admin/contracts/{name}/"' in shown
