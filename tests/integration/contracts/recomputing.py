"""The docs' rules once more, in plain Python, over nothing but what lists of the API say.

Nothing here imports a rule of ours: sums, shares, places, owners, parts and the order of a
shortlist are reckoned from JSON by whoever has read docs/how-to/exposure.md and sourcing.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
STATES = ("clear", "insufficient", "possible", "conflict")
REACHES = (
    "none", "tie", "material_interest", "significant_influence", "joint_or_negative_control",
    "control",
)  # fmt: skip
LEVELS = ("generalist", "specialist", "expert", "phd")
VOICES = {"vendor": Fraction(1, 3), "third_party": Fraction(2, 3), "lab": Fraction(1)}
HALF = Fraction(1, 2)


@dataclass(slots=True)
class Lists:
    """What was read: every list whole, and those that belong to something by its id."""

    vendors: Sequence[Row]
    contracts: Sequence[Row]
    domains: Sequence[Row]
    interests: Sequence[Row]
    deliveries: dict[str, Sequence[Row]] = field(default_factory=dict)
    workforce: dict[str, Sequence[Row]] = field(default_factory=dict)
    claims: dict[str, Sequence[Row]] = field(default_factory=dict)
    certificates: dict[str, Sequence[Row]] = field(default_factory=dict)


def read(every: Callable[[str], Sequence[Row]]) -> Lists:
    """Everything, by a function that reads a list to its end."""
    found = Lists(every("vendors"), every("contracts"), every("domains"), every("interests"))
    for contract in found.contracts:
        found.deliveries[contract["id"]] = every(f"contracts/{contract['id']}/deliveries")
    for vendor in found.vendors:
        path = f"vendors/{vendor['id']}"
        found.workforce[vendor["id"]] = every(f"{path}/workforce")
        found.claims[vendor["id"]] = every(f"{path}/expertise-claims")
        found.certificates[vendor["id"]] = every(f"{path}/certificates")
    return found


def committed(lists: Lists, key: Callable[[Row], str]) -> dict[tuple[str, str], Fraction]:
    """By key and currency."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for contract in lists.contracts:
        money = contract["value"]
        if money is not None:
            found[key(contract), money["currency"]] += Fraction(money["amount"])
    return found


