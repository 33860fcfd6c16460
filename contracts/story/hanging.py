"""How much hangs on the vendor, before and after it is suspended, and what does Meta touch?"""

from __future__ import annotations

from typing import Any

from contracts.story.client import Json
from contracts.story.stage import Cast, Stage
from contracts.story.telling import Teller

BEFORE = "2025-06-11"
REPLACING: Json = {
    "verdict": "hard",
    "obstacle": "hard_to_migrate",
    "reason": "The rubrics and the labeling console are theirs (illustrative).",
    "reintegration": "difficult",
    "reintegration_days": 120,
    "exit_plan": True,
    "impact": "high",
}


def tell_what_hangs(cast: Cast, tell: Teller, stage: Stage) -> None:
    """Exposure before and after, the limits that are passed, and the blast radius of Meta."""
    tell.scene("What hangs on it: exposure before and after, and what Meta touches")
    tell.table(
        ("vendor", "committed", "open before", "open now", "of it suspended", "share"),
        _by_vendor(cast),
    )
    for by in ("vendor", "ultimate_owner"):
        for finding in cast.leo.get("exposure", by=by)["findings"]:
            tell.say(f"limit {finding['state']}: {finding['sentence']}")
    before, now = _owners(cast, BEFORE), _owners(cast, "")
    tell.table(
        ("ultimate owner", f"holds on {BEFORE}", "holds now"),
        [(name, before.get(name, "nothing"), held) for name, held in now.items()],
    )
    _touched(cast, tell, stage)


def _by_vendor(cast: Cast) -> list[tuple[str, ...]]:
    then = {each["name"]: each for each in _exposure(cast, "vendor", BEFORE)["groups"]}
    rows: list[tuple[str, ...]] = []
    for group in _exposure(cast, "vendor", "")["groups"]:
        before = [_money(each["open"]) for each in then.get(group["name"], {}).get("amounts", [])]
        rows += [
            (
                group["name"],
                _money(now["committed"]),
                ", ".join(before) or "nothing",
                _money(now["open"]),
                _money(now["suspended"]),
                f"{now['share'] or 0:g} %",
            )
            for now in group["amounts"]
        ]
    return rows


def _owners(cast: Cast, day: str) -> dict[str, str]:
    """What each ultimate owner holds of everything we have committed, at least and at most."""
    held = {}
    for owner in _exposure(cast, "ultimate_owner", day)["owners"]:
        share = next(each["held"]["share"] for each in owner["amounts"])
        low, high = share["min"], share["max"]
        held[owner["name"]] = f"{low:g} %" if low == high else f"{low:g} to {high:g} %"
    return held


def _touched(cast: Cast, tell: Teller, stage: Stage) -> None:
    cast.leo.post(f"contracts/{stage.contract}/substitutability", REPLACING)
    meta = cast.vera.get("parties", identifier="STORY:META")["results"][0]
    radius = cast.leo.get("blast-radius", party=meta["id"])
    totals = radius["totals"]
    tell.say(
        f"Meta touches {totals['vendors']} vendor, {totals['contracts']} contract,"
        f" {totals['data_assets']} data assets, {totals['access_grants']} open doors;"
        f" replaced in {totals['days']} days"
    )
    tell.table(
        ("vendor", "through", "contract", "to be delivered", "pain", "made of"),
        [
            (
                vendor["name"],
                " → ".join(step["name"] for step in vendor["through"]),
                contract["reference"],
                _money(contract["open"]),
                f"{contract['pain']:g}",
                " + ".join(f"{part['points']:g} {part['part']}" for part in contract["felt"]),
            )
            for vendor in radius["vendors"]
            for contract in vendor["contracts"]
        ],
    )
    for domain in radius["domains"]:
        able = ", ".join(each["name"] for each in domain["candidates"]) or "nobody"
        tell.say(f"{domain['domain']}: cover {domain['cover']}; could be asked: {able}")
    tell.say("the admin draws it: Contracts, “Blast radius”")


def _exposure(cast: Cast, by: str, day: str) -> Json:
    return cast.leo.get("exposure", by=by, **({"valid_at": day} if day else {}))


def _money(money: dict[str, Any]) -> str:
    whole = f"{float(money['amount']):,.0f}"
    return f"{money['currency']} {whole}"
