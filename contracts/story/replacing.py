"""Who takes the work over, without walking into the same trap? A need, a shortlist, an award."""

from __future__ import annotations

from datetime import date, timedelta

from contracts.story import disclosures
from contracts.story.client import Json
from contracts.story.stage import Cast, Stage
from contracts.story.telling import Teller


def replace(cast: Cast, tell: Teller, stage: Stage) -> None:
    """From a need to the draft of the next contract."""
    _what_is_known(cast, tell)
    need = _ask(cast, tell, stage)
    found = _compare(cast, tell, need)
    _look_twice(tell, found)
    _suppose(cast, tell, need)
    _award(cast, tell, need, found)


def _what_is_known(cast: Cast, tell: Teller) -> None:
    """What the lab has learnt by then of two of the candidates."""
    tell.scene("Who takes the work over? First, what is known of those who might")
    northlight = _vendor(cast, "Northlight")
    cast.vera.post(
        f"vendors/{northlight['id']}/expertise-claims",
        {
            "domain": "mathematics",
            "level": "expert",
            "said_by": "lab",
            "asserted_by": "Meridian's graders, on 200 problems",
            "rate": {"amount": "85.00", "currency": "USD"},
            "valid_from": "2025-06-16",
        },
    )
    cast.vera.post(
        f"vendors/{northlight['id']}/certificates",
        {
            "standard": "iso_27001",
            "scope": "All labeling of Northlight (fictional)",
            "issued_on": "2025-01-10",
            "expires_on": "2028-01-10",
        },
    )
    tell.say("Northlight was tried by the lab's own graders: their word goes before the vendor's")
    seat = cast.vera.get(
        "interests", interested_party=_party(cast, "LARRY-SUMMERS"), type="board_seat"
    )["results"][0]
    cast.vera.post("disclosures", disclosures.board_seat_ends(seat["record_id"]))
    tell.say("the press reports that Larry Summers left OpenAI's board on 19 November 2025")
    cast.vera.await_(
        "vendors",
        lambda told: not any(each["neutrality"]["recheck_pending"] for each in told["results"]),
    )


def _ask(cast: Cast, tell: Teller, stage: Stage) -> str:
    tell.scene("A need is written down; over the policy's limit a second person opens it")
    need = cast.leo.post(
        "requisitions",
        {
            "title": "Expert mathematics for post-training, in place of MSA-2024-017",
            "domain": "mathematics",
            "level": "expert",
            "languages": ["en"],
            "hours_per_week": 5_000,
            "sensitivity": "confidential",
            "budget": {"amount": "3770000.00", "currency": "USD"},
            "replacing": stage.vendor,
        },
    )
    path = f"requisitions/{need['id']}"
    submitted = cast.leo.post(f"{path}/submit", {"reason": "The work of Scale AI has stopped."})
    tell.say(f"the need is {submitted['state']}: USD 3,770,000 is more than one person may open")
    opened = cast.ada.post(f"{path}/approve", {"reason": "It is what was left of the contract."})
    tell.say(f"Ada, who did not ask for it, approves: it is {opened['state']}")
    return path


def _compare(cast: Cast, tell: Teller, need: str) -> Json:
    tell.scene("The shortlist: everybody, with the reasons in numbers")
    found = cast.leo.get(f"{need}/shortlist")
    tell.table(
        ("", "vendor", "of 1", "verdict", "level", "hours left", "shares with Scale AI"),
        [
            (
                str(each["place"]),
                each["name"],
                f"{each['total']:.3f}",
                each["neutrality"]["state"],
                each["level"],
                str(each["hours_left"]),
                ", ".join(shared["name"] for shared in each["shared"]) or "nobody",
            )
            for each in found["results"]
        ],
    )
    first = found["results"][0]
    tell.say(f"why {first['name']} is first:")
    for part in first["scores"]:
        if part["weight"]:
            tell.say(f"- {part['part']}: {part['exact']} x {part['weight']}. {part['reason']}")
    tell.say("why the others are out:")
    for each in found["out"]:
        tell.say(f"- {each['name']}: {' '.join(out['reason'] for out in each['reasons'])}")
    return found


def _look_twice(tell: Teller, found: Json) -> None:
    """The interlock with days that is no conflict, and worth a second look."""
    for each in found["results"]:
        for lock in each["interlocks"]:
            last = date.fromisoformat(lock["until"]) - timedelta(days=1)
            tell.say(
                f"{each['name']} is worth a second look: {lock['name']} has a part of it (size"
                f" unknown) and sat on the board of {lock['competitor_name']} from"
                f" {lock['since']} to {last}"
            )


def _suppose(cast: Cast, tell: Teller, need: str) -> None:
    found = cast.leo.post(f"{need}/shortlist", {"scenario": disclosures.next_deal()})
    for each in found["results"]:
        would = each["under_scenario"]
        if would and would["change"] == "worse":
            tell.say(
                f"and if Alphabet took 20 % of {each['name']}: {would['state']} at {would['level']}"
            )


def _award(cast: Cast, tell: Teller, need: str, found: Json) -> None:
    first = found["results"][0]
    cast.vera.post(
        f"{need}/award", {"vendor": first["vendor"], "reason": "Clear, tried, and free."}
    )
    awarded = cast.vera.await_(need, lambda told: told["contract"] is not None)
    contract = cast.leo.get(f"contracts/{awarded['contract']}")
    tell.say(f"awarded to {first['name']}; contract {contract['reference']} is {contract['state']}")


def _vendor(cast: Cast, name: str) -> Json:
    found: Json = cast.vera.get("vendors", q=name)["results"][0]
    return found


def _party(cast: Cast, key: str) -> str:
    found: str = cast.vera.get("parties", identifier=f"STORY:{key}")["results"][0]["id"]
    return found