def still_open(lists: Lists) -> dict[tuple[str, str], Fraction]:
    """By vendor and currency: contract by contract, never below zero."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for contract in lists.contracts:
        money = contract["value"]
        taken = sum(
            Fraction(each["accepted_value"]["amount"])
            for each in lists.deliveries[contract["id"]]
            if each["accepted_value"]
        )
        left = max(Fraction(0), Fraction(money["amount"]) - taken)
        found[contract["vendor"], money["currency"]] += left
    return found


def shares_of(sums: Mapping[tuple[str, str], Fraction], currency: str) -> dict[str, Fraction]:
    """Of everything in one currency, in percent."""
    whole = sum(amount for (_, code), amount in sums.items() if code == currency)
    return {key: amount * 100 / whole for (key, code), amount in sums.items() if code == currency}


def hhi(shares: Iterable[Fraction]) -> Fraction:
    return sum((share * share for share in shares), Fraction(0))


def places(lists: Lists, vendor: str) -> dict[str, tuple[Fraction, Fraction]]:
    """Of each place what part a vendor surely and possibly has there; "" is what is in none."""
    today = date.max.isoformat()
    lists_of = [row for row in lists.workforce[vendor] if (row["valid_from"] or "") <= today]
    row = max(lists_of, key=lambda one: (one["valid_from"] or "", one["id"]), default=None)
    said = [] if row is None else [(one["place"], one["share"]) for one in row["places"]]
    rest = 1 - sum((Fraction(str(s)) / 100 for _, s in said if s is not None), Fraction(0))
    silent = [place for place, share in said if share is None]
    found = {p: (Fraction(str(s)) / 100,) * 2 for p, s in said if s is not None}
    found |= {place: (rest if len(silent) == 1 else Fraction(0), rest) for place in silent}
    nowhere = 1 - sum((least for least, _ in found.values()), Fraction(0))
    return {**found, "": (nowhere, nowhere)}  # type: ignore[dict-item]  # pairs, all of them


def by_place(lists: Lists, currency: str) -> dict[str, tuple[Fraction, Fraction]]:
    found: dict[str, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for (vendor, code), amount in committed(lists, lambda one: one["vendor"]).items():
        for place, (least, most) in places(lists, vendor).items():
            if code == currency and most:
                found[place][0] += amount * least
                found[place][1] += amount * most
    return {place: (least, most) for place, (least, most) in found.items()}


def by_owner(lists: Lists, currency: str) -> dict[str, Fraction]:
    """What each party at the top has through everybody between; what nobody has under ""."""
    above: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
    for fact in lists.interests:
        share = Fraction(str(fact["share"]["exact"])) / 100
        above[fact["subject"]].append((fact["interested_party"], share))
    party = {vendor["id"]: vendor["party"] for vendor in lists.vendors}
    found: dict[str, Fraction] = defaultdict(Fraction)
    for (vendor, code), amount in committed(lists, lambda one: one["vendor"]).items():
        if code != currency:
            continue
        waiting, held = [(party[vendor], amount)], Fraction(0)
        while waiting:
            below, part = waiting.pop()
            if not above[below] and below != party[vendor]:
                found[below] += part
                held += part
            waiting += [(owner, part * share) for owner, share in above[below]]
        found[""] += amount - held
    return found


@dataclass(frozen=True, slots=True)
class Scored:
    vendor: str
    parts: Mapping[str, Fraction]
    total: Fraction
    left: int


def rank(lists: Lists, need: Row, weights: Mapping[str, int], today: date) -> list[Scored]:
    """Those who could serve, best first."""
    near = _near(lists.domains, need["domain"])
    serving = {
        vendor["id"]: (vendor, known)
        for vendor in lists.vendors
        if (known := _known(lists, vendor, need, near)) and _could_serve(lists, vendor, need, today)
    }
    rates = [rate for _, known in serving.values() for *_, rate in known if rate is not None]
    cheapest = min(rates, default=None)
    scored = []
    for vendor, known in serving.values():
        always = _always(lists, vendor, need, near, today)
        ways = [{**_skill(one, need, cheapest), **always} for one in known]
        totals = [
            sum(score * weights[part] for part, score in parts.items()) / sum(weights.values())
            for parts in ways
        ]
        best = max(range(len(ways)), key=lambda n: (totals[n], ways[n]["skill"]))
        left = vendor["capacity_hours_per_week"] or 0
        scored.append(Scored(vendor["id"], ways[best], Fraction(totals[best]), left))
    return sorted(
        scored,
        key=lambda one: (
            -one.total, -one.parts["neutrality"], -one.parts["skill"], -one.left, one.vendor,
        ),
    )  # fmt: skip


def _near(domains: Sequence[Row], asked: str) -> dict[str, int]:
    """How many steps up or down the tree."""
    parent = {row["code"]: row["parent"] for row in domains}

    def line(code: str) -> list[str]:
        found = [code]
        while parent[found[-1]]:
            found.append(parent[found[-1]])
        return found

    near = {code: steps for steps, code in enumerate(line(asked))}
    for code in parent:
        if asked in line(code):
            near[code] = line(code).index(asked)
    return near


def _known(
    lists: Lists, vendor: Row, need: Row, near: Mapping[str, int]
) -> list[tuple[int, int, Fraction, Fraction | None]]:
    """Steps, level, proof and rate, for each domain that answers and is known well enough."""
    said: dict[str, list[tuple[int, str, Fraction, Fraction | None]]] = defaultdict(list)
    for row in vendor["expertise"]:
        said[row["domain"]].append((0, row["level"], Fraction(1, 3), None))
    for row in sorted(lists.claims[vendor["id"]], key=lambda one: one["id"]):
        rate = row["rate"]
        price = Fraction(rate["amount"]) if rate and rate["currency"] == "USD" else None
        voice = [*VOICES].index(row["said_by"]) + 1
        said[row["domain"]].append((voice, row["level"], VOICES[row["said_by"]], price))
    found = []
    for domain, words in said.items():
        weight = max(one[0] for one in words)
        _, level, proof, _ = [one for one in words if one[0] == weight][-1]
        rate = next((one[3] for one in reversed(words) if one[3] is not None), None)
        if domain in near and LEVELS.index(level) >= LEVELS.index(need["level"]):
            found.append((near[domain], LEVELS.index(level), proof, rate))
    return found


def _could_serve(lists: Lists, vendor: Row, need: Row, today: date) -> bool:
    hours = vendor["capacity_hours_per_week"]
    return (
        vendor["neutrality"]["state"] != "conflict"
        and all(hold["type"] not in ("new_awards", "all") for hold in vendor["holds"])
        and set(need["languages"]) <= set(vendor["languages"])
        and bool(set(need["places_allowed"]) & set(vendor["places"]))
        and (hours is None or hours >= need["hours_per_week"] > 0)
        and all(_until(lists, vendor, one, today) for one in need["certificates_required"])
    )


def _until(lists: Lists, vendor: Row, standard: str, today: date) -> str:
    """The first day without it; empty if it is not there today."""
    days = [
        row["expires_on"] or "9999-12-31"
        for row in lists.certificates[vendor["id"]]
        if row["standard"] == standard and row["issued_on"] <= today.isoformat()
    ]
    return max((day for day in days if day > today.isoformat()), default="")


def _skill(
    known: tuple[int, int, Fraction, Fraction | None], need: Row, cheapest: Fraction | None
) -> dict[str, Fraction]:
    steps, level, proof, rate = known
    asked = LEVELS.index(need["level"])
    return {
        "skill": Fraction(1, 2**steps),
        "level": Fraction(level - asked + 1, len(LEVELS) - asked),
        "proof": proof,
        "price": HALF if rate is None or cheapest is None else cheapest / rate,
    }


def _always(
    lists: Lists, vendor: Row, need: Row, near: Mapping[str, int], today: date
) -> dict[str, Fraction]:
    counted = [
        row
        for contract in lists.contracts
        if contract["vendor"] == vendor["id"] and contract["dataset"]["domain"] in near
        for row in lists.deliveries[contract["id"]]
        if row["accepted_items"] is not None
    ]
    items = sum(row["items"] for row in counted)
    accepted = sum(row["accepted_items"] for row in counted)
    mine, asked = set(vendor["places"]), set(need["places_allowed"])
    stands = vendor["neutrality"]
    worse = STATES.index(stands["state"]) * len(REACHES) + REACHES.index(stands["level"])
    required = need["certificates_required"]
    lasting = sum(
        (date.fromisoformat(_until(lists, vendor, one, today)) - today).days >= 365
        for one in required
    )
    return {
        "quality": Fraction(accepted, items) if items else HALF,
        "languages": Fraction(1),
        "places": Fraction(len(mine & asked), len(mine)),
        "capacity": HALF if vendor["capacity_hours_per_week"] is None else Fraction(1),
        "neutrality": Fraction(24 - worse, 24),
        "holds": HALF if vendor["holds"] else Fraction(1),
        "certificates": (1 + Fraction(lasting, len(required))) / 2,
        "independence": Fraction(1),
    }
