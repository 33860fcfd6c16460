"""What happens to a case file that is none, and to those beside it?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

Case = dict[str, Any]


def case(**changes: Any) -> Case:
    """A sound case: Rival has 60 percent of Vendor."""
    return {
        "id": "SOUND",
        "parties": [{"id": "R", "type": "company"}, {"id": "V", "type": "company"}],
        "facts": [{"owner": "R", "subject": "V", "interest_type": "ordinaryShares", **SIXTY}],
        "competitors": ["R"],
        "query": {"target": "V"},
        "expected": {"integrated": {"min": 0, "max": 0}},
        **changes,
    }


SIXTY = {"min": 60, "max": 60}


def fact(**changes: Any) -> Case:
    sound = {"owner": "R", "subject": "V", "interest_type": "ordinaryShares", **SIXTY}
    return case(facts=[sound | changes])


def evaluated(*files: Path) -> tuple[list[dict[str, Any]], int]:
    """Every line printed, and the exit code."""
    out = io.StringIO()
    try:
        call_command("evaluate_case", *map(str, files), stdout=out)
    except SystemExit as ended:
        code = ended.code
    else:
        code = 0
    assert isinstance(code, int)
    return [json.loads(line) for line in out.getvalue().splitlines()], code


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.json"
    path.write_text(json.dumps(case()))
    return path


def corrections(*pairs: tuple[str, str]) -> Case:
    shares = [
        {"id": name, "supersedes": other, "owner": "R", "subject": "V", **SIXTY}
        for name, other in pairs
    ]
    return case(facts=[{"interest_type": "ordinaryShares"} | share for share in shares])


def test_a_sound_file_is_answered_with_the_engines_own_numbers(sound: Path) -> None:
    lines, code = evaluated(sound)

    assert lines == [{"id": "SOUND", "integrated": [{"min": 60, "max": 60}]}]
    assert code == 0


def test_shares_may_be_counted(tmp_path: Path) -> None:
    path = tmp_path / "counted.json"
    path.write_text(json.dumps(fact(min=None, max=None, count=1, of_total=3)))

    lines, _ = evaluated(path)

    assert lines == [{"id": "SOUND", "integrated": [{"min": 33.333333, "max": 33.333334}]}]


def test_percentages_come_back_as_numbers_with_six_decimals(tmp_path: Path) -> None:
    path = tmp_path / "third.json"
    path.write_text(json.dumps(fact(min=33.3333333333)))

    [line], code = evaluated(path)

    assert (line["integrated"], code) == ([{"min": 33.333333, "max": 60}], 0)


TEXTS = {
    "empty": b"",
    "prose": b"sixty percent",
    "cut off": b'{"id": "X", "parties": [',
    "not UTF-8": b'{"id": "\xff"}',
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "nested beyond reason": b"[" * 100_000,
    "not a number": b'{"id": "X", "facts": [{"min": NaN}]}',
    "endless": b'{"id": "X", "facts": [{"min": -Infinity}]}',
    "a number of ten thousand digits": b'{"id": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_no_case_at_all_is_said_to_be_bad(text: bytes, tmp_path: Path, sound: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(text)

    lines, code = evaluated(path, sound)

    assert lines[0].keys() == {"file", "error"}
    assert lines[0]["file"] == str(path)
    assert lines[1]["id"] == "SOUND"
    assert code == 1


CASES: dict[str, tuple[Case, str]] = {
    "no id": (case(id=None), "id"),
    "an id that is no text": (case(id=7), "id"),
    "parties that are no list": (case(parties={"R": {}}), "parties"),
    "a party that is no object": (case(parties=["R"]), "parties[0]"),
    "a party without a type": (case(parties=[{"id": "R"}]), "type"),
    "a party of unknown type": (case(parties=[{"id": "R", "type": "ghost"}]), "ghost"),
    "a party twice": (case(parties=[{"id": "R", "type": "company"}] * 2), "twice"),
    "facts that are no list": (case(facts="none"), "facts"),
    "a fact that is no object": (case(facts=[None]), "facts[0]"),
    "a fact without an interest": (fact(interest_type=None), "interest_type"),
    "an unknown interest": (fact(interest_type="goodwill"), "goodwill"),
    "an unknown owner": (fact(owner="Z"), "'Z'"),
    "an owner that is no text": (fact(owner=["R"]), "owner"),
    "an unknown subject": (fact(subject="Z"), "'Z'"),
    "no subject": (fact(subject=None), "subject"),
    "a share in words": (fact(min="sixty"), "min"),
    "a share that is a truth value": (fact(min=True), "min"),
    "a share above everything": (fact(max=100.5), "100"),
    "a share below nothing": (fact(min=-1), "-1"),
    "a share upside down": (fact(min=70), "70"),
    "an empty share": (fact(min_open=True), "no share lies in"),
    "a huge share": (fact(max=10**300), "share"),
    "more shares than there are": (fact(min=None, max=None, count=3, of_total=2), "3 of 2"),
    "a part of no shares": (fact(min=None, max=None, count=0, of_total=0), "0 of 0"),
    "an open end in words": (fact(min_open="yes"), "min_open"),
    "an end before the beginning": (
        fact(valid_from="2024-02-01", valid_to="2024-01-01"),
        "valid_to",
    ),
    "a day there never was": (fact(valid_from="2023-02-29"), "valid_from"),
    "a day that is a number": (fact(valid_from=2023), "valid_from"),
    "a day that is an object": (fact(recorded_at={"day": 1}), "recorded_at"),
    "an unknown confidence": (fact(confidence="rumoured"), "rumoured"),
    "an unknown directness": (fact(direct="sideways"), "sideways"),
    "a retraction that is a number": (fact(retracted=1), "retracted"),
    "an unknown member of a concert": (fact(members=["Z"]), "'Z'"),
    "a seat and a half": (fact(seats=1.5), "seats"),
    "one id for two facts": (corrections(("a", "a"), ("a", "a")), "twice"),
    "a correction of nothing": (corrections(("a", "b")), "'b'"),
    "a correction of itself": (corrections(("a", "a")), "supersedes itself"),
    "corrections in a circle": (
        corrections(("a", "b"), ("b", "c"), ("c", "a")),
        "supersedes itself",
    ),
    "an oath above everything": (
        case(attestations=[{"subject": "V", "kind": "nobodyAbove", "value": 101}]),
        "attestations",
    ),
    "an unknown oath": (case(attestations=[{"subject": "V", "kind": "maybe"}]), "maybe"),
    "an oath about nobody": (case(attestations=[{"complete": True}]), "subject"),
    "competitors that are no list": (case(competitors="R"), "competitors"),
    "an unknown competitor": (case(competitors=["Z"]), "'Z'"),
    "an unknown target": (case(query={"target": "Z"}), "'Z'"),
    "a query that is no object": (case(query=["V"]), "query"),
    "an unknown field of a policy": (case(policy={"mercy": 1}), "mercy"),
    "a threshold above everything": (case(policy={"material_equity": 101}), "material_equity"),
    "an unknown comparator": (case(policy={"control_cmp": "about"}), "control_cmp"),
    "an as_of that is no object": (case(as_of="2024-01-01"), "as_of"),
    "an expectation that is no object": (case(expected=["integrated"]), "expected"),
    "a question that is no object": (case(expected={"integrated": [60]}), "integrated"),
    "a question about an unknown party": (
        case(expected={"integrated": {"target": "Z"}}),
        "'Z'",
    ),
    "a question about an unknown source": (
        case(expected={"controls": {"source": ["R", 3]}}),
        "unknown party 3",
    ),
    "a question without a target": (case(query={}), "target"),
    "a question about an unknown dimension": (
        case(expected={"group_votes": {"dim": "soul"}}),
        "soul",
    ),
    "a question about an unknown rule": (
        case(expected={"verdict": {"rules": {"golden": "clear"}}}),
        "golden",
    ),
}


@pytest.mark.parametrize(("bad", "word"), CASES.values(), ids=CASES.keys())
def test_a_bad_case_says_what_is_wrong_and_spoils_no_other(
    bad: Case, word: str, tmp_path: Path, sound: Path
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(bad))

    lines, code = evaluated(path, sound)

    assert lines[0].keys() == {"file", "error"}
    assert word in lines[0]["error"]
    assert "engine failed" not in lines[0]["error"]
    assert lines[1]["id"] == "SOUND"
    assert code == 1


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, sound: Path) -> None:
    lines, code = evaluated(tmp_path / "absent.json", tmp_path, sound)

    assert [line.get("error") for line in lines] == [
        "No such file or directory",
        "Is a directory",
        None,
    ]
    assert code == 1


def test_a_name_that_no_encoding_can_carry_is_answered_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(case(id="half a pair \ud800")))

    [line], code = evaluated(path)

    assert (line["id"], code) == ("half a pair \ud800", 0)
